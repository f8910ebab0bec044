//! What Argo CD asks Microsoft for: groups that are in no token, at an address that is Microsoft's.
//!
//! argo-cd `util/settings/settings.go`, `ValidateAzureGraphAPIEndpoint`; `util/oidc/oidc_azure.go`: a lookup at the
//! userinfo endpoint comes before the one in Graph, which then is never made.

use super::Oidc;
use crate::document::Content;
use crate::finding::{Code, Finding, Place};
use crate::value::shown;

/// The hosts of Microsoft Graph that Argo CD takes (`knownGraphAPIHosts`).
const GRAPH_HOSTS: [&str; 4] =
    ["graph.microsoft.com", "graph.microsoft.us", "graph.microsoft.de", "microsoftgraph.chinacloudapi.cn"];

/// Reports lookups of groups that cannot work.
pub fn check(oidc: &Oidc<'_>, findings: &mut Vec<Finding>) {
    if let Some(node) = oidc.get("azure").and_then(|azure| super::get(azure, "graphApiEndpoint"))
        && let Some(text) = node.text().filter(|text| !text.is_empty() && !super::is_open(text))
        && !is_graph(text)
    {
        let message = format!("{} is no address of Microsoft Graph, and Argo CD looks up no groups there", shown(text));
        let finding = Finding::new(Code::OidcConfig, Place::Text(node.span), message);
        findings.push(finding.with_help("write `https://graph.microsoft.com/v1.0`, or remove it"));
    }
    let has_path = oidc.get("userInfoPath").is_some_and(|node| node.text() != Some(""));
    let user_info = oidc.get("enableUserInfoGroups").filter(|node| has_path && node.content == Content::Boolean(true));
    if let (Some(node), true) = (user_info, oidc.has_azure("enableUserGroupOverageClaim")) {
        let message = "with groups from the userinfo endpoint Argo CD never looks in Microsoft Graph";
        let finding = Finding::new(Code::OidcConfig, Place::Text(node.span), message);
        findings.push(finding.with_help("remove `enableUserInfoGroups`: Entra's userinfo endpoint has no groups"));
    }
}

fn is_graph(text: &str) -> bool {
    let host = text.strip_prefix("https://").and_then(|rest| rest.split(['/', ':', '?']).next());
    host.is_some_and(|host| GRAPH_HOSTS.contains(&host))
}
