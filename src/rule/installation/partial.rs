//! Nothing is a part of an object that the installation owns.
//!
//! Measured on real API servers, with hubs installed in five ways (README.md, "Who owns what"): a part of
//! argocd-cm, or of a workload, that is applied or synced on its own takes Argo CD's own keys, labels and volumes away
//! wherever the hub was once installed client-side or manages itself; server-side apply does not protect it.
//!
//! argocd-rbac-cm and argocd-cmd-params-cm are whole with whatever data they have: the installation's own have none. They
//! are only named together with something that is a part for certain.

use crate::document::Node;
use crate::finding::{Code, Finding, Severity};
use crate::material::{Input, Item, Material, Origin, Role};

/// Reports parts of the installation's objects that are meant to be applied.
pub fn check(material: &Material, findings: &mut Vec<Finding>) {
    // With the installation itself in the input, what else is there is read with it.
    if holds_installation(material) {
        return;
    }
    let ours: Vec<&Item> = material.items.iter().filter(|item| is_applied(item)).collect();
    let mut parts: Vec<&Item> = ours.iter().copied().filter(|item| is_owned(item) && !is_whole(item)).collect();
    if !parts.is_empty() {
        parts.extend(ours.iter().copied().filter(|item| is_beside(item)));
    }
    findings.extend(parts.into_iter().map(|item| finding(item, material.facts.input)));
}

/// Whether one of Argo CD's workloads is in the input as a whole.
pub fn holds_installation(material: &Material) -> bool {
    material.items.iter().any(|item| is_applied(item) && is_workload(item) && is_whole(item))
}

/// Whether an item is applied as it is: an object that no kustomization names, and nothing that was read from a cluster.
fn is_applied(item: &Item) -> bool {
    let is_read = ["managedFields", "uid", "resourceVersion"].iter().any(|key| item.metadata(key).is_some());
    let has_directive =
        item.node.get("$patch").is_some() || item.node.get("data").is_some_and(|data| data.get("$patch").is_some());
    item.origin == Origin::Object && item.role == Role::Unknown && !is_read && !has_directive
}

fn is_workload(item: &Item) -> bool {
    matches!(item.kind(), "Deployment" | "StatefulSet") && item.name().starts_with("argocd-")
}

/// Whether the installation has an object of that kind and name (argo-cd `manifests/install.yaml`).
fn is_owned(item: &Item) -> bool {
    match item.kind() {
        "ConfigMap" => item.name() == "argocd-cm",
        "Deployment" | "ServiceAccount" | "StatefulSet" => COMPONENTS.contains(&item.name()),
        _ => false,
    }
}

/// The names of workloads and accounts.
const COMPONENTS: [&str; 7] = [
    "argocd-application-controller",
    "argocd-applicationset-controller",
    "argocd-dex-server",
    "argocd-notifications-controller",
    "argocd-redis",
    "argocd-repo-server",
    "argocd-server",
];

/// Whether a ConfigMap is one of those that are whole on their own.
fn is_beside(item: &Item) -> bool {
    let is_theirs = matches!(item.name(), "argocd-rbac-cm" | "argocd-cmd-params-cm");
    item.kind() == "ConfigMap" && is_theirs && !is_labelled(item)
}

/// Every object of the installation has this label.
fn is_labelled(item: &Item) -> bool {
    item.label("app.kubernetes.io/part-of").is_some()
}

/// Whether an object has what the installation's has.
pub fn is_whole(item: &Item) -> bool {
    match item.kind() {
        // Since 3.0 the installation's argocd-cm excludes resources that nobody keeps in Git.
        "ConfigMap" => item.node.get("data").is_some_and(|data| data.get("resource.exclusions").is_some()),
        "ServiceAccount" => is_labelled(item),
        _ => is_whole_workload(&item.node),
    }
}

/// A workload without selector or images is one that somebody else has begun.
fn is_whole_workload(node: &Node) -> bool {
    let spec = node.get("spec");
    let pod = spec.and_then(|spec| spec.get("template")?.get("spec"));
    let containers = pod.and_then(|pod| pod.get("containers")).map_or(&[][..], Node::items);
    spec.is_some_and(|spec| spec.get("selector").is_some())
        && !containers.is_empty()
        && containers.iter().all(|container| container.get("image").is_some())
}

fn finding(item: &Item, input: Input) -> Finding {
    let message = format!(
        "this is a part of {} `{}`, which Argo CD's installation owns: applied or synced on its own, {}",
        item.kind(),
        item.name(),
        loss(item.kind())
    );
    let severity = if input == Input::SoleFile { Severity::Note } else { Severity::Warning };
    Finding::new(Code::PartialObject, item.place(), message).with_severity(severity).with_help(
        "give it to the owner: `kubectl patch --type strategic`, a patch in a kustomization over install.yaml, values of \
         the chart, or settings of the extension",
    )
}

/// What is lost, and on which hubs.
const fn loss(kind: &str) -> &'static str {
    match kind.as_bytes() {
        b"ConfigMap" => {
            "it takes the other keys and labels away on hubs that were installed client-side or manage themselves"
        }
        b"ServiceAccount" => "it takes the labels away, and pruning it takes the account",
        _ => "it is refused, or takes variables and volumes away",
    }
}
