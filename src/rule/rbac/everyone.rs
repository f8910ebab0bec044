//! Not everyone is an admin.
//!
//! argo-cd `util/rbac/rbac.go`, `enforce`: the default role is asked first, for everyone who is signed in, and with
//! `users.anonymous.enabled` in argocd-cm for everyone who reaches the server.

use super::super::grants;
use super::Subject;
use crate::finding::{Finding, Place};
use crate::material::{Field, RbacConfig};
use crate::policy::Enforcer;
use crate::value::ArgoVersion;

/// What only an admin may do.
const ADMIN_REQUESTS: [(&str, &str, &str); 4] = [
    ("applications", "delete", "x/x"),
    ("clusters", "create", "https://x"),
    ("projects", "update", "x"),
    ("accounts", "update", "admin"),
];

/// Reports a default role that may do everything.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let (config, version) = (subject.reading, subject.facts.assumed_version());
    if let Some(role) = config.default_role().filter(|role| is_admin(role, config, version)) {
        let help = "leave it empty or name a role that only reads, and give `role:admin` to a group by a `g` row";
        findings.push(grants::everyone_is_admin(Place::Text(role.span()), help));
    }
}

fn is_admin(role: &Field, config: &RbacConfig, version: ArgoVersion) -> bool {
    let enforcer = Enforcer::new(version, &config.joined());
    let mut requests = ADMIN_REQUESTS.iter();
    !config.is_regex()
        && requests.all(|(resource, action, object)| enforcer.allows(&role.text, &[], resource, action, object).allowed)
}
