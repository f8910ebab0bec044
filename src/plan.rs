//! The plan: which objects go to which destination, in which order.
//!
//! Keeps true: a destination gets whole objects of its own or one document, never part of an object that another owner
//! installed; the order is the one in which `kubectl apply` succeeds from top to bottom.

use std::fmt;
use std::str::FromStr;

use crate::environment::{Environment, Target};
use crate::finding::{Code, Finding, Place};
use crate::manifest::Manifest;
use crate::output;
use crate::value::{Malformed, TargetName, shown};

/// Who an output is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// The cluster that runs Argo CD.
    Hub,
    /// The owner of the Argo CD installation.
    Install,
    /// One target cluster.
    Target(TargetName),
    /// Azure Resource Manager and Microsoft Graph.
    Azure,
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hub => f.write_str("hub"),
            Self::Install => f.write_str("install"),
            Self::Target(name) => write!(f, "target/{name}"),
            Self::Azure => f.write_str("azure"),
        }
    }
}

impl FromStr for Destination {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "hub" => Ok(Self::Hub),
            "install" => Ok(Self::Install),
            "azure" => Ok(Self::Azure),
            _ => match text.strip_prefix("target/") {
                Some(name) => name.parse().map(Self::Target),
                None => Err(Malformed::new(format!("{} is no destination", shown(text)))
                    .with_help("write `hub`, `install`, `target/NAME` or `azure`")),
            },
        }
    }
}

/// The hub's objects; with `argocd.base` the whole installation comes first.
pub fn hub(environment: &Environment, targets: &[&Target], findings: &mut Vec<Finding>) -> Vec<Manifest> {
    let mut manifests = crate::base::installation(environment, findings);
    manifests.extend(output::app_project::manifests(environment));
    manifests.extend(targets.iter().map(|target| output::cluster_secret::manifest(environment, target)));
    manifests.extend(output::gateway::manifests(environment));
    manifests.extend(output::ingress::manifest(environment));
    manifests
}

/// The objects of one target.
pub fn target(environment: &Environment, target: &Target) -> Vec<Manifest> {
    output::target_access::manifests(environment, target)
}

/// The finding for a target that has no objects, with the reason.
pub fn nothing_for_target(target: &Target) -> Finding {
    let reason = match &target.remote {
        None => "it is the hub itself, where Argo CD's own accounts have their roles",
        Some(remote) => match remote.access {
            crate::environment::Access::AzureRbac => {
                "its access is `azureRbac`: the role assignment is in `--for azure`"
            }
            _ => "its access is `none`: somebody else grants the identity its rights",
        },
    };
    let message = format!("the target `{}` has no objects: {reason}", target.name);
    Finding::new(Code::NothingToRender, Place::Run(format!("target/{}", target.name)), message)
}
