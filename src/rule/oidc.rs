//! Rules over `oidc.config`: how people sign in.
//!
//! argo-cd `util/settings/settings.go`, `OIDCConfig`: a text that cannot be read is one line in the log, `invalid oidc
//! config`, and the sign-in button is gone; a key that is not read changes nothing, without a word.

mod claims;
mod client;
mod fields;
mod issuer;
mod keys;
mod placeholders;
mod scopes;
mod shape;

use super::Subject;
use crate::cloud::{Cloud, cloud_of_issuer};
use crate::document::{Content, Node};
use crate::finding::Finding;
use crate::material::{Facts, Item, ServerConfig};
use crate::value::has_placeholder;

/// An `oidc.config` that is a map.
#[derive(Debug, Clone, Copy)]
struct Oidc<'a> {
    map: &'a Node,
    item: &'a Item,
    facts: &'a Facts,
}

/// A rule over it.
type Rule = fn(&Oidc<'_>, &mut Vec<Finding>);

const RULES: [Rule; 6] = [placeholders::check, keys::check, claims::check, issuer::check, client::check, scopes::check];

/// Reports what is wrong with `oidc.config`.
pub fn check(subject: &Subject<'_, ServerConfig>, findings: &mut Vec<Finding>) {
    let Some(document) = subject.reading.oidc() else { return };
    shape::check(document, findings);
    if let Some(map) = document.map() {
        let oidc = Oidc { map, item: subject.item, facts: subject.facts };
        for rule in RULES {
            rule(&oidc, findings);
        }
    }
}

impl<'a> Oidc<'a> {
    /// The value of a key, as Go finds it: in any case, and none for `null`.
    fn get(&self, key: &str) -> Option<&'a Node> {
        get(self.map, key).filter(|node| node.content != Content::Null)
    }

    /// A value below `azure`.
    fn azure(&self, key: &str) -> Option<&'a Node> {
        get(self.get("azure")?, key).filter(|node| node.content != Content::Null)
    }

    /// The text that Argo CD makes of a value: also of a number or a boolean (`sigs.k8s.io/yaml`).
    fn scalar(node: &Node) -> Option<String> {
        match &node.content {
            Content::Boolean(_) | Content::Integer(_) | Content::Number(_) => Some(node.to_value().to_string()),
            _ => node.text().filter(|text| !is_open(text)).map(str::to_owned),
        }
    }

    /// The text of a key, unless something else fills it in.
    fn text(&self, key: &str) -> Option<String> {
        self.get(key).and_then(Self::scalar)
    }

    /// The cloud whose Entra signs people in, if it does.
    fn entra(&self) -> Option<Cloud> {
        cloud_of_issuer(self.get("issuer")?.text()?)
    }

    /// Whether a key of `azure` is `true`.
    fn has_azure(&self, key: &str) -> bool {
        self.azure(key).is_some_and(|value| value.content == Content::Boolean(true))
    }
}

/// The value of a key in any case, the exact one first.
fn get<'a>(map: &'a Node, key: &str) -> Option<&'a Node> {
    map.get(key)
        .or_else(|| map.entries().iter().find(|entry| entry.key.eq_ignore_ascii_case(key)).map(|entry| &entry.value))
}

/// Whether a text is filled in from elsewhere: `$key`, `$secret:key`, or a placeholder.
fn is_open(text: &str) -> bool {
    text.starts_with('$') || has_placeholder(text)
}
