//! The namespace that Argo CD runs in, where tiphys owns the installation.

use serde_json::json;

use super::{labels, prune_annotations};
use crate::environment::Environment;
use crate::manifest::{Manifest, Metadata};

/// The namespace; it is removed only after a person agreed, because everything of Argo CD goes with it.
pub fn manifest(environment: &Environment) -> Manifest {
    let metadata = Metadata {
        name: environment.argocd.namespace.to_string(),
        namespace: None,
        labels: labels(environment),
        annotations: prune_annotations(environment),
    };
    Manifest::new("v1", "Namespace", metadata, json!({}))
}
