//! `plugin generate`: the objects that an Application asks for, as a stream of JSON.
//!
//! JSON, because Argo CD reads YAML twice (YAML, JSON, YAML) and JSON once. All or nothing: one target's mistake keeps all of them
//! as they are, because objects that are left out of a stream are objects that Argo CD prunes.

use std::sync::Arc;

use super::asked::{Asked, at};
use super::{repository, told, wrong_cluster};
use crate::bundle::Bundle;
use crate::cli::PluginGenerate;
use crate::command::request::Request;
use crate::command::root::Root;
use crate::command::{Failure, Status, World, write_out};
use crate::document::Node;
use crate::emit;
use crate::environment::{self, Loaded, compose};
use crate::finding::{Finding, Place, any_error};
use crate::report::Context;
use crate::source::{FileError, Files as _, Sources};

/// Runs the verb.
pub fn run(arguments: &PluginGenerate, world: &mut World<'_>) -> Result<Status, Failure> {
    let mut run = Run::default();
    let bundles = run.bundles(world);
    let context = Context { sources: &run.sources, document: run.document.as_deref() };
    let check = format!("tiphys check {}", run.sources.first().map_or("env.yaml", |source| source.name()));
    let told = told::text(&run.findings, context, world.today, arguments.max_lines, &check);
    let _ = world.stderr.write_all(told.as_bytes());
    match bundles {
        Some(bundles) => write_out(world, &emit::stream(&bundles, true)),
        None => Ok(Status::Findings),
    }
}

/// What a run reads and finds.
#[derive(Default)]
struct Run {
    sources: Sources,
    document: Option<Arc<Node>>,
    findings: Vec<Finding>,
}

impl Run {
    /// What the Application asks for; `None` if findings say why there is nothing.
    fn bundles(&mut self, world: &World<'_>) -> Option<Vec<Bundle>> {
        let asked = Asked::of(&world.variables, &mut self.findings)?;
        let loaded = load(&asked, world, &mut self.sources, &mut self.findings)?;
        self.document = loaded.document;
        let request =
            Request { destinations: std::slice::from_ref(&asked.destination), part: asked.part(), form: None };
        let bundles = request.bundles(&loaded.environment?, &mut self.findings)?;
        wrong_cluster::check(&bundles, &world.variables, &mut self.findings);
        (!any_error(&self.findings)).then_some(bundles)
    }
}

/// Reads the environment file that an Application names; `None` if it cannot be had.
pub fn load(asked: &Asked, world: &World<'_>, sources: &mut Sources, findings: &mut Vec<Finding>) -> Option<Loaded> {
    let streamed = repository::around(&world.folder);
    // Findings show the way from the repository's root: the folder that it was unpacked into tells nobody anything.
    let stand = streamed.clone().unwrap_or_else(|| world.folder.clone());
    let root = streamed.unwrap_or_else(|| Root::place(&world.folder));
    let file = world.folder.join(&asked.environment);
    let read = Root::of(&stand, &file, Some(&root)).and_then(|(root, path)| {
        let bytes = root.read(&path)?;
        Ok((root, path, bytes))
    });
    let (root, path, bytes) = read.map_err(|error| findings.push(unreadable(&asked.environment, error))).ok()?;
    let name = root.display(&path);
    match sources.add(&name, &path, bytes) {
        Ok(entry) => Some(environment::load(entry, &path, &root, sources, world.today, findings)),
        Err(error) => {
            findings.push(compose::unsuitable(&name, &error, Place::Run(String::new())));
            None
        }
    }
}

fn unreadable(environment: &str, error: FileError) -> Finding {
    let shown = crate::value::shown(environment);
    match error {
        FileError::Missing => at("spec.source", format!("the Application's folder has no file {shown}"))
            .with_help("set `path` to the folder of the environment file, or the parameter `environment` to the file"),
        FileError::Outside { .. } => at("spec.source", format!("{shown} is not in the repository"))
            .with_help("name a file of the Application's repository"),
        FileError::Unreadable { reason } => at("spec.source", format!("{shown} cannot be read: {reason}")),
    }
}
