//! Whoever reaches Argo CD gets `policy.default` once anonymous access is on.
//!
//! argo-cd `util/session/sessionmanager.go` lets the request pass without claims, and `util/rbac/rbac.go` then grants the
//! default role. With a default role that may change things, that is everyone's.

use crate::finding::{Code, Finding, Severity};
use crate::material::{Material, RbacConfig, ServerConfig, Settings};
use crate::rule::settings::at;

/// Reports anonymous access: an error together with a default role that is the admin's.
pub fn check(material: &Material, findings: &mut Vec<Finding>) {
    let is_admin = default_roles(material).any(|role| role == "role:admin");
    for (_, config) in material.all::<ServerConfig>() {
        let is_on = config.text("users.anonymous.enabled").as_deref() == Some("true");
        let Some(datum) = config.data.get("users.anonymous.enabled").filter(|_| is_on) else { continue };
        let finding = Finding::new(Code::AnonymousAccess, at(datum), message(is_admin));
        let severity = if is_admin { Severity::Error } else { Code::AnonymousAccess.severity() };
        findings.push(finding.with_severity(severity).with_help("remove it, so that people sign in"));
    }
}

const fn message(is_admin: bool) -> &'static str {
    if is_admin {
        "whoever reaches Argo CD is its admin: anonymous access is on, and `policy.default` is `role:admin`"
    } else {
        "whoever reaches Argo CD gets the role of `policy.default` without signing in"
    }
}

/// What the policies of the input give to everyone.
fn default_roles(material: &Material) -> impl Iterator<Item = &str> {
    material.all::<RbacConfig>().filter_map(|(_, config)| Some(config.default_role()?.text.as_str()))
}
