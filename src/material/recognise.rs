//! What a document is, from its content alone.
//!
//! Keeps true: an object of another product is a stranger. `SealedSecret`, `ExternalSecret` and what SOPS encrypted are
//! strangers too: their values are not there to be judged.

use super::argo_secret::{TYPE_LABEL, is_repository_type};
use super::component::{is_argo_cds, names_argo_cd};
use super::{
    ArgoSecret, ClusterSecret, Data, Parameters, PlainObject, Plugin, Project, RbacConfig, Reading, ServerConfig,
};
use crate::document::{Content, Node};
use crate::source::Sources;
use crate::value::Guid;

/// What a document is, before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Several objects in one: `kind: List`, `SecretList` ….
    List,
    /// An environment file.
    Environment,
    /// A kustomization or a kustomize Component.
    Kustomization,
    /// An object of Kubernetes, or what looks like one.
    Object,
    /// Nothing that we know.
    Stranger,
}

/// What a document is.
pub fn kind_of(node: &Node) -> Kind {
    let text = |key: &str| node.get(key).and_then(Node::text).unwrap_or_default();
    let (version, kind) = (text("apiVersion"), text("kind"));
    if node.entries().is_empty() || node.get("sops").is_some() {
        return Kind::Stranger;
    }
    match kind {
        "Environment" if version.starts_with("tiphys/") || node.get("targets").is_some() => Kind::Environment,
        "Kustomization" | "Component" if version.starts_with("kustomize.config.k8s.io/") || version.is_empty() => {
            Kind::Kustomization
        }
        "" if is_kustomization(node) => Kind::Kustomization,
        "" => Kind::Stranger,
        _ if kind.ends_with("List") && node.get("items").is_some() => Kind::List,
        _ => Kind::Object,
    }
}

/// Keys of which a kustomization has at least one.
const KUSTOMIZATION_KEYS: [&str; 6] =
    ["resources", "patches", "patchesStrategicMerge", "configMapGenerator", "secretGenerator", "components"];

/// The other keys of a kustomization (kustomize `api/types/kustomization.go`).
const OTHER_KUSTOMIZATION_KEYS: [&str; 28] = [
    "apiVersion",
    "bases",
    "buildMetadata",
    "commonAnnotations",
    "commonLabels",
    "configurations",
    "crds",
    "generatorOptions",
    "generators",
    "helmChartInflationGenerator",
    "helmCharts",
    "helmGlobals",
    "images",
    "kind",
    "labels",
    "metadata",
    "namePrefix",
    "nameSuffix",
    "namespace",
    "openapi",
    "patchesJson6902",
    "replacements",
    "replicas",
    "sortOptions",
    "transformers",
    "validators",
    "vars",
    "inventory",
];

/// A kustomization may leave out what it is.
fn is_kustomization(node: &Node) -> bool {
    let has = |keys: &[&str], key: &str| keys.contains(&key);
    node.entries().iter().any(|entry| has(&KUSTOMIZATION_KEYS, &entry.key))
        && node
            .entries()
            .iter()
            .all(|entry| has(&KUSTOMIZATION_KEYS, &entry.key) || has(&OTHER_KUSTOMIZATION_KEYS, &entry.key))
}

/// The objects of a list.
pub fn into_items(list: Node) -> Vec<Node> {
    let Content::Map(entries) = list.content else { return Vec::new() };
    let items = entries.into_iter().find(|entry| entry.key == "items");
    match items.map(|entry| entry.value.content) {
        Some(Content::List(items)) => items,
        _ => Vec::new(),
    }
}

/// What an object is read as; `None` for what is not ours to judge.
pub fn reading(node: &Node, sources: &mut Sources) -> Option<Reading> {
    match node.get("kind").and_then(Node::text)? {
        "Secret" if is_cluster_secret(node) => Some(Reading::ClusterSecret(Box::new(ClusterSecret::of(node, sources)))),
        "Secret" => ArgoSecret::of(node).map(|secret| Reading::ArgoSecret(Box::new(secret))),
        "ConfigMap" => config_map(node, sources),
        kind if Plugin::may_be_kind(kind) => Some(Reading::Plugin(Box::new(Plugin::of(node)))),
        "Deployment" | "StatefulSet" | "ClusterRole" | "Role" if is_argo_cds(node) => plain(),
        "ServiceAccount" if is_argo_cds(node) || uses_identity(node) => plain(),
        "ClusterRoleBinding" | "RoleBinding" if is_argo_cds(node) || binds_ours(node) => plain(),
        "Application" | "ApplicationSet" if is_of_group(node, "argoproj.io") => plain(),
        "FederatedIdentityCredential" if is_of_group(node, "managedidentity.azure.com") => plain(),
        "IdentityPlan" if is_of_group(node, "tiphys") => plain(),
        "Ingress" | "HTTPRoute" | "BackendTLSPolicy" if leads_to_server(node) => plain(),
        "AppProject" if is_of_group(node, "argoproj.io") => {
            Some(Reading::Project(Box::new(Project::of(node, sources))))
        }
        _ => None,
    }
}

/// Argo CD finds its ConfigMaps by their names (argo-cd `common/common.go`).
fn config_map(node: &Node, sources: &mut Sources) -> Option<Reading> {
    let data = || Data::of_config_map(node);
    match node.get("metadata")?.get("name")?.text()? {
        "argocd-cm" => Some(Reading::ServerConfig(Box::new(ServerConfig::of(data(), sources)))),
        "argocd-cmd-params-cm" => Some(Reading::Parameters(Box::new(Parameters::of(data())))),
        "argocd-rbac-cm" => Some(Reading::RbacConfig(Box::new(RbacConfig::of(data(), sources)))),
        _ => None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it is an arm of a match whose other arms may have none")]
fn plain() -> Option<Reading> {
    Some(Reading::PlainObject(Box::new(PlainObject)))
}

/// What names argocd-server leads to it.
fn leads_to_server(node: &Node) -> bool {
    node.get("spec").is_some_and(|spec| spec.texts().iter().any(|(text, _)| *text == "argocd-server"))
}

fn is_of_group(node: &Node, group: &str) -> bool {
    let version = node.get("apiVersion").and_then(Node::text).unwrap_or_default();
    version.split_once('/').is_some_and(|(written, _)| written == group)
}

/// Whether the workload identity webhook looks at an account.
fn uses_identity(account: &Node) -> bool {
    let Some(metadata) = account.get("metadata") else { return false };
    let maps = ["annotations", "labels"].into_iter().filter_map(|map| metadata.get(map));
    maps.flat_map(Node::entries).any(|entry| entry.key.starts_with("azure.workload.identity/"))
}

/// Whether a binding has an account of Argo CD or an id of Entra among its subjects.
fn binds_ours(binding: &Node) -> bool {
    let subjects = binding.get("subjects").map_or(&[][..], Node::items).iter();
    subjects
        .filter_map(|subject| subject.get("name")?.text())
        .any(|name| names_argo_cd(name) || name.parse::<Guid>().is_ok())
}

/// Whether Argo CD would read a Secret as a cluster, or whoever wrote it meant so: `name`, `server` and `config`; with a label
/// that no other Secret of Argo CD has, the first two.
fn is_cluster_secret(node: &Node) -> bool {
    let label = node.get("metadata").and_then(|metadata| metadata.get("labels")?.get(TYPE_LABEL));
    match label.and_then(Node::text) {
        Some("cluster") => return true,
        Some(other) if is_repository_type(other) => return false,
        _ => {}
    }
    let keys: &[&str] = if label.is_some() { &["name", "server"] } else { &["name", "server", "config"] };
    ["data", "stringData"]
        .into_iter()
        .filter_map(|key| node.get(key))
        .any(|data| keys.iter().all(|key| data.get(key).is_some()))
}

/// Texts of which one is in everything that we judge.
const MARKS: [&str; 10] = [
    "tiphys",
    "ConfigManagementPlugin",
    "azure.workload.identity",
    "addonmanager.kubernetes.io",
    "policy.csv",
    "RoleBinding",
    "tlsClientConfig",
    "kustomiz",
    "resources:",
    "configs",
];

/// Whether a text could hold anything that we judge; most of a cluster's manifests are passed over unread.
pub fn may_concern(text: &str) -> bool {
    let is_argo = |word: &[u8]| word.eq_ignore_ascii_case(b"argo");
    text.as_bytes().windows(4).any(is_argo)
        || MARKS.iter().any(|mark| text.contains(mark))
        || super::rbac_config::is_plain_policy(text)
}
