//! No secret stands in the clear: argocd-cm is readable by whoever may read settings, and it lies in Git.
//!
//! Argo CD puts `$key` and `$secret:key` in, from argocd-secret or another Secret with the label part-of
//! (`util/settings/settings.go`, `ReplaceStringSecret`).

use super::Subject;
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{Input, ServerConfig};
use crate::value::has_placeholder;

/// Keys of `oidc.config` and of Dex's connectors and clients whose values are secrets.
const SECRETS: [&str; 5] = ["bindPW", "clientSecret", "keystonePassword", "secret", "userPassword"];

/// Reports secrets in `oidc.config` and `dex.config`.
pub fn check(subject: &Subject<'_, ServerConfig>, findings: &mut Vec<Finding>) {
    for key in ["oidc.config", "dex.config"] {
        if let Some(node) = subject.reading.document(key).and_then(|document| document.node.as_ref()) {
            // What is read from a cluster is not committed.
            let severity = if subject.facts.input == Input::Stream { Severity::Note } else { Severity::Error };
            below(node, key, severity, findings);
        }
    }
}

fn below(node: &Node, key: &str, severity: Severity, findings: &mut Vec<Finding>) {
    match &node.content {
        Content::Map(entries) => {
            for entry in entries {
                let is_secret = SECRETS.iter().any(|name| name.eq_ignore_ascii_case(&entry.key));
                match entry.value.text() {
                    Some(text) if is_secret && is_in_clear(text) => {
                        findings.push(finding(&entry.key, key, &entry.value, severity));
                    }
                    _ => below(&entry.value, key, severity, findings),
                }
            }
        }
        Content::List(items) => items.iter().for_each(|item| below(item, key, severity, findings)),
        _ => {}
    }
}

fn is_in_clear(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('$') && !has_placeholder(text)
}

fn finding(name: &str, key: &str, value: &Node, severity: Severity) -> Finding {
    let message = format!("`{name}` in `{key}` is a secret in the clear, or its `$` is missing");
    let help = "put it into `argocd-secret`, write `$` and its key there, and renew it: this one is no secret any more";
    Finding::new(Code::SecretInTheClear, Place::Text(value.span), message)
        .with_help(help)
        .with_severity(severity)
        .hiding_value()
}
