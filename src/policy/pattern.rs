//! What a row compares with: a glob, or with `policy.matchMode: regex` a regular expression.
//!
//! Source: `globMatchFunc` (util/rbac/rbac.go) and casbin's `RegexMatch` (`util/builtin_operators.go`). A regular
//! expression matches anywhere in a text unless it has `^` and `$`.

mod expression;

use regex::Regex;

use crate::policy::glob::Glob;

/// How the patterns of a policy are meant: `policy.matchMode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MatchMode {
    /// Globs, which is also what any other word means.
    #[default]
    Glob,
    /// Regular expressions. The built-in rows are none, so that most of them grant nothing.
    Regex,
}

impl MatchMode {
    /// The mode of a word; Argo CD takes every word but `regex` for `glob` (`SetMatchMode`).
    #[must_use]
    pub fn of(word: &str) -> Self {
        if word == "regex" { Self::Regex } else { Self::Glob }
    }
}

/// A compiled pattern.
#[derive(Debug, Clone)]
pub enum Pattern {
    /// A glob.
    Glob(Glob),
    /// A regular expression.
    Regex(Regex),
    /// A text that is no glob: Argo CD logs a warning, and the row never matches.
    NoGlob,
    /// A text that is no regular expression: casbin stops with an error.
    NoRegex,
}

impl Pattern {
    /// Compiles a text.
    #[must_use]
    pub fn new(text: &str, mode: MatchMode) -> Self {
        match mode {
            MatchMode::Glob => Glob::new(text).map_or(Self::NoGlob, Self::Glob),
            MatchMode::Regex => expression::compile(text).map_or(Self::NoRegex, Self::Regex),
        }
    }

    /// Whether a text matches; `None` if Argo CD stops with an error.
    #[must_use]
    pub fn matches(&self, text: &str) -> Option<bool> {
        match self {
            Self::Glob(glob) => Some(glob.matches(text)),
            Self::Regex(regex) => Some(regex.is_match(text)),
            Self::NoGlob => Some(false),
            Self::NoRegex => None,
        }
    }
}
