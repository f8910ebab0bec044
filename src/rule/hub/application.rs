//! An Application names its cluster once, and a cluster and project that exist.
//!
//! argo-cd `util/argo/argo.go`, `GetDestinationCluster`: a destination has `server` or `name`, not both and not neither.
//! A server is compared letter by letter but for a trailing slash, so that a port more or less is another cluster.

use super::slip::slip_of;
use super::{Hub, is_open};
use crate::document::Node;
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{ClusterSecret, Item, Origin, Role};
use crate::value::{IN_CLUSTER_SERVER, ServerUrl, shown};

/// The name that Argo CD gives its own cluster (`pkg/apis/application/v1alpha1/application_defaults.go`).
const IN_CLUSTER: &str = "in-cluster";
/// The project that always exists.
const DEFAULT_PROJECT: &str = "default";

/// Reports destinations and projects that are none.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    let clusters = Clusters::of(hub);
    let projects: Vec<&str> = hub.of_kind("AppProject").map(Item::name).collect();
    for application in hub.of_kind("Application") {
        let Some(spec) = application.node.get("spec") else { continue };
        if let Some(destination) = spec.get("destination") {
            findings.extend(misnamed(application, destination).or_else(|| clusters.unknown(hub, destination)));
        }
        findings.extend(spec.get("project").and_then(|project| unknown_project(hub, &projects, project)));
    }
}

/// A destination with both keys, or with neither.
fn misnamed(application: &Item, destination: &Node) -> Option<Finding> {
    let written = |key: &str| destination.get(key).filter(|node| node.text().is_some_and(|text| !text.is_empty()));
    // A kustomization may add what is missing.
    let is_all = application.role == Role::Unknown && application.origin == Origin::Object;
    let (place, message) = match (written("name"), written("server")) {
        (Some(name), Some(_)) => (name.span, "the destination has both `name` and `server`, and Argo CD refuses it"),
        (None, None) if is_all => (destination.span, "the destination has neither `name` nor `server`"),
        _ => return None,
    };
    let finding = Finding::new(Code::ApplicationDestination, Place::Text(place), message);
    Some(finding.with_help("write one of the two: the `name` in the cluster Secret, or its `server`"))
}

/// The clusters that the input has Secrets for.
struct Clusters<'m> {
    names: Vec<&'m str>,
    servers: Vec<&'m str>,
}

impl<'m> Clusters<'m> {
    fn of(hub: &Hub<'m>) -> Self {
        let secrets: Vec<_> = hub.material.all::<ClusterSecret>().map(|(_, secret)| secret).collect();
        let names = secrets.iter().filter_map(|secret| Some(secret.name.as_ref()?.text.as_str())).collect();
        let servers =
            secrets.iter().filter_map(|secret| Some(secret.server.as_ref()?.text.trim_end_matches('/'))).collect();
        Self { names, servers }
    }

    /// A destination that is none of the clusters, where the input holds enough to say so.
    fn unknown(&self, hub: &Hub<'_>, destination: &Node) -> Option<Finding> {
        let text =
            |key: &str| destination.get(key).and_then(|node| Some((node, node.text()?))).filter(|(_, t)| !is_open(t));
        if let Some((node, server)) = text("server") {
            return self.other_spelling(node, server);
        }
        let (node, name) = text("name").filter(|(_, name)| hub.holds_enough() && *name != IN_CLUSTER)?;
        let is_known = self.names.is_empty() || self.names.iter().any(|known| *known == name || is_open(known));
        let near = slip_of(name, self.names.iter().copied()).filter(|_| !is_known)?;
        let message = format!("no cluster Secret in the input has the name {}", shown(name));
        Some(undefined(node, message).with_help(format!("did you mean `{near}`?")))
    }

    /// A server that one of the clusters has, written in another way.
    fn other_spelling(&self, node: &Node, server: &str) -> Option<Finding> {
        let server = server.trim_end_matches('/');
        if server == IN_CLUSTER_SERVER || self.servers.contains(&server) {
            return None;
        }
        let normalised = server.parse::<ServerUrl>().ok()?.normalised();
        let is_same = |known: &&&str| known.parse::<ServerUrl>().is_ok_and(|known| known.normalised() == normalised);
        let known = self.servers.iter().find(is_same)?;
        let message = format!(
            "{} is written {} in its cluster Secret, and Argo CD takes them for two clusters",
            shown(server),
            shown(known)
        );
        let finding = Finding::new(Code::UndefinedReference, Place::Text(node.span), message);
        Some(finding.with_help(format!("write `{known}`, or name the cluster by its `name`")))
    }
}

/// A project that is nearly one of the input's; others may stand elsewhere.
fn unknown_project(hub: &Hub<'_>, projects: &[&str], node: &Node) -> Option<Finding> {
    let name = node.text().filter(|name| !is_open(name) && *name != DEFAULT_PROJECT)?;
    if !hub.holds_enough() || projects.contains(&name) {
        return None;
    }
    let near = slip_of(name, projects.iter().copied())?;
    let message = format!("no AppProject in the input has the name {}", shown(name));
    Some(undefined(node, message).with_help(format!("did you mean `{near}`?")))
}

fn undefined(node: &Node, message: String) -> Finding {
    Finding::new(Code::UndefinedReference, Place::Text(node.span), message).with_severity(Severity::Warning)
}
