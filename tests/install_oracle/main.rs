//! What owners of an installation make of our settings: kustomize of the Component, `kubectl patch` of the script.
//!
//! The law of both: everything of the installation stays, everything of ours arrives, and a second run changes nothing.

#[path = "../support/go_module.rs"]
mod go_module;
mod argo_cd;
mod kubectl;
mod script;
mod sidecar;

use std::path::Path;

use serde_json::{Value, json};

use kubectl::read_documents;

/// The cases in `testdata` whose document is a Component.
const COMPONENTS: [&str; 5] = [
    "ok/install-manifests",
    "ok/install-manifests-projected",
    "ok/install-manifests-sso-only",
    "examples/private-targets",
    "examples/two-tenants",
];

/// What `tiphys render env.yaml --for install` prints in a folder of `testdata`.
fn rendered(case: &str, more: &[&str]) -> String {
    printed(case, &[&["render", "env.yaml", "--for", "install"], more].concat())
}

/// What a command line prints in a folder of `testdata`.
fn printed(case: &str, arguments: &[&str]) -> String {
    printed_of(case, arguments, b"")
}

/// The same with something on standard input.
fn printed_of(case: &str, arguments: &[&str], stdin: &[u8]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(case);
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = tiphys::command::World {
        stdin: &mut &*stdin,
        stdout: &mut stdout,
        stderr: &mut stderr,
        folder,
        today: "2026-11-24".parse().expect("a date"),
        may_colour: false,
        variables: std::collections::BTreeMap::new(),
    };
    let command_line = ["tiphys"].iter().chain(arguments).map(Into::into);
    let status = tiphys::command::run(command_line, &mut world);
    assert_eq!(status as u8, 0, "{}{}", String::from_utf8_lossy(&stderr), String::from_utf8_lossy(&stdout));
    String::from_utf8(stdout).expect("output is UTF-8")
}

/// The patches of a Component, as kubectl's YAML reader reads them.
fn patches(component: &str) -> Vec<Value> {
    let component = read_documents(component).remove(0);
    let patches = component["patches"].as_array().expect("a Component has patches").clone();
    patches.iter().map(|patch| read_documents(patch["patch"].as_str().expect("a patch is text")).remove(0)).collect()
}

/// The smallest installation that the patches are for, each object with something of its own.
fn small_installation(server_account: &str) -> Vec<Value> {
    let labels = json!({"app.kubernetes.io/part-of": "argocd"});
    let object = |version: &str, kind: &str, name: &str, rest: Value| {
        let mut object = json!({"apiVersion": version, "kind": kind, "metadata": {"name": name, "labels": labels}});
        object.as_object_mut().expect("a map").extend(rest.as_object().expect("a map").clone());
        object
    };
    let workload = |kind: &str, name: &str| {
        let container = json!({
            "name": name,
            "image": "quay.io/argoproj/argocd",
            "env": [{"name": "REDIS", "value": "x"}],
            "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],
        });
        let pod = json!({"containers": [container, {"name": "other"}], "volumes": [{"name": "tmp", "emptyDir": {}}]});
        let template = json!({"metadata": {"labels": {"app": name}}, "spec": pod});
        object("apps/v1", kind, name, json!({"spec": {"replicas": 1, "template": template}}))
    };
    vec![
        object("v1", "ConfigMap", "argocd-cm", json!({"data": {"resource.exclusions": "a\nb\n"}})),
        object("v1", "ConfigMap", "argocd-rbac-cm", json!({})),
        object("v1", "ConfigMap", "argocd-cmd-params-cm", json!({"data": {"redis.server": "x"}})),
        object("v1", "ServiceAccount", server_account, json!({})),
        object("v1", "ServiceAccount", "argocd-application-controller", json!({})),
        workload("Deployment", "argocd-server"),
        workload("StatefulSet", "argocd-application-controller"),
    ]
}

/// Asserts that kustomize of a case's Component keeps everything of the base and has everything of the patches.
fn assert_component_adds(base: &[Value], case: &str) {
    kustomized(base, &rendered(case, &[]), case);
}

/// What kustomize makes of a Component, which keeps everything of the base and has everything of the patches.
fn kustomized(base: &[Value], component: &str, case: &str) -> Vec<Value> {
    let result = kubectl::kustomize(base, component).expect("kustomize takes the Component");
    assert_eq!(result.len(), base.len(), "{case}");
    for object in base {
        assert_holds(find(&result, object), object, case);
    }
    for patch in patches(component) {
        assert_holds(find(&result, &patch), &patch, case);
    }
    result
}

/// The object of the same kind and name.
fn find<'o>(objects: &'o [Value], wanted: &Value) -> &'o Value {
    let identity = |object: &Value| [object["kind"].clone(), object["metadata"]["name"].clone()];
    let mut found = objects.iter().filter(|object| identity(object) == identity(wanted));
    let object = found.next();
    assert!(object.is_some() && found.next().is_none(), "not one {:?}", identity(wanted));
    object.expect("it is one")
}

/// Asserts that one value has everything that another has. Of a list every item must be there, once.
fn assert_holds(whole: &Value, part: &Value, at: &str) {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            for (key, part) in part {
                let at = format!("{at}/{key}");
                assert!(whole.contains_key(key), "{at} is gone");
                assert_holds(&whole[key], part, &at);
            }
        }
        (Value::Array(whole), Value::Array(part)) => {
            for (i, part) in part.iter().enumerate() {
                assert_holds(counterpart(whole, part, at), part, &format!("{at}/{i}"));
            }
        }
        _ => assert_eq!(whole, part, "{at}"),
    }
}

/// The one item that a list has under the key of another: its name, its path of mount, or itself.
fn counterpart<'l>(list: &'l [Value], item: &Value, at: &str) -> &'l Value {
    let key = |item: &Value| match ["mountPath", "name"].into_iter().find_map(|key| item.get(key)) {
        Some(key) => key.clone(),
        None => item.clone(),
    };
    let found: Vec<&Value> = list.iter().filter(|known| key(known) == key(item)).collect();
    assert_eq!(found.len(), 1, "{at}: {item}");
    found[0]
}

#[test]
fn a_component_adds_to_an_installation_and_takes_nothing() {
    if !kubectl::is_here() {
        return;
    }
    assert_component_adds(&small_installation("argocd-server"), "ok/install-manifests");
    assert_component_adds(&small_installation("argo-server"), "ok/install-manifests-projected");
    assert_component_adds(&small_installation("argocd-server"), "ok/install-manifests-sso-only");
}

#[test]
fn a_component_over_another_installation_is_refused() {
    if !kubectl::is_here() {
        return;
    }
    let component = rendered("ok/install-manifests", &[]);
    for patch in patches(&component) {
        let mut base = small_installation("argocd-server");
        base.retain(|object| {
            object["kind"] != patch["kind"] || object["metadata"]["name"] != patch["metadata"]["name"]
        });
        let error = kubectl::kustomize(&base, &component).expect_err("an object is missing");
        assert!(error.contains("no matches for Id"), "{error}");
    }
}

#[test]
fn a_component_adds_to_argo_cds_own_manifests_and_takes_nothing() {
    if !kubectl::is_here() {
        return;
    }
    for manifests in argo_cd::installations() {
        let base = read_documents(&manifests);
        for case in COMPONENTS {
            assert_component_adds(&base, case);
        }
    }
}
