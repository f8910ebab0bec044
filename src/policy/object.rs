//! Objects that Argo CD never asks for: an application without its project, a cluster by its name.
//!
//! What it keeps true: only an object that certainly matches nothing is a fault; a glob that might match is none.

use std::fmt;

use crate::policy::{
    glob::{self, Glob, GlobError},
    table::{self, ObjectForm},
};

/// Why the object of a row never matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectFault {
    /// The object as written.
    pub object: String,
    /// Why.
    pub reason: ObjectReason,
}

/// The kinds of [`ObjectFault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectReason {
    /// The text is no glob.
    Pattern(GlobError),
    /// An application without its project.
    NoProject,
    /// A part between slashes is empty.
    EmptyPart,
    /// A capital letter, where project, namespace and application are names of Kubernetes.
    CapitalLetter,
    /// More than project, namespace and name.
    TooManyParts,
    /// A cluster by its name instead of its server URL.
    ClusterName,
    /// A server URL with a slash at its end, which Argo CD cuts off.
    TrailingSlash,
    /// A repository by its name instead of its URL.
    RepositoryName,
    /// A project, account or extension with a slash.
    SlashInName,
    /// Argo CD asks with an empty object.
    NotEmpty,
}

/// Checks that an object, a glob or not, can match a request for a resource, a glob or not. An unknown resource is
/// [`table::check_action`]'s to report.
///
/// # Errors
/// Why the object matches nothing.
pub fn check_object(resource: &str, object: &str) -> Result<(), ObjectFault> {
    let fault = |reason| ObjectFault { object: object.to_owned(), reason };
    let pattern = Glob::new(object).map_err(|error| fault(ObjectReason::Pattern(error)))?;
    let mut reasons = Vec::new();
    for resource in table::resources_matching(resource).unwrap_or_default() {
        match reason(resource.object, object, &pattern) {
            None => return Ok(()),
            Some(reason) => reasons.push(reason),
        }
    }
    match reasons.first() {
        None => Ok(()),
        Some(first) => Err(fault(*first)),
    }
}

/// Why no object of this form matches, if none does.
fn reason(form: ObjectForm, object: &str, pattern: &Glob) -> Option<ObjectReason> {
    let literal = glob::is_literal(object);
    match form {
        ObjectForm::ProjectApplication => application_reason(object, literal),
        ObjectForm::ServerUrl if literal => server_reason(object),
        ObjectForm::RepositoryUrl if literal => {
            (!object.contains(['/', ':', '.'])).then_some(ObjectReason::RepositoryName)
        }
        ObjectForm::ServerUrl | ObjectForm::RepositoryUrl => None,
        ObjectForm::Name => (certain_slashes(object) > 0).then_some(ObjectReason::SlashInName),
        ObjectForm::Empty => (!pattern.matches("")).then_some(ObjectReason::NotEmpty),
    }
}

fn application_reason(object: &str, literal: bool) -> Option<ObjectReason> {
    if certain_slashes(object) > 2 {
        Some(ObjectReason::TooManyParts)
    } else if has_certain_capital(object) {
        Some(ObjectReason::CapitalLetter)
    } else if !literal {
        None
    } else if !object.contains('/') {
        Some(ObjectReason::NoProject)
    } else if object.split('/').any(str::is_empty) {
        Some(ObjectReason::EmptyPart)
    } else {
        None
    }
}

/// A server is a URL, on EKS an ARN; both have a colon, which the name of a cluster hardly has.
fn server_reason(object: &str) -> Option<ObjectReason> {
    if !object.contains(':') {
        Some(ObjectReason::ClusterName)
    } else if object.ends_with('/') {
        Some(ObjectReason::TrailingSlash)
    } else {
        None
    }
}

/// Whether every match has a capital letter; of groups and classes that is not certain.
fn has_certain_capital(object: &str) -> bool {
    !object.contains(['{', '[', '\\']) && object.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Slashes that every match has. In groups and classes they may be absent, so there we do not count.
fn certain_slashes(object: &str) -> usize {
    if object.contains(['{', '[', '\\']) { 0 } else { object.matches('/').count() }
}

impl ObjectFault {
    /// How to put it right.
    #[must_use]
    pub fn help(&self) -> String {
        match self.reason {
            ObjectReason::Pattern(_) => {
                "close what is open, or put a backslash before a character that is meant literally".to_owned()
            }
            ObjectReason::NoProject => {
                format!("write `<project>/{0}` for one application, or `{0}/*` if `{0}` is a project", self.object)
            }
            ObjectReason::EmptyPart | ObjectReason::TooManyParts => {
                "write `<project>/<name>`, or `<project>/<namespace>/<name>` outside Argo CD's namespace".to_owned()
            }
            ObjectReason::CapitalLetter => format!("write `{}`", self.object.to_lowercase()),
            ObjectReason::ClusterName => "write the cluster's server URL, or `<project>/<server URL>`".to_owned(),
            ObjectReason::TrailingSlash => "remove the slash at the end".to_owned(),
            ObjectReason::RepositoryName => "write the repository's URL, or `<project>/<URL>`".to_owned(),
            ObjectReason::SlashInName => "write the name alone, or a glob without `/`".to_owned(),
            ObjectReason::NotEmpty => "write `*`".to_owned(),
        }
    }
}

impl fmt::Display for ObjectFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the object `{}` never matches: ", self.object)?;
        match self.reason {
            ObjectReason::Pattern(error) => write!(formatter, "{error}"),
            ObjectReason::NoProject => formatter.write_str("the project is missing"),
            ObjectReason::EmptyPart => formatter.write_str("a part of it is empty"),
            ObjectReason::TooManyParts => formatter.write_str("it has more than three parts"),
            ObjectReason::CapitalLetter => {
                formatter.write_str("names of projects, namespaces and applications have no capital letters")
            }
            ObjectReason::ClusterName => formatter.write_str("Argo CD asks by server URL"),
            ObjectReason::TrailingSlash => formatter.write_str("Argo CD cuts off the slash at a server's end"),
            ObjectReason::RepositoryName => formatter.write_str("Argo CD asks by repository URL"),
            ObjectReason::SlashInName => formatter.write_str("such a name has no slash"),
            ObjectReason::NotEmpty => formatter.write_str("Argo CD asks without an object"),
        }
    }
}

impl std::error::Error for ObjectFault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_that_may_match_pass() {
        for (resource, object) in [
            ("applications", "*"),
            ("applications", "*/*"),
            ("applications", "team-a/*"),
            ("applications", "team-a/app"),
            ("applications", "team-a/ns/app"),
            ("applications", "team-a*"),
            ("applications", "?"),
            ("applications", "{a/b/c/d,e/f}"),
            ("applications", "{Team-A,team-a}/*"),
            ("logs", "*/argocd/*"),
            ("applicationsets", "team-a/set"),
            ("clusters", "*"),
            ("clusters", "https://kubernetes.default.svc"),
            ("clusters", "team-a/https://dev.example.com:443"),
            ("clusters", "arn:aws:eks:eu-west-1:1:cluster/a"),
            ("clusters", "team-*"),
            ("repositories", "https://git.example.com/team-a/*"),
            ("repositories", "git@git.example.com:team-a/app.git"),
            ("repositories", "team-a/*"),
            ("repositories", "charts.example.com"),
            ("projects", "team-a"),
            ("projects", "team-*"),
            ("accounts", "ci"),
            ("extensions", "*"),
            ("certificates", "*"),
            ("gpgkeys", ""),
            ("*", "team-a"),
            ("nothing-known", "x/y/z/0"),
        ] {
            assert_eq!(check_object(resource, object), Ok(()), "{resource} {object}");
        }
    }

    #[test]
    fn objects_that_never_match_are_explained() {
        for (resource, object, reason, help) in [
            ("applications", "team-a", ObjectReason::NoProject, "`team-a/*` if"),
            ("exec", "", ObjectReason::NoProject, "<project>/"),
            ("applications", "Team-A/*", ObjectReason::CapitalLetter, "`team-a/*`"),
            ("applications", "team-a/", ObjectReason::EmptyPart, "<project>/<name>"),
            ("applications", "a/b/c/d", ObjectReason::TooManyParts, "<project>/<namespace>/<name>"),
            ("applications", "*/*/*/*", ObjectReason::TooManyParts, "<project>/<name>"),
            ("applications", "a/[", ObjectReason::Pattern(GlobError::UnclosedClass), "close"),
            ("clusters", "devworkloadaks1", ObjectReason::ClusterName, "server URL"),
            ("clusters", "team-a/dev", ObjectReason::ClusterName, "server URL"),
            ("clusters", "https://dev.example.com/", ObjectReason::TrailingSlash, "remove the slash"),
            ("repositories", "my-repository", ObjectReason::RepositoryName, "URL"),
            ("projects", "*/*", ObjectReason::SlashInName, "without `/`"),
            ("accounts", "team/ci", ObjectReason::SlashInName, "the name alone"),
            ("certificates", "git.example.com", ObjectReason::NotEmpty, "write `*`"),
            ("{projects,accounts}", "a/b", ObjectReason::SlashInName, "without `/`"),
        ] {
            let fault = check_object(resource, object).expect_err(object);
            assert_eq!(fault.reason, reason, "{resource} {object}");
            assert!(fault.help().contains(help), "{}", fault.help());
            assert!(fault.to_string().contains(&format!("`{object}` never matches: ")));
        }
    }
}
