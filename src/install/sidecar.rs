//! The plugin's sidecar in the repo-server's pod: one definition, which each owner of an installation gets in its language.
//!
//! Keeps true: the image has `plugin.yaml` and the program, so that both are of one version and nothing else is mounted; the user
//! is the repo-server's, else it cannot open the socket; `/tmp`, into which repositories are unpacked, is not the
//! repo-server's (argo-cd `docs/operator-manual/config-management-plugins.md`, "Register the plugin sidecar"); nothing else can be
//! written to. `var-files` and `plugins` are volumes of every installation (argo-cd `manifests/base/repo-server`, the chart's
//! `templates/argocd-repo-server/deployment.yaml`).

use serde_json::{Map, Value, json};

use super::component::{self, strategic_patch};
use super::extension;
use super::patch_script;
use super::values::Values;
use crate::plugin::NAME;
use crate::value::NamespaceName;

/// The volume of its own.
const VOLUME: &str = "tiphys-tmp";
/// The user of the repo-server, which owns the sockets' folder.
pub const USER: u32 = 999;

/// The container.
fn container(image: &str) -> Value {
    json!({
        "name": NAME,
        "image": image,
        "command": ["/var/run/argocd/argocd-cmp-server"],
        "resources": resources(),
        "securityContext": {
            "allowPrivilegeEscalation": false,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": true,
            "runAsNonRoot": true,
            "runAsUser": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "volumeMounts": [
            {"name": "var-files", "mountPath": "/var/run/argocd"},
            {"name": "plugins", "mountPath": "/home/argocd/cmp-server/plugins"},
            {"name": VOLUME, "mountPath": "/tmp"},
        ],
    })
}

/// Measured with 1,000 targets (docs/how-to/plugin.md): the plugin server took up to 155 MiB and the program 25 MB; the limit is three
/// times that.
fn resources() -> Value {
    json!({"requests": {"cpu": "50m", "memory": "128Mi"}, "limits": {"memory": "512Mi"}})
}

/// Where repositories are unpacked.
fn volume() -> Value {
    json!({"name": VOLUME, "emptyDir": {"sizeLimit": "1Gi"}})
}

/// Values of the chart.
pub fn chart_values(image: &str) -> Value {
    Value::Object(values(image))
}

/// Settings of the extension, which is made of the chart.
pub fn extension_settings(image: &str) -> Value {
    // None of these values is one that the extension cannot be told.
    extension::flat(values(image), &mut Vec::new())
}

fn values(image: &str) -> Map<String, Value> {
    let mut values = Values::default();
    values.set(["repoServer", "extraContainers"], json!([container(image)]));
    values.set(["repoServer", "volumes"], json!([volume()]));
    values.merged(Values::default(), Map::new(), &mut Vec::new())
}

/// A kustomize Component over Argo CD's own manifests.
pub fn component(image: &str) -> Value {
    component::of_patches(&[patch(image)])
}

/// A script of one `kubectl patch` call.
pub fn patch_script(namespace: &NamespaceName, image: &str) -> String {
    let about = "# The plugin tiphys in Argo CD's repo-server. A second run changes nothing.\n";
    patch_script::of_patches(about, namespace, &[patch(image)])
}

fn patch(image: &str) -> Value {
    let spec = json!({"containers": [container(image)], "volumes": [volume()]});
    strategic_patch("Deployment", "argocd-repo-server", &json!({"spec": spec}))
}
