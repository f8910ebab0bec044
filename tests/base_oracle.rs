//! With `argocd.base` the hub's stream holds what `kubectl kustomize` makes of that base and of the Component that the
//! same environment gives without it. The base is Argo CD's own, from the Go module cache.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tiphys::command::{self, World};

#[path = "support/go_module.rs"]
mod go_module;

/// Argo CD's manifests; without them or kubectl a test says that it skips, and in CI it fails.
fn manifests() -> Option<PathBuf> {
    let has_kubectl = Command::new("kubectl").args(["version", "--client"]).output().is_ok();
    if !has_kubectl {
        assert!(env::var_os("CI").is_none(), "CI needs kubectl");
        eprintln!("skipped: kubectl is not there");
        return None;
    }
    go_module::folder("github.com/argoproj/argo-cd/v3@v3.6").map(|folder| folder.join("manifests"))
}

/// An environment with everything that sets an installation.
fn environment(namespace: &str, base: bool) -> Value {
    let mut environment = json!({
        "apiVersion": "tiphys/v1alpha1",
        "kind": "Environment",
        "metadata": {"name": "contoso"},
        "tenantId": "11111111-1111-4111-8111-111111111111",
        "argocd": {
            "install": "manifests",
            "domain": "argocd.example.com",
            "namespace": namespace,
            "ingress": {"keyVaultCertificate": "https://contoso.vault.azure.net/certificates/argocd"},
        },
        "identity": {
            "clientId": "33333333-3333-4333-8333-333333333333",
            "principalId": "44444444-4444-4444-8444-444444444444",
            "token": "projected",
        },
        "sso": {"clientId": "66666666-6666-4666-8666-666666666666"},
        "rbac": {"bindings": [{"role": "admin", "groups": [{"id": "77777777-7777-4777-8777-777777777777"}]}]},
        "targets": [{
            "name": "dev",
            "server": "https://dev-abc.privatelink.westeurope.azmk8s.io:443",
            "ca": "system",
            "access": "clusterAdmin",
        }],
    });
    if base {
        environment["argocd"]["base"] = json!("base.yaml");
    }
    environment
}

fn render(folder: &Path, environment: &Value, arguments: &[&str]) -> String {
    fs::write(folder.join("env.yaml"), environment.to_string()).expect("the folder is writable");
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = World {
        stdin: &mut std::io::empty(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        folder: folder.to_path_buf(),
        today: "2026-11-24".parse().expect("it is a date"),
        may_colour: false,
        variables: std::collections::BTreeMap::new(),
    };
    let line = ["tiphys", "render", "env.yaml"].iter().chain(arguments).map(OsString::from);
    let status = command::run(line, &mut world) as u8;
    assert_eq!(status, 0, "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).expect("output is UTF-8")
}

/// The objects of a stream by kind and name, as a second reader of YAML sees them.
fn objects(stream: &str) -> BTreeMap<String, Value> {
    let read = |document| serde_saphyr::from_str::<Value>(document).expect("the document is YAML");
    let named = |object: Value| (format!("{}/{}", object["kind"], object["metadata"]["name"]), object);
    stream.split("\n---\n").map(read).map(named).collect()
}

fn kustomize(folder: &Path) -> String {
    let output = Command::new("kubectl").arg("kustomize").arg(folder).output().expect("kubectl runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("kubectl writes UTF-8")
}

/// Our installation and kustomize's.
fn both(base: &Path, namespace: &str) -> (BTreeMap<String, Value>, BTreeMap<String, Value>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    fs::copy(base, folder.join("base.yaml")).expect("the base is a file");
    let ours = objects(&render(folder, &environment(namespace, true), &[]));
    let component = render(folder, &environment(namespace, false), &["--for", "install"]);
    fs::create_dir(folder.join("component")).expect("the folder is writable");
    fs::write(folder.join("component/kustomization.yaml"), component).expect("the folder is writable");
    let kustomization = json!({"namespace": namespace, "resources": ["base.yaml"], "components": ["component"]});
    fs::write(folder.join("kustomization.yaml"), kustomization.to_string()).expect("the folder is writable");
    (ours, objects(&kustomize(folder)))
}

#[test]
fn the_hub_stream_holds_what_kustomize_makes_of_base_and_component() {
    let Some(manifests) = manifests() else { return };
    for base in ["install.yaml", "ha/install.yaml", "namespace-install.yaml"] {
        let (ours, theirs) = both(&manifests.join(base), "argocd");
        assert!(theirs.len() > 30);
        for (name, object) in &theirs {
            assert_eq!(ours.get(name), Some(object), "{base}: {name}");
        }
    }
}

#[test]
fn in_another_namespace_only_cluster_role_bindings_differ() {
    let Some(manifests) = manifests() else { return };
    let (ours, theirs) = both(&manifests.join("install.yaml"), "gitops");
    let differing: Vec<&String> = theirs.keys().filter(|name| ours.get(*name) != theirs.get(*name)).collect();
    assert_eq!(differing.len(), 3, "{differing:?}");
    for name in differing {
        assert!(name.contains("ClusterRoleBinding"), "{name}");
        assert_eq!(ours[name]["subjects"][0]["namespace"], "gitops", "{name}");
    }
}
