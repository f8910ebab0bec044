//! What a patch does without any tool to compare with: refusals with their places, directives, order of keys.

use serde_json::{Value, json};

use super::*;

fn deployment(container: Value) -> Value {
    let mut object = json!({"metadata": {"name": "argocd-server"}});
    object["spec"]["template"]["spec"]["containers"] = Value::Array(vec![container]);
    object
}

fn service(ports: Value) -> Value {
    let mut object = json!({"metadata": {"name": "argocd-server"}});
    object["spec"]["ports"] = ports;
    object
}

/// The error of a patch, after checking that the base is as it was.
fn refusal(api_version: &str, kind: &str, base: &Value, patch: &Value) -> MergeError {
    let mut merged = base.clone();
    let error = strategic(GroupKind::of(api_version, kind), &mut merged, patch).expect_err("the patch is refused");
    assert_eq!(&merged, base, "the base is unchanged");
    assert!(error.help.is_some(), "{error} has a help");
    error
}

const CONTAINER: &str = "/spec/template/spec/containers/0";

#[test]
fn a_patch_of_a_container_without_one_meaning_is_refused_at_its_place() {
    let env = json!([{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]);
    let cases = [
        ("no key", json!([{"value": "z"}]), "/env/0", "no merge key `name`"),
        ("null key", json!([{"name": null}]), "/env/0", "no merge key `name`"),
        ("empty key", json!([{"name": ""}]), "/env/0", "no merge key `name`"),
        ("no map", json!(["z"]), "/env/0", "a string stands in a list of maps"),
        ("key twice", json!([{"name": "A"}, {"name": "A"}]), "/env/1", "more than one item with `name: A`"),
        ("text for a list", json!("z"), "/env", "a string where the object has a list"),
        ("map for a list", json!({"name": "A"}), "/env", "a map where the object has a list"),
        (
            "replace of one item",
            json!([{"name": "B"}, {"name": "A", "$patch": "replace"}]),
            "/env/1",
            "on one item of a list",
        ),
        ("delete without key", json!([{"$patch": "delete"}]), "/env/0", "no merge key"),
        (
            "merge",
            json!([{"name": "A", "$patch": "merge"}]),
            "/env/0/$patch",
            "directive `$patch: merge` is not supported",
        ),
        ("odd directive", json!([{"name": "A", "$patch": 1}]), "/env/0/$patch", "directive `$patch` is not supported"),
    ];
    for (situation, patch, pointer, message) in cases {
        let base = deployment(json!({"name": "server", "env": env}));
        let patch = deployment(json!({"name": "server", "env": patch}));
        let error = refusal("apps/v1", "Deployment", &base, &patch);
        assert_eq!(error.pointer, format!("{CONTAINER}{pointer}"), "{situation}");
        assert!(error.message.contains(message), "{situation}: {error}");
    }
}

#[test]
fn directives_that_only_the_api_server_follows_are_refused_by_name() {
    for name in ["$setElementOrder/env", "$retainKeys", "$deleteFromPrimitiveList/args"] {
        let base = deployment(json!({"name": "server"}));
        let patch = deployment(json!({"name": "server", name: []}));
        let error = refusal("apps/v1", "Deployment", &base, &patch);
        assert_eq!(error.message, format!("directive `{name}` is not supported"));
        assert_eq!(error.pointer, format!("{CONTAINER}/{}", name.replace('/', "~1")));
    }
}

#[test]
fn a_directive_in_a_list_that_replaces_is_refused_at_any_depth() {
    let base = json!({"spec": {"roles": []}});
    let patch = json!({"spec": {"roles": [{"name": "a"}, {"name": "b", "groups": [{"$patch": "delete"}]}]}});
    let error = refusal("argoproj.io/v1alpha1", "AppProject", &base, &patch);
    assert_eq!(error.pointer, "/spec/roles/1/groups/0");
}

#[test]
fn the_whole_object_is_neither_deleted_nor_replaced_nor_patched_by_a_scalar() {
    let base = json!({"data": {"a": "b"}});
    for patch in [json!({"$patch": "delete"}), json!({"$patch": "replace", "data": {}}), json!(null), json!([])] {
        assert_eq!(refusal("v1", "ConfigMap", &base, &patch).pointer, "");
    }
}

#[test]
fn a_map_and_a_scalar_never_replace_each_other() {
    let base = json!({"data": {"a": "b"}, "immutable": true});
    let error = refusal("v1", "ConfigMap", &base, &json!({"data": "secret"}));
    assert_eq!((error.pointer.as_str(), error.message.contains("secret")), ("/data", false));
    assert_eq!(refusal("v1", "ConfigMap", &base, &json!({"immutable": {}})).pointer, "/immutable");
    assert_eq!(refusal("example.com/v1", "Custom", &base, &json!({"data": [1]})).pointer, "/data");
}

#[test]
fn a_key_that_the_base_has_twice_is_refused_when_the_patch_names_it_and_kept_when_not() {
    let env = json!([{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]);
    let mut base = deployment(json!({"name": "server", "env": env}));
    let named = deployment(json!({"name": "server", "env": [{"name": "A", "value": "3"}]}));
    assert!(refusal("apps/v1", "Deployment", &base, &named).message.contains("`name: A`"));

    let other = deployment(json!({"name": "server", "env": [{"name": "B", "value": "3"}]}));
    strategic(GroupKind::of("apps/v1", "Deployment"), &mut base, &other).expect("the patch names another key");
    let merged = base.pointer(&format!("{CONTAINER}/env")).and_then(Value::as_array).expect("a list");
    assert_eq!(merged.len(), 3);
}

#[test]
fn ports_of_which_only_one_states_its_protocol_are_refused() {
    let cases = [
        (json!([{"port": 80, "protocol": "TCP"}]), json!([{"port": 80}]), 0),
        (json!([{"port": 80}]), json!([{"port": 443}, {"port": 80, "protocol": "TCP"}]), 1),
        (json!([]), json!([{"port": 80}, {"port": 80, "protocol": "UDP"}]), 1),
    ];
    for (base, patch, index) in cases {
        let error = refusal("v1", "Service", &service(base), &service(patch));
        assert_eq!(error.pointer, format!("/spec/ports/{index}"));
        assert!(error.message.contains("states its `protocol`"), "{error}");
    }
}

#[test]
fn an_item_that_is_only_replace_makes_the_patch_the_whole_list() {
    let replace = json!([{"$patch": "replace"}, {"name": "B", "value": null, "valueFrom": {}}]);
    let patch = deployment(json!({"name": "server", "env": replace}));
    let expected = deployment(json!({"name": "server", "env": [{"name": "B", "valueFrom": {}}]}));
    for before in [json!({"name": "server", "env": [{"name": "A"}, {"name": "B"}]}), json!({"name": "server"})] {
        let mut base = deployment(before);
        strategic(GroupKind::of("apps/v1", "Deployment"), &mut base, &patch).expect("the patch has one meaning");
        assert_eq!(base, expected);
    }
}

#[test]
fn deleting_a_port_without_protocol_works_beside_ports_with_one() {
    let mut base = service(json!([{"port": 80, "protocol": "TCP"}, {"port": 443}]));
    let patch = service(json!([{"port": 443, "$patch": "delete"}]));
    strategic(GroupKind::of("v1", "Service"), &mut base, &patch).expect("the patch has one meaning");
    assert_eq!(base, service(json!([{"port": 80, "protocol": "TCP"}])));
}

#[test]
fn keys_keep_the_order_of_the_base_and_new_ones_follow() {
    let mut base = json!({"z": 1, "m": {"q": 1, "p": 2}, "k": 0, "a": 3, "b": 5});
    let patch = json!({"new": 4, "k": null, "m": {"p": 5, "r": 6, "q": 7}});
    strategic(GroupKind::of("v1", "ConfigMap"), &mut base, &patch).expect("the patch has one meaning");
    assert_eq!(base.to_string(), r#"{"z":1,"m":{"q":7,"p":5,"r":6},"a":3,"b":5,"new":4}"#);
}

#[test]
fn a_group_is_read_out_of_the_api_version() {
    assert_eq!(GroupKind::of("v1", "Service").group, "");
    assert_eq!(GroupKind::of("apps/v1", "Deployment").group, "apps");
}
