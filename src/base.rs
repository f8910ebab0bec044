//! `argocd.base`: Argo CD's own manifests, with which tiphys owns the installation.
//!
//! Keeps true: what comes out are the base's whole objects with our settings merged in, in the order in which `kubectl
//! apply` succeeds from top to bottom; the objects are those that `kubectl kustomize` makes of the base and our
//! Component, plus the namespace. Nothing of the base is dropped.

mod images;
mod kind;
mod load;
mod namespace;

use serde_json::Value;

use crate::document::Pointer;
use crate::environment::Environment;
use crate::finding::{Code, Finding, Place};
use crate::install;
use crate::manifest::{Identity, Manifest};
use crate::merge::{self, GroupKind};
use crate::output;

pub use load::load;

/// The objects of the installation; none without `argocd.base`.
pub fn installation(environment: &Environment, findings: &mut Vec<Finding>) -> Vec<Manifest> {
    if environment.base.is_empty() {
        return Vec::new();
    }
    images::check_version(environment, findings);
    let namespace = environment.argocd.namespace.as_str();
    let mut bodies = environment.base.clone();
    namespace::set(&mut bodies, namespace);
    let patches = install::patches(environment, findings);
    merge_patches(&mut bodies, &patches, namespace, findings);
    let mut manifests: Vec<Manifest> = bodies.into_iter().filter_map(Manifest::from_body).collect();
    if !manifests.iter().any(|manifest| is_namespace(manifest.identity(), namespace)) {
        manifests.push(output::namespace::manifest(environment));
    }
    manifests.sort_by_key(|manifest| kind::rank(&manifest.identity().kind));
    manifests
}

fn is_namespace(identity: &Identity, name: &str) -> bool {
    identity.kind == "Namespace" && identity.group().is_empty() && identity.name == name
}

/// Merges partial objects into the base's; a partial object of ours has no namespace and means Argo CD's.
fn merge_patches(bodies: &mut [Value], patches: &[Value], namespace: &str, findings: &mut Vec<Finding>) {
    for patch in patches {
        let Some(object) = Identity::of(patch) else { continue };
        let is_same = |body: &&mut Value| {
            Identity::of(body).is_some_and(|identity| {
                identity.kind == object.kind
                    && identity.group() == object.group()
                    && identity.name == object.name
                    && identity.namespace.as_deref() == Some(namespace)
            })
        };
        let result = match bodies.iter_mut().find(is_same) {
            Some(body) => merge::strategic(GroupKind::of(&object.api_version, &object.kind), body, patch)
                .map_err(|error| unmerged(&object, &error)),
            None => Err(without_object(&object, namespace)),
        };
        findings.extend(result.err());
    }
}

fn base_place() -> Place {
    Place::Value(Pointer::of(["argocd", "base"]))
}

fn without_object(patched: &Identity, namespace: &str) -> Finding {
    let message = format!("the base has no {patched} in namespace `{namespace}`, into which our settings are merged");
    Finding::new(Code::BaseMismatch, base_place(), message)
        .with_help("take Argo CD's `manifests/install.yaml` or `manifests/ha/install.yaml` as a whole")
}

fn unmerged(patched: &Identity, error: &merge::MergeError) -> Finding {
    let message = format!("our settings cannot be merged into {patched} at `{}`: {}", error.pointer, error.message);
    Finding::new(Code::BaseMismatch, base_place(), message).with_optional_help(error.help.clone())
}

#[cfg(test)]
mod tests;
