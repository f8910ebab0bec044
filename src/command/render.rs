//! `render`: environment files in, the objects of one destination (or the tree of all) out.

mod into_tree;

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::root::Root;
use super::{Failure, Status, World};
use crate::bundle::{Bundle, Content};
use crate::cli::{Form, Output, Render};
use crate::environment::{self, Environment, Target};
use crate::finding::{Code, Finding, Place, any_error};
use crate::install;
use crate::output::identity_plan;
use crate::overlay;
use crate::plan::{self, Destination};
use crate::report::Context;
use crate::source::{MAX_BYTES, Sources};
use crate::{emit, environment::compose};

/// Runs the verb.
pub fn run(arguments: &Render, world: &mut World<'_>) -> Result<Status, Failure> {
    check_usage(arguments)?;
    let mut bundles = Vec::new();
    let mut is_good = true;
    for file in &arguments.files {
        match render_file(file, arguments, world)? {
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
        super::report(&findings, context, &arguments.reading, world);
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
    if arguments.files.iter().filter(|file| file.as_os_str() == "-").count() > 1 {
        return usage("standard input can be read once");
    }
    Ok(())
}

/// The bundles of one file; `None` if its findings, which were printed, make the run fail.
fn render_file(file: &Path, arguments: &Render, world: &mut World<'_>) -> Result<Option<Vec<Bundle>>, Failure> {
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    let (root, path, bytes) = open(file, arguments, world)?;
    let name = if file.as_os_str() == "-" { "<stdin>".to_owned() } else { file.display().to_string() };
    let (mut document, mut bundles) = (None, None);
    match sources.add(&name, &path, bytes) {
        Ok(entry) => {
            let loaded = environment::load(entry, &path, &root, &mut sources, world.today, &mut findings);
            bundles = loaded.environment.and_then(|environment| render(&environment, arguments, &mut findings));
            document = loaded.document;
        }
        Err(error) => findings.push(compose::unsuitable(&name, &error, Place::Run(String::new()))),
    }
    let context = Context { sources: &sources, document: document.as_ref() };
    let fails = super::report(&findings, context, &arguments.reading, world);
    Ok(bundles.filter(|_| !fails))
}

/// The root, the path of the file below it, and the file's bytes.
fn open(file: &Path, arguments: &Render, world: &mut World<'_>) -> Result<(Root, PathBuf, Vec<u8>), Failure> {
    let is_stdin = file.as_os_str() == "-";
    // Standard input stands where the user stands.
    let place = if is_stdin { Path::new("<stdin>") } else { file };
    let cannot = |error| Failure::CouldNot(format!("read {}: {}", file.display(), describe(&error)));
    let (root, path) = Root::of(&world.folder, place, arguments.reading.root.as_deref()).map_err(cannot)?;
    let bytes = if is_stdin {
        let mut bytes = Vec::new();
        let mut limited = std::io::Read::take(&mut *world.stdin, MAX_BYTES as u64 + 1);
        std::io::Read::read_to_end(&mut limited, &mut bytes)
            .map_err(|error| Failure::CouldNot(format!("read standard input: {error}")))?;
        bytes
    } else {
        crate::source::Files::read(&root, &path).map_err(cannot)?
    };
    Ok((root, path, bytes))
}

fn describe(error: &crate::source::FileError) -> String {
    match error {
        crate::source::FileError::Missing => "there is no such file".to_owned(),
        crate::source::FileError::Outside { reason } | crate::source::FileError::Unreadable { reason } => {
            reason.clone()
        }
    }
}

/// The bundles that were asked for; `None` if anything is wrong with them.
fn render(environment: &Environment, arguments: &Render, findings: &mut Vec<Finding>) -> Option<Vec<Bundle>> {
    let targets = selected(environment, arguments, findings)?;
    let destinations = match (&arguments.destinations[..], &arguments.output_dir) {
        ([], None) => vec![Destination::Hub],
        ([], Some(_)) => all_destinations(environment, &targets),
        (asked, _) => asked.to_vec(),
    };
    let bundles: Vec<Option<Bundle>> = destinations
        .into_iter()
        .map(|destination| {
            let content = content(environment, &destination, &targets, arguments.form, findings)?;
            Bundle::checked(destination, content, findings)
        })
        .collect();
    if any_error(findings) { None } else { bundles.into_iter().collect() }
}

/// Every destination for which the file has something to say.
fn all_destinations(environment: &Environment, targets: &[&Target]) -> Vec<Destination> {
    let mut destinations = vec![Destination::Hub];
    if environment.argocd.base.is_none() {
        destinations.push(Destination::Install);
    }
    let with_objects = targets.iter().filter(|target| !plan::target(environment, target).is_empty());
    destinations.extend(with_objects.map(|target| Destination::Target(target.name.clone())));
    if identity_plan::is_needed(environment) {
        destinations.push(Destination::Azure);
    }
    destinations
}

fn selected<'e>(
    environment: &'e Environment,
    arguments: &Render,
    findings: &mut Vec<Finding>,
) -> Option<Vec<&'e Target>> {
    let Some(selector) = &arguments.selector else { return Some(environment.targets.iter().collect()) };
    let targets: Vec<&Target> = environment.targets.iter().filter(|target| selector.matches(&target.labels)).collect();
    if targets.is_empty() {
        let message = "no target has labels that the selector asks for";
        findings.push(Finding::new(Code::NothingToRender, Place::Run("--selector".to_owned()), message));
        return None;
    }
    Some(targets)
}

fn content(
    environment: &Environment,
    destination: &Destination,
    targets: &[&Target],
    form: Option<Form>,
    findings: &mut Vec<Finding>,
) -> Option<Content> {
    match destination {
        Destination::Hub => {
            let mut manifests = plan::hub(environment, targets, findings);
            overlay::apply(environment, &mut manifests, findings);
            Some(Content::Objects(manifests))
        }
        Destination::Install => install::content(environment, form, findings),
        Destination::Azure => identity_plan::content(environment, targets, findings),
        Destination::Target(name) => {
            let target = find_target(environment, targets, name, findings)?;
            let mut manifests = plan::target(environment, target);
            if manifests.is_empty() {
                findings.push(plan::nothing_for_target(target));
                return None;
            }
            overlay::apply(environment, &mut manifests, findings);
            Some(Content::Objects(manifests))
        }
    }
}

fn find_target<'e>(
    environment: &Environment,
    targets: &[&'e Target],
    name: &crate::value::TargetName,
    findings: &mut Vec<Finding>,
) -> Option<&'e Target> {
    let found = targets.iter().find(|target| target.name == *name).copied();
    if found.is_none() {
        let finding = Finding::new(
            Code::UndefinedReference,
            Place::Run(format!("target/{name}")),
            format!("the environment `{}` has no target `{name}`", environment.name),
        );
        let near = crate::finding::nearest(name.as_str(), targets.iter().map(|target| target.name.as_str()));
        findings.push(finding.with_optional_help(near.map(|near| format!("did you mean `{near}`?"))));
    }
    found
}

/// An object that two environments would both write.
fn repeated_object(bundles: &[Bundle]) -> Option<Finding> {
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
