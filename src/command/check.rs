//! `check`: files and folders in, findings out; nothing is written.

mod environment;
mod files;

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
    let root = files::root(arguments, world)?;
    let inputs = files::inputs(&arguments.paths, &root, world)?;
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    let mut material = read(&inputs, &root, arguments, &mut sources, &mut findings, world)?;
    let environments: Vec<SourceId> = material.environments.iter().map(|(id, _)| *id).collect();
    for (id, path) in std::mem::take(&mut material.environments) {
        let version = environment::check(id, &path, &root, &mut sources, world.today, &mut findings);
        material.facts.version = material.facts.version.or(version);
    }
    rule::check_material(&material, &mut findings);
    let read: Vec<SourceId> = sources.ids().collect();
    waiver::apply(&mut findings, &read, &environments, &sources, world.today);
    findings.retain(|finding| is_asked_for(finding, arguments));
    let context = Context { sources: &sources, document: None };
    let text = super::written(&findings, context, &arguments.reading, world);
    super::write_out(world, &text)?;
    Ok(if super::fails(&findings, &arguments.reading) { Status::Findings } else { Status::Success })
}

fn read(
    inputs: &[Input],
    root: &Root,
    arguments: &Check,
    sources: &mut Sources,
    findings: &mut Vec<Finding>,
    world: &mut World<'_>,
) -> Result<Material, Failure> {
    let mut material = Material { facts: facts(inputs, arguments, world), ..Material::default() };
    for input in inputs {
        let bytes = input.read(root, world)?;
        match sources.add(input.shown(root), input.path(), bytes) {
            Ok(id) => material.read(id, input.path(), input.is_named(), sources, findings),
            Err(error) if input.is_named() => {
                findings.push(compose::unsuitable(&input.shown(root), &error, Place::Run(String::new())));
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
