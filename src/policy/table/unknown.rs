//! Names that Argo CD never asks for, and what their author probably meant.

use std::fmt;

use crate::{
    policy::{
        glob::GlobError,
        table::{Action, RESOURCES, SubAction},
    },
    value::ArgoVersion,
};

/// Why a row can never match a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// Argo CD has no such resource.
    Resource {
        /// The resource as written.
        resource: String,
        /// The known word nearest to it.
        suggestion: Option<&'static str>,
    },
    /// The resource has no such action.
    Action {
        /// The resource as written.
        resource: String,
        /// The action.
        action: String,
        /// The known word nearest to it.
        suggestion: Option<&'static str>,
        /// What is known there.
        known: Vec<&'static str>,
    },
    /// The action has no path after it, such as `sync/*`.
    Path {
        /// The action.
        action: String,
        /// The action without its path.
        name: &'static str,
    },
    /// The action is never asked for without a path: `action`.
    NoPath {
        /// The action without its path.
        name: &'static str,
    },
    /// The action came with a later version.
    NotYet {
        /// The action.
        action: &'static str,
        /// The first version that has it.
        since: ArgoVersion,
        /// The version that is assumed.
        version: ArgoVersion,
    },
    /// The text is no glob.
    Pattern {
        /// The text.
        pattern: String,
        /// What is wrong with it.
        error: GlobError,
    },
}

/// What people write for a resource: the short names of `argocd admin settings rbac can` and the singulars.
const RESOURCE_WORDS: &[(&str, &str)] = &[
    ("app", "applications"),
    ("apps", "applications"),
    ("appset", "applicationsets"),
    ("appsets", "applicationsets"),
    ("cert", "certificates"),
    ("certs", "certificates"),
    ("key", "gpgkeys"),
    ("gpg", "gpgkeys"),
    ("proj", "projects"),
    ("projs", "projects"),
    ("appproject", "projects"),
    ("appprojects", "projects"),
    ("repo", "repositories"),
    ("repos", "repositories"),
    ("repository", "repositories"),
    ("user", "accounts"),
    ("users", "accounts"),
];

/// What people write for an action: Kubernetes' verbs and other tools' words.
const ACTION_WORDS: &[(&str, &str)] = &[
    ("list", "get"),
    ("watch", "get"),
    ("read", "get"),
    ("view", "get"),
    ("describe", "get"),
    ("patch", "update"),
    ("edit", "update"),
    ("write", "update"),
    ("add", "create"),
    ("remove", "delete"),
    ("deletecollection", "delete"),
    ("synchronize", "sync"),
    ("refresh", "get"),
    ("deploy", "sync"),
    ("exec", "create"),
    ("restart", "action/*"),
];

impl Unknown {
    /// An unknown resource with the nearest known one.
    pub(super) fn resource(text: &str) -> Self {
        let names = RESOURCES.iter().map(|resource| resource.name);
        Self::Resource { resource: text.to_owned(), suggestion: suggestion(text, RESOURCE_WORDS, names) }
    }

    /// An action that none of the known ones of a resource fits, and why.
    pub(super) fn action(resource: &str, action: &str, known: &[&Action]) -> Self {
        let head = action.split_once('/').map_or(action, |(head, _)| head);
        if let Some(known) = known.iter().find(|known| known.name == head) {
            let name = known.name;
            return match known.sub_action {
                SubAction::Required => Self::NoPath { name },
                SubAction::Never | SubAction::Optional => Self::Path { action: action.to_owned(), name },
            };
        }
        let mut names: Vec<_> = known.iter().map(|known| known.written()).collect();
        names.sort_unstable();
        names.dedup();
        Self::Action {
            resource: resource.to_owned(),
            action: action.to_owned(),
            suggestion: suggestion(head, ACTION_WORDS, names.iter().copied()),
            known: names,
        }
    }

    /// How to put it right.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Resource { suggestion: Some(name), .. } | Self::Action { suggestion: Some(name), .. } => {
                format!("did you mean `{name}`?")
            }
            Self::Resource { .. } => {
                let names: Vec<_> = RESOURCES.iter().map(|resource| resource.name).collect();
                format!("the resources are `{}`", names.join("`, `"))
            }
            Self::Action { known, .. } => format!("its actions are `{}`", known.join("`, `")),
            Self::Path { name, .. } => format!("write `{name}`"),
            Self::NoPath { name } => {
                format!("write `{name}/*`, or `{name}/<group>/<kind>/<name>`")
            }
            Self::NotYet { since, .. } => format!("leave it out before Argo CD {since}"),
            Self::Pattern { .. } => {
                "close what is open, or put a backslash before a character that is meant literally".to_owned()
            }
        }
    }
}

impl Action {
    /// The action as a row would have it.
    fn written(&self) -> &'static str {
        match (self.sub_action, self.name) {
            (SubAction::Required, "action") => "action/*",
            (_, name) => name,
        }
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resource { resource, .. } => {
                write!(formatter, "`{resource}` is no resource of Argo CD's RBAC")
            }
            Self::Action { resource, action, .. } => write!(formatter, "`{action}` is no action on `{resource}`"),
            Self::Path { action, name } => {
                write!(formatter, "`{action}` never matches: `{name}` has no path")
            }
            Self::NoPath { name } => write!(formatter, "`{name}` never matches without a path"),
            Self::NotYet { action, since, version } => {
                write!(formatter, "`{action}` is an action since Argo CD {since}, not in {version}")
            }
            Self::Pattern { pattern, error } => {
                write!(formatter, "`{pattern}` never matches: {error}")
            }
        }
    }
}

impl std::error::Error for Unknown {}

/// The name that a text most likely stands for: what a list of words says, else the nearest by edits, case ignored.
fn suggestion(
    text: &str,
    words: &[(&str, &'static str)],
    names: impl Iterator<Item = &'static str> + Clone,
) -> Option<&'static str> {
    let text = text.trim().to_lowercase();
    let meant = words
        .iter()
        .find(|(word, _)| *word == text)
        .map(|(_, name)| *name)
        .filter(|meant| names.clone().any(|name| name == *meant));
    meant.or_else(|| {
        let longest = if text.len() <= 3 { 1 } else { 2 };
        names
            .map(|name| (edits(&text, name), name))
            .filter(|(distance, _)| *distance <= longest)
            .min()
            .map(|(_, name)| name)
    })
}

/// How many characters must be put in, taken out or replaced to make one text the other (Levenshtein).
fn edits(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, character) in left.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(character != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}
