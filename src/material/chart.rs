//! Values of the argo-cd chart: a file of values, the same below a parent chart's key, or inside an Application or a
//! Flux `HelmRelease`.

use crate::document::{self, Node};
use crate::source::{Encoding, Sources, Within};

/// Values of the argo-cd chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartValues {
    /// The values.
    pub values: Node,
    /// The major version of the chart, where it is known.
    pub major: Option<u32>,
}

/// Keys below which a parent chart has the values of its dependency argo-cd.
const DEPENDENCY_NAMES: [&str; 4] = ["argo-cd", "argocd", "argoCD", "argo_cd"];

/// Keys of `configs` that nothing else has together.
const CONFIG_KEYS: [&str; 9] =
    ["cm", "params", "rbac", "cmp", "ssh", "gpg", "credentialTemplates", "clusterCredentials", "repositories"];

/// Parts that only argo-cd has.
const PARTS: [&str; 5] = ["repoServer", "applicationSet", "redis-ha", "redisSecretInit", "commitServer"];

impl ChartValues {
    /// The values in a document that does not say what it is.
    pub fn of_file(node: &Node) -> Option<Self> {
        let below = || DEPENDENCY_NAMES.iter().filter_map(|name| node.get(name)).find(|values| are_values(values));
        let values = if are_values(node) { node } else { below()? };
        Some(Self { values: values.clone(), major: None })
    }

    /// The values in an object that installs a chart: `spec.source(s)[].helm` of an Application, `spec` of a `HelmRelease`.
    pub fn of_installer(object: &Node, sources: &mut Sources) -> Vec<Self> {
        let Some(spec) = object.get("spec") else { return Vec::new() };
        if object.get("kind").and_then(Node::text) == Some("HelmRelease") {
            let chart = spec.get("chart").and_then(|chart| chart.get("spec"));
            let is_ours = chart.and_then(|chart| chart.get("chart")).and_then(Node::text) == Some("argo-cd");
            let values = spec.get("values").filter(|_| is_ours);
            let major = chart.and_then(|chart| chart.get("version")).and_then(major);
            return values.map(|values| Self { values: values.clone(), major }).into_iter().collect();
        }
        let many = spec.get("sources").map_or(&[][..], Node::items).iter();
        let installed = spec.get("source").into_iter().chain(many);
        installed.flat_map(|source| Self::of_source(source, sources)).collect()
    }

    fn of_source(source: &Node, sources: &mut Sources) -> Vec<Self> {
        let (Some(helm), Some("argo-cd")) = (source.get("helm"), source.get("chart").and_then(Node::text)) else {
            return Vec::new();
        };
        let major = source.get("targetRevision").and_then(major);
        let as_text = helm.get("values").and_then(|node| inner(node, sources));
        let values = helm.get("valuesObject").cloned().into_iter().chain(as_text);
        values.map(|values| Self { values, major }).collect()
    }
}

/// Whether a map has the shape of the chart's values.
fn are_values(node: &Node) -> bool {
    let configs = node.get("configs").map_or(&[][..], Node::entries);
    let has_config = configs.iter().any(|entry| CONFIG_KEYS.contains(&entry.key.as_str()));
    let is_old = node.get("server").is_some_and(|server| server.get("rbacConfig").or(server.get("config")).is_some());
    let parts = PARTS.iter().filter(|part| node.get(part).is_some()).count();
    has_config || is_old || parts >= 2
}

/// The major version of the chart in `10.1.1`, `~10.1` or `10.*`.
fn major(version: &Node) -> Option<u32> {
    let text = version.text()?.trim_start_matches(|c: char| !c.is_ascii_digit());
    text.split('.').next()?.parse().ok()
}

/// The YAML document in a text.
fn inner(node: &Node, sources: &mut Sources) -> Option<Node> {
    let within = Within { span: node.span, encoding: Encoding::Scalar };
    let id = sources.add_inner(node.text()?.to_owned(), within);
    let (documents, _) = document::parse_material(sources.get(id), id);
    documents.into_iter().next().map(|document| document.node)
}
