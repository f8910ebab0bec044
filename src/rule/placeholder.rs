//! No value is left as a template or an example wrote it.
//!
//! Keeps true: what a tool fills in later is never reported, and no rule judges a value with a placeholder in it; what
//! nobody fills in is one finding, `placeholder-left`, at the value that has it.

use crate::finding::{Code, Finding, Place};
use crate::material::{Facts, Item};
use crate::source::Span;
use crate::value::{placeholder, shown};

/// Reports what was left in a text; whether there is anything.
pub fn report(text: &str, span: Span, item: &Item, facts: &Facts, findings: &mut Vec<Finding>) -> bool {
    let Some(part) = placeholder::left(text) else { return false };
    if part.starts_with('<') && is_filled_by_vault_plugin(item, facts) {
        return true;
    }
    let message = format!("{} is a placeholder", shown(part));
    findings.push(
        Finding::new(Code::PlaceholderLeft, Place::Text(span), message).with_help("write the value that belongs here"),
    );
    true
}

/// argocd-vault-plugin fills `<…>` in objects that have its annotation, or in all of an Application that it renders.
fn is_filled_by_vault_plugin(item: &Item, facts: &Facts) -> bool {
    let annotations = item.metadata("annotations").map_or(&[][..], crate::document::Node::entries);
    facts.has_vault_plugin || annotations.iter().any(|entry| entry.key.starts_with("avp.kubernetes.io/"))
}
