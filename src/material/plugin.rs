//! A `plugin.yaml`: what `argocd-cmp-server` reads when it starts (argo-cd `cmpserver/plugin/config.go`).

use super::{Datum, InnerYaml};
use crate::document::Node;
use crate::source::Sources;

/// A plugin's configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Plugin {
    /// The whole document; `None` where the chart writes what is around `spec`.
    pub document: Option<Node>,
    /// Its `spec`.
    pub spec: Option<Node>,
}

impl Plugin {
    /// The kind that is asked for.
    pub const KIND: &'static str = "ConfigManagementPlugin";

    /// Whether a kind is the one that is asked for, or was meant to be.
    pub fn may_be_kind(kind: &str) -> bool {
        kind.get(..Self::KIND.len()).is_some_and(|start| start.eq_ignore_ascii_case(Self::KIND))
    }

    /// Reads a whole document.
    pub fn of(document: &Node) -> Self {
        Self { document: Some(document.clone()), spec: document.get("spec").cloned() }
    }

    /// Reads a `spec` of which something else makes a document, such as the chart's `configs.cmp.plugins`.
    pub fn of_spec(spec: &Node) -> Self {
        Self { document: None, spec: Some(spec.clone()) }
    }

    /// Reads the value of a ConfigMap's key, if it is a plugin's file: by its kind, or because it is called `plugin.yaml`.
    pub fn of_file(datum: &Datum, sources: &mut Sources) -> Option<Self> {
        let is_file = datum.key == "plugin.yaml" || datum.text.as_ref()?.contains(Self::KIND);
        if !is_file {
            return None;
        }
        let document = InnerYaml::of(datum, sources)?.node?;
        let is_meant = document.get("spec").is_some() || document.get("kind").is_some();
        is_meant.then(|| Self::of(&document))
    }

    /// What an Application calls it, if it has a name: with a version, `NAME-VERSION`.
    pub fn name(&self) -> Option<&str> {
        self.document.as_ref()?.get("metadata")?.get("name")?.text()
    }
}
