//! Servers, issuer, vault and `cloud` are of one Azure cloud.
//!
//! A wrong cloud is never reported by Argo CD: an environment name that it does not know counts as public, and the
//! token is asked for at an authority that does not know the tenant.

use super::{Draft, at};
use crate::cloud::{self, Cloud};
use crate::finding::{Code, Finding, Place};

/// Reports names that belong to another cloud.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let Some(cloud) = draft.written.cloud else { return };
    let mut compare = |what: &str, found: Option<Cloud>, place: Place| {
        if let Some(other) = found.filter(|other| *other != cloud) {
            let finding =
                Finding::new(Code::CloudMismatch, place, format!("{what} is of {other}, and `cloud` is {cloud}"));
            findings.push(finding.with_help(format!("write `cloud: {other}`, or use the name of {cloud}")));
        }
    };
    for (pointer, target) in draft.targets() {
        compare(
            &format!("`{}`", target.server.host()),
            cloud::cloud_of_server(target.server.host()),
            Place::Value(pointer.join("server")),
        );
    }
    if let Some(issuer) = draft.written.hub.as_ref().and_then(|hub| hub.oidc_issuer.as_ref()) {
        compare("the issuer", cloud::cloud_of_cluster_issuer(issuer.host()), at(["hub", "oidcIssuer"]));
    }
    if let Some(ingress) = draft.written.argocd.as_ref().and_then(|argocd| argocd.ingress.as_ref()) {
        compare(
            "the vault",
            Some(ingress.key_vault_certificate.cloud()),
            at(["argocd", "ingress", "keyVaultCertificate"]),
        );
    }
}
