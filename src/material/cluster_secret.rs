//! A Secret by which Argo CD knows a cluster, read as `SecretToCluster` (argo-cd `util/db/cluster.go`) reads it.

use super::{Data, Field};
use crate::document::Node;
use crate::document::json::{self, Json};
use crate::source::Sources;

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
        let data = Data::of_secret(object);
        let field = |key: &str, sources: &mut Sources| data.get(key).and_then(|datum| datum.field(sources));
        let name = field("name", sources);
        let server = field("server", sources);
        let config =
            field("config", sources).map(|field| Config { json: json::parse_json(&field.text, field.source), field });
        Self { data, name, server, config }
    }
}

impl Config {
    /// The value of a key, as Go finds it: in any case, the exact one first.
    pub fn get(&self, key: &str) -> Option<&Node> {
        get_folded(self.json.node.as_ref()?, key)
    }

    /// The value that a chain of keys leads to.
    pub fn find<const N: usize>(&self, keys: [&str; N]) -> Option<&Node> {
        keys.iter().try_fold(self.json.node.as_ref()?, |node, key| get_folded(node, key))
    }
}

/// The value of a key in any case, as `encoding/json` matches keys with fields.
fn get_folded<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    node.get(key)
        .or_else(|| node.entries().iter().find(|entry| entry.key.eq_ignore_ascii_case(key)).map(|entry| &entry.value))
}
