//! The plan: which objects go to which destination, in which order.
//!
//! Keeps true: a destination gets whole objects of its own or one document, never part of an object that another owner
//! installed; the order is the one in which `kubectl apply` succeeds from top to bottom.

use std::collections::BTreeSet;

use crate::base;
use crate::destination::Destination;
use crate::environment::{Access, Environment, Target};
use crate::finding::{self, Code, Finding, Place};
use crate::install::{self, Form};
use crate::manifest::{Content, Identity, Manifest};
use crate::output::{self, identity_plan};
use crate::overlay;
use crate::parallel;
use crate::selector::Selector;
use crate::value::TargetName;

/// Every destination for which the file has something to say.
pub fn destinations(environment: &Environment, targets: &[&Target]) -> Vec<Destination> {
    let mut destinations = vec![Destination::Hub];
    if environment.argocd.base.is_none() {
        destinations.push(Destination::Install);
    }
    let with_objects = targets.iter().filter(|one| !target(environment, one).is_empty());
    destinations.extend(with_objects.map(|target| Destination::Target(target.name.clone())));
    if identity_plan::is_needed(environment) {
        destinations.push(Destination::Azure);
    }
    destinations
}

/// The targets that a selector chooses; all without one. None is a finding.
pub fn selected<'e>(
    environment: &'e Environment,
    selector: Option<&Selector>,
    findings: &mut Vec<Finding>,
) -> Option<Vec<&'e Target>> {
    let Some(selector) = selector else { return Some(environment.targets.iter().collect()) };
    let targets: Vec<&Target> = environment.targets.iter().filter(|target| selector.matches(&target.labels)).collect();
    if targets.is_empty() {
        let message = "no target has labels that the selector asks for";
        findings.push(Finding::new(Code::NothingToRender, Place::Run("--selector".to_owned()), message));
        return None;
    }
    Some(targets)
}

/// What goes to a destination, with overlays applied; `None` if findings say why there is nothing.
pub fn content(
    environment: &Environment,
    destination: &Destination,
    targets: &[&Target],
    form: Option<Form>,
    findings: &mut Vec<Finding>,
) -> Option<Content> {
    match destination {
        Destination::Hub => {
            let mut manifests = hub(environment, targets, findings);
            if manifests.is_empty() {
                findings.push(nothing_for_hub());
                return None;
            }
            overlay::apply(environment, &mut manifests, findings);
            Some(Content::Objects(manifests))
        }
        Destination::Install => install::content(environment, form, findings),
        Destination::Azure => identity_plan::content(environment, targets, findings),
        Destination::Target(name) => {
            let target = find_target(environment, targets, name, findings)?;
            let mut manifests = self::target(environment, target);
            if manifests.is_empty() {
                findings.push(nothing_for_target(target));
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
    name: &TargetName,
    findings: &mut Vec<Finding>,
) -> Option<&'e Target> {
    let found = targets.iter().find(|target| target.name == *name).copied();
    if found.is_none() {
        let finding = Finding::new(
            Code::UndefinedReference,
            Place::Run(format!("target/{name}")),
            format!("the environment `{}` has no target `{name}`", environment.name),
        );
        let near = finding::nearest(name.as_str(), targets.iter().map(|target| target.name.as_str()));
        findings.push(finding.with_optional_help(near.map(|near| format!("did you mean `{near}`?"))));
    }
    found
}

/// Reports overlays that are for no object of any destination; without overlays nothing is rendered to find out.
pub fn check_overlays(environment: &Environment, findings: &mut Vec<Finding>) {
    if !environment.overlays.is_empty() {
        overlay::check_matches(environment, &identities(environment), findings);
    }
}

/// Who is rendered, for whichever destination; what is wrong with the objects is reported when they are.
fn identities(environment: &Environment) -> BTreeSet<Identity> {
    let targets: Vec<&Target> = environment.targets.iter().collect();
    let hub = hub(environment, &targets, &mut Vec::new());
    let targets = targets.iter().flat_map(|one| target(environment, one));
    hub.into_iter().chain(targets).map(|manifest| manifest.identity().clone()).collect()
}

/// The hub's objects; with `argocd.base` the whole installation comes first.
pub fn hub(environment: &Environment, targets: &[&Target], findings: &mut Vec<Finding>) -> Vec<Manifest> {
    let mut manifests = base::installation(environment, findings);
    manifests.extend(output::app_project::manifests(environment));
    manifests.extend(parallel::map(targets, |target| output::cluster_secret::manifest(environment, target)));
    manifests.extend(output::gateway::manifests(environment));
    manifests.extend(output::ingress::manifest(environment));
    manifests
}

/// The objects of one target.
pub fn target(environment: &Environment, target: &Target) -> Vec<Manifest> {
    output::target_access::manifests(environment, target)
}

/// The finding for a hub that would get nothing: an empty stream would look like a fleet that is gone.
fn nothing_for_hub() -> Finding {
    let message = "the hub has no objects: the file has no targets, no projects and no gateway";
    Finding::new(Code::NothingToRender, Place::Run("hub".to_owned()), message)
        .with_help("add a target; `--for install` and `--for azure` print the rest")
}

/// The finding for a target that has no objects, with the reason.
fn nothing_for_target(target: &Target) -> Finding {
    let reason = match &target.remote {
        None => "it is the hub itself, where Argo CD's own accounts have their roles",
        Some(remote) => match remote.access {
            Access::AzureRbac => "its access is `azureRbac`: the role assignment is in `--for azure`",
            _ => "its access is `none`: somebody else grants the identity its rights",
        },
    };
    let message = format!("the target `{}` has no objects: {reason}", target.name);
    Finding::new(Code::NothingToRender, Place::Run(format!("target/{}", target.name)), message)
}
