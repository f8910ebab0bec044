//! Nothing of sign-in was left to be filled in.

use super::Oidc;
use crate::document::Node;
use crate::finding::Finding;
use crate::rule::placeholder;

/// Reports issuer, client, scopes and addresses that are still those of a template or an example.
pub fn check(oidc: &Oidc<'_>, findings: &mut Vec<Finding>) {
    let keys = ["issuer", "clientID", "cliClientID", "logoutURL"].into_iter().filter_map(|key| oidc.get(key));
    let scopes = oidc.get("requestedScopes").map_or(&[][..], Node::items);
    for node in keys.chain(scopes).chain(oidc.azure("graphApiEndpoint")) {
        if let Some(text) = node.text() {
            placeholder::report(text, node.span, oidc.item, oidc.facts, findings);
        }
    }
}
