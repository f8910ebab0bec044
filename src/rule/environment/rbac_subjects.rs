//! Subjects are people and groups that can exist, and not everyone is an admin.
//!
//! Argo CD takes as subjects the values of the claims in `scopes`, and the user id (argo-cd `util/rbac/rbac.go`,
//! `EnforceClaims`); an e-mail address is one only if `email` is among the scopes.

use super::{Draft, at};
use crate::document::Pointer;
use crate::finding::{Code, Finding, Place};
use crate::policy::caller::NAME_CLAIMS;

/// Reports an admin default, and subjects that nobody has.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let Some(rbac) = &draft.written.rbac else { return };
    if rbac.default_role.role() == Some("admin") {
        let message = "everyone who can sign in would be an admin";
        let finding = Finding::new(Code::EveryoneIsAdmin, at(["rbac", "defaultRole"]), message);
        findings.push(
            finding.with_help(
                "every user of the tenant can sign in unless assignment is required; bind `admin` to a group",
            ),
        );
    }
    if rbac.scopes.iter().any(|scope| NAME_CLAIMS.contains(&scope.as_str())) {
        return;
    }
    for (i, binding) in rbac.bindings.iter().enumerate() {
        for (j, user) in binding.users.iter().enumerate().filter(|(_, user)| user.as_str().contains('@')) {
            let place = Place::Value(Pointer::of(["rbac", "bindings"]).join(i).join("users").join(j));
            let message = format!("`{user}` is an e-mail address, and `scopes` has no claim that holds one");
            findings
                .push(Finding::new(Code::UnmatchedSubject, place, message).with_help("add `email` to `rbac.scopes`"));
        }
    }
}
