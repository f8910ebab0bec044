//! Material: what others wrote, read as Argo CD, Kubernetes and the extension would read it.
//!
//! Keeps true: what a document is follows from its content, never from its file's name; what is none of ours becomes no
//! item, and nothing is said about it. An item knows where each of its values stands. Reading only reads: what is wrong
//! with an item is said by the rules (`rule/`), except for what has no reading, such as a key that stands twice.

mod argo_secret;
mod binding;
mod channel;
mod chart;
mod chart_workload;
mod cluster_secret;
mod component;
mod credential;
mod data;
pub mod extension;
mod facts;
mod generator;
mod inner_yaml;
mod kustomization;
mod parts;
mod plugin;
mod project;
pub mod rbac_config;
mod recognise;
mod settings;
mod workload;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::document::{self, Content, Found, Node};
use crate::finding::{Finding, Place};
use crate::source::{SourceId, Sources, Span};
use crate::value::ArgoVersion;

pub use argo_secret::{ArgoSecret, Purpose, TYPE_LABEL};
pub use binding::{Binding, BoundSubject};
pub use chart::ChartValues;
pub use cluster_secret::{ClusterSecret, Config, get_folded, is_placeholder};
pub use component::{Component, names_argo_cd};
pub use credential::Credential;
pub use data::{Data, Datum, Field};
pub use extension::ExtensionSettings;
pub use facts::{Facts, Input};
pub use inner_yaml::InnerYaml;
pub use kustomization::{Installer, Kustomization, Role};
pub use plugin::Plugin;
pub use project::{Named, Project, ProjectRole};
pub use rbac_config::{PolicyText, RbacConfig};
pub use recognise::may_concern;
pub use settings::{Parameters, ServerConfig, Settings};
pub use workload::{Container, Mount, Token, Workload, is_at_or_below};

/// Everything that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Material {
    /// What is ours to judge, in the order of reading.
    pub items: Vec<Item>,
    /// The kustomizations: which files are patches, and which namespace things get.
    pub kustomizations: Vec<Kustomization>,
    /// Environment files: source and path of each.
    pub environments: Vec<(SourceId, PathBuf)>,
    /// What is known about the run.
    pub facts: Facts,
}

/// One thing that somebody reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The whole of it, as written; for a part of something, that part.
    pub node: Node,
    /// The file, below the root.
    pub path: PathBuf,
    /// How it comes to its reader.
    pub origin: Origin,
    /// What it is read as.
    pub reading: Reading,
    /// What a kustomization in the input does with its file.
    pub role: Role,
}

/// How an item comes to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// An object of its own: applied, synced or created.
    Object,
    /// A part of values of the argo-cd chart.
    Chart,
    /// A part of the extension's settings.
    Extension,
    /// A patch of an object: inside a kustomization, or what values of the chart say about a workload.
    Patch,
    /// A part of the `OpenShift` operator's `ArgoCD` object.
    Operator,
    /// A file that holds nothing else.
    File,
}

macro_rules! readings {
    ($($(#[doc = $doc:literal])+ $reading:ident,)+) => {
        /// What an item is read as.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Reading { $($(#[doc = $doc])+ $reading(Box<$reading>),)+ }

        $(impl As<$reading> for Reading {
            fn get(&self) -> Option<&$reading> {
                match self { Self::$reading(read) => Some(read), _ => None }
            }
        })+
    };
}

/// A reading that may be of a type.
pub trait As<T> {
    /// The reading, if it is of that type.
    fn get(&self) -> Option<&T>;
}

readings! {
    /// A Secret by which Argo CD knows a cluster.
    ClusterSecret,
    /// Another Secret of Argo CD.
    ArgoSecret,
    /// The keys of argocd-cm.
    ServerConfig,
    /// The keys of argocd-cmd-params-cm.
    Parameters,
    /// A plugin's `plugin.yaml`.
    Plugin,
    /// Values of the argo-cd chart.
    ChartValues,
    /// Settings of the Microsoft.ArgoCD extension.
    ExtensionSettings,
    /// The settings of Argo CD's RBAC.
    RbacConfig,
    /// A project of Argo CD.
    Project,
    /// An object whose fields are looked at as they are written: workloads, accounts, roles and bindings.
    PlainObject,
}

/// An object that is read field by field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainObject;

impl Item {
    /// Where it stands, for what is about the whole of it: the value of `kind`, else its first key.
    pub fn place(&self) -> Place {
        let first = self.node.entries().first().map(|entry| entry.key_span);
        Place::Text(self.node.get("kind").map(|kind| kind.span).or(first).unwrap_or(self.node.span))
    }

    /// Its kind; empty for what has none.
    pub fn kind(&self) -> &str {
        self.node.get("kind").and_then(Node::text).unwrap_or_default()
    }

    /// Its name; empty for what has none.
    pub fn name(&self) -> &str {
        self.metadata("name").and_then(Node::text).unwrap_or_default()
    }

    /// A value of its metadata.
    pub fn metadata(&self, key: &str) -> Option<&Node> {
        self.node.get("metadata")?.get(key)
    }

    /// The value of a label.
    pub fn label(&self, key: &str) -> Option<&Node> {
        self.metadata("labels")?.get(key)
    }

    /// The value of an annotation.
    pub fn annotation(&self, key: &str) -> Option<&Node> {
        self.metadata("annotations")?.get(key)
    }
}

impl Material {
    /// Reads the documents of a source into items.
    ///
    /// `is_named` says that the user named the file, rather than a folder that holds it: then also what cannot be
    /// read at all is reported, whatever it may be.
    pub fn read(
        &mut self,
        id: SourceId,
        path: &Path,
        is_named: bool,
        sources: &mut Sources,
        findings: &mut Vec<Finding>,
    ) {
        self.facts.has_vault_plugin |= facts::names_vault_plugin(sources.get(id).text());
        if !is_named && !may_concern(sources.get(id).text()) {
            return;
        }
        if rbac_config::is_plain_policy(sources.get(id).text()) {
            self.items.push(policy_file(id, path, sources));
            return;
        }
        let (documents, stop) = document::parse_material(sources.get(id), id);
        let mut concerns = false;
        for Found { node, findings: found } in documents {
            if self.add(node, id, path, sources) {
                concerns = true;
                findings.extend(found);
            }
        }
        findings.extend(stop.filter(|_| is_named || concerns));
    }

    /// Reads a value that was rendered for this version of Argo CD. Places in its items are numbers of [`Node::numbered`].
    pub fn of_value(value: &Value, version: ArgoVersion, sources: &mut Sources) -> Self {
        let nowhere = Path::new("");
        let id = sources.add("", nowhere, Vec::new()).expect("nothing is no more than may be read");
        let mut material = Self::default();
        material.facts.input = Input::Rendered;
        material.facts.version = Some(version);
        material.add(Node::numbered(value, id), id, nowhere, sources);
        material.settle();
        material
    }

    /// Adds a document, or each object of a list of them; whether any is ours to judge.
    fn add(&mut self, node: Node, id: SourceId, path: &Path, sources: &mut Sources) -> bool {
        match recognise::kind_of(&node) {
            recognise::Kind::List => {
                let items = recognise::into_items(node);
                items.into_iter().fold(false, |concerns, item| self.add(item, id, path, sources) | concerns)
            }
            recognise::Kind::Environment => {
                self.environments.push((id, path.to_path_buf()));
                true
            }
            recognise::Kind::Kustomization => {
                self.kustomizations.push(Kustomization::of(&node, path));
                for patch in kustomization::inline_patches(&node, sources) {
                    self.push(patch, path, Origin::Patch, sources);
                }
                for (node, reading) in generator::readings(&node, sources) {
                    self.add_item(node, path, Origin::Patch, reading);
                }
                true
            }
            recognise::Kind::Object => self.push(node, path, Origin::Object, sources),
            recognise::Kind::Stranger => {
                let parts = channel::of_document(&node, sources);
                let concerns = !parts.is_empty();
                for (node, origin, reading) in parts {
                    self.add_item(node, path, origin, reading);
                }
                concerns
            }
        }
    }

    /// Adds the items that an object is and holds; whether there are any.
    fn push(&mut self, node: Node, path: &Path, origin: Origin, sources: &mut Sources) -> bool {
        let before = self.items.len();
        for (node, origin, reading) in parts::parts(&node, sources) {
            self.add_item(node, path, origin, reading);
        }
        if let Some(reading) = recognise::reading(&node, sources) {
            self.add_item(node, path, origin, reading);
        }
        self.items.len() > before
    }

    fn add_item(&mut self, node: Node, path: &Path, origin: Origin, reading: Reading) {
        self.items.push(Item { node, path: path.to_path_buf(), origin, reading, role: Role::Unknown });
    }

    /// Says of each item what the kustomizations do with its file; to be called when all is read.
    pub fn settle(&mut self) {
        for item in &mut self.items {
            let role = |kustomization: &Kustomization| kustomization.role_of(&item.path);
            item.role = match item.origin {
                Origin::Patch => Role::Patch,
                _ => self.kustomizations.iter().map(role).max().unwrap_or_default(),
            };
        }
        self.facts.has_kustomization |= !self.kustomizations.is_empty();
    }

    /// The items that are read as something, each with that reading.
    pub fn all<'m, T: 'm>(&'m self) -> impl Iterator<Item = (&'m Item, &'m T)>
    where
        Reading: As<T>,
    {
        self.items.iter().filter_map(|item| Some((item, item.reading.get()?)))
    }
}

/// A file that holds nothing but rows of a policy.
fn policy_file(id: SourceId, path: &Path, sources: &Sources) -> Item {
    let reading = Reading::RbacConfig(Box::new(RbacConfig::of_file(id, sources)));
    let node = Node { content: Content::Null, span: Span { source: id, start: 0, end: 0 } };
    Item { node, path: path.to_path_buf(), origin: Origin::File, reading, role: Role::Unknown }
}
