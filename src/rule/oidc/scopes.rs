//! The scopes are ones that the issuer takes.
//!
//! argo-cd `util/oidc/oidc.go`, `GetScopesOrDefault`: left out, they are openid, profile, email and groups. Entra has no
//! scope `groups` and refuses the whole request (AADSTS650053); groups come by the claim. Without `openid` there is no
//! ID token.

use super::Oidc;
use crate::document::Node;
use crate::finding::{Code, Finding, Place};
use crate::value::shown;

/// Reports scopes that end in a refusal.
pub fn check(oidc: &Oidc<'_>, findings: &mut Vec<Finding>) {
    let node = oidc.get("requestedScopes");
    let scopes: Vec<(&Node, &str)> =
        node.map_or(&[][..], Node::items).iter().filter_map(|item| Some((item, item.text()?))).collect();
    if scopes.is_empty() {
        // Neither nothing nor an empty list asks for less than the default.
        if oidc.entra().is_some() && node.is_none_or(|node| node.text().is_none()) {
            findings.push(left_out(node.unwrap_or(oidc.map)));
        }
        return;
    }
    for (item, scope) in &scopes {
        if scope.contains([',', ' ']) && !super::is_open(scope) {
            let message = format!("{} is several scopes in one text", shown(scope));
            findings.push(
                Finding::new(Code::OidcScopes, Place::Text(item.span), message).with_help("write one scope an item"),
            );
        } else if *scope == "groups" && oidc.entra().is_some() {
            let message = "Entra has no scope `groups` and refuses to sign anybody in (AADSTS650053)";
            findings.push(Finding::new(Code::OidcScopes, Place::Text(item.span), message).with_help(
                "remove it; groups come by the claim: `requestedIDTokenClaims: {groups: {essential: true}}`",
            ));
        }
    }
    let has_openid = scopes.iter().any(|(_, scope)| scope.contains("openid") || super::is_open(scope));
    if let (Some(node), false) = (node, has_openid) {
        let message = "without the scope `openid` there is no ID token";
        findings.push(Finding::new(Code::OidcScopes, Place::Text(node.span), message).with_help("add `openid`"));
    }
}

fn left_out(node: &Node) -> Finding {
    let message = "without `requestedScopes` Argo CD asks Entra for `groups`, which refuses it (AADSTS650053)";
    Finding::new(Code::OidcScopes, Place::Text(node.span), message)
        .with_help("add `requestedScopes: [openid, profile, email]`")
}
