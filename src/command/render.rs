//! `render`: environment files in, the objects of one destination (or the tree of all) out.

mod into_tree;

use std::path::Path;

use serde_json::Value;

use super::entry::Entry;
use super::reporter::{Reporter, Stream};
use super::request::Request;
use super::{Failure, Status, World};
use crate::bundle::Bundle;
use crate::cli::{Output, Render};
use crate::destination::Destination;
use crate::emit;
use crate::environment::{self, compose};
use crate::finding::{Code, Finding, Place};
use crate::manifest::Content;
use crate::output::identity_plan;
use crate::plan::Part;
use crate::report::Context;
use crate::source::Sources;

/// Runs the verb.
pub fn run(arguments: &Render, world: &mut World<'_>) -> Result<Status, Failure> {
    check_usage(arguments)?;
    Reporter::run(&arguments.reading, Stream::Error, world, |reporter, world| render_files(arguments, reporter, world))
}

fn render_files(arguments: &Render, reporter: &mut Reporter, world: &mut World<'_>) -> Result<Status, Failure> {
    let mut bundles = Vec::new();
    let mut is_good = true;
    for file in &arguments.files {
        match render_file(file, arguments, reporter, world)? {
            Some(rendered) => bundles.extend(rendered),
            None => is_good = false,
        }
    }
    if !is_good {
        return Ok(Status::Findings);
    }
    let mut findings: Vec<Finding> = repeated_object(&bundles).into_iter().collect();
    findings.extend(identity_plan::limit::findings(plans(&bundles)));
    if !findings.is_empty() {
        let context = Context { sources: &Sources::default(), document: None };
        reporter.tell(&findings, context, world)?;
        return Ok(Status::Findings);
    }
    match &arguments.output_dir {
        Some(folder) => into_tree::run(&bundles, &world.folder.join(folder), arguments, world),
        None => print(&bundles, arguments.output, world),
    }
}

fn check_usage(arguments: &Render) -> Result<(), Failure> {
    let usage = |what: &str| Err(Failure::Usage(what.to_owned()));
    if arguments.output_dir.is_none() && arguments.destinations.len() > 1 {
        return usage("several '--for' need '--output-dir': a stream is for one destination");
    }
    if arguments.output_dir.is_some() && arguments.files.len() > 1 {
        return usage("'--output-dir' takes one environment file: a tree is of one environment");
    }
    if arguments.form.is_some() && !arguments.destinations.contains(&Destination::Install) {
        return usage("'--form' goes with '--for install'");
    }
    let is_target = |destination: &Destination| matches!(destination, Destination::Target(_));
    if arguments.without_targets && arguments.destinations.iter().any(is_target) {
        return usage("'--without-targets' leaves out what '--for target/NAME' asks for");
    }
    if arguments.files.iter().filter(|file| file.as_os_str() == "-").count() > 1 {
        return usage("standard input can be read once");
    }
    Ok(())
}

/// The bundles of one file; `None` if its findings, which were printed, make the run fail.
fn render_file(
    file: &Path,
    arguments: &Render,
    reporter: &mut Reporter,
    world: &mut World<'_>,
) -> Result<Option<Vec<Bundle>>, Failure> {
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    let Entry { name, root, path, bytes } = Entry::read(file, arguments.reading.root.as_deref(), world)?;
    let (mut document, mut bundles) = (None, None);
    match sources.add(&name, &path, bytes) {
        Ok(entry) => {
            let loaded = environment::load(entry, &path, &root, &mut sources, world.today, &mut findings);
            bundles =
                loaded.environment.and_then(|environment| request(arguments).bundles(&environment, &mut findings));
            document = loaded.document;
        }
        Err(error) => findings.push(compose::unsuitable(&name, &error, Place::Run(String::new()))),
    }
    let context = Context { sources: &sources, document: document.as_deref() };
    let fails = reporter.tell(&findings, context, world)?;
    Ok(bundles.filter(|_| !fails))
}

/// What the command line asks of each file.
fn request(arguments: &Render) -> Request<'_> {
    let part = match &arguments.selector {
        Some(selector) => Part::Targets(selector),
        None if arguments.without_targets => Part::WithoutTargets,
        None => Part::Whole,
    };
    let is_stream = arguments.output_dir.is_none();
    let usual: &[Destination] = if is_stream { &[Destination::Hub] } else { &[] };
    let asked = &arguments.destinations[..];
    Request { destinations: if asked.is_empty() { usual } else { asked }, part, form: arguments.form }
}

/// An object that two environments would both write.
fn repeated_object(bundles: &[Bundle]) -> Option<Finding> {
    if bundles.len() == 1 {
        return None;
    }
    let mut seen = std::collections::HashSet::new();
    for bundle in bundles {
        let Content::Objects(manifests) = bundle.content() else { continue };
        for manifest in manifests {
            if !seen.insert((bundle.destination(), manifest.identity())) {
                let message = format!("two environment files write {}", manifest.identity());
                return Some(Finding::new(
                    Code::DuplicateObject,
                    Place::Run(bundle.destination().to_string()),
                    message,
                ));
            }
        }
    }
    None
}

/// The identity plans among the bundles.
fn plans(bundles: &[Bundle]) -> impl Iterator<Item = &Value> {
    let plans = bundles.iter().filter(|bundle| *bundle.destination() == Destination::Azure);
    plans.filter_map(|bundle| match bundle.content() {
        Content::Document { body, .. } => Some(body),
        Content::Objects(_) | Content::Script(_) => None,
    })
}

fn print(bundles: &[Bundle], output: Output, world: &mut World<'_>) -> Result<Status, Failure> {
    let text = emit::stream(bundles, output == Output::Json);
    super::write_out(world, &text)
}
