//! Grants name resources, actions and objects that the assumed Argo CD version has.
//!
//! Argo CD takes any word and then never matches it (argo-cd `cmd/argocd/commands/admin/settings_rbac.go` has the table
//! that only its command line consults); an object of the wrong form is as silent.

use super::Draft;
use crate::document::Pointer;
use crate::environment::word::Effect;
use crate::environment::written::Grant;
use crate::finding::{Code, Finding, Place};
use crate::policy;
use crate::value::ArgoVersion;

/// Reports what would silently grant nothing.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let Some(rbac) = &draft.written.rbac else { return };
    let version = draft.written.argocd.as_ref().map_or(ArgoVersion::NEWEST, |argocd| argocd.version);
    for (name, grants) in &rbac.roles {
        let pointer = Pointer::of(["rbac", "roles", name.as_str()]);
        for (i, grant) in grants.iter().enumerate() {
            check_grant(grant, &pointer.join(i), version, findings);
        }
        check_logs(name.as_str(), grants, &pointer, findings);
    }
}

fn check_grant(grant: &Grant, pointer: &Pointer, version: ArgoVersion, findings: &mut Vec<Finding>) {
    if let Err(unknown) = policy::table::resources_matching(grant.resource.as_str()) {
        let finding = Finding::new(Code::UnknownAction, Place::Value(pointer.join("resource")), unknown.to_string());
        findings.push(finding.with_help(unknown.help()));
        return;
    }
    for (i, action) in grant.actions.iter().enumerate() {
        if let Err(unknown) = policy::table::check_action(grant.resource.as_str(), action.as_str(), version) {
            let place = Place::Value(pointer.join("actions").join(i));
            findings.push(Finding::new(Code::UnknownAction, place, unknown.to_string()).with_help(unknown.help()));
        }
    }
    for (i, object) in grant.objects.iter().enumerate() {
        if let Err(fault) = policy::object::check_object(grant.resource.as_str(), object.as_str()) {
            let place = Place::Value(pointer.join("objects").join(i));
            findings.push(Finding::new(Code::MalformedObject, place, fault.to_string()).with_help(fault.help()));
        }
    }
    for (key, is_empty) in [("actions", grant.actions.is_empty()), ("objects", grant.objects.is_empty())] {
        if is_empty {
            let message = format!("`{key}` is empty, so the grant grants nothing");
            findings.push(Finding::new(Code::MalformedObject, Place::Value(pointer.join(key)), message));
        }
    }
}

/// Since Argo CD 3.0 logs are granted on their own.
fn check_logs(role: &str, grants: &[Grant], pointer: &Pointer, findings: &mut Vec<Finding>) {
    let allows = |resource: &str| {
        grants.iter().any(|grant| {
            let named = grant.resource.as_str() == resource || grant.resource.as_str() == "*";
            named
                && grant.effect == Effect::Allow
                && grant.actions.iter().any(|action| matches!(action.as_str(), "get" | "*"))
        })
    };
    if allows("applications") && !allows("logs") {
        let message = format!("the role `{role}` sees applications and not their logs");
        let finding = Finding::new(Code::LogsNotGranted, Place::Key(pointer.clone()), message);
        findings.push(
            finding.with_help("Argo CD 3 grants logs on their own: `{resource: logs, actions: [get], objects: […]}`"),
        );
    }
}
