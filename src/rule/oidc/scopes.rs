//! The scopes are ones that the issuer takes.
//!
//! argo-cd `util/oidc/oidc.go`, `GetScopesOrDefault`: left out, they are openid, profile, email and groups. Entra has no
//! scope `groups` and refuses the whole request (AADSTS650053); groups come by the claim. Without `openid` there is no
//! ID token.

use super::Oidc;
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place};
use crate::value::shown;

/// The scopes that Entra knows without a resource (OpenID Connect Core, 5.4 and 11).
const OIDC: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// Reports scopes that end in a refusal.
pub fn check(oidc: &Oidc<'_>, findings: &mut Vec<Finding>) {
    let node = oidc.get("requestedScopes");
    let scopes: Vec<(&Node, String)> =
        node.map_or(&[][..], Node::items).iter().filter_map(|item| Some((item, scope(item)?))).collect();
    if scopes.is_empty() {
        // Neither nothing nor an empty list asks for less than the default.
        if oidc.entra().is_some() && node.is_none_or(|node| node.text().is_none()) {
            findings.push(left_out(node.unwrap_or(oidc.map)));
        }
        return;
    }
    for (item, scope) in scopes.iter().filter(|(_, scope)| !super::is_open(scope)) {
        let is_text = item.text().is_some();
        if let Some((message, help)) = fault(scope, is_text, oidc.entra().is_some()) {
            let finding = Finding::new(Code::OidcScopes, Place::Text(item.span), message).with_help(help);
            findings.push(finding.with_optional_content(item.span, meant(scope).filter(|_| is_text)));
        }
    }
    let has_openid = scopes.iter().any(|(_, scope)| is_openid(scope, oidc.entra().is_some()) || super::is_open(scope));
    if let (Some(node), false) = (node, has_openid) {
        let message = "without the scope `openid` there is no ID token";
        findings.push(Finding::new(Code::OidcScopes, Place::Text(node.span), message).with_help("add `openid`"));
    }
}

/// The text of an item; `null` is an empty one.
fn scope(item: &Node) -> Option<String> {
    match item.content {
        Content::Null => Some(String::new()),
        Content::Text(_) => item.text().map(str::to_owned),
        _ => Oidc::scalar(item),
    }
}

/// What is wrong with a scope, and how to put it right.
fn fault(scope: &str, is_text: bool, is_entra: bool) -> Option<(String, String)> {
    let bare = scope.trim_matches([' ', '\'', '"']);
    if bare.is_empty() || !is_text {
        let written = if scope.is_empty() { "an empty text".to_owned() } else { shown(scope) };
        let message = format!("{written} is no scope");
        return Some((message, "remove it; Entra takes `openid`, `profile` and `email`".to_owned()));
    }
    if bare != scope {
        let message = format!("blanks and quotes are part of the scope {}", shown(scope));
        return Some((message, format!("write `{bare}`")));
    }
    if scope.contains([',', ' ']) {
        return Some((format!("{} is several scopes in one text", shown(scope)), "write one scope an item".to_owned()));
    }
    if !is_entra {
        return None;
    }
    if scope == "groups" {
        let message = "Entra has no scope `groups` and refuses to sign anybody in (AADSTS650053)".to_owned();
        let help = "remove it; groups come by the claim: `requestedIDTokenClaims: {groups: {essential: true}}`";
        return Some((message, help.to_owned()));
    }
    let meant = OIDC.iter().find(|known| strsim::damerau_levenshtein(&scope.to_ascii_lowercase(), known) <= 1)?;
    (*meant != scope).then(|| {
        let message = format!("Entra has no scope {} and refuses to sign anybody in (AADSTS650053)", shown(scope));
        (message, format!("did you mean `{meant}`?"))
    })
}

/// The scope that a text certainly means.
fn meant(scope: &str) -> Option<&'static str> {
    let bare = scope.trim_matches([' ', '\'', '"']).to_ascii_lowercase();
    OIDC.into_iter().find(|known| strsim::damerau_levenshtein(&bare, known) <= 1)
}

/// Whether a scope is `openid`, or a slip of it, which for Entra has a finding of its own.
fn is_openid(scope: &str, is_entra: bool) -> bool {
    scope.contains(OIDC[0]) || is_entra && strsim::damerau_levenshtein(&scope.to_ascii_lowercase(), OIDC[0]) <= 1
}

fn left_out(node: &Node) -> Finding {
    let message = "without `requestedScopes` Argo CD asks Entra for `groups`, which refuses it (AADSTS650053)";
    Finding::new(Code::OidcScopes, Place::Text(node.span), message)
        .with_help("add `requestedScopes: [openid, profile, email]`")
}
