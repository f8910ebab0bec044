//! Argo CD's workloads run as the accounts that its bindings and federated credentials name.
//!
//! The installation binds its Roles to accounts that are called like the workloads (`manifests/base/*/*-rolebinding.yaml`),
//! and the credential of sign-in is for `system:serviceaccount:NAMESPACE:argocd-server`. Another account is possible; then
//! the bindings and every subject must follow. The chart does that for `serviceAccount.name`; a patch does not.

use super::{Hub, is_open};
use crate::document::Node;
use crate::finding::{Code, Finding, Place, nearest};
use crate::material::{Component, Workload};
use crate::value::shown;

/// Reports a workload whose account no binding of the input names.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    findings.extend(hub.workloads().filter_map(|workload| finding(hub, workload)));
}

fn finding(hub: &Hub<'_>, workload: &Workload<'_>) -> Option<Finding> {
    let component = workload.component?;
    let account = workload.account()?;
    let name = account.text().filter(|name| !is_open(name))?;
    // To be an admin is no substitute: that is what takes the place of the bindings in guides.
    let bindings = hub.bindings.iter().filter(|b| b.role().and_then(Node::text) != Some("cluster-admin"));
    let is_bound = bindings.flat_map(|binding| binding.subjects()).any(|subject| subject.is_account(name));
    // A release that has another name calls workload and account after itself.
    if name.ends_with(component.name) || is_bound {
        return None;
    }
    let message = format!("`{}` runs as {}, which Argo CD's own RoleBindings do not name", component.name, shown(name));
    Some(
        Finding::new(Code::ForeignAccount, Place::Text(account.span), message).with_help(help(hub, component, account)),
    )
}

fn help(hub: &Hub<'_>, component: &Component, account: &Node) -> String {
    let keep = format!(
        "keep `{0}` and annotate that account; another one needs its RoleBindings, and federated credentials for identity and sign-in",
        component.name
    );
    let name = account.text().unwrap_or_default();
    let exists = hub.accounts_named(name).next().is_some();
    let others = hub.accounts.iter().map(|known| known.name()).filter(|known| Component::named(known).is_none());
    match nearest(name, others.clone()).or_else(|| others.clone().next()).filter(|_| !exists) {
        Some(other) => format!("no account `{name}` is in the input, but `{other}` is; {keep}"),
        None => keep,
    }
}
