//! The client proves who it is, in one way.
//!
//! argo-cd `util/oidc/oidc.go`, `HandleCallback`: with `azure.useWorkloadIdentity` the pod's token is the proof, else
//! `clientSecret`; a public client has neither and `enablePKCEAuthentication`. The client is an app registration, which
//! Entra knows by a GUID.

use super::Oidc;
use crate::document::Content;
use crate::finding::{Code, Finding, Place, Severity};
use crate::value::{ClientId, shown};

/// Reports a client without an id, or with no proof or two of who it is.
pub fn check(oidc: &Oidc<'_>, findings: &mut Vec<Finding>) {
    findings.extend(id(oidc));
    let secret = oidc.get("clientSecret").filter(|node| node.text().is_some_and(|text| !text.is_empty()));
    match secret {
        Some(node) if oidc.has_azure("useWorkloadIdentity") => {
            let message = "`clientSecret` stands beside `azure.useWorkloadIdentity`, which needs none";
            let finding = Finding::new(Code::OidcClient, Place::Text(node.span), message);
            findings.push(finding.with_help("remove the secret, here and from the app registration").hiding_value());
        }
        None if oidc.entra().is_some() && !has_other_proof(oidc) => {
            let message = "Entra asks the client for a proof, and there is none (AADSTS7000218)";
            let finding = Finding::new(Code::OidcClient, Place::Text(oidc.map.span), message);
            findings
                .push(finding.with_help("add `azure: {useWorkloadIdentity: true}`, or a `clientSecret` from a Secret"));
        }
        _ => {}
    }
}

/// Whether there is another proof than a secret, or something that may be one.
fn has_other_proof(oidc: &Oidc<'_>) -> bool {
    let is_on = |key: &str| oidc.get(key).is_some_and(|node| node.content != Content::Boolean(false));
    let azure = oidc.azure("useWorkloadIdentity");
    // What is no boolean has a finding of its own.
    is_on("enablePKCEAuthentication") || azure.is_some_and(|node| node.content != Content::Boolean(false))
}

fn id(oidc: &Oidc<'_>) -> Option<Finding> {
    let Some(node) = oidc.get("clientID") else {
        let finding = Finding::new(Code::OidcClient, Place::Text(oidc.map.span), "`oidc.config` has no `clientID`");
        return Some(finding.with_severity(Severity::Error).with_help("add the app registration's client ID"));
    };
    let text = oidc.text("clientID").filter(|text| !text.contains("//"))?;
    if oidc.entra().is_none() || text.parse::<ClientId>().is_ok() {
        return None;
    }
    let message = format!("{} is no client ID of Entra, which are GUIDs", shown(&text));
    let finding = Finding::new(Code::OidcClient, Place::Text(node.span), message).with_severity(Severity::Error);
    Some(finding.with_help("`az ad app list --display-name NAME --query '[].appId' -o tsv` prints it"))
}
