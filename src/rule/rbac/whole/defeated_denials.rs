//! What a row denies, `policy.default` does not allow all the same.
//!
//! argo-cd `util/rbac/rbac.go`, `enforce`: the default role is asked first, and what it allows no other row takes away. A
//! denial on the default role itself counts: `p, role:none, *, *, */*, deny` is how many spell "nothing".

use super::super::{Judged, permissions};
use super::{Subject, inherited};
use crate::finding::{Code, Finding, Severity};
use crate::material::{Field, RbacConfig};
use crate::policy::table::{self, ObjectForm, SubAction};
use crate::policy::{Effect, Enforcer, Permission};
use crate::value::{ArgoVersion, has_placeholder, shown};

/// Reports denials that do nothing, or not all that they say.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let (config, version) = (subject.reading, subject.facts.assumed_version());
    let Some(default) = config.default_role().filter(|role| !config.is_regex() && !has_placeholder(&role.text)) else {
        return;
    };
    let roles = inherited(&default.text, config);
    let enforcer = Enforcer::new(version, &config.joined());
    let denials = permissions(config).filter(|row| row.row.effect == Effect::Deny);
    for row in denials.filter(|row| !roles.contains(row.row.subject.as_str()) && !row.row.subject.contains('*')) {
        let requests = requests(row.row, version);
        let is_allowed = |(resource, action, object): &&(&str, String, String)| {
            enforcer.allows(&default.text, &[], resource, action, object).allowed
        };
        let allowed = requests.iter().filter(is_allowed).count();
        if let Some(request) = requests.iter().find(is_allowed) {
            findings.push(defeated(&row, default, (request.0, &request.1), allowed == requests.len()));
        }
    }
}

/// One request for each resource and action that a row is about; none for objects with classes or groups.
fn requests(row: &Permission, version: ArgoVersion) -> Vec<(&'static str, String, String)> {
    if row.object.contains(['[', '{', '\\']) {
        return Vec::new();
    }
    let requests = table::requests(&row.resource, &row.action, version).into_iter();
    requests
        .map(|(resource, action)| {
            let path = if action.sub_action == SubAction::Required { "/group/Kind/name" } else { "" };
            (resource.name, format!("{}{path}", action.name), sample(&row.object, resource.object))
        })
        .collect()
}

/// An object that a glob of `*` and `?` matches.
fn sample(object: &str, form: ObjectForm) -> String {
    let sample = object.replace(['*', '?'], "x");
    match form {
        ObjectForm::ProjectApplication if !sample.contains('/') => format!("{sample}/x"),
        ObjectForm::Empty => String::new(),
        _ => sample,
    }
}

fn defeated(row: &Judged<'_, Permission>, default: &Field, (resource, action): (&str, &str), is_all: bool) -> Finding {
    let role = shown(&default.text);
    let message = if is_all {
        format!("the denial does nothing: `policy.default` {role} allows it first")
    } else {
        format!("the denial leaves `{action}` on `{resource}` open: `policy.default` {role} allows it first")
    };
    let severity = if is_all { Severity::Warning } else { Severity::Note };
    Finding::new(Code::DenialDefeated, row.line(), message)
        .with_help(
            "leave `policy.default` empty and give its role by `g` rows; everyone has it before any row is asked",
        )
        .with_severity(severity)
}
