//! Findings as a person or a program reads them.
//!
//! Keeps true: one mistake is told once, however many targets inherit it; findings come in the order of their places;
//! no value of a Secret is in an excerpt.

mod json;
mod text;

use std::collections::HashSet;

use crate::document::Node;
use crate::finding::{Finding, Place, Severity};
use crate::source::{Sources, Span};

pub use text::Style;

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: `file:line:column: error[code]: …`, an excerpt, help.
    Text,
    /// One JSON object a line.
    Json,
}

/// What findings point into.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The texts.
    pub sources: &'a Sources,
    /// The composed environment document, if there is one.
    pub document: Option<&'a Node>,
}

/// A finding with the range of text that it is about.
#[derive(Debug, Clone, Copy)]
struct Located<'a> {
    finding: &'a Finding,
    span: Option<Span>,
    /// Line and column in a decoded text, where the file shows base64.
    decoded: Option<(usize, usize)>,
}

impl Context<'_> {
    /// The finding with the range of text in a file that its place means.
    fn located<'f>(&self, finding: &'f Finding) -> Located<'f> {
        let outermost = self.locate(&finding.place).map(|span| self.sources.outermost(span));
        Located { finding, span: outermost.map(|o| o.span), decoded: outermost.and_then(|o| o.decoded) }
    }

    /// The range of text that a place means.
    fn locate(&self, place: &Place) -> Option<Span> {
        match place {
            Place::Text(span) => Some(*span),
            Place::Source(id) => Some(Span { source: *id, start: 0, end: 0 }),
            Place::Value(pointer) => self.document?.find(pointer).map(|(node, _)| node.span),
            Place::Key(pointer) => self.document?.find(pointer).map(|(node, key)| key.unwrap_or(node.span)),
            Place::Object { .. } | Place::Run(_) => None,
        }
    }
}

impl Located<'_> {
    /// What is wrong, with the place in the decoded text if there is one.
    fn message(&self) -> std::borrow::Cow<'_, str> {
        match self.decoded {
            Some((line, column)) if (line, column) != (1, 1) => {
                format!("{} (line {line}, column {column} of the decoded text)", self.finding.message).into()
            }
            _ => self.finding.message.as_str().into(),
        }
    }
}

/// Findings whose places do not need the document that they point into.
pub fn settled(findings: Vec<Finding>, document: Option<&Node>) -> Vec<Finding> {
    let settle = |mut finding: Finding| {
        let span = match (&finding.place, document) {
            (Place::Value(pointer), Some(document)) => document.find(pointer).map(|(node, _)| node.span),
            (Place::Key(pointer), Some(document)) => document.find(pointer).map(|(node, key)| key.unwrap_or(node.span)),
            _ => None,
        };
        if let Some(span) = span {
            finding.place = Place::Text(span);
        }
        finding
    };
    findings.into_iter().map(settle).collect()
}

/// The findings in the given format, each told once.
pub fn write(findings: &[Finding], context: Context<'_>, format: Format, style: Style) -> String {
    let mut located: Vec<Located<'_>> = findings.iter().map(|finding| context.located(finding)).collect();
    let mut told = HashSet::new();
    located.retain(|l| {
        let place = if l.span.is_some() { None } else { Some(&l.finding.place) };
        told.insert((l.finding.code, l.span, l.decoded, place, l.finding.message.as_str()))
    });
    located.sort_by_key(|l| (l.span.is_none(), l.span.map(|span| (span.source, span.start)), l.decoded));
    match format {
        Format::Text => text::write(&located, context, style),
        Format::Json => json::write(&located, context),
    }
}

/// How many findings there are of a severity, each mistake counted once as [`write`] tells it.
fn count(located: &[Located<'_>], severity: Severity) -> usize {
    located.iter().filter(|l| l.finding.severity() == severity).count()
}
