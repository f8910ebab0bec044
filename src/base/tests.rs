//! The installation against `kubectl kustomize`, over Argo CD's own manifests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::*;
use crate::document;
use crate::source::Sources;

/// Argo CD's manifests in the Go module cache; without Go or kubectl a test says that it skips, and in CI it fails.
fn manifests() -> Option<PathBuf> {
    let output = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).current_dir("/").output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let found = output("kubectl", &["version", "--client"])
        .and_then(|_| output("go", &["env", "GOMODCACHE"]))
        .map(|cache| Path::new(&cache).join("github.com/argoproj/argo-cd/v3@v3.6.1/manifests"))
        .filter(|folder| folder.exists());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "CI needs kubectl and Argo CD's Go module");
        eprintln!("skipped: kubectl or Argo CD's Go module is not there");
    }
    found
}

fn objects(text: String) -> Vec<Value> {
    let mut sources = Sources::default();
    let id = sources.add("install.yaml", Path::new(""), text.into_bytes()).unwrap();
    let mut findings = Vec::new();
    let nodes = document::parse_stream(sources.get(id), id, &mut findings);
    nodes.unwrap_or_else(|| panic!("{findings:?}")).iter().map(document::Node::to_value).collect()
}

/// Partial objects of the kind that our settings are: maps, keyed lists, a new volume.
fn patches() -> Vec<Value> {
    let pod = |container: &str| {
        json!({"template": {
            "metadata": {"labels": {"azure.workload.identity/use": "true"}},
            "spec": {
                "containers": [{
                    "name": container,
                    "env": [{"name": "AZURE_CLIENT_ID", "value": "a"}],
                    "volumeMounts": [{"name": "token", "mountPath": "/token", "readOnly": true}],
                }],
                "volumes": [{"name": "token", "projected": {"sources": [], "defaultMode": 420}}],
            },
        }})
    };
    let named = |version: &str, kind: &str, name: &str| json!({"apiVersion": version, "kind": kind, "metadata": {"name": name}});
    let with = |mut object: Value, key: &str, value: Value| {
        object[key] = value;
        object
    };
    vec![
        with(
            named("v1", "ConfigMap", "argocd-cm"),
            "data",
            json!({"url": "https://argocd.example.com", "oidc.config": "name: x\n"}),
        ),
        with(
            named("v1", "ConfigMap", "argocd-rbac-cm"),
            "data",
            json!({"policy.csv": "g, a, role:admin\n", "scopes": "[groups]"}),
        ),
        with(named("v1", "ConfigMap", "argocd-cmd-params-cm"), "data", json!({"server.insecure": "true"})),
        json!({"apiVersion": "v1", "kind": "ServiceAccount",
            "metadata": {"name": "argocd-server", "annotations": {"azure.workload.identity/client-id": "a"}}}),
        with(named("apps/v1", "Deployment", "argocd-server"), "spec", pod("argocd-server")),
        with(
            named("apps/v1", "StatefulSet", "argocd-application-controller"),
            "spec",
            pod("argocd-application-controller"),
        ),
    ]
}

/// Our objects of a base.
fn ours(base: &Path, namespace: &str) -> Vec<Value> {
    let mut bodies = objects(fs::read_to_string(base).unwrap());
    namespace::set(&mut bodies, namespace);
    let mut findings = Vec::new();
    merge_patches(&mut bodies, &patches(), namespace, &mut findings);
    assert_eq!(findings, []);
    bodies
}

/// What `kubectl kustomize` makes of a base, our patches as a Component, and a namespace.
fn theirs(base: &Path, namespace: &str) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(base, folder.path().join("base.yaml")).unwrap();
    fs::create_dir(folder.path().join("component")).unwrap();
    let patches: Vec<Value> = patches().iter().map(|patch| json!({"patch": patch.to_string()})).collect();
    let component = json!({"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component", "patches": patches});
    let kustomization = json!({"namespace": namespace, "resources": ["base.yaml"], "components": ["component"]});
    fs::write(folder.path().join("component/kustomization.yaml"), component.to_string()).unwrap();
    fs::write(folder.path().join("kustomization.yaml"), kustomization.to_string()).unwrap();
    let output = Command::new("kubectl").arg("kustomize").arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.split("\n---\n").map(|document| serde_saphyr::from_str(document).unwrap()).collect()
}

fn by_identity(bodies: Vec<Value>) -> BTreeMap<Identity, Value> {
    bodies.into_iter().map(|body| (Identity::of(&body).unwrap(), body)).collect()
}

#[test]
fn the_objects_are_those_of_kubectl_kustomize() {
    let Some(manifests) = manifests() else { return };
    for base in ["install.yaml", "ha/install.yaml", "namespace-install.yaml"] {
        let base = manifests.join(base);
        let (ours, theirs) = (by_identity(ours(&base, "argocd")), by_identity(theirs(&base, "argocd")));
        assert!(ours.len() > 40, "{}", base.display());
        assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "{}", base.display());
        for (identity, body) in &ours {
            assert_eq!(body, &theirs[identity], "{}: {identity}", base.display());
        }
    }
}

#[test]
fn in_another_namespace_only_cluster_role_bindings_differ_from_kustomize() {
    let Some(manifests) = manifests() else { return };
    let base = manifests.join("install.yaml");
    let (ours, theirs) = (by_identity(ours(&base, "gitops")), by_identity(theirs(&base, "gitops")));
    let differing: Vec<&Identity> = ours.keys().filter(|identity| theirs.get(identity) != ours.get(identity)).collect();
    assert_eq!(differing.len(), 3);
    for identity in differing {
        assert_eq!(identity.kind, "ClusterRoleBinding");
        assert_eq!(ours[identity]["subjects"][0]["namespace"], "gitops");
    }
}

#[test]
fn a_patch_without_its_object_is_an_error() {
    let mut findings = Vec::new();
    let mut bodies =
        vec![json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm", "namespace": "other"}})];
    let before = bodies.clone();
    merge_patches(&mut bodies, &patches()[..1], "argocd", &mut findings);
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::BaseMismatch]);
    assert_eq!(bodies, before);
}

#[test]
fn a_patch_that_has_no_merge_is_an_error() {
    let mut findings = Vec::new();
    let object = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm", "namespace": "argocd"}, "data": "x"});
    merge_patches(&mut [object], &patches()[..1], "argocd", &mut findings);
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::BaseMismatch]);
}
