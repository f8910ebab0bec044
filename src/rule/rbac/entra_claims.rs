//! With Entra, the claims in `scopes` are ones that its tokens have.
//!
//! Other identity providers call claims as they are told to; Entra has a list ("ID token claims reference" and "optional
//! claims", learn.microsoft.com), letter by letter. A claim that no token has gives nobody a role.

use crate::cloud::cloud_of_issuer;
use crate::finding::{Code, Finding, Place, Severity, slip};
use crate::material::{Material, RbacConfig, ServerConfig};
use crate::value::{has_placeholder, shown};

/// Claims of Entra that people name in `scopes`.
const CLAIMS: [&str; 7] = ["groups", "roles", "email", "preferred_username", "upn", "unique_name", "wids"];

/// Reports claims that are nearly one of Entra's, where Entra signs people in.
pub fn check(material: &Material, findings: &mut Vec<Finding>) {
    let issuer = |config: &ServerConfig| Some(config.oidc()?.get("issuer")?.text()?.to_owned());
    let mut issuers = material.all::<ServerConfig>().filter_map(|(_, config)| issuer(config)).peekable();
    if issuers.peek().is_none() || !issuers.all(|issuer| cloud_of_issuer(&issuer).is_some()) {
        return;
    }
    for (_, config) in material.all::<RbacConfig>() {
        let Some((scopes, claims)) = config.scopes.as_ref().and_then(|scopes| Some((scopes, scopes.claims.as_ref()?)))
        else {
            continue;
        };
        let slips = claims
            .iter()
            .filter(|claim| !has_placeholder(claim))
            .filter_map(|claim| Some((claim, slip(claim, CLAIMS)?)));
        for (claim, near) in slips.filter(|(claim, _)| !CLAIMS.contains(&claim.as_str())) {
            let message = format!("Entra has no claim {}, so that it gives nobody a role", shown(claim));
            let finding = Finding::new(Code::PolicyScopes, Place::Text(scopes.field.span()), message);
            findings.push(finding.with_severity(Severity::Warning).with_help(format!("did you mean `{near}`?")));
        }
    }
}
