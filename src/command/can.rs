//! `can` and `who-can`: questions to an RBAC policy, answered with the rows that decide.
//!
//! Keeps true: the answer and its rows are on standard output, what else is worth knowing on standard error; the exit code
//! of a question is that of `kubectl auth can-i`: 0 yes, 1 no. A policy that Argo CD would not load answers nothing.

mod ask;
mod print;
mod test;

use std::fmt::Write as _;

use super::reporter::{Reporter, Stream};
use super::{Failure, Status, World, write_out};
use crate::cli::{Can, CanVerb, WhoCan};
use crate::finding::{Finding, Place};
use crate::policy::caller::Caller;
use crate::policy::rulebook::{Answer, Rulebook};
use crate::report::Context;
use ask::Asked;

/// Runs `can`.
pub fn run(arguments: &Can, world: &mut World<'_>) -> Result<Status, Failure> {
    if let Some(CanVerb::Test(arguments)) = &arguments.test {
        return test::run(arguments, world);
    }
    let reading = &arguments.policy.reading;
    Reporter::run(reading, Stream::Error, world, |reporter, world| can(arguments, reporter, world))
}

fn can(arguments: &Can, reporter: &mut Reporter, world: &mut World<'_>) -> Result<Status, Failure> {
    let Some(asked) = ask::open(&arguments.policy, reporter, world)? else { return Ok(Status::CouldNotRun) };
    let caller = caller(arguments, &asked.book);
    let (Some(action), Some(resource)) = (&arguments.action, &arguments.resource) else {
        return list(&asked, &caller, world);
    };
    let place = Place::Run(String::new());
    match asked.book.request(action, resource, arguments.object.as_deref(), place) {
        Ok(request) => print_answer(&asked, &asked.book.answer(&caller, &request), world),
        Err(finding) => no_question(&asked, finding, reporter, world),
    }
}

/// Runs `who-can`.
pub fn run_who_can(arguments: &WhoCan, world: &mut World<'_>) -> Result<Status, Failure> {
    let reading = &arguments.policy.reading;
    Reporter::run(reading, Stream::Error, world, |reporter, world| who_can(arguments, reporter, world))
}

fn who_can(arguments: &WhoCan, reporter: &mut Reporter, world: &mut World<'_>) -> Result<Status, Failure> {
    let Some(asked) = ask::open(&arguments.policy, reporter, world)? else { return Ok(Status::CouldNotRun) };
    let place = Place::Run(String::new());
    let request = match asked.book.request(&arguments.action, &arguments.resource, arguments.object.as_deref(), place) {
        Ok(request) => request,
        Err(finding) => return no_question(&asked, finding, reporter, world),
    };
    let permitted = asked.book.permitted(&request);
    let mut out = String::new();
    for someone in &permitted {
        let who = someone.subject.as_deref().map_or_else(
            || "everyone who is signed in".to_owned(),
            |subject| print::named(subject, &asked.book.setup().group_names),
        );
        let _ = writeln!(out, "{who}");
        for line in &someone.rows {
            let _ = writeln!(out, "  {}", asked.show(line));
        }
    }
    print_or(&out, "nobody", world)
}

fn caller(arguments: &Can, book: &Rulebook) -> Caller {
    let subject = arguments.subject.as_deref().unwrap_or_default();
    let groups: Vec<String> = arguments.groups.iter().flat_map(|names| names.0.clone()).collect();
    if arguments.user {
        return Caller::user(subject, &groups);
    }
    Caller::read(subject, &groups, &book.setup().scopes)
}

fn print_answer(asked: &Asked, answer: &Answer, world: &mut World<'_>) -> Result<Status, Failure> {
    let mut out = if answer.allowed { "yes\n" } else { "no\n" }.to_owned();
    for line in &answer.rows {
        let _ = writeln!(out, "{}", asked.show(line));
    }
    write_out(world, &out)?;
    for hint in &answer.hints {
        let _ = writeln!(world.stderr, "note: {}", print::printable(&hint.text));
        if let Some(line) = &hint.line {
            let _ = writeln!(world.stderr, "  {}", asked.show(line));
        }
    }
    Ok(if answer.allowed { Status::Success } else { Status::Findings })
}

fn list(asked: &Asked, caller: &Caller, world: &mut World<'_>) -> Result<Status, Failure> {
    let mut out = String::new();
    for held in asked.book.held(caller) {
        let _ = writeln!(out, "{}", print::printable(&held.by));
        for line in &held.rows {
            let _ = writeln!(out, "  {}", asked.show(line));
        }
    }
    print_or(&out, "nothing", world)
}

/// Prints what was found; if that is nothing, the word for it, and the run ends with 1.
fn print_or(found: &str, nothing: &str, world: &mut World<'_>) -> Result<Status, Failure> {
    if found.is_empty() {
        write_out(world, &format!("{nothing}\n"))?;
        return Ok(Status::Findings);
    }
    write_out(world, found)
}

/// The question is a mistake of the command line.
fn no_question(
    asked: &Asked,
    finding: Finding,
    reporter: &mut Reporter,
    world: &mut World<'_>,
) -> Result<Status, Failure> {
    reporter.tell(&[finding], Context { sources: &asked.sources, document: None }, world)?;
    Ok(Status::Usage)
}
