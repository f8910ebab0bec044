//! The OIDC issuer is written exactly as AKS puts it into its tokens.
//!
//! Entra compares issuers byte by byte; AKS's end in a slash (azure-workload-identity issues 340 and 1200). The wrong
//! form is accepted when the federated credential is made and fails only when a token is exchanged (AADSTS700211).

use super::{Draft, at};
use crate::finding::{Code, Finding};

/// Warns of an AKS issuer without its slash.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let Some(issuer) = draft.written.hub.as_ref().and_then(|hub| hub.oidc_issuer.as_ref()) else { return };
    if issuer.lacks_trailing_slash() {
        let message = format!("`{issuer}` lacks the slash at its end that AKS puts into its tokens");
        let finding = Finding::new(Code::IssuerSlash, at(["hub", "oidcIssuer"]), message);
        findings.push(finding.with_help(format!("write `{issuer}/`")));
    }
}
