//! The plugin's sidecar in Argo CD's own manifests, and in every owner's language.

use serde_json::{Value, json};

use crate::kubectl::{self, read_documents};
use crate::{argo_cd, find, kustomized, patches, printed, printed_of};

const IMAGE: &str = "registry.example.com/tiphys:0.1.0";

fn wiring(more: &[&str]) -> String {
    printed(".", &[&["plugin", "wiring", "--image", IMAGE], more].concat())
}

#[test]
fn every_volume_of_the_sidecar_is_in_argo_cds_pod_and_the_repo_server_stays() {
    if !kubectl::is_here() {
        return;
    }
    for manifests in argo_cd::installations() {
        let base = read_documents(&manifests);
        let result = kustomized(&base, &wiring(&["--install", "manifests"]), "sidecar");
        let pod = &find(&result, &json!({"kind": "Deployment", "metadata": {"name": "argocd-repo-server"}}))["spec"]["template"]
            ["spec"];
        let list = |key: &str| pod[key].as_array().expect("a list").clone();
        let containers = list("containers");
        let sidecar = containers.iter().find(|container| container["name"] == "tiphys").expect("it is there");
        let volumes: Vec<Value> = list("volumes").iter().map(|volume| volume["name"].clone()).collect();
        for mount in sidecar["volumeMounts"].as_array().expect("a list") {
            assert_eq!(volumes.iter().filter(|name| **name == mount["name"]).count(), 1, "{mount}");
        }
        let repo_server =
            containers.iter().find(|container| container["name"] == "argocd-repo-server").expect("it stays");
        let shared = ["/home/argocd/cmp-server/plugins"];
        for mount in repo_server["volumeMounts"].as_array().expect("a list") {
            let is_ours =
                sidecar["volumeMounts"].as_array().expect("a list").iter().any(|ours| ours["name"] == mount["name"]);
            assert_eq!(is_ours, shared.contains(&mount["mountPath"].as_str().expect("a path")), "{mount}");
        }
    }
}

#[test]
fn every_owner_gets_the_same_container() {
    if !kubectl::is_here() {
        return;
    }
    let component = patches(&wiring(&["--install", "manifests"]));
    let pod = &component[0]["spec"]["template"]["spec"];
    let values = read_documents(&wiring(&["--install", "helm"])).remove(0);
    assert_eq!(values["repoServer"]["extraContainers"], pod["containers"]);
    assert_eq!(values["repoServer"]["volumes"], pod["volumes"]);
    let settings: Value = serde_json::from_str(&wiring(&["--install", "extension", "-o", "json"])).expect("it is JSON");
    for (key, text) in settings.as_object().expect("a map") {
        let pointer = format!("/{}", key.replace(['.', '['], "/").replace(']', ""));
        let value = values.pointer(&pointer).unwrap_or_else(|| panic!("{pointer} is not among the values"));
        assert_eq!(value.as_str().map_or_else(|| value.to_string(), str::to_owned), *text, "{key}");
    }
    let script = wiring(&["--install", "manifests", "--form", "patch"]);
    let patch = script.split("<<'PATCH'\n").nth(1).and_then(|rest| rest.split("PATCH\n").next()).expect("one patch");
    assert_eq!(read_documents(patch)[0], component[0]);
}

#[test]
fn check_finds_nothing_in_what_an_owner_gets() {
    for more in [
        &["--install", "helm"][..],
        &["--install", "extension", "-o", "json"],
        &["--install", "extension"],
        &["--install", "manifests"],
    ] {
        assert_eq!(printed_of(".", &["check", "-"], wiring(more).as_bytes()), "", "{more:?}");
    }
}
