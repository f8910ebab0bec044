//! argocd-cm and argocd-cmd-params-cm, and the same keys where the chart, the extension and the operator have them.
//!
//! Keeps true: the text of a value is what Argo CD gets, also where it is written as a boolean or a number that the chart
//! makes a text of. Texts that are YAML themselves are read once, here.

use super::{Data, Datum, InnerYaml};
use crate::catalogue::{self, Object};
use crate::document::Content;
use crate::source::Sources;

/// argocd-cm: what `util/settings/settings.go` reads.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerConfig {
    /// All of it.
    pub data: Data,
    /// The values that are YAML themselves, each with its key.
    pub documents: Vec<(String, InnerYaml)>,
}

/// argocd-cmd-params-cm: what the manifests hand to containers as environment variables.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// All of it.
    pub data: Data,
}

/// An object of which Argo CD reads one key after another.
pub trait Settings {
    /// Which one it is.
    const OBJECT: Object;

    /// Its keys with their values.
    fn data(&self) -> &Data;

    /// The text of a value, as Argo CD gets it.
    fn text(&self, key: &str) -> Option<String> {
        self.data().get(key)?.setting()
    }
}

impl Settings for ServerConfig {
    const OBJECT: Object = Object::ServerConfig;

    fn data(&self) -> &Data {
        &self.data
    }
}

impl Settings for Parameters {
    const OBJECT: Object = Object::Parameters;

    fn data(&self) -> &Data {
        &self.data
    }
}

impl ServerConfig {
    /// Reads keys and values, wherever they stand.
    pub fn of(data: Data, sources: &mut Sources) -> Self {
        let is_document = |datum: &&Datum| {
            catalogue::find(Object::ServerConfig, &datum.key).is_some_and(|key| key.form.is_document())
        };
        let read = |datum: &Datum| Some((datum.key.clone(), InnerYaml::of(datum, sources)?));
        let documents = data.entries.iter().filter(is_document).filter_map(read).collect();
        Self { data, documents }
    }

    /// A value that is YAML itself.
    pub fn document(&self, key: &str) -> Option<&InnerYaml> {
        self.documents.iter().find(|(name, _)| name == key).map(|(_, document)| document)
    }

    /// `oidc.config`, if there is something in it.
    pub fn oidc(&self) -> Option<&InnerYaml> {
        self.document("oidc.config").filter(|document| !document.field.text.trim().is_empty())
    }
}

impl Parameters {
    /// Reads keys and values, wherever they stand.
    pub const fn of(data: Data) -> Self {
        Self { data }
    }
}

impl Datum {
    /// The text that a setting gets: as written, also of a boolean or a number, of which the chart makes a text.
    pub fn setting(&self) -> Option<String> {
        match &self.node.content {
            Content::Boolean(boolean) => Some(boolean.to_string()),
            Content::Integer(integer) => Some(integer.to_string()),
            Content::Number(number) => Some(number.clone()),
            Content::Text(_) => self.text.clone(),
            Content::Null | Content::List(_) | Content::Map(_) => None,
        }
    }
}
