//! Credentials that stand readable in a Secret.
//!
//! A file is committed, and whoever reads the repository has them, for as long as its history lives; base64 hides
//! nothing. What comes by standard input is mostly printed by `kubectl get`, and then only worth knowing.

use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{Facts, Input};
use crate::source::Span;
use crate::value::has_placeholder;

/// How credentials come to a cluster without being in Git.
const HELP: &str =
    "revoke it, and keep it out of Git: workload identity needs none; else ExternalSecret, SealedSecret or SOPS";

/// The finding about a credential; `what` says what it is. A text that is empty, or has a placeholder, is none.
pub fn finding(what: &str, text: &str, span: Span, facts: &Facts) -> Option<Finding> {
    if text.trim().is_empty() || has_placeholder(text) {
        return None;
    }
    let severity = match facts.input {
        Input::Stream => Severity::Note,
        Input::Files | Input::SoleFile | Input::Rendered => Severity::Error,
    };
    let message = format!("{what} stands here in the clear");
    let finding = Finding::new(Code::SecretInTheClear, Place::Text(span), message).with_help(HELP);
    Some(finding.hiding_value().with_severity(severity))
}
