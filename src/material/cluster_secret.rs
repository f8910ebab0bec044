//! A Secret by which Argo CD knows a cluster, read as `SecretToCluster` (argo-cd `util/db/cluster.go`) reads it.

use super::{Data, Field};
use crate::document::json::{self, Json};
use crate::document::{Content, Entry, Node};
use crate::source::Sources;
use crate::value::{IN_CLUSTER_SERVER, ServerUrl, has_placeholder, placeholder};

/// A cluster Secret.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterSecret {
    /// All of its data.
    pub data: Data,
    /// What Argo CD calls the cluster.
    pub name: Option<Field>,
    /// The URL of its API server.
    pub server: Option<Field>,
    /// How it is reached.
    pub config: Option<Config>,
}

/// The JSON in `config`.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The text.
    pub field: Field,
    /// What it is as JSON.
    pub json: Json,
}

impl ClusterSecret {
    /// Reads the data of a Secret.
    pub fn of(object: &Node, sources: &mut Sources) -> Self {
        Self::of_data(Data::of_secret(object), sources)
    }

    /// Reads data that is, or becomes, that of a Secret.
    pub fn of_data(data: Data, sources: &mut Sources) -> Self {
        let field = |key: &str, sources: &mut Sources| data.get(key).and_then(|datum| datum.field(sources));
        let name = field("name", sources);
        let server = field("server", sources);
        // Of a `config` without a byte Argo CD reads nothing.
        let config = field("config", sources).filter(|field| !field.text.is_empty()).map(Config::of);
        Self { data, name, server, config }
    }

    /// The value that a chain of keys in `config` leads to.
    pub fn find<const N: usize>(&self, keys: [&str; N]) -> Option<&Node> {
        self.config.as_ref()?.find(keys)
    }

    /// Whether it is the cluster on which Argo CD itself runs (`KubernetesInternalAPIServerAddr`).
    pub fn is_in_cluster(&self) -> bool {
        self.server.as_ref().is_some_and(|server| server.text.trim_end_matches('/') == IN_CLUSTER_SERVER)
    }

    /// The server's host, of a server that is a URL.
    pub fn host(&self) -> Option<String> {
        let url: ServerUrl = self.server.as_ref()?.text.parse().ok()?;
        Some(url.host().to_owned())
    }
}

impl Config {
    /// Reads a text. What a tool or a person has to complete before it is JSON has no value and no fault yet.
    fn of(field: Field) -> Self {
        let json = json::parse_json(&field.text, field.source);
        let is_filled = |byte: usize| placeholder::is_filled_at(&field.text, byte);
        let first = json.faults.first().map(|fault| fault.span.start as usize);
        if first.is_some_and(is_filled) || is_placeholder(&field.text) {
            return Self { json: Json { node: None, faults: Vec::new(), duplicates: Vec::new() }, field };
        }
        Self { field, json }
    }

    /// The value of a key, as Go finds it: in any case, of several the last.
    pub fn get(&self, key: &str) -> Option<&Node> {
        get_folded(self.json.node.as_ref()?, key)
    }

    /// The value that a chain of keys leads to; none where it is `null`, which Go reads as left out.
    pub fn find<const N: usize>(&self, keys: [&str; N]) -> Option<&Node> {
        let node = keys.iter().try_fold(self.json.node.as_ref()?, |node, key| get_folded(node, key))?;
        (node.content != Content::Null).then_some(node)
    }
}

/// Whether a text stands for all of `config`.
pub fn is_placeholder(config: &str) -> bool {
    !config.contains('{') && has_placeholder(config)
}

/// The value of a key in any case, as `encoding/json` matches keys with fields; of several the last.
pub fn get_folded<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let is_key = |entry: &&Entry| entry.key.eq_ignore_ascii_case(key);
    node.entries().iter().rev().find(is_key).map(|entry| &entry.value)
}
