//! `global.domain` is the host under which people open Argo CD, as in the chart.

use super::Subject;
use crate::finding::Finding;
use crate::material::ExtensionSettings;
use crate::rule::chart::domain;
use crate::value::has_placeholder;

/// Reports a domain that is none.
pub fn check(subject: &Subject<'_, ExtensionSettings>, findings: &mut Vec<Finding>) {
    let mut settings = subject.reading.settings.iter().filter(|setting| setting.written == "global.domain");
    if let Some(node) = settings.next().map(|setting| &setting.entry.value)
        && let Some(text) =
            node.text().filter(|text| !text.is_empty() && !is_surrounded(text) && !has_placeholder(text))
    {
        findings.extend(domain::fault(text, node.span));
    }
}

/// Whether quotes or blanks are around a text, of which the rule over values speaks.
fn is_surrounded(text: &str) -> bool {
    text.trim_matches([' ', '\'', '"']) != text
}
