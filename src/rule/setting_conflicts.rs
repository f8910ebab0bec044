//! `argocd.settings` adds to what tiphys derives, and does not contradict it.
//!
//! A second value for a setting that follows from the file would make the document say one thing and the file another.

use super::Draft;
use crate::document::{Node, Pointer};
use crate::finding::{Code, Finding, Place};

/// Settings that follow from the file, as paths of nested keys, with the field that they follow from.
const DERIVED: [(&[&str], &str); 15] = [
    (&["global", "domain"], "argocd.domain"),
    (&["configs", "cm", "url"], "argocd.domain"),
    (&["configs", "cm", "admin.enabled"], "argocd.localAdmin"),
    (&["configs", "cm", "oidc.config"], "sso"),
    (&["configs", "rbac", "policy.csv"], "rbac"),
    (&["configs", "rbac", "policy.default"], "rbac.defaultRole"),
    (&["configs", "rbac", "scopes"], "rbac.scopes"),
    (&["configs", "params", "server.insecure"], "argocd.ingress"),
    (&["configs", "clusterCredentials"], "targets"),
    (&["redis-ha", "enabled"], "argocd.highAvailability"),
    (&["azure", "workloadIdentity", "enabled"], "identity"),
    (&["azure", "workloadIdentity", "clientId"], "identity.clientId"),
    (&["azure", "workloadIdentity", "entraSSOClientId"], "sso.clientId"),
    (&["server", "serviceAccount", "name"], "identity.serviceAccounts.server"),
    (&["controller", "serviceAccount", "name"], "identity.serviceAccounts.applicationController"),
];

/// Reports settings that have a field of their own.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let Some(settings) = draft.document.get("argocd").and_then(|argocd| argocd.get("settings")) else { return };
    for (path, field) in DERIVED {
        if path.iter().try_fold(settings, |node, key| Node::get(node, key)).is_some() {
            let pointer = Pointer::of(["argocd", "settings"].into_iter().chain(path.iter().copied()));
            let message = format!("`{}` follows from `{field}`", path.join("."));
            findings.push(
                Finding::new(Code::SettingConflict, Place::Key(pointer), message)
                    .with_help(format!("set `{field}`, and remove this")),
            );
        }
    }
}
