//! Findings: what is wrong, where, and how to put it right.
//!
//! Keeps true: a finding points symbolically (a [`Pointer`] into a document); line and column are looked up when it
//! is printed. What a finding can be about is a closed list (`finding/code.rs`).

mod code;

use std::fmt;

use crate::document::Pointer;
use crate::source::{SourceId, Span};

pub use code::Code;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Will hurt.
    Warning,
    /// Breaks or opens a door; nothing is rendered.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Where a finding is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// A range of a source, for what has no pointer: syntax.
    Text(Span),
    /// A value in the environment document.
    Value(Pointer),
    /// The key of a value in the environment document.
    Key(Pointer),
    /// A source as a whole.
    Source(SourceId),
    /// A place in an object that was rendered.
    Object {
        /// The object, as `Kind/namespace/name`.
        object: String,
        /// Where in it.
        pointer: Pointer,
    },
    /// The run as a whole: what was asked for on the command line.
    Run(String),
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its kind.
    pub code: Code,
    /// How bad it is here: what the code says, unless the circumstances say otherwise.
    severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What is wrong, with the value in backticks unless it is secret.
    pub message: String,
    /// How to put it right.
    pub help: Option<String>,
    /// Whether the excerpt must leave the value out: it may be a key, a password or a CA.
    pub hides_value: bool,
    /// What puts it right without anybody's judgement; empty if it needs some.
    pub fix: Box<[Edit]>,
}

/// A range of a text, and what should stand there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What goes.
    pub span: Span,
    /// What comes.
    pub text: String,
    /// What range and text are.
    pub form: EditForm,
}

/// What the range and the text of an [`Edit`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditForm {
    /// A range and what stands there instead, letter by letter.
    Written,
    /// A scalar and what is to be read from it, written as its place asks.
    Content,
    /// A key of a map and an entry, in JSON, that comes before it.
    EntryBefore,
}

impl Finding {
    /// A finding without help.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            place,
            message: message.into(),
            help: None,
            hides_value: false,
            fix: Box::default(),
        }
    }

    /// The same with help.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with help, if there is any.
    #[must_use]
    pub fn with_optional_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    /// The same with an excerpt that leaves the value out.
    #[must_use]
    pub fn hiding_value(mut self) -> Self {
        self.hides_value = true;
        self
    }

    /// The same with what puts it right.
    #[must_use]
    pub fn with_fix(self, span: Span, text: impl Into<String>) -> Self {
        self.with_edit(Edit { span, text: text.into(), form: EditForm::Written })
    }

    /// The same with what puts it right: another text in a scalar or key, in the quotes that it has.
    #[must_use]
    pub fn with_content(self, span: Span, text: impl Into<String>) -> Self {
        self.with_edit(Edit { span, text: text.into(), form: EditForm::Content })
    }

    /// The same with what puts it right: another entry, in JSON, before the key of a map.
    #[must_use]
    pub fn with_entry_before(self, key: Span, entry: impl Into<String>) -> Self {
        self.with_edit(Edit { span: key, text: entry.into(), form: EditForm::EntryBefore })
    }

    /// The same with another text in a scalar or key, if there is one.
    #[must_use]
    pub fn with_optional_content(self, span: Span, text: Option<impl Into<String>>) -> Self {
        match text {
            Some(text) => self.with_content(span, text),
            None => self,
        }
    }

    fn with_edit(mut self, edit: Edit) -> Self {
        self.fix = self.fix.into_iter().chain([edit]).collect();
        self
    }

    /// The same as worse or better than its code usually is.
    #[must_use]
    pub const fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// How bad it is.
    pub const fn severity(&self) -> Severity {
        self.severity
    }
}

/// Whether any finding is an error.
pub fn any_error(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity() == Severity::Error)
}

/// The known word nearest to an unknown one, if it is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().min(word.len()) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The known word that is one slip away from an unknown one, or the same in other letters, if there is only one.
pub fn slip<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase();
    let near = |candidate: &&str| strsim::damerau_levenshtein(&folded, &candidate.to_lowercase()) <= 1;
    let mut near: Vec<&str> = known.into_iter().filter(near).collect();
    if let Some(same) = near.iter().copied().find(|candidate| candidate.to_lowercase() == folded) {
        near = vec![same];
    }
    // A short word is near to many that the list does not have.
    match near[..] {
        [one] if one != word && one.len() > 3 => Some(one),
        _ => None,
    }
}

/// `did you mean …` for an unknown word, else the list of the known ones.
pub fn suggestion(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_of_one_word() {
        assert_eq!(slip("serverNam", ["serverName", "server"]), Some("serverName"));
        assert_eq!(slip("CADATA", ["caData", "keyData"]), Some("caData"));
        assert_eq!(slip("certDate", ["certData", "certDates"]), None);
        assert_eq!(slip("caData", ["caData"]), None);
        assert_eq!(slip("enb", ["env"]), None);
    }

    #[test]
    fn suggestions_are_near_or_absent() {
        assert_eq!(nearest("clientID", ["clientId", "tenantId"]), Some("clientId"));
        assert_eq!(nearest("lables", ["labels", "name"]), Some("labels"));
        assert_eq!(nearest("zebra", ["labels", "name"]), None);
    }
}
