//! A text that is itself YAML: `oidc.config`, `resource.exclusions`, a plugin's file in a ConfigMap.
//!
//! Keeps true: what is read is what `sigs.k8s.io/yaml` reads: the first document, of a key that stands twice the last.

use super::{Datum, Field};
use crate::document::{self, Content, Node};
use crate::finding::Finding;
use crate::source::Sources;

/// The YAML in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct InnerYaml {
    /// The text.
    pub field: Field,
    /// What it holds; `None` if it is empty or cannot be read.
    pub node: Option<Node>,
    /// Keys that stand twice.
    pub duplicates: Vec<Finding>,
    /// Why it cannot be read.
    pub fault: Option<Finding>,
}

impl InnerYaml {
    /// Reads the text of a value, if it is a text.
    pub fn of(datum: &Datum, sources: &mut Sources) -> Option<Self> {
        let field = datum.field(sources)?;
        let (documents, fault) = document::parse_material(sources.get(field.source), field.source);
        let first = documents.into_iter().next();
        let (node, duplicates) = first.map_or((None, Vec::new()), |found| (Some(found.node), found.findings));
        let fault = if node.is_some() { None } else { fault };
        Some(Self { field, node, duplicates, fault })
    }

    /// Why it cannot be read, without saying that it is no YAML.
    pub fn cause(&self) -> Option<&str> {
        let message = &self.fault.as_ref()?.message;
        Some(message.strip_prefix("this is no YAML: ").unwrap_or(message))
    }

    /// The value, if it is a map.
    pub fn map(&self) -> Option<&Node> {
        self.node.as_ref().filter(|node| matches!(node.content, Content::Map(_)))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.node.as_ref()?.get(key)
    }
}
