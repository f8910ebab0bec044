//! The issuer of a federated credential is the cluster's, as AKS writes it into tokens.
//!
//! Issuers of AKS end with a slash, and Entra compares letter by letter: `AADSTS700211: No matching federated identity
//! record found for presented assertion issuer` (azure-workload-identity issues 340, 1200).

use super::Hub;
use super::is_open;
use crate::finding::{Code, Finding, Place};
use crate::material::Credential;
use crate::value::{OidcIssuer, shown};

/// Reports issuers that are none of a cluster, or lack their slash.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    let of_accounts = hub.credentials.iter().filter(|credential| credential.account().is_some());
    findings.extend(of_accounts.filter_map(finding));
}

fn finding(credential: &Credential<'_>) -> Option<Finding> {
    let node = credential.issuer()?;
    let text = node.text().filter(|text| !is_open(text))?;
    let place = Place::Text(node.span);
    match text.parse::<OidcIssuer>() {
        Err(malformed) => {
            Some(Finding::new(Code::MalformedValue, place, malformed.message).with_optional_help(malformed.help))
        }
        Ok(issuer) if issuer.lacks_trailing_slash() => {
            let message = format!("the issuers of AKS end with a slash, and {} does not", shown(text));
            let finding = Finding::new(Code::IssuerSlash, place, message).with_help(format!("write `{text}/`"));
            Some(finding.with_fix(node.span, format!("\"{text}/\"")))
        }
        Ok(_) => None,
    }
}
