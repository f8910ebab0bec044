//! What Argo CD says of the cluster that an Application deploys to, against what the objects need there.
//!
//! argo-cd `reposerver/repository/repository.go`, `getPluginEnvs`: `KUBE_API_VERSIONS` has `GROUP/VERSION` and `GROUP/VERSION/KIND` of
//! every kind that the cluster serves (`util/argo/argo.go`, `APIResourcesToStrings`). It is empty where nobody asked the cluster, as
//! for a source that is hydrated.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::bundle::Bundle;
use crate::destination::Destination;
use crate::finding::{Code, Finding, Place, Severity};
use crate::manifest::{Content, Manifest};

const SERVED: &str = "KUBE_API_VERSIONS";
/// Every cluster with Argo CD serves it.
const OF_A_HUB: &str = "argoproj.io/v1alpha1/AppProject";

/// Reports a hub's objects on their way to a cluster without Argo CD, and kinds that the cluster does not serve.
pub fn check(bundles: &[Bundle], variables: &BTreeMap<String, String>, findings: &mut Vec<Finding>) {
    let served: BTreeSet<&str> = variables.get(SERVED).into_iter().flat_map(|list| list.split(',')).collect();
    if served.iter().all(|name| name.is_empty()) {
        return;
    }
    for bundle in bundles {
        let Content::Objects(manifests) = bundle.content() else { continue };
        let defined: BTreeSet<String> = manifests.iter().flat_map(defined).collect();
        let is_known = |name: &str| served.contains(name) || defined.contains(name);
        if *bundle.destination() == Destination::Hub && !is_known(OF_A_HUB) {
            findings.push(not_the_hub());
            continue;
        }
        let names: BTreeSet<String> = manifests.iter().map(name).collect();
        findings.extend(names.iter().filter(|name| !is_known(name)).map(|name| not_served(name)));
    }
}

/// `GROUP/VERSION/KIND` of an object.
fn name(manifest: &Manifest) -> String {
    format!("{}/{}", manifest.identity().api_version, manifest.identity().kind)
}

/// What a definition of the stream makes the cluster serve.
fn defined(manifest: &Manifest) -> Vec<String> {
    if manifest.identity().kind != "CustomResourceDefinition" {
        return Vec::new();
    }
    let text = |pointer: &str| manifest.body().pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let (group, kind) = (text("/spec/group"), text("/spec/names/kind"));
    let versions = manifest.body().pointer("/spec/versions").and_then(Value::as_array).into_iter().flatten();
    let names = versions.filter_map(|version| version.get("name")?.as_str());
    names.map(|version| format!("{group}/{version}/{kind}")).collect()
}

fn not_the_hub() -> Finding {
    let message = "the cluster that the Application deploys to has no Argo CD, so it is not the hub";
    Finding::new(Code::WrongCluster, Place::Run("spec.destination".to_owned()), message)
        .with_help("deploy the hub's objects to `https://kubernetes.default.svc`, or set `for` to `target/NAME`")
}

fn not_served(name: &str) -> Finding {
    let message = format!("the cluster that the Application deploys to does not serve `{name}`");
    Finding::new(Code::WrongCluster, Place::Run("spec.destination".to_owned()), message)
        .with_severity(Severity::Warning)
        .with_help("install its definition there; until then the sync fails")
}
