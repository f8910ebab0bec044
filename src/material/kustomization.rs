//! Kustomizations, read only to learn which files are patches and which namespace things get.

use std::path::{Path, PathBuf};

use crate::document::{self, Content, Node};
use crate::source::{self, Encoding, Sources, Within};

/// What a kustomization in the input does with a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// None names it.
    #[default]
    Unknown,
    /// One lists it among its resources.
    Resource,
    /// One patches with it.
    Patch,
}

/// What is known of a kustomization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kustomization {
    /// Its file, below the root.
    pub path: PathBuf,
    /// The namespace that everything in it gets.
    pub namespace: Option<String>,
    /// Files and folders that it takes as resources, below the root.
    pub resources: Vec<PathBuf>,
    /// Files that it patches with, below the root.
    pub patches: Vec<PathBuf>,
    /// Who installs Argo CD, if it does.
    pub installer: Option<Installer>,
    /// Whether the label of workload identity stands in it: as one of its labels, or in a patch, which may be no object.
    pub sets_identity_label: bool,
}

/// How Argo CD is installed, as far as names depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Installer {
    /// Argo CD's own manifests.
    Manifests,
    /// The argo-cd chart.
    Chart,
}

impl Kustomization {
    /// Reads one.
    pub fn of(node: &Node, path: &Path) -> Self {
        let folder = path.parent().unwrap_or(Path::new(""));
        let below = |written: &str| source::join(folder, written).ok();
        let texts =
            |key: &str| node.get(key).map_or(&[][..], Node::items).iter().filter_map(Node::text).filter_map(below);
        let listed = |key: &str| {
            let items = node.get(key).map_or(&[][..], Node::items).iter();
            items.filter_map(|item| item.get("path")).filter_map(Node::text).filter_map(below).collect::<Vec<_>>()
        };
        Self {
            path: path.to_path_buf(),
            namespace: node.get("namespace").and_then(Node::text).map(str::to_owned),
            resources: ["resources", "bases", "components"].into_iter().flat_map(texts).collect(),
            patches: texts("patchesStrategicMerge").chain(listed("patches")).chain(listed("patchesJson6902")).collect(),
            installer: installer(node),
            sets_identity_label: IDENTITY_LABEL.iter().any(|label| mentions(node, label)),
        }
    }

    /// What it does with a file.
    pub fn role_of(&self, file: &Path) -> Role {
        if self.patches.iter().any(|patch| patch == file) {
            Role::Patch
        } else if self.resources.iter().any(|resource| file == resource || file.parent() == Some(resource)) {
            Role::Resource
        } else {
            Role::Unknown
        }
    }
}

/// The label of workload identity, as YAML and as a JSON pointer write it.
const IDENTITY_LABEL: [&str; 2] = ["azure.workload.identity/use", "azure.workload.identity~1use"];

/// What a kustomization takes Argo CD from: manifests by URL, or the chart.
fn installer(node: &Node) -> Option<Installer> {
    let list = |key: &str| node.get(key).map_or(&[][..], Node::items).iter();
    let mut texts = ["resources", "bases", "components"].into_iter().flat_map(list).filter_map(Node::text);
    if texts.any(|text| text.contains("argoproj/argo-cd")) {
        return Some(Installer::Manifests);
    }
    let mut charts = list("helmCharts").filter_map(|chart| chart.get("name")?.text());
    charts.any(|name| name == "argo-cd").then_some(Installer::Chart)
}

/// Whether a word stands in a key or a value.
fn mentions(node: &Node, word: &str) -> bool {
    match &node.content {
        Content::Text(text) => text.contains(word),
        Content::List(items) => items.iter().any(|item| mentions(item, word)),
        Content::Map(entries) => entries.iter().any(|entry| entry.key.contains(word) || mentions(&entry.value, word)),
        _ => false,
    }
}

/// The objects that a kustomization patches with and that stand in it: `patches[].patch`, `patchesStrategicMerge` as text.
pub fn inline_patches(node: &Node, sources: &mut Sources) -> Vec<Node> {
    let list = |key: &str| node.get(key).map_or(&[][..], Node::items).iter();
    // A strategic patch in the old list is a file's name, unless it is more than a line or in braces.
    let is_written_out = |patch: &&Node| patch.text().is_some_and(|text| text.contains('\n') || text.starts_with('{'));
    let old = list("patchesStrategicMerge").filter(is_written_out);
    let inline = list("patches").filter_map(|patch| patch.get("patch")).chain(old);
    let mut found = Vec::new();
    for (patch, text) in inline.filter_map(|patch| Some((patch, patch.text()?))) {
        let id = sources.add_inner(text.to_owned(), Within { span: patch.span, encoding: Encoding::Scalar });
        let (documents, _) = document::parse_material(sources.get(id), id);
        found.extend(documents.into_iter().map(|document| document.node));
    }
    found
}
