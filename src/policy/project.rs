//! The policies, role names and groups of an `AppProject`, judged as Argo CD's API does.
//!
//! A port of `validatePolicy`, `isValidAction`, `isValidObject`, `validateRoleName` and `validateGroupName`
//! (argo-cd `pkg/apis/application/v1alpha1/types.go`, 3.6.1). Only argocd-server calls them, for what comes through its
//! API; what kubectl applies is loaded as it is.
//!
//! What it keeps true: the same answer as Argo CD, also where that surprises. A row is split at every comma, quoted or
//! not; `regexp.MustCompile("action/.*")` is not anchored, so that `xaction/y` passes; an object has no `:`, so that no
//! server URL is one.

use std::fmt;
use std::ops::Range;

use crate::policy::table;

/// The parts of a row, its key first.
const PARTS: usize = 6;

/// Why Argo CD's API refuses a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The part of the row that is wrong, in bytes; all of it where the parts cannot be told.
    pub part: Range<usize>,
    /// What is wrong with it.
    pub reason: RowReason,
}

/// The kinds of [`RowFault`], in the order in which they are looked for; Argo CD has one message for the first two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowReason {
    /// The row begins with something else than `p`.
    Key(String),
    /// Not six parts.
    Count(usize),
    /// The row is about another subject than its role.
    Subject {
        /// The subject as written.
        found: String,
        /// The only one that it may be.
        expected: String,
    },
    /// A resource that no role of a project can have.
    Resource(String),
    /// A word that is no action.
    Action(String),
    /// An object of another project, or of another form.
    Object(String),
    /// Neither `allow` nor `deny`.
    Effect(String),
}

/// A part of a row and where it stands.
struct Part<'a> {
    text: &'a str,
    span: Range<usize>,
}

/// Judges a row of a project's role; without a project's name, what depends on it is not judged.
///
/// # Errors
/// The first fault that Argo CD would find.
pub fn check_row(project: Option<&str>, role: &str, row: &str) -> Result<(), RowFault> {
    let parts = parts(row);
    let fault = |part: &Part<'_>, reason: fn(String) -> RowReason| {
        Err(RowFault { part: part.span.clone(), reason: reason(part.text.to_owned()) })
    };
    if let Some(key) = parts.first().filter(|key| key.text != "p") {
        return fault(key, RowReason::Key);
    }
    let [_, subject, resource, action, object, effect] = &parts[..] else {
        return Err(RowFault { part: 0..row.len(), reason: RowReason::Count(parts.len()) });
    };
    if let Some(expected) = project.map(|project| format!("proj:{project}:{role}"))
        && subject.text != expected
    {
        let reason = RowReason::Subject { found: subject.text.to_owned(), expected };
        return Err(RowFault { part: subject.span.clone(), reason });
    }
    if !is_resource(resource.text) {
        return fault(resource, RowReason::Resource);
    }
    if !is_action(action.text) {
        return fault(action, RowReason::Action);
    }
    if project.is_some_and(|project| !is_object(project, object.text)) {
        return fault(object, RowReason::Object);
    }
    if !["allow", "deny"].contains(&effect.text) {
        return fault(effect, RowReason::Effect);
    }
    Ok(())
}

/// Where a part of a row stands, its key being the first.
#[must_use]
pub fn part(row: &str, index: usize) -> Option<Range<usize>> {
    parts(row).into_iter().nth(index).map(|part| part.span)
}

/// The parts between commas, without the spaces around them; Go trims spaces and nothing else here.
fn parts(row: &str) -> Vec<Part<'_>> {
    let mut at = 0;
    row.split(',')
        .map(|written| {
            let text = written.trim_matches(' ');
            let start = at + written.len() - written.trim_start_matches(' ').len();
            at += written.len() + 1;
            Part { text, span: start..start + text.len() }
        })
        .collect()
}

/// `rbac.ProjectScoped`; a glob is none.
fn is_resource(text: &str) -> bool {
    table::RESOURCES.iter().any(|resource| resource.project_scoped && resource.name == text)
}

/// `validActions` and `validActionPatterns`.
fn is_action(text: &str) -> bool {
    const WORDS: [&str; 8] = ["get", "create", "update", "delete", "sync", "override", "rollback", "*"];
    WORDS.contains(&text) || ["action/", "update/", "delete/"].iter().any(|part| text.contains(part))
}

/// `^PROJECT(/[*\w-.]+)?/[*\w-.]+$`
fn is_object(project: &str, text: &str) -> bool {
    let Some(rest) = text.strip_prefix(project).and_then(|rest| rest.strip_prefix('/')) else { return false };
    let parts: Vec<&str> = rest.split('/').collect();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"*_-.".contains(&byte);
    (1..=2).contains(&parts.len()) && parts.iter().all(|part| !part.is_empty() && part.bytes().all(allowed))
}

/// `roleNameRegexp`: `^[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])?$`.
#[must_use]
pub fn is_role_name(name: &str) -> bool {
    let ends = [name.bytes().next(), name.bytes().last()];
    ends.iter().all(|end| end.is_some_and(|byte| byte.is_ascii_alphanumeric()))
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// Why Argo CD's API refuses the name of a group, which it writes into a row as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupFault {
    /// A comma, without quotes around the whole.
    Comma,
    /// Nothing, or nothing but white space: the row would be about everyone who is signed in.
    Empty,
    /// A quote, a tab or the end of a line.
    Character,
    /// White space at an end.
    Surrounded,
}

/// Judges the name of a group (`validateGroupName`).
///
/// # Errors
/// The first fault that Argo CD would find.
pub fn check_group(name: &str) -> Result<(), GroupFault> {
    let trimmed = name.trim();
    let quoted = trimmed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let inside = quoted.unwrap_or(trimmed);
    if quoted.is_none() && inside.contains(',') {
        return Err(GroupFault::Comma);
    }
    if inside.is_empty() {
        return Err(GroupFault::Empty);
    }
    if inside.contains(['"', '\n', '\r', '\t']) {
        return Err(GroupFault::Character);
    }
    if trimmed.len() < name.len() {
        return Err(GroupFault::Surrounded);
    }
    Ok(())
}

impl RowFault {
    /// How to put it right, in a project and a role of these names.
    #[must_use]
    pub fn help(&self, project: &str, role: &str) -> String {
        match &self.reason {
            RowReason::Count(count) if *count > PARTS => {
                format!(
                    "write one row an item: `p, proj:{project}:{role}, applications, sync, {project}/*, allow`; commas cannot be quoted here"
                )
            }
            RowReason::Count(_) => {
                format!("write `p, proj:{project}:{role}, applications, sync, {project}/*, allow`")
            }
            RowReason::Key(key) if key == "g" => "name the group under `groups` of the role".to_owned(),
            RowReason::Key(_) => {
                "begin the row with `p,`; a comment belongs before the item, as one of YAML".to_owned()
            }
            RowReason::Subject { expected, .. } => format!("write `{expected}`"),
            RowReason::Resource(_) => {
                let scoped = table::RESOURCES.iter().filter(|resource| resource.project_scoped);
                let names: Vec<_> = scoped.map(|resource| resource.name).collect();
                format!("a project's role may have `{}`", names.join("`, `"))
            }
            RowReason::Action(_) => "write one of its actions, or `*`".to_owned(),
            RowReason::Object(_) => {
                format!(
                    "write `{project}/*`, `{project}/<application>` or `{project}/<namespace>/<application>`, of letters, digits, `*`, `-`, `_` and `.`"
                )
            }
            RowReason::Effect(word) if word.eq_ignore_ascii_case("allow") || word.eq_ignore_ascii_case("deny") => {
                format!("write `{}`", word.to_ascii_lowercase())
            }
            RowReason::Effect(_) => "write `allow` or `deny`".to_owned(),
        }
    }
}

impl fmt::Display for RowFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            RowReason::Count(count) => write!(formatter, "a row of a project has {PARTS} parts, this one has {count}"),
            RowReason::Key(key) => write!(formatter, "`{}` begins no row of a project", key.escape_debug()),
            RowReason::Subject { found, .. } => write!(formatter, "the row is about `{}`", found.escape_debug()),
            RowReason::Resource(text) => {
                write!(formatter, "`{}` is no resource of a project", text.escape_debug())
            }
            RowReason::Action(text) => write!(formatter, "`{}` is no action", text.escape_debug()),
            RowReason::Object(text) => write!(formatter, "`{}` is no object of this project", text.escape_debug()),
            RowReason::Effect(text) => write!(formatter, "`{}` is no effect", text.escape_debug()),
        }
    }
}

impl std::error::Error for RowFault {}

impl fmt::Display for GroupFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Comma => "has a comma and no quotes around it",
            Self::Empty => "is empty",
            Self::Character => "has a quote, a tab or the end of a line in it",
            Self::Surrounded => "begins or ends with white space",
        })
    }
}

impl std::error::Error for GroupFault {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of the role `dev` in the project `a.b`, each with the word that Argo CD 3.6.1 was seen to complain about.
    #[test]
    fn rows_are_judged_as_by_argo_cd() {
        for (row, part) in [
            ("p, proj:a.b:dev, applications, sync, a.b/*, allow", None),
            ("p,proj:a.b:dev,logs,get,a.b/x,deny", None),
            (" p , proj:a.b:dev , exec, create, a.b/ns-*/x_1.y , allow ", None),
            ("p, proj:a.b:dev, applications, xaction/y, a.b/*, allow", None),
            ("p, proj:a.b:dev, applications, delete/apps/Deployment/*, a.b/*, allow", None),
            ("p, proj:a.b:dev, clusters, rollback, a.b/*, allow", None),
            ("p, proj:a.b:dev, applications, sync, a.b/*", Some("p, proj:a.b:dev, applications, sync, a.b/*")),
            (
                "p, proj:a.b:dev, applications, \"{get,sync}\", a.b/*, allow",
                Some("p, proj:a.b:dev, applications, \"{get,sync}\", a.b/*, allow"),
            ),
            ("g, proj:a.b:dev, a, b, c, d", Some("g")),
            ("\tp, proj:a.b:dev, applications, sync, a.b/*, allow", Some("\tp")),
            ("p, proj:old:dev, applications, sync, a.b/*, allow", Some("proj:old:dev")),
            ("p, proj:a.b:dev, projects, get, a.b/*, allow", Some("projects")),
            ("p, proj:a.b:dev, *, get, a.b/*, allow", Some("*")),
            ("p, proj:a.b:dev, applications, list, a.b/*, allow", Some("list")),
            ("p, proj:a.b:dev, applications, action, a.b/*, allow", Some("action")),
            ("p, proj:a.b:dev, applications, sync, */*, allow", Some("*/*")),
            ("p, proj:a.b:dev, applications, sync, axb/*, allow", Some("axb/*")),
            ("p, proj:a.b:dev, applications, sync, *, allow", Some("*")),
            ("p, proj:a.b:dev, applications, sync, a.b/, allow", Some("a.b/")),
            ("p, proj:a.b:dev, applications, sync, a.b/x/y/z, allow", Some("a.b/x/y/z")),
            ("p, proj:a.b:dev, clusters, get, a.b/https://x, allow", Some("a.b/https://x")),
            ("p, proj:a.b:dev, applications, sync, a.b/é, allow", Some("a.b/é")),
            ("p, proj:a.b:dev, applications, sync, a.b/*, Allow", Some("Allow")),
            ("p, proj:a.b:dev, applications, sync, a.b/*, allow # all", Some("allow # all")),
            ("", Some("")),
        ] {
            let found = check_row(Some("a.b"), "dev", row).err().map(|fault| &row[fault.part]);
            assert_eq!(found, part, "{row}");
        }
    }

    #[test]
    fn without_a_project_its_name_is_not_judged() {
        assert_eq!(check_row(None, "dev", "p, proj:x:dev, applications, sync, y/*, allow"), Ok(()));
        assert!(check_row(None, "dev", "p, proj:x:dev, applications, list, y/*, allow").is_err());
    }

    #[test]
    fn role_names_are_judged_as_by_argo_cd() {
        for name in ["a", "A1", "read-only", "a_b", "a--b"] {
            assert!(is_role_name(name), "{name}");
        }
        for name in ["", "-a", "a-", "_a", "a b", "a.b", "a:b", "é"] {
            assert!(!is_role_name(name), "{name}");
        }
    }

    #[test]
    fn groups_are_judged_as_by_argo_cd() {
        for (name, fault) in [
            ("a", None),
            ("my-org:team", None),
            ("Dev Ops", None),
            ("\"Dev, Ops\"", None),
            ("'a'", None),
            ("", Some(GroupFault::Empty)),
            (" ", Some(GroupFault::Empty)),
            ("\"\"", Some(GroupFault::Empty)),
            ("\"", Some(GroupFault::Character)),
            ("Dev, Ops", Some(GroupFault::Comma)),
            ("a\"b", Some(GroupFault::Character)),
            ("a\tb", Some(GroupFault::Character)),
            (" a", Some(GroupFault::Surrounded)),
            ("a\u{a0}", Some(GroupFault::Surrounded)),
            ("a\n", Some(GroupFault::Surrounded)),
        ] {
            assert_eq!(check_group(name).err(), fault, "{name:?}");
        }
    }
}
