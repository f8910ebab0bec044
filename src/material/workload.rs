//! A Deployment or StatefulSet, looked at for the tokens of its pods: labels, account, volumes, mounts and variables.
//!
//! Keeps true: what a fragment leaves out is not there to be judged; whether it is a whole object is a question of its
//! own ([`Workload::is_whole`]).

use super::component::Component;
use super::{Item, Origin, Role};
use crate::document::{Entry, Node};

/// A workload as one item has it: the whole object, or a patch of it.
#[derive(Debug, Clone, Copy)]
pub struct Workload<'m> {
    /// The item.
    pub item: &'m Item,
    /// Which of Argo CD's it is; none of them for another one of the same installation.
    pub component: Option<&'static Component>,
}

/// A container of a workload.
#[derive(Debug, Clone, Copy)]
pub struct Container<'m> {
    /// What is written of it.
    pub node: &'m Node,
    /// Whether it ends before the others start.
    pub is_init: bool,
}

/// A token that the kubelet puts into a volume: a source `serviceAccountToken`.
#[derive(Debug, Clone, Copy)]
pub struct Token<'m> {
    /// The name of the volume.
    pub volume: &'m Node,
    /// The source.
    pub source: &'m Node,
}

/// A volume in a container.
#[derive(Debug, Clone, Copy)]
pub struct Mount<'m> {
    /// The name of the volume.
    pub volume: &'m Node,
    /// The folder at which it is.
    pub path: &'m str,
    /// Whether only a part of the volume is there.
    pub is_part: bool,
}

impl<'m> Workload<'m> {
    /// The workload that an item is, if it is one.
    pub fn of(item: &'m Item) -> Option<Self> {
        let is_workload = matches!(item.kind(), "Deployment" | "StatefulSet");
        is_workload.then(|| Self { item, component: Component::of(&item.node) })
    }

    /// What groups it with other fragments of the same workload.
    pub fn key(&self) -> &'m str {
        self.component.map_or_else(|| self.item.name(), |component| component.name)
    }

    fn template(&self) -> Option<&'m Node> {
        self.item.node.get("spec")?.get("template")
    }

    fn pod(&self) -> Option<&'m Node> {
        self.template()?.get("spec")
    }

    /// A label that its pods get.
    pub fn pod_label(&self, key: &str) -> Option<&'m Entry> {
        self.template()?.get("metadata")?.get("labels")?.entry(key)
    }

    /// The labels and annotations that its pods get.
    pub fn pod_metadata(&self) -> Vec<&'m Entry> {
        let metadata = self.template().and_then(|template| template.get("metadata"));
        let maps = ["labels", "annotations"].into_iter().filter_map(|map| metadata?.get(map));
        maps.flat_map(Node::entries).collect()
    }

    /// An annotation that its pods get.
    pub fn pod_annotation(&self, key: &str) -> Option<&'m Node> {
        self.template()?.get("metadata")?.get("annotations")?.get(key)
    }

    /// The account that its pods run as.
    pub fn account(&self) -> Option<&'m Node> {
        let pod = self.pod()?;
        pod.get("serviceAccountName").or_else(|| pod.get("serviceAccount"))
    }

    /// Whether it is all of the object: it says which pods it owns, or what they run, and is no patch.
    pub fn is_whole(&self) -> bool {
        let is_object = self.item.origin == Origin::Object && self.item.role != Role::Patch;
        let spec = self.item.node.get("spec");
        is_object && spec.is_some_and(|spec| spec.get("selector").is_some()) && self.has_image()
    }

    fn has_image(&self) -> bool {
        self.containers().iter().any(|container| container.node.get("image").is_some())
    }

    /// Its containers, init containers last.
    pub fn containers(&self) -> Vec<Container<'m>> {
        let of = |key: &str, is_init: bool| {
            let items = self.pod().and_then(|pod| pod.get(key)).map_or(&[][..], Node::items);
            items.iter().map(move |node| Container { node, is_init })
        };
        of("containers", false).chain(of("initContainers", true)).collect()
    }

    /// The names of its volumes.
    pub fn volume_names(&self) -> impl Iterator<Item = &'m str> {
        self.volumes().iter().filter_map(|volume| volume.get("name")?.text())
    }

    /// Its volumes.
    pub fn volumes(&self) -> &'m [Node] {
        self.pod().and_then(|pod| pod.get("volumes")).map_or(&[][..], Node::items)
    }

    /// The tokens in its volumes.
    pub fn tokens(&self) -> Vec<Token<'m>> {
        let sources = |volume: &'m Node| {
            let sources = volume.get("projected").and_then(|projected| projected.get("sources"));
            let tokens =
                sources.map_or(&[][..], Node::items).iter().filter_map(|source| source.get("serviceAccountToken"));
            let name = volume.get("name");
            tokens.filter_map(move |source| Some(Token { volume: name?, source }))
        };
        self.volumes().iter().flat_map(sources).collect()
    }
}

impl<'m> Token<'m> {
    /// The name of its volume.
    pub fn volume_name(&self) -> &'m str {
        self.volume.text().unwrap_or_default()
    }

    /// Its file below the mount.
    pub fn path(&self) -> Option<&'m str> {
        self.source.get("path").and_then(Node::text)
    }
}

impl<'m> Container<'m> {
    /// Its name.
    pub fn name(&self) -> Option<&'m Node> {
        self.node.get("name")
    }

    /// Its name as text; empty for none.
    pub fn name_text(&self) -> &'m str {
        self.name().and_then(Node::text).unwrap_or_default()
    }

    /// A variable of it, as the item of its list.
    pub fn variable(&self, name: &str) -> Option<&'m Node> {
        let variables = self.node.get("env").map_or(&[][..], Node::items);
        variables.iter().find(|variable| variable.get("name").and_then(Node::text) == Some(name))
    }

    /// The value of a variable that is written out.
    pub fn value(&self, name: &str) -> Option<&'m Node> {
        self.variable(name)?.get("value").filter(|value| value.text().is_some())
    }

    /// Whether its variables may come from elsewhere.
    pub fn has_foreign_variables(&self) -> bool {
        self.node.get("envFrom").is_some()
    }

    /// What is mounted in it.
    pub fn mounts(&self) -> Vec<Mount<'m>> {
        let mounts = self.node.get("volumeMounts").map_or(&[][..], Node::items).iter();
        mounts.filter_map(Mount::of).collect()
    }
}

impl<'m> Mount<'m> {
    fn of(node: &'m Node) -> Option<Self> {
        let path = node.get("mountPath")?.text()?.trim_end_matches('/');
        let is_part = node.get("subPath").is_some() || node.get("subPathExpr").is_some();
        Some(Self { volume: node.get("name")?, path, is_part })
    }

    /// The name of the volume.
    pub fn volume_name(&self) -> &'m str {
        self.volume.text().unwrap_or_default()
    }

    /// Whether a file is in it.
    pub fn holds(&self, file: &str) -> bool {
        is_at_or_below(file, self.path)
    }
}

/// Whether a path is a folder, or in it.
pub fn is_at_or_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
