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
pub fn destinations(environment: &Environment, chosen: &Chosen<'_>) -> Vec<Destination> {
    let mut destinations = vec![Destination::Hub];
    if environment.argocd.base.is_none() {
        destinations.push(Destination::Install);
    }
    let with_objects = chosen.targets.iter().filter(|one| !target(environment, one).is_empty());
    destinations.extend(with_objects.map(|target| Destination::Target(target.name.clone())));
    if identity_plan::is_needed(environment) {
        destinations.push(Destination::Azure);
    }
    destinations
}

/// The part of an environment that a run is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Part<'s> {
    /// All of it.
    #[default]
    Whole,
    /// The targets with these labels, and nothing that no target has.
    Targets(&'s Selector),
    /// What the hub has besides its targets: the installation, projects, ways in.
    WithoutTargets,
}

/// What a part is in an environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen<'e> {
    targets: Vec<&'e Target>,
    has_shared: bool,
}

impl<'e> Chosen<'e> {
    /// The part of an environment; a selector that no target has labels for is a finding.
    pub fn of(environment: &'e Environment, part: Part<'_>, findings: &mut Vec<Finding>) -> Option<Self> {
        let all = environment.targets.iter();
        let selector = match part {
            Part::Whole => return Some(Self::whole(environment)),
            Part::WithoutTargets => return Some(Self { targets: Vec::new(), has_shared: true }),
            Part::Targets(selector) => selector,
        };
        let targets: Vec<&Target> = all.filter(|target| selector.matches(&target.labels)).collect();
        if targets.is_empty() {
            let message = "no target has labels that the selector asks for";
            findings.push(Finding::new(Code::NothingToRender, Place::Run("selector".to_owned()), message));
            return None;
        }
        Some(Self { targets, has_shared: false })
    }

    /// All of an environment.
    pub fn whole(environment: &'e Environment) -> Self {
        Self { targets: environment.targets.iter().collect(), has_shared: true }
    }
}

/// What goes to a destination, with overlays applied; `None` if findings say why there is nothing.
pub fn content(
    environment: &Environment,
    destination: &Destination,
    chosen: &Chosen<'_>,
    form: Option<Form>,
    findings: &mut Vec<Finding>,
) -> Option<Content> {
    match destination {
        Destination::Hub => {
            let mut manifests = hub(environment, chosen, findings);
            if manifests.is_empty() {
                findings.push(nothing_for_hub(environment));
                return None;
            }
            overlay::apply(environment, &mut manifests, findings);
            Some(Content::Objects(manifests))
        }
        Destination::Install => install::content(environment, form, findings),
        Destination::Azure => identity_plan::content(environment, &chosen.targets, findings),
        Destination::Target(name) => {
            let target = find_target(environment, chosen, name, findings)?;
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
    chosen: &Chosen<'e>,
    name: &TargetName,
    findings: &mut Vec<Finding>,
) -> Option<&'e Target> {
    let found = chosen.targets.iter().find(|target| target.name == *name).copied();
    if found.is_none() {
        let finding = Finding::new(
            Code::UndefinedReference,
            Place::Run(format!("target/{name}")),
            format!("the environment `{}` has no target `{name}`", environment.name),
        );
        let near = finding::nearest(name.as_str(), chosen.targets.iter().map(|target| target.name.as_str()));
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
    let hub = hub(environment, &Chosen::whole(environment), &mut Vec::new());
    let targets = environment.targets.iter().flat_map(|one| target(environment, one));
    hub.into_iter().chain(targets).map(|manifest| manifest.identity().clone()).collect()
}

/// The hub's objects; with `argocd.base` the whole installation comes first.
pub fn hub(environment: &Environment, chosen: &Chosen<'_>, findings: &mut Vec<Finding>) -> Vec<Manifest> {
    let secrets = parallel::map(&chosen.targets, |target| output::cluster_secret::manifest(environment, target));
    if !chosen.has_shared {
        return secrets;
    }
    let mut manifests = base::installation(environment, findings);
    manifests.extend(output::app_project::manifests(environment));
    manifests.extend(secrets);
    manifests.extend(output::gateway::manifests(environment));
    manifests.extend(output::ingress::manifest(environment));
    manifests
}

/// The objects of one target.
pub fn target(environment: &Environment, target: &Target) -> Vec<Manifest> {
    output::target_access::manifests(environment, target)
}

/// The finding for a hub that would get nothing: an empty stream would look like a fleet that is gone.
fn nothing_for_hub(environment: &Environment) -> Finding {
    let finding = |message| Finding::new(Code::NothingToRender, Place::Run("hub".to_owned()), message);
    if environment.targets.is_empty() {
        return finding("the hub has no objects: the file has no targets, no projects and no gateway")
            .with_help("add a target; `--for install` and `--for azure` print the rest");
    }
    finding("the hub has no objects but its targets: the file has no projects and no gateway")
        .with_help("render the targets, by a selector or all of them")
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
