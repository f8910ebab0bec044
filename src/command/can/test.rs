//! `can test`: a policy against a file of expectations.

use super::ask;
use crate::cli::CanTest;
use crate::command::entry::Entry;
use crate::command::reporter::{Reporter, Stream};
use crate::command::{Failure, Status, World, write_out};
use crate::document::{self, Node};
use crate::environment::compose;
use crate::finding::{Finding, Place};
use crate::policy::expectation::{self, Expectations};
use crate::report::Context;
use crate::source::Sources;

/// Runs the verb; standard output says how many answers are as expected, if all are.
pub fn run(arguments: &CanTest, world: &mut World<'_>) -> Result<Status, Failure> {
    let is_stdin = |file: &std::path::Path| file.as_os_str() == "-";
    if is_stdin(&arguments.expectations) && arguments.policy.file.as_deref().is_some_and(is_stdin) {
        return Err(Failure::Usage("standard input can be read once".to_owned()));
    }
    let reading = &arguments.policy.reading;
    Reporter::run(reading, Stream::Error, world, |reporter, world| test(arguments, reporter, world))
}

fn test(arguments: &CanTest, reporter: &mut Reporter, world: &mut World<'_>) -> Result<Status, Failure> {
    let Some(asked) = ask::open(&arguments.policy, reporter, world)? else { return Ok(Status::CouldNotRun) };
    let entry = Entry::read(&arguments.expectations, arguments.policy.reading.root.as_deref(), world)?;
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    let read = read(entry, &mut sources, &mut findings);
    let expectations = read.as_ref().and_then(|(_, expectations)| expectations.as_ref());
    let count = expectations
        .map_or(0, |expected| expectation::check(expected, &asked.book, &|line| asked.show(line), &mut findings));
    let context = Context { sources: &sources, document: read.as_ref().map(|(document, _)| document) };
    if reporter.tell(&findings, context, world)? {
        return Ok(Status::Findings);
    }
    let plural = if count == 1 { "answer is" } else { "answers are" };
    write_out(world, &format!("{count} {plural} as expected\n"))
}

fn read(entry: Entry, sources: &mut Sources, findings: &mut Vec<Finding>) -> Option<(Node, Option<Expectations>)> {
    let id = match sources.add(&entry.name, &entry.path, entry.bytes) {
        Ok(id) => id,
        Err(error) => {
            findings.push(compose::unsuitable(&entry.name, &error, Place::Run(String::new())));
            return None;
        }
    };
    let document = document::parse(sources.get(id), id, findings)?;
    let expectations = expectation::read(&document, findings);
    Some((document, expectations))
}
