//! Roles that are bound exist, and roles that exist are bound.

use std::collections::HashSet;

use super::Draft;
use crate::document::Pointer;
use crate::environment::written::Rbac;
use crate::finding::{Code, Finding, Place};
use crate::rule::grants;

/// Argo CD's own roles (argo-cd `assets/builtin-policy.csv`).
pub const BUILT_IN: [&str; 2] = ["admin", "readonly"];

/// Reports bindings to roles that nothing defines, roles that nothing binds, and own roles with a built-in's name.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let Some(rbac) = &draft.written.rbac else { return };
    check_bound(rbac, findings);
    let bound: HashSet<&str> = rbac.bindings.iter().map(|b| b.role.as_str()).chain(rbac.default_role.role()).collect();
    for name in rbac.roles.keys().map(crate::value::RoleName::as_str) {
        let place = Place::Key(Pointer::of(["rbac", "roles", name]));
        if BUILT_IN.contains(&name) {
            let message = format!("`{name}` is a role of Argo CD's own");
            findings.push(
                Finding::new(Code::ReservedRole, place, message)
                    .with_help("grants are added to it, not put in its place; choose another name"),
            );
        } else if !bound.contains(name) {
            findings.push(grants::unbound_role(name, place, "bind it under `rbac.bindings`, or remove it"));
        }
    }
}

fn check_bound(rbac: &Rbac, findings: &mut Vec<Finding>) {
    let known = || rbac.roles.keys().map(crate::value::RoleName::as_str).chain(BUILT_IN);
    let mut undefined = |name: &str, pointer: Pointer| {
        let help = "define it under `rbac.roles`; Argo CD's own are `admin` and `readonly`";
        findings.push(grants::undefined_role(name, known(), Place::Value(pointer), help));
    };
    if let Some(default) = rbac.default_role.role().filter(|default| !known().any(|name| name == *default)) {
        undefined(default, Pointer::of(["rbac", "defaultRole"]));
    }
    for (i, binding) in rbac.bindings.iter().enumerate() {
        if !known().any(|name| name == binding.role.as_str()) {
            undefined(binding.role.as_str(), Pointer::of(["rbac", "bindings"]).join(i).join("role"));
        }
    }
}
