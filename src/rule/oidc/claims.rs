//! What Argo CD asks Microsoft for: groups that are in no token, at an address that is Microsoft's.
//!
//! argo-cd `util/settings/settings.go`, `ValidateAzureGraphAPIEndpoint`; `util/oidc/oidc_azure.go`: a lookup at the
//! userinfo endpoint comes before the one in Graph, which then is never made.

use super::Oidc;
use crate::cloud::Cloud;
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place, Severity};
use crate::value::shown;

const OVERAGE: &str = "enableUserGroupOverageClaim";

/// The hosts of Microsoft Graph that Argo CD takes (`knownGraphAPIHosts`).
const GRAPH_HOSTS: [&str; 4] =
    ["graph.microsoft.com", "graph.microsoft.us", "graph.microsoft.de", "microsoftgraph.chinacloudapi.cn"];

/// The claim that Entra puts groups into.
const GROUPS: &str = "groups";

/// Reports lookups of groups that cannot work, and a claim that Entra does not have.
pub fn check(oidc: &Oidc<'_>, findings: &mut Vec<Finding>) {
    findings.extend(graph(oidc));
    for entry in oidc.get("requestedIDTokenClaims").map_or(&[][..], Node::entries) {
        if oidc.entra().is_some() && is_slip(&entry.key) {
            let message = format!("Entra has no claim {}, so that nothing asks for groups", shown(&entry.key));
            let finding = Finding::new(Code::OidcConfig, Place::Text(entry.key_span), message);
            let finding = finding.with_severity(Severity::Warning);
            findings.push(finding.with_help(format!("did you mean `{GROUPS}`?")).with_content(entry.key_span, GROUPS));
        }
    }
    let has_path = oidc.get("userInfoPath").is_some_and(|node| node.text() != Some(""));
    let user_info = oidc.get("enableUserInfoGroups").filter(|node| has_path && node.content == Content::Boolean(true));
    if let (Some(node), true) = (user_info, oidc.has_azure(OVERAGE)) {
        let message = "with groups from the userinfo endpoint Argo CD never looks in Microsoft Graph";
        let finding = Finding::new(Code::OidcConfig, Place::Text(node.span), message);
        findings.push(finding.with_help("remove `enableUserInfoGroups`: Entra's userinfo endpoint has no groups"));
    }
}

/// Whether a claim is nearly, or in other letters, that of groups.
fn is_slip(claim: &str) -> bool {
    claim != GROUPS && strsim::damerau_levenshtein(&claim.to_ascii_lowercase(), GROUPS) <= 1
}

/// What is wrong with the address at which groups are looked up that are too many for a token.
fn graph(oidc: &Oidc<'_>) -> Option<Finding> {
    let node = oidc.azure("graphApiEndpoint");
    let text = node.map_or(Some(String::new()), Oidc::scalar)?;
    let wanted = oidc.entra().map_or(Cloud::Public, |cloud| cloud).facts().graph;
    let help = format!("write `{wanted}/v1.0`");
    if text.is_empty() {
        // Left out, it is that of the public cloud.
        let cloud = oidc.entra().filter(|cloud| *cloud != Cloud::Public && oidc.has_azure(OVERAGE))?;
        let at = node.or_else(|| oidc.azure(OVERAGE)).map_or(oidc.map.span, |node| node.span);
        let message = format!(
            "without `graphApiEndpoint` Argo CD asks the public cloud for groups, and the issuer is of {cloud}"
        );
        return Some(Finding::new(Code::OidcConfig, Place::Text(at), message).with_help(help));
    }
    let place = Place::Text(node?.span);
    if !is_graph(&text) {
        let message =
            format!("{} is no address of Microsoft Graph, and Argo CD looks up no groups there", shown(&text));
        return Some(Finding::new(Code::OidcConfig, place, message).with_help(format!("{help}, or remove it")));
    }
    let is_other = oidc.entra().is_some() && !text.starts_with(wanted);
    is_other.then(|| {
        let message = format!("{} is of another cloud than the issuer", shown(&text));
        Finding::new(Code::CloudMismatch, place, message).with_help(help)
    })
}

fn is_graph(text: &str) -> bool {
    let host = text.strip_prefix("https://").and_then(|rest| rest.split(['/', ':', '?']).next());
    host.is_some_and(|host| GRAPH_HOSTS.contains(&host)) && !text.contains(char::is_whitespace)
}
