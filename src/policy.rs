//! Argo CD's RBAC policy (`policy.csv` of argocd-rbac-cm): read as Go's CSV reader and Argo CD's loader read it,
//! checked against a table of what Argo CD ever asks for, written so that no value can forge a row, and evaluated
//! as argocd-server evaluates it.
//!
//! What it keeps true:
//! - [`Policy::parse`] accepts exactly the texts that Argo CD loads; one bad row makes argocd-server stop at start.
//! - What [`PolicyWriter`] writes is read back as exactly the rows that were put in.
//! - [`Enforcer`] answers as argocd-server does, with the roles of projects and in both modes of matching. With
//!   `policy.matchMode: regex` the built-in roles grant next to nothing, because `*/*` is no regular expression.

pub mod builtin;
pub mod caller;
pub mod csv;
pub mod evaluate;
pub mod expectation;
pub mod glob;
pub mod object;
pub mod pattern;
pub mod project;
pub mod request;
pub mod rulebook;
pub mod setup;
pub mod table;
pub mod text;
pub mod write;

pub use evaluate::{Because, Decision, Enforcer};
pub use pattern::MatchMode;
pub use rulebook::Rulebook;
pub use text::{Place, Policy, PolicyError, Row, RowKind};
pub use write::PolicyWriter;

use std::fmt;

/// What a `p` row does with a request that it matches.
///
/// Argo CD compares exactly and case-sensitively; any other word makes a row that has no effect.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It may, unless another row of the same subject denies it.
    Allow,
    /// It may not, whatever else the subject is allowed.
    Deny,
    /// Anything else, such as `Allow`: the row is loaded and does nothing.
    Neither(String),
}

impl Effect {
    /// The word as a row has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Neither(word) => word,
        }
    }
}

impl From<&str> for Effect {
    fn from(word: &str) -> Self {
        match word {
            "allow" => Self::Allow,
            "deny" => Self::Deny,
            other => Self::Neither(other.to_owned()),
        }
    }
}

/// A `p` row: what a role, user or group may or may not do. All but the subject are globs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Permission {
    /// A role (`role:deployer`), user or group; compared exactly, never as a glob. Empty means everyone.
    pub subject: String,
    /// What it is about: `applications`.
    pub resource: String,
    /// What is done with it: `sync`.
    pub action: String,
    /// Which one: `project/application`, a server URL, a name.
    pub object: String,
    /// What the row does.
    pub effect: Effect,
}

impl fmt::Display for Permission {
    /// The row as people write it, unquoted; for messages, not for a policy.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "p, {}, {}, {}, {}, {}",
            self.subject,
            self.resource,
            self.action,
            self.object,
            self.effect.as_str()
        )
    }
}

/// A `g` row: gives a user, group or role all that another role may do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Grouping {
    /// A user, group or role; compared exactly. Empty means everyone who is signed in.
    pub subject: String,
    /// The role, group or user whose rights the subject gets.
    pub role: String,
}

impl fmt::Display for Grouping {
    /// The row as people write it, unquoted; for messages, not for a policy.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "g, {}, {}", self.subject, self.role)
    }
}
