//! Grants name resources, actions and objects that the assumed Argo CD version has.
//!
//! Argo CD takes any word and then never matches it (argo-cd `cmd/argocd/commands/admin/settings_rbac.go` has the table
//! that only its command line consults); an object of the wrong form is as silent.

use super::Draft;
use crate::document::Pointer;
use crate::environment::word::Effect;
use crate::environment::written::Grant;
use crate::finding::{Code, Finding, Place};
use crate::rule::grants;
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
    let resource = grant.resource.as_str();
    if let Some(finding) = grants::unknown_resource(resource, Place::Value(pointer.join("resource"))) {
        findings.push(finding);
        return;
    }
    for (i, action) in grant.actions.iter().enumerate() {
        let place = Place::Value(pointer.join("actions").join(i));
        findings.extend(grants::unknown_action(resource, action.as_str(), version, place));
    }
    for (i, object) in grant.objects.iter().enumerate() {
        let place = Place::Value(pointer.join("objects").join(i));
        findings.extend(grants::malformed_object(resource, object.as_str(), place));
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
    let allowed = grants.iter().filter(|grant| grant.effect == Effect::Allow);
    let pairs = allowed.flat_map(|grant| grant.actions.iter().map(|action| (grant.resource.as_str(), action.as_str())));
    if grants::lacks_logs(pairs) {
        let help = "Argo CD 3 grants logs on their own: `{resource: logs, actions: [get], objects: […]}`";
        findings.push(grants::logs_not_granted(role, Place::Key(pointer.clone()), help));
    }
}
