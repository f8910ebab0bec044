//! What Argo CD asks: the policy of argocd-rbac-cm with its overlays, the roles of projects, the default role, the claims.
//!
//! Keeps true: each line of a policy knows where it was written, be it a file, a text inside a manifest, a grant of an
//! environment file or the command line, so that an answer can name its rows.

mod environment;
mod manifest;
mod plain;

use std::collections::BTreeMap;

use crate::policy::MatchMode;
use crate::source::{SourceId, Sources, Span};
use crate::value::ArgoVersion;

pub use environment::of_environment;
pub use manifest::of_manifests;
pub use plain::{is_plain, of_plain};

/// What is read of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// The version of Argo CD whose built-in policy counts.
    pub version: ArgoVersion,
    /// `policy.csv` and its overlays.
    pub policy: PolicyText,
    /// The policies of each project's roles.
    pub projects: BTreeMap<String, PolicyText>,
    /// `policy.default`, if it names a role.
    pub default_role: Option<DefaultRole>,
    /// The claims whose values are subjects.
    pub scopes: Vec<String>,
    /// How patterns are meant.
    pub mode: MatchMode,
    /// What people call groups, each with the group's id.
    pub group_names: BTreeMap<String, String>,
    /// The server URL of each cluster whose name is known.
    pub servers: BTreeMap<String, String>,
}

/// `policy.default`: the role of everyone who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultRole {
    /// As policies write it, `role:readonly`.
    pub name: String,
    /// Where it is written.
    pub origin: Origin,
}

/// A line of a policy, or a setting beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it is written.
    pub origin: Origin,
    /// The line, without white space around it.
    pub text: String,
}

/// Where a line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// In Argo CD.
    BuiltIn,
    /// In a source.
    At(Span),
    /// Elsewhere, such as on the command line.
    Elsewhere(&'static str),
}

/// A policy that is put together of parts, each beginning on a line of its own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PolicyText(Vec<Line>);

impl Default for Setup {
    /// What Argo CD does without settings.
    fn default() -> Self {
        Self {
            version: ArgoVersion::NEWEST,
            policy: PolicyText::default(),
            projects: BTreeMap::new(),
            default_role: None,
            scopes: default_scopes(),
            mode: MatchMode::Glob,
            group_names: BTreeMap::new(),
            servers: BTreeMap::new(),
        }
    }
}

impl DefaultRole {
    /// The setting as argocd-rbac-cm has it.
    #[must_use]
    pub fn line(&self) -> Line {
        Line { origin: self.origin, text: format!("policy.default: {}", self.name) }
    }
}

impl PolicyText {
    /// Adds one line.
    pub fn push(&mut self, text: impl Into<String>, origin: Origin) {
        let text = text.into();
        self.0.extend(text.split('\n').map(|line| Line { origin, text: line.trim().to_owned() }));
    }

    /// Adds the lines of a source.
    pub fn push_source(&mut self, sources: &Sources, id: SourceId) {
        let mut offset = 0;
        for written in sources.get(id).text().split('\n') {
            let text = written.trim();
            let start = offset + written.len() - written.trim_start().len();
            self.0.push(Line { origin: Origin::At(span(id, start, start + text.len())), text: text.to_owned() });
            offset += written.len() + 1;
        }
    }

    /// The whole, as Argo CD reads it.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// A line, counted from 1.
    #[must_use]
    pub fn line(&self, number: usize) -> Option<&Line> {
        self.0.get(number.checked_sub(1)?)
    }
}

fn span(source: SourceId, start: usize, end: usize) -> Span {
    let at = |byte: usize| u32::try_from(byte).expect("a source is smaller than four gigabytes");
    Span { source, start: at(start), end: at(end) }
}

/// The keys of argocd-rbac-cm that hold rows, in the order in which Argo CD joins them: `policy.csv`, then every
/// `policy.NAME.csv` by name (`PolicyCSV`, util/rbac/rbac.go).
fn in_order<T>(mut data: Vec<(&str, T)>) -> Vec<(&str, T)> {
    data.sort_by_key(|(key, _)| (*key != "policy.csv", (*key).to_owned()));
    data
}

/// Whether a key of argocd-rbac-cm holds rows.
fn holds_rows(key: &str) -> bool {
    key == "policy.csv" || key.strip_prefix("policy.").is_some_and(|rest| rest.strip_suffix(".csv").is_some())
}

/// `DefaultScopes` (util/rbac/rbac.go).
fn default_scopes() -> Vec<String> {
    vec!["groups".to_owned()]
}
