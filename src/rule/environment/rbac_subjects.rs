//! Subjects are people and groups that can exist, and not everyone is an admin.
//!
//! Argo CD takes as subjects the values of the claims in `scopes`, and the user id (argo-cd `util/rbac/rbac.go`,
//! `EnforceClaims`); an e-mail address is one only if `email` is among the scopes.

use super::{Draft, at};
use crate::document::Pointer;
use crate::finding::{Finding, Place};
use crate::rule::grants;

/// Reports an admin default, and subjects that nobody has.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let Some(rbac) = &draft.written.rbac else { return };
    if rbac.default_role.role() == Some("admin") {
        let help = "every user of the tenant can sign in unless assignment is required; bind `admin` to a group";
        findings.push(grants::everyone_is_admin(at(["rbac", "defaultRole"]), help));
    }
    for (i, binding) in rbac.bindings.iter().enumerate() {
        for (j, user) in binding.users.iter().enumerate() {
            let place = Place::Value(Pointer::of(["rbac", "bindings"]).join(i).join("users").join(j));
            let claims = rbac.scopes.iter().map(crate::value::FreeText::as_str);
            findings.extend(grants::mail_without_claim(user.as_str(), claims, place, "add `email` to `rbac.scopes`"));
        }
    }
}
