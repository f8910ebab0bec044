//! Manifests: Kubernetes objects with who they are.
//!
//! Keeps true: an object never changes its identity once it is a manifest; overlays and merges that try are refused.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::document::Pointer;
use crate::schema::Schema;
use crate::value::TargetName;

/// What makes an object the one that it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// Group and version, such as `apps/v1`.
    pub api_version: String,
    /// The kind.
    pub kind: String,
    /// The namespace, if the object has one.
    pub namespace: Option<String>,
    /// The name.
    pub name: String,
}

impl Identity {
    /// The identity that an object's body says; `None` if it says none.
    pub fn of(body: &Value) -> Option<Self> {
        let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            api_version: text("/apiVersion")?,
            kind: text("/kind")?,
            namespace: text("/metadata/namespace"),
            name: text("/metadata/name")?,
        })
    }

    /// The API group; empty for the core one.
    pub fn group(&self) -> &str {
        self.api_version.rsplit_once('/').map_or("", |(group, _)| group)
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{}/{namespace}/{}", self.kind, self.name),
            None => write!(f, "{}/{}", self.kind, self.name),
        }
    }
}

/// One object.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    identity: Identity,
    body: Value,
    /// What is said above it in YAML, for what its body hides.
    pub comment: Option<String>,
    /// The target that it belongs to.
    pub target: Option<TargetName>,
}

impl Manifest {
    /// A manifest of a kind in a version, by name; `rest` holds every other field but apiVersion, kind and metadata's
    /// name and namespace. Empty maps and nulls in the metadata are left out.
    pub fn new(api_version: &str, kind: &str, metadata: Metadata, rest: Value) -> Self {
        let identity = Identity {
            api_version: api_version.to_owned(),
            kind: kind.to_owned(),
            namespace: metadata.namespace.clone(),
            name: metadata.name.clone(),
        };
        let mut body = Map::new();
        body.insert("apiVersion".into(), json!(api_version));
        body.insert("kind".into(), json!(kind));
        body.insert("metadata".into(), metadata.into_value());
        if let Value::Object(rest) = rest {
            body.extend(rest);
        }
        Self { identity, body: Value::Object(body), comment: None, target: None }
    }

    /// A manifest of a body that says who it is.
    pub fn from_body(body: Value) -> Option<Self> {
        Some(Self { identity: Identity::of(&body)?, body, comment: None, target: None })
    }

    /// The same with a comment.
    #[must_use]
    pub fn with_comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// The same as an object that belongs to a target.
    #[must_use]
    pub fn of_target(mut self, target: &TargetName) -> Self {
        self.target = Some(target.clone());
        self
    }

    /// Who it is.
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The object.
    pub const fn body(&self) -> &Value {
        &self.body
    }

    /// Replaces the body, if the new one is the same object.
    pub fn replace_body(&mut self, body: Value) -> Result<(), IdentityChanged> {
        match Identity::of(&body) {
            Some(identity) if identity == self.identity => {
                self.body = body;
                Ok(())
            }
            _ => Err(IdentityChanged),
        }
    }

    /// What findings call a place in it.
    pub fn place(&self, pointer: Pointer) -> crate::finding::Place {
        crate::finding::Place::Object { object: self.identity.to_string(), pointer }
    }
}

/// A body is another object than the one that it should replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdentityChanged;

/// An object's metadata before it is one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The name.
    pub name: String,
    /// The namespace, for kinds that have one.
    pub namespace: Option<String>,
    /// Labels, sorted by key when written.
    pub labels: Vec<(String, String)>,
    /// Annotations, sorted by key when written.
    pub annotations: Vec<(String, String)>,
}

impl Metadata {
    fn into_value(self) -> Value {
        let mut metadata = Map::new();
        metadata.insert("name".into(), self.name.into());
        if let Some(namespace) = self.namespace {
            metadata.insert("namespace".into(), namespace.into());
        }
        for (key, mut pairs) in [("labels", self.labels), ("annotations", self.annotations)] {
            if !pairs.is_empty() {
                pairs.sort();
                let map: Map<String, Value> = pairs.into_iter().map(|(key, value)| (key, value.into())).collect();
                metadata.insert(key.into(), Value::Object(map));
            }
        }
        Value::Object(metadata)
    }
}

/// What goes to one destination.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Kubernetes objects.
    Objects(Vec<Manifest>),
    /// One document with a schema of its own.
    Document {
        /// What it must look like.
        schema: Option<Schema>,
        /// The document.
        body: Value,
    },
    /// A script.
    Script(String),
}
