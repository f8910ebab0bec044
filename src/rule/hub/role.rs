//! A binding of Argo CD names a role that exists.
//!
//! The API server takes a binding to a role that is not there; it grants nothing until the role comes.

use super::slip::slip_of;
use super::{Hub, is_open};
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{Binding, Component, Item, names_argo_cd};
use crate::value::shown;

/// Reports bindings to roles that are called nearly as one of the input is.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    if hub.holds_enough() {
        findings.extend(hub.bindings.iter().copied().filter_map(|binding| finding(hub, binding)));
    }
}

fn finding(hub: &Hub<'_>, binding: Binding<'_>) -> Option<Finding> {
    let role = binding.role()?;
    let name = role.text().filter(|name| names_argo_cd(name) && !is_open(name))?;
    let kind = if binding.role_kind() == "Role" { "Role" } else { "ClusterRole" };
    let known: Vec<&str> = hub.of_kind(kind).map(Item::name).collect();
    if Component::named(name).is_some() || known.contains(&name) {
        return None;
    }
    let near = slip_of(name, known)?;
    let message = format!("there is no {kind} {} in the input", shown(name));
    let finding = Finding::new(Code::UndefinedReference, Place::Text(role.span), message);
    Some(finding.with_severity(Severity::Warning).with_help(format!("did you mean `{near}`?")))
}
