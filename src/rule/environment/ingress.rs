//! What ends TLS is one that Microsoft still maintains, and has the identity that it reads its certificate with.
//!
//! App Routing's NGINX gets critical patches through November 2026 only (Azure/AKS documentation,
//! `includes/ingress-nginx-retirement.md`); its Gateway API implementation is the successor.

use super::{Draft, at};
use crate::environment::word::IngressType;
use crate::finding::{Code, Finding};

/// Warns of NGINX; reports a gateway that would not be rendered for want of an identity.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let Some(ingress) = draft.written.argocd.as_ref().and_then(|argocd| argocd.ingress.as_ref()) else { return };
    if ingress.r#type == IngressType::Nginx {
        let message = "App Routing's NGINX gets no fixes after November 2026";
        let finding = Finding::new(Code::NginxRetired, at(["argocd", "ingress", "type"]), message);
        findings.push(finding.with_help("`type: gateway` renders a Gateway, its route and its DNS records instead"));
    } else if !draft.has("identity") {
        let message = "`identity` is missing: the gateway reads its certificate from the key vault as that identity";
        let finding = Finding::new(Code::MissingKey, at(["argocd", "ingress"]), message);
        findings.push(finding.with_help(
            "`az identity show -g GROUP -n NAME` prints `clientId`, `principalId` and `id`, which is its `resourceId`",
        ));
    }
}
