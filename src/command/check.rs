//! `check`: files and folders in, findings out; only `--fix` writes.

mod environment;
mod files;
mod fix;

use std::path::PathBuf;

use super::reporter::{Reporter, Stream};
use super::root::Root;
use super::{Failure, Status, World};
use crate::cli::Check;
use crate::environment::compose;
use crate::finding::{Finding, Place};
use crate::material::{self, Facts, Material};
use crate::report::Context;
use crate::rule;
use crate::source::{SourceId, Sources};
use crate::waiver;
use files::Input;

/// Runs the verb.
pub fn run(arguments: &Check, world: &mut World<'_>) -> Result<Status, Failure> {
    Reporter::run(&arguments.reading, Stream::Output, world, |reporter, world| check(arguments, reporter, world))
}

fn check(arguments: &Check, reporter: &mut Reporter, world: &mut World<'_>) -> Result<Status, Failure> {
    let root = files::root(arguments, world)?;
    let inputs = files::inputs(&arguments.paths, &root, world)?;
    if arguments.fix && inputs.iter().any(Input::is_stdin) {
        return Err(Failure::Usage("'--fix' changes files; standard input is none".to_owned()));
    }
    let mut checked = checked(&inputs, &root, arguments, world)?;
    if arguments.diff {
        return fix::print(&checked, world);
    }
    if arguments.fix && fix::write(&checked, &root, world)? {
        checked = self::checked(&inputs, &root, arguments, world)?;
    }
    let context = Context { sources: &checked.sources, document: None };
    let fails = reporter.tell(&checked.findings, context, world)?;
    if checked.is_nothing() {
        // Silence would say that all is well.
        let _ = writeln!(world.stderr, "nothing here is of a kind that is judged; see `tiphys check --help`");
    }
    Ok(if fails { Status::Findings } else { Status::Success })
}

/// What was found, and the texts that it is about.
struct Checked {
    sources: Sources,
    /// The files among the sources that were asked for, each with its place below the root.
    files: Vec<(SourceId, PathBuf)>,
    findings: Vec<Finding>,
    /// How many things were judged: environments, kustomizations and items.
    judged: usize,
}

impl Checked {
    /// Whether there was nothing to say anything about.
    fn is_nothing(&self) -> bool {
        self.judged == 0 && self.findings.is_empty()
    }
}

fn checked(inputs: &[Input], root: &Root, arguments: &Check, world: &mut World<'_>) -> Result<Checked, Failure> {
    let mut checked = Checked { sources: Sources::default(), files: Vec::new(), findings: Vec::new(), judged: 0 };
    let mut material = read(inputs, root, arguments, &mut checked, world)?;
    checked.judged = material.items.len() + material.environments.len() + material.kustomizations.len();
    let Checked { sources, findings, .. } = &mut checked;
    for (id, path) in std::mem::take(&mut material.environments) {
        let version = environment::check(id, &path, root, sources, world.today, findings);
        material.facts.version = material.facts.version.or(version);
    }
    rule::check_material(&material, findings);
    let read: Vec<SourceId> = sources.ids().collect();
    waiver::apply(findings, &read, sources, world.today);
    findings.retain(|finding| is_asked_for(finding, arguments));
    Ok(checked)
}

fn read(
    inputs: &[Input],
    root: &Root,
    arguments: &Check,
    checked: &mut Checked,
    world: &mut World<'_>,
) -> Result<Material, Failure> {
    let mut material = Material { facts: facts(inputs, arguments, world), ..Material::default() };
    for input in inputs {
        let bytes = input.read(root, world)?;
        match checked.sources.add(input.shown(root), input.path(), bytes) {
            Ok(id) => {
                checked.files.push((id, input.path().to_path_buf()));
                material.read(id, input.path(), input.is_named(), &mut checked.sources, &mut checked.findings);
            }
            Err(error) if input.is_named() => {
                checked.findings.push(compose::unsuitable(&input.shown(root), &error, Place::Run(String::new())));
            }
            Err(_) => {}
        }
    }
    material.settle();
    Ok(material)
}

fn facts(inputs: &[Input], arguments: &Check, world: &World<'_>) -> Facts {
    let input = match inputs {
        inputs if inputs.iter().any(Input::is_stdin) => material::Input::Stream,
        [one] if one.is_named() => material::Input::SoleFile,
        _ => material::Input::Files,
    };
    let today = Facts::of_day(world.today);
    Facts { version: arguments.argocd_version, input, is_partial: arguments.partial, ..today }
}

fn is_asked_for(finding: &Finding, arguments: &Check) -> bool {
    let names = |patterns: &[crate::cli::CodePattern]| patterns.iter().any(|pattern| pattern.matches(finding.code));
    (arguments.select.is_empty() || names(&arguments.select)) && !names(&arguments.ignore)
}
