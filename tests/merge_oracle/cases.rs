//! Patches of the sorts that we emit and that overlays hold, on small objects, each compared with kustomize.

use serde_json::{Value, json};

use crate::{assert_equal_to_kustomize, kubectl};

/// A patch on an object: what it shows, kind, base and patch without their identity.
type Case = (&'static str, (&'static str, &'static str), Value, Value);

const DEPLOYMENT: (&str, &str) = ("apps/v1", "Deployment");
const STATEFUL_SET: (&str, &str) = ("apps/v1", "StatefulSet");
const CONFIG_MAP: (&str, &str) = ("v1", "ConfigMap");
const SERVICE: (&str, &str) = ("v1", "Service");
const SERVICE_ACCOUNT: (&str, &str) = ("v1", "ServiceAccount");
const ROLE: (&str, &str) = ("rbac.authorization.k8s.io/v1", "Role");
const PROJECT: (&str, &str) = ("argoproj.io/v1alpha1", "AppProject");

fn pod(spec: Value) -> Value {
    let mut fields = json!({});
    fields["spec"]["template"]["spec"] = spec;
    fields
}

fn server(mut fields: Value) -> Value {
    fields["name"] = json!("argocd-server");
    pod(json!({"containers": [fields]}))
}

fn env(names: &[&str]) -> Value {
    names.iter().map(|name| json!({"name": name, "value": "1"})).collect()
}

fn with_env(names: &[&str]) -> Value {
    server(json!({"env": env(names)}))
}

fn lists() -> Vec<Case> {
    let mounts = json!([{"mountPath": "/a", "name": "a", "subPath": "s"}, {"mountPath": "/b", "name": "b"}]);
    vec![
        ("new items come first", DEPLOYMENT, with_env(&["A", "B"]), with_env(&["N", "M"])),
        ("patched items come first too", DEPLOYMENT, with_env(&["A", "B", "C"]), with_env(&["C", "N", "B"])),
        (
            "an item is deleted",
            DEPLOYMENT,
            with_env(&["A", "B"]),
            server(json!({"env": [{"name": "B", "$patch": "delete"}]})),
        ),
        (
            "the last item is deleted",
            DEPLOYMENT,
            with_env(&["A"]),
            server(json!({"env": [{"name": "A", "$patch": "delete"}]})),
        ),
        (
            "an item of no list is deleted",
            DEPLOYMENT,
            server(json!({"image": "a"})),
            server(json!({"env": [{"name": "A", "$patch": "delete"}]})),
        ),
        ("a keyed list is removed", DEPLOYMENT, with_env(&["A"]), server(json!({"env": null}))),
        ("an empty keyed list changes nothing", DEPLOYMENT, with_env(&["A"]), server(json!({"env": []}))),
        (
            "a keyed list is replaced",
            DEPLOYMENT,
            with_env(&["A", "B"]),
            server(json!({"env": [{"$patch": "replace"}, {"name": "Z"}, {"name": "B"}]})),
        ),
        (
            "a value gives way to a reference",
            DEPLOYMENT,
            with_env(&["A", "B"]),
            server(json!({"env": [{"name": "B", "value": null, "valueFrom": {"fieldRef": {"fieldPath": "x"}}}]})),
        ),
        (
            "a null in a new item is gone",
            DEPLOYMENT,
            with_env(&["A"]),
            server(json!({"env": [{"name": "N", "value": null}]})),
        ),
        (
            "mounts merge by path",
            DEPLOYMENT,
            server(json!({"volumeMounts": mounts})),
            server(json!({"volumeMounts": [{"mountPath": "/b", "name": "c"}, {"mountPath": "/c", "name": "a"}]})),
        ),
        ("arguments replace", DEPLOYMENT, server(json!({"args": ["a", "b"]})), server(json!({"args": ["c"]}))),
        ("arguments become none", DEPLOYMENT, server(json!({"args": ["a"]})), server(json!({"args": []}))),
        (
            "containers are new and deleted",
            DEPLOYMENT,
            pod(json!({"containers": [{"name": "a"}, {"name": "b"}], "initContainers": [{"name": "i"}]})),
            pod(json!({
                "containers": [{"name": "c", "env": [{"name": "A", "$patch": "delete"}]}, {"name": "a", "$patch": "delete"}],
                "initContainers": [{"name": "h"}],
            })),
        ),
    ]
}

fn more_lists() -> Vec<Case> {
    vec![
        (
            "tolerations replace",
            DEPLOYMENT,
            pod(json!({"tolerations": [{"key": "a"}]})),
            pod(json!({"tolerations": [{"key": "b"}]})),
        ),
        (
            "aliases merge by address, pull secrets by name",
            DEPLOYMENT,
            pod(
                json!({"hostAliases": [{"ip": "10.0.0.1", "hostnames": ["a"]}, {"ip": "10.0.0.2"}], "imagePullSecrets": [{"name": "a"}]}),
            ),
            pod(json!({"hostAliases": [{"ip": "10.0.0.1", "hostnames": ["b"]}], "imagePullSecrets": [{"name": "b"}]})),
        ),
        (
            "finalizers and owners merge",
            CONFIG_MAP,
            json!({"metadata": {"finalizers": ["a", "b"], "ownerReferences": [{"uid": "1", "name": "x"}, {"uid": "2"}]}}),
            json!({"metadata": {"finalizers": ["c", "b"], "ownerReferences": [{"uid": "2", "name": "y"}]}}),
        ),
        (
            "claim templates replace",
            STATEFUL_SET,
            json!({"spec": {"volumeClaimTemplates": [{"metadata": {"name": "a"}}, {"metadata": {"name": "b"}}]}}),
            json!({"spec": {"volumeClaimTemplates": [{"metadata": {"name": "a"}, "spec": {}}]}}),
        ),
        (
            "spread constraints merge by two keys",
            STATEFUL_SET,
            pod(json!({"topologySpreadConstraints": [
                {"topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "maxSkew": 1},
                {"topologyKey": "host", "whenUnsatisfiable": "DoNotSchedule", "maxSkew": 1},
            ]})),
            pod(json!({"topologySpreadConstraints": [
                {"topologyKey": "host", "whenUnsatisfiable": "DoNotSchedule", "maxSkew": 2},
                {"topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway", "maxSkew": 3},
            ]})),
        ),
        (
            "pull secrets of an account replace, its secrets merge",
            SERVICE_ACCOUNT,
            json!({"secrets": [{"name": "a"}], "imagePullSecrets": [{"name": "a"}]}),
            json!({"secrets": [{"name": "b"}], "imagePullSecrets": [{"name": "b"}]}),
        ),
        ("rules replace", ROLE, json!({"rules": [{"verbs": ["get"]}]}), json!({"rules": [{"verbs": ["list"]}]})),
    ]
}

fn ports() -> Vec<Case> {
    let ports = |list: Value| server(json!({"ports": list}));
    let both = json!([
        {"containerPort": 53, "protocol": "TCP", "name": "a"},
        {"containerPort": 53, "protocol": "UDP", "name": "b"},
        {"containerPort": 9, "name": "c"},
    ]);
    vec![
        (
            "ports without protocol: patched first",
            DEPLOYMENT,
            ports(json!([{"containerPort": 1, "name": "a"}, {"containerPort": 2, "name": "b"}])),
            ports(json!([{"containerPort": 2, "name": "c"}, {"containerPort": 3}])),
        ),
        (
            "ports with protocol keep their places",
            DEPLOYMENT,
            ports(both.clone()),
            ports(
                json!([{"containerPort": 53, "protocol": "UDP", "name": "x"}, {"containerPort": 53, "protocol": "SCTP"}]),
            ),
        ),
        (
            "a port without protocol beside others",
            DEPLOYMENT,
            ports(both.clone()),
            ports(json!([{"containerPort": 9, "name": "x"}])),
        ),
        (
            "a port is deleted by both keys",
            DEPLOYMENT,
            ports(both),
            ports(json!([{"containerPort": 53, "protocol": "TCP", "$patch": "delete"}])),
        ),
        (
            "ports of a service",
            SERVICE,
            json!({"spec": {"ports": [{"port": 80, "protocol": "TCP", "targetPort": 8080}, {"port": 443, "protocol": "TCP"}]}}),
            json!({"spec": {"ports": [{"port": 443, "protocol": "TCP", "targetPort": 9}, {"port": 8, "protocol": "TCP"}]}}),
        ),
    ]
}

fn maps() -> Vec<Case> {
    let limits = json!({"limits": {"cpu": 1, "memory": "1Gi"}});
    vec![
        (
            "settings are set and removed",
            CONFIG_MAP,
            json!({"data": {"url": "https://a", "admin.enabled": "true"}}),
            json!({"data": {"url": "https://b", "admin.enabled": null, "absent": null, "oidc.config": "name: Entra\nissuer: x\n"}}),
        ),
        ("data appears", CONFIG_MAP, json!({}), json!({"data": {"a": "b", "c": null}})),
        ("data disappears", CONFIG_MAP, json!({"data": {"a": "b"}}), json!({"data": null})),
        ("the last field leaves an empty map", CONFIG_MAP, json!({"data": {"a": "b"}}), json!({"data": {"a": null}})),
        ("a map of nulls is an empty map", CONFIG_MAP, json!({}), json!({"data": {"a": null}})),
        ("a null of the base stays", CONFIG_MAP, json!({"data": {"a": null, "b": "c"}}), json!({"data": {"b": "d"}})),
        ("a null of the base takes a map", CONFIG_MAP, json!({"data": null}), json!({"data": {"b": "d"}})),
        (
            "a map is replaced",
            DEPLOYMENT,
            server(json!({"resources": limits})),
            server(json!({"resources": {"$patch": "replace", "requests": {"cpu": 2, "memory": null}}})),
        ),
        (
            "a map is deleted",
            DEPLOYMENT,
            server(json!({"resources": limits})),
            server(json!({"resources": {"$patch": "delete"}})),
        ),
        (
            "a pod is replaced, with keyed lists inside",
            DEPLOYMENT,
            with_env(&["A"]),
            pod(json!({"$patch": "replace", "containers": [
                {"name": "b", "env": [{"name": "Q", "value": null}, {"name": "R", "$patch": "delete"}]},
            ]})),
        ),
        (
            "pod labels and annotations",
            DEPLOYMENT,
            json!({"spec": {"template": {"metadata": {"labels": {"app": "a"}}}}}),
            json!({"spec": {"template": {"metadata": {"labels": {"azure.workload.identity/use": "true"}, "annotations": {"a": "1"}}}}}),
        ),
        ("an empty patch", DEPLOYMENT, with_env(&["B", "A"]), json!({})),
    ]
}

fn custom_resources() -> Vec<Case> {
    vec![
        (
            "maps merge and lists replace",
            PROJECT,
            json!({"spec": {"roles": [{"name": "a", "policies": ["p"]}, {"name": "b"}], "sourceRepos": ["x"], "map": {"a": 1, "b": 2}}}),
            json!({"spec": {"roles": [{"name": "b", "policies": ["q"]}], "sourceRepos": ["y"], "map": {"a": null, "c": {"d": null, "e": 1}}}}),
        ),
        (
            "fields with the names of keyed lists replace",
            PROJECT,
            json!({"metadata": {"finalizers": ["a"], "ownerReferences": [{"uid": "a"}]}, "spec": {"template": {"spec": {"containers": [{"name": "a"}]}}}}),
            json!({"metadata": {"finalizers": ["b"], "ownerReferences": [{"uid": "b"}]}, "spec": {"template": {"spec": {"containers": [{"name": "b"}]}}}}),
        ),
        (
            "directives on maps work",
            PROJECT,
            json!({"spec": {"a": {"x": 1}, "b": {"y": 1}}}),
            json!({"spec": {"a": {"$patch": "replace", "z": 1}, "b": {"$patch": "delete"}}}),
        ),
    ]
}

/// The object of a case, with an identity of its own.
fn object((api_version, kind): (&str, &str), name: &str, fields: Value) -> Value {
    let mut object = json!({"apiVersion": api_version, "kind": kind, "metadata": {}});
    if let Value::Object(fields) = fields {
        object.as_object_mut().expect("a map").extend(fields);
    }
    object["metadata"]["name"] = json!(name);
    object
}

#[test]
fn every_case_merges_as_kustomize_does_it() {
    if !kubectl::is_here() {
        return;
    }
    let cases = lists().into_iter().chain(more_lists()).chain(ports()).chain(maps()).chain(custom_resources());
    let pairs: Vec<(Value, Value)> = cases
        .map(|(situation, kind, base, patch)| {
            let name = situation.replace([' ', ',', ':'], "-");
            (object(kind, &name, base), object(kind, &name, patch))
        })
        .collect();
    assert_equal_to_kustomize(&pairs);
}
