//! What a policy is expected to answer: a small file for `can test`, so that a change of the policy that opens a door, or
//! closes one, fails before it is applied.
//!
//! Keeps true: an expectation is one subject and one resource; each of its actions is asked on each of its objects, and
//! what Argo CD never asks for is a mistake of the file, in `cannot` too.

use super::caller::Caller;
use super::rulebook::{Answer, Rulebook};
use super::setup::Line;
use crate::document::{At, Node, Pointer};
use crate::environment::shape::{Shape, record, words};
use crate::environment::word::ApiVersion;
use crate::finding::{Code, Finding, Place};
use crate::value::FreeText;

words! {
    /// The kind of the file.
    pub enum Kind {
        /// Expectations of a policy.
        Expectations = "Expectations",
    }
}

record! {
    /// What an RBAC policy is expected to answer.
    pub struct Expectations {
        /// Always `tiphys/v1alpha1`.
        required api_version: ApiVersion = "apiVersion";
        /// Always `Expectations`.
        required kind: Kind = "kind";
        /// The expectations.
        required expect: Vec<Expectation> = "expect";
    }
}

record! {
    /// What one subject can and cannot do with one resource.
    pub struct Expectation {
        /// A user, `role:NAME`, `proj:PROJECT:ROLE`, an e-mail address or a group's id.
        optional subject: FreeText = "subject";
        /// The groups of a user, as in the token; without `subject` and `[]`, anyone who is signed in.
        optional groups: Vec<FreeText> = "groups";
        /// Actions that must be allowed.
        default([]) can: Vec<FreeText> = "can";
        /// Actions that must not be.
        default([]) cannot: Vec<FreeText> = "cannot";
        /// The resource: `applications`, `logs`, `clusters` …
        required resource: FreeText = "resource";
        /// On which objects, each of them; without this, on all.
        default([]) objects: Vec<FreeText> = "objects";
    }
}

/// Reads a file; what is wrong with it is added to the findings.
pub fn read(document: &Node, findings: &mut Vec<Finding>) -> Option<Expectations> {
    let before = findings.len();
    let read = Expectations::read(document, &At::Root, findings)?;
    let expect = Pointer::of(["expect"]);
    for (i, expectation) in read.expect.iter().enumerate() {
        check_form(expectation, &expect.join(i), findings);
    }
    if read.expect.is_empty() {
        findings.push(Finding::new(Code::MissingKey, Place::Value(expect), "nothing is expected"));
    }
    (findings.len() == before).then_some(read)
}

fn check_form(expectation: &Expectation, at: &Pointer, findings: &mut Vec<Finding>) {
    if expectation.subject.is_none() && expectation.groups.is_none() {
        let finding = Finding::new(Code::MissingKey, Place::Value(at.clone()), "`subject` is missing");
        findings.push(finding.with_help("for anyone who is signed in, write `groups: []`"));
    }
    if expectation.can.is_empty() && expectation.cannot.is_empty() {
        let finding = Finding::new(Code::MissingKey, Place::Value(at.clone()), "`can` and `cannot` are missing");
        findings.push(finding.with_help("list the actions: `can: [get, sync]`, `cannot: [delete]`"));
    }
}

/// Asks a policy every question, and reports the answers that are not as expected; `show` says where a row stands.
///
/// Returns the number of questions.
pub fn check(
    expectations: &Expectations,
    book: &Rulebook,
    show: &dyn Fn(&Line) -> String,
    findings: &mut Vec<Finding>,
) -> usize {
    let mut asked = 0;
    for (i, expectation) in expectations.expect.iter().enumerate() {
        let at = Pointer::of(["expect"]).join(i);
        for (key, actions, wanted) in [("can", &expectation.can, true), ("cannot", &expectation.cannot, false)] {
            for (j, action) in actions.iter().enumerate() {
                let place = Place::Value(at.join(key).join(j));
                let question = Question { expectation, action: action.as_str(), wanted, place };
                asked += question.check(book, show, findings);
            }
        }
    }
    asked
}

/// One action of an expectation.
struct Question<'e> {
    expectation: &'e Expectation,
    action: &'e str,
    wanted: bool,
    place: Place,
}

impl Question<'_> {
    /// Asks about each object; returns how many there are.
    fn check(&self, book: &Rulebook, show: &dyn Fn(&Line) -> String, findings: &mut Vec<Finding>) -> usize {
        let objects: Vec<Option<&str>> = match &self.expectation.objects[..] {
            [] => vec![None],
            objects => objects.iter().map(|object| Some(object.as_str())).collect(),
        };
        for object in &objects {
            findings.extend(self.ask(book, *object, show));
        }
        objects.len()
    }

    fn ask(&self, book: &Rulebook, object: Option<&str>, show: &dyn Fn(&Line) -> String) -> Option<Finding> {
        let request = match book.request(self.action, self.expectation.resource.as_str(), object, self.place.clone()) {
            Ok(request) => request,
            Err(finding) => return Some(finding),
        };
        let answer = book.answer(&self.caller(book), &request);
        if answer.allowed == self.wanted {
            return None;
        }
        let verb = if answer.allowed { "can" } else { "cannot" };
        let message = format!("{} {verb} {request}", self.who());
        let finding = Finding::new(Code::UnmetExpectation, self.place.clone(), message);
        Some(finding.with_optional_help(reason(&answer, show)))
    }

    fn caller(&self, book: &Rulebook) -> Caller {
        let groups: Vec<String> = self.expectation.groups.iter().flatten().map(ToString::to_string).collect();
        let subject = self.expectation.subject.as_ref().map_or("", FreeText::as_str);
        Caller::read(subject, &groups, &book.setup().scopes)
    }

    fn who(&self) -> String {
        let groups: Vec<&str> = self.expectation.groups.iter().flatten().map(FreeText::as_str).collect();
        match (&self.expectation.subject, &groups[..]) {
            (Some(subject), []) => format!("`{subject}`"),
            (Some(subject), groups) => format!("`{subject}` in `{}`", groups.join("`, `")),
            (None, []) => "anyone who is signed in".to_owned(),
            (None, groups) => format!("someone in `{}`", groups.join("`, `")),
        }
    }
}

/// The rows that decide, else what comes nearest.
fn reason(answer: &Answer, show: &dyn Fn(&Line) -> String) -> Option<String> {
    let rows: Vec<String> = answer.rows.iter().map(|line| format!("`{}`", show(line))).collect();
    if !rows.is_empty() {
        return Some(format!("it is decided by {}", rows.join(" and ")));
    }
    let hint = answer.hints.first()?;
    Some(hint.line.as_ref().map_or_else(|| hint.text.clone(), |line| format!("{}: `{}`", hint.text, show(line))))
}
