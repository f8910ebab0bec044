//! The policy that is asked: reads a file, whatever holds a policy in it, and loads it.

use std::path::Path;
use std::sync::Arc;

use super::print;
use crate::cli::{AskedPolicy, FailOn};
use crate::command::entry::Entry;
use crate::command::reporter::Reporter;
use crate::command::{Failure, World};
use crate::document::{self, Node};
use crate::environment::{self, compose};
use crate::finding::{Finding, Place, any_error};
use crate::policy::Rulebook;
use crate::policy::setup::{self, DefaultRole, Line, Origin, Setup};
use crate::report::Context;
use crate::source::{SourceId, Sources};

/// A policy that can be asked, with the texts that its rows stand in.
pub struct Asked {
    /// The policy.
    pub book: Rulebook,
    /// The texts.
    pub sources: Sources,
}

impl Asked {
    /// A row with its place.
    pub fn show(&self, line: &Line) -> String {
        print::line(line, &self.sources, self.book.setup().version)
    }
}

/// What is read so far.
#[derive(Default)]
struct Opening {
    sources: Sources,
    findings: Vec<Finding>,
    document: Option<Arc<Node>>,
}

/// Opens the policy; `None` if findings, which were printed, keep it from being asked.
pub fn open(arguments: &AskedPolicy, reporter: &mut Reporter, world: &mut World<'_>) -> Result<Option<Asked>, Failure> {
    let file = arguments.file.as_deref().unwrap_or(Path::new("-"));
    let entry = Entry::read(file, arguments.reading.root.as_deref(), world)?;
    let mut opening = Opening::default();
    let setup = opening.setup(entry, world);
    let book = setup.filter(|_| !any_error(&opening.findings)).and_then(|setup| {
        let loaded = Rulebook::load(changed(setup, arguments));
        loaded.map_err(|findings| opening.findings.extend(findings)).ok()
    });
    // Warnings about certificates and the like are for `render`, unless they are asked for.
    if book.is_some() && arguments.reading.fail_on == FailOn::Error {
        return Ok(book.map(|book| Asked { book, sources: opening.sources }));
    }
    let context = Context { sources: &opening.sources, document: opening.document.as_deref() };
    let fails = reporter.tell(&opening.findings, context, world)?;
    Ok(book.filter(|_| !fails).map(|book| Asked { book, sources: opening.sources }))
}

impl Opening {
    fn setup(&mut self, entry: Entry, world: &World<'_>) -> Option<Setup> {
        let Entry { name, root, path, bytes } = entry;
        let id = match self.sources.add(&name, &path, bytes) {
            Ok(id) => id,
            Err(error) => {
                self.findings.push(compose::unsuitable(&name, &error, Place::Run(String::new())));
                return None;
            }
        };
        if setup::is_plain(&name, self.sources.get(id).text()) {
            return Some(setup::of_plain(&self.sources, id));
        }
        if !is_environment(&self.sources, id) {
            return Some(setup::of_manifests(&mut self.sources, id, &mut self.findings));
        }
        let loaded = environment::load(id, &path, &root, &mut self.sources, world.today, &mut self.findings);
        self.document = loaded.document;
        loaded.environment.map(|environment| setup::of_environment(&environment, &mut self.findings))
    }
}

/// Whether a text says that it is an environment file.
fn is_environment(sources: &Sources, id: SourceId) -> bool {
    let (documents, _) = document::parse_material(sources.get(id), id);
    documents.first().is_some_and(|found| {
        let text = |key| found.node.get(key).and_then(Node::text).unwrap_or_default();
        text("kind") == "Environment" || text("apiVersion").starts_with("tiphys/")
    })
}

/// The setup with what the command line says otherwise.
fn changed(mut setup: Setup, arguments: &AskedPolicy) -> Setup {
    if let Some(version) = arguments.argocd_version {
        setup.version = version;
    }
    if let Some(name) = &arguments.default_role {
        let role = || DefaultRole { name: name.clone(), origin: Origin::Elsewhere("--default-role") };
        setup.default_role = (!name.is_empty()).then(role);
    }
    if let Some(scopes) = &arguments.scopes {
        setup.scopes.clone_from(scopes);
    }
    setup
}
