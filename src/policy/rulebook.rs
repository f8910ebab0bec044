//! A setup that can be asked, and answers with the rows that decide and where they are written.
//!
//! Keeps true: there is no rulebook of a policy that Argo CD does not load; an answer is the [`Enforcer`]'s.

mod near;

use std::collections::BTreeSet;

use super::caller::Caller;
use super::evaluate::{Asked, Because, Source};
use super::request::{NoRequest, Request};
use super::setup::{DefaultRole, Line, Origin, PolicyText, Setup};
use super::{Enforcer, Policy, PolicyError, RowKind, builtin};
use crate::finding::{Code, Finding, Place};
use crate::source::Span;

/// A policy that Argo CD loads.
#[derive(Debug)]
pub struct Rulebook {
    setup: Setup,
    enforcer: Enforcer,
    /// The rows that people wrote, those of projects last.
    rows: Vec<WrittenRow>,
}

/// A row that someone wrote.
#[derive(Debug)]
struct WrittenRow {
    kind: RowKind,
    line: Line,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether it is allowed.
    pub allowed: bool,
    /// The rows that decide, from the subject to the row that allows or denies.
    pub rows: Vec<Line>,
    /// What else is worth knowing, above all how near a refusal was.
    pub hints: Vec<Hint>,
}

/// Something worth knowing about an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// What it is.
    pub text: String,
    /// The line that it is about.
    pub line: Option<Line>,
}

/// Rows that a subject has by one of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// By which name.
    pub by: String,
    /// The rows.
    pub rows: Vec<Line>,
}

/// Someone who may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permitted {
    /// A user, a group or a project's role, as the policy writes it; `None` for everyone who is signed in.
    pub subject: Option<String>,
    /// The rows that decide.
    pub rows: Vec<Line>,
}

impl Rulebook {
    /// Loads a setup as Argo CD does.
    ///
    /// # Errors
    /// The lines that Argo CD refuses. One in the policy stops argocd-server; one in a project makes it ignore the roles
    /// of that project.
    pub fn load(setup: Setup) -> Result<Self, Vec<Finding>> {
        let mut findings = Vec::new();
        let policy = parse(&setup.policy, "the policy", &mut findings);
        let mut enforcer = Enforcer::with_mode(setup.version, &policy, setup.mode)
            .with_default_role(setup.default_role.as_ref().map_or("", |role| role.name.as_str()));
        let mut rows = written_rows(policy, &setup.policy);
        for (name, text) in &setup.projects {
            let policy = parse(text, &format!("the project `{name}`"), &mut findings);
            enforcer = enforcer.with_project(name, &policy);
            rows.extend(written_rows(policy, text));
        }
        if findings.is_empty() { Ok(Self { setup, enforcer, rows }) } else { Err(findings) }
    }

    /// What was loaded.
    pub const fn setup(&self) -> &Setup {
        &self.setup
    }

    /// A question to this policy; `place` is where it is written.
    ///
    /// # Errors
    /// What the policy's version of Argo CD never asks for. Of a cluster whose name is known, the server is told.
    pub fn request(
        &self,
        action: &str,
        resource: &str,
        object: Option<&str>,
        place: Place,
    ) -> Result<Request, Finding> {
        Request::read(action, resource, object, self.setup.version).map_err(|error| {
            let (code, server) = match &error {
                NoRequest::Word(_) => (Code::UnknownAction, None),
                NoRequest::Object(fault) => (Code::MalformedObject, self.setup.servers.get(&fault.object)),
            };
            let help = server.map(|server| format!("the server of this cluster is `{server}`: ask for that"));
            Finding::new(code, place, error.to_string()).with_help(help.unwrap_or_else(|| error.help()))
        })
    }

    /// Whether someone may do something, and why.
    #[must_use]
    pub fn answer(&self, caller: &Caller, request: &Request) -> Answer {
        let groups: Vec<&str> = caller.groups.iter().map(String::as_str).collect();
        let decision =
            self.enforcer.allows(&caller.user, &groups, request.resource(), request.action(), request.object());
        let hints = match &decision.because {
            Some(because) if decision.allowed => remarks(because),
            Some(_) => Vec::new(),
            None => near::hints(self, caller, request),
        };
        let rows = decision.because.map(|because| self.lines(&because)).unwrap_or_default();
        Answer { allowed: decision.allowed, rows, hints }
    }

    /// Every row that someone has, by each name that Argo CD asks for.
    #[must_use]
    pub fn held(&self, caller: &Caller) -> Vec<Held> {
        let mut all: Vec<Held> = Vec::new();
        for because in self.held_rows(caller) {
            let by = name_of(&because);
            let line = self.line(&because.source, &because.permission.to_string());
            match all.iter_mut().find(|held| held.by == by) {
                Some(held) if held.rows.contains(&line) => {}
                Some(held) => held.rows.push(line),
                None => all.push(Held { by, rows: vec![line] }),
            }
        }
        all
    }

    /// Everyone who may do something: users, groups and tokens of projects that the policy names.
    ///
    /// Where everyone may who is signed in, that comes first, and those who may by that alone are left out.
    #[must_use]
    pub fn permitted(&self, request: &Request) -> Vec<Permitted> {
        let everyone = std::iter::once((None, Caller::read("", &[], &[])));
        let named = self.subjects().into_iter().map(|subject| {
            let caller = Caller::read(&subject, &[], &self.setup.scopes);
            (Some(subject), caller)
        });
        let permitted = everyone.chain(named).filter_map(|(subject, caller)| {
            let groups: Vec<&str> = caller.groups.iter().map(String::as_str).collect();
            let decision =
                self.enforcer.allows(&caller.user, &groups, request.resource(), request.action(), request.object());
            let because = decision.because.filter(|_| decision.allowed)?;
            let is_own = matches!(because.asked, Asked::User | Asked::Group);
            (subject.is_none() || is_own).then(|| Permitted { subject, rows: self.lines(&because) })
        });
        permitted.collect()
    }

    /// The subjects of all rows that are no roles, in the order of the policy.
    fn subjects(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let written = self.rows.iter().filter_map(WrittenRow::subject).map(str::to_owned);
        let subjects = std::iter::once(builtin::ADMIN_USER.to_owned()).chain(written);
        subjects
            .filter(|subject| !subject.is_empty() && !subject.starts_with("role:") && seen.insert(subject.clone()))
            .collect()
    }

    fn held_rows(&self, caller: &Caller) -> Vec<Because> {
        let groups: Vec<&str> = caller.groups.iter().map(String::as_str).collect();
        self.enforcer.held(&caller.user, &groups)
    }

    /// The rows of a decision, from the subject to the row that decides.
    fn lines(&self, because: &Because) -> Vec<Line> {
        let default = self.setup.default_role.as_ref().filter(|_| because.asked == Asked::DefaultRole);
        let links = because.links.iter().map(|link| self.line(&link.source, &link.grouping.to_string()));
        let permission = self.line(&because.source, &because.permission.to_string());
        default.map(DefaultRole::line).into_iter().chain(links).chain([permission]).collect()
    }

    /// The line of a row; `shown` is how a built-in one looks.
    fn line(&self, source: &Source, shown: &str) -> Line {
        let written = match source {
            Source::BuiltIn => None,
            Source::Policy(place) => self.setup.policy.line(place.line),
            Source::Project { project, place } => {
                self.setup.projects.get(project).and_then(|text| text.line(place.line))
            }
        };
        written.cloned().unwrap_or_else(|| Line { origin: Origin::BuiltIn, text: shown.to_owned() })
    }
}

impl WrittenRow {
    fn subject(&self) -> Option<&str> {
        match &self.kind {
            RowKind::Permission(row) => Some(&row.subject),
            RowKind::Grouping(row) => Some(&row.subject),
            RowKind::Other(_) => None,
        }
    }
}

/// By which name a row is held, as a person reads it.
fn name_of(because: &Because) -> String {
    let name = because.path.first().map_or("", String::as_str);
    match because.asked {
        Asked::DefaultRole => format!("everyone who is signed in, by policy.default: {name}"),
        Asked::Group => format!("group {name}"),
        Asked::User if !name.is_empty() => name.to_owned(),
        Asked::User | Asked::Everyone => "everyone who is signed in, by rows without a subject".to_owned(),
    }
}

/// What to add to a permission that is not the subject's alone.
fn remarks(because: &Because) -> Vec<Hint> {
    match because.asked {
        Asked::DefaultRole | Asked::Everyone => {
            vec![Hint { text: "everyone who is signed in may do this".to_owned(), line: None }]
        }
        Asked::User | Asked::Group => Vec::new(),
    }
}

/// The rows of a text; what Argo CD refuses is added to the findings.
fn parse(text: &PolicyText, what: &str, findings: &mut Vec<Finding>) -> Policy {
    Policy::parse(&text.text()).unwrap_or_else(|errors| {
        findings.extend(errors.iter().map(|error| refused(error, text, what)));
        Policy::default()
    })
}

fn refused(error: &PolicyError, text: &PolicyText, what: &str) -> Finding {
    let place = match text.line(error.line).map(|line| line.origin) {
        Some(Origin::At(span)) => Place::Text(from_column(span, error.column)),
        Some(Origin::Elsewhere(place)) => Place::Run(place.to_owned()),
        Some(Origin::BuiltIn) | None => Place::Run(what.to_owned()),
    };
    Finding::new(Code::PolicyRow, place, format!("Argo CD does not load {what}: {error}")).with_help(error.help())
}

/// The rest of a line from a column on, counted from 1 in bytes.
fn from_column(line: Span, column: usize) -> Span {
    let offset = u32::try_from(column.saturating_sub(1)).unwrap_or(u32::MAX);
    Span { start: line.start.saturating_add(offset).min(line.end), ..line }
}

fn written_rows(policy: Policy, text: &PolicyText) -> Vec<WrittenRow> {
    let line = |number| text.line(number).cloned();
    let rows = policy.rows.into_iter();
    rows.filter_map(|row| Some(WrittenRow { line: line(row.place.line)?, kind: row.kind })).collect()
}

#[cfg(test)]
mod tests;
