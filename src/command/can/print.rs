//! How rows and subjects are shown.
//!
//! Keeps true: one line each, without anything that a terminal would act upon.

use std::collections::BTreeMap;

use crate::policy::setup::{Line, Origin};
use crate::source::Sources;
use crate::value::{ArgoVersion, is_invisible};

/// A row with its place: `policy.csv:3: p, role:deployer, …`.
pub fn line(line: &Line, sources: &Sources, version: ArgoVersion) -> String {
    let place = match line.origin {
        Origin::BuiltIn => format!("built-in policy of Argo CD {version}"),
        Origin::Elsewhere(place) => place.to_owned(),
        Origin::At(span) => {
            let span = sources.outermost(span).span;
            let source = sources.get(span.source);
            format!("{}:{}", source.name(), source.line_and_column(span.start).0)
        }
    };
    format!("{place}: {}", printable(&line.text))
}

/// A subject, with what people call it.
pub fn named(subject: &str, group_names: &BTreeMap<String, String>) -> String {
    let name = group_names.iter().find(|(_, id)| *id == subject).map(|(name, _)| format!(" ({name})"));
    printable(&format!("{subject}{}", name.unwrap_or_default()))
}

/// A text without control characters and characters that do not show.
pub fn printable(text: &str) -> String {
    let shown = |c: char| if c.is_control() || is_invisible(c) { '\u{fffd}' } else { c };
    text.chars().map(shown).collect()
}
