//! Argo CD's accounts are no admins of the cluster that Argo CD runs on, and no role is `cluster-admin` by another name.
//!
//! Clusters are reached with the identity's token, for which an account needs no right on the hub. The application
//! controller's own role already grants everything (`manifests/cluster-rbac/application-controller`), so that
//! `cluster-admin` adds nothing to it but in a namespaced installation; for any other account it opens the cluster to
//! whoever gets into that pod. On a target `cluster-admin` is a choice that is visible; a role with `*` hides it.

use super::Hub;
use crate::document::Node;
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{Binding, BoundSubject, Item, names_argo_cd};
use crate::value::{Guid, shown};

const CONTROLLER: &str = "argocd-application-controller";

/// Reports accounts of Argo CD that are bound to `cluster-admin`, and identities with a role that is the same.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    for binding in hub.bindings.iter().copied().filter(|binding| binding.is_cluster_wide()) {
        let Some(role) = binding.role() else { continue };
        let is_admin = role.text() == Some("cluster-admin");
        if let Some(account) = binding.subjects().find(|subject| is_admin && is_account(hub, *subject)) {
            findings.push(admin(role, account));
        }
        if let Some(rule) = wildcard(hub, binding, role) {
            findings.push(another_name(role, rule));
        }
    }
}

fn is_account(hub: &Hub<'_>, subject: BoundSubject<'_>) -> bool {
    // On a target there is `argocd-manager`, in `kube-system` (argo-cd `util/clusterauth/clusterauth.go`).
    let is_of_argo_cd = subject.namespace().is_some_and(names_argo_cd) && names_argo_cd(subject.name());
    subject.kind() == "ServiceAccount" && (is_of_argo_cd || hub.is_argo_cds_account(subject.name()))
}

fn admin(role: &Node, account: BoundSubject<'_>) -> Finding {
    let message = format!(
        "Argo CD's account {} is an admin of the hub, which no connection to a target needs",
        shown(account.name())
    );
    let severity = if account.name() == CONTROLLER { Severity::Note } else { Severity::Warning };
    Finding::new(Code::HubAdmin, Place::Text(role.span), message)
        .with_severity(severity)
        .with_help("remove the binding; on targets, bind the identity's object id")
}

/// The role behind a binding of an identity, if it grants everything.
fn wildcard<'m>(hub: &Hub<'m>, binding: Binding<'m>, role: &Node) -> Option<&'m Item> {
    let is_identity =
        |subject: BoundSubject<'_>| subject.name().parse::<Guid>().is_ok_and(|id| hub.known.is_principal(id.as_str()));
    binding.subjects().find(|subject| is_identity(*subject))?;
    hub.of_kind("ClusterRole").find(|known| Some(known.name()) == role.text() && grants_everything(known))
}

fn grants_everything(role: &Item) -> bool {
    let has_all =
        |rule: &Node, key: &str| rule.get(key).map_or(&[][..], Node::items).iter().any(|item| item.text() == Some("*"));
    let rules = role.node.get("rules").map_or(&[][..], Node::items);
    rules.iter().any(|rule| ["apiGroups", "resources", "verbs"].iter().all(|key| has_all(rule, key)))
}

fn another_name(role: &Node, known: &Item) -> Finding {
    let message = format!(
        "the role {} grants every verb on everything: it is `cluster-admin` by another name",
        shown(known.name())
    );
    Finding::new(Code::WildcardGrant, Place::Text(role.span), message).with_help(
        "grant `get`, `list` and `watch` cluster-wide, and bind what writes in namespaces; or say `cluster-admin`",
    )
}
