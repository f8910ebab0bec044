//! A kustomize Component over Argo CD's own manifests, and the patches that it is made of.
//!
//! Keeps true: a patch is a partial object that says what is ours and nothing else, so that everything of the
//! installation stays. It has no namespace, because Argo CD's manifests have none, and no target beside it: kustomize
//! passes over a target that selects nothing, and refuses a patch whose object is missing.

use serde_json::{Map, Value, json};

use super::Settings;
use super::pod_identity::Pod;
use crate::emit;

/// The Component.
pub fn document(settings: &Settings) -> Value {
    of_patches(&patches(settings))
}

/// A Component of these patches.
pub fn of_patches(patches: &[Value]) -> Value {
    let patches: Vec<Value> = patches.iter().map(|patch| json!({"patch": emit::yaml_value(patch)})).collect();
    json!({"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component", "patches": patches})
}

/// The partial objects, in an order in which workloads come last: when they restart, what they read is there.
pub fn patches(settings: &Settings) -> Vec<Value> {
    let mut patches = vec![config_map("argocd-cm", &argocd_cm(settings))];
    patches.push(config_map("argocd-rbac-cm", &argocd_rbac_cm(settings)));
    patches.push(config_map("argocd-cmd-params-cm", &argocd_cmd_params_cm(settings)));
    let (server, controller) = (&settings.server, &settings.application_controller);
    patches.push(service_account(server));
    patches.push(service_account(controller));
    patches.push(workload("Deployment", "argocd-server", server, &server_annotations(settings)));
    patches.push(workload("StatefulSet", "argocd-application-controller", controller, &Map::new()));
    patches.into_iter().flatten().collect()
}

/// Texts of several lines come first in a map: kustomize trims a patch, and with it the line break at its very end.
fn argocd_cm(settings: &Settings) -> Map<String, Value> {
    let mut data = Map::new();
    if let Some(oidc_config) = &settings.oidc_config {
        data.insert("oidc.config".into(), oidc_config.as_str().into());
    }
    if let Some(domain) = &settings.domain {
        data.insert("url".into(), domain.url().into());
    }
    data.insert("admin.enabled".into(), settings.local_admin.to_string().into());
    data
}

fn argocd_rbac_cm(settings: &Settings) -> Map<String, Value> {
    let mut data = Map::new();
    let Some(rbac) = &settings.rbac else { return data };
    if let Some(policy) = &rbac.policy {
        data.insert("policy.csv".into(), policy.csv.as_str().into());
        data.insert("scopes".into(), policy.scopes.as_str().into());
    }
    data.insert("policy.default".into(), rbac.default_role.as_deref().unwrap_or_default().into());
    data
}

fn argocd_cmd_params_cm(settings: &Settings) -> Map<String, Value> {
    let insecure = settings.is_insecure.then(|| ("server.insecure".to_owned(), "true".into()));
    insecure.into_iter().collect()
}

/// argocd-server reads its parameters at start only; when this annotation changes, its pods start again.
fn server_annotations(settings: &Settings) -> Map<String, Value> {
    let data = argocd_cmd_params_cm(settings);
    data.into_iter().map(|(parameter, value)| (format!("tiphys/{parameter}"), value)).collect()
}

fn config_map(name: &str, data: &Map<String, Value>) -> Option<Value> {
    (!data.is_empty())
        .then(|| json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}))
}

fn service_account(pod: &Pod) -> Option<Value> {
    let annotations = pod.annotations();
    let metadata = |name: &str| json!({"name": name, "annotations": annotations});
    (!annotations.is_empty())
        .then(|| json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(pod.account.as_str())}))
}

/// A workload, whose one container has the name of the workload.
fn workload(kind: &str, name: &str, pod: &Pod, annotations: &Map<String, Value>) -> Option<Value> {
    let metadata = present([("labels", pod.labels().into()), ("annotations", annotations.clone().into())]);
    let container = present([("env", pod.env().into()), ("volumeMounts", pod.volume_mounts().into())]);
    let mut spec = present([("volumes", pod.volumes().into())]);
    if !container.is_empty() {
        let mut named = Map::from_iter([("name".to_owned(), name.into())]);
        named.extend(container);
        spec.insert("containers".into(), json!([named]));
    }
    let template = present([("metadata", metadata.into()), ("spec", spec.into())]);
    (!template.is_empty()).then(|| strategic_patch(kind, name, &template.into()))
}

/// A patch of a workload's template.
pub fn strategic_patch(kind: &str, name: &str, template: &Value) -> Value {
    json!({"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": {"template": template}})
}

/// The fields that are not empty.
fn present<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    let is_empty = |value: &Value| match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    };
    fields.into_iter().filter(|(_, value)| !is_empty(value)).map(|(key, value)| (key.to_owned(), value)).collect()
}
