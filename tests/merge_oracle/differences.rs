//! Where kustomize and the API server differ from us or from each other, held to what `merge.rs` says of them. When
//! one of these fails after an update of kubectl, that table wants the new truth.

use serde_json::{Value, json};

use crate::{kubectl, merged};

fn deployment(pod: Value) -> Value {
    let mut object = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}});
    object["spec"]["template"]["spec"] = pod;
    object
}

fn with(mut container: Value) -> Value {
    container["name"] = json!("server");
    deployment(json!({"containers": [container]}))
}

fn with_field(field: &str, value: Value) -> Value {
    let mut container = json!({});
    container[field] = value;
    with(container)
}

/// What kustomize, the API server and we make of a patch; nothing where one refuses it.
struct Outcome {
    kustomize: Option<Value>,
    api_server: Option<Value>,
    ours: Option<Value>,
}

impl Outcome {
    /// The outcome, reduced to one place in the object.
    fn at(pointer: &str, base: &Value, patch: &Value) -> Self {
        let place = |object: Value| object.pointer(pointer).cloned().unwrap_or_default();
        let first = |objects: Result<Vec<Value>, String>| objects.ok().and_then(|objects| objects.into_iter().next());
        Self {
            kustomize: first(kubectl::kustomize(&[(base.clone(), patch.clone())])).map(place),
            api_server: first(kubectl::api_server(std::slice::from_ref(base), patch)).map(place),
            ours: merged(base, patch).ok().map(place),
        }
    }

    fn in_container(field: &str, base: Value, patch: Value) -> Self {
        let pointer = format!("/spec/template/spec/containers/0/{field}");
        Self::at(&pointer, &with_field(field, base), &with_field(field, patch))
    }

    fn assert(
        self,
        kustomize: impl Into<Option<Value>>,
        api_server: impl Into<Option<Value>>,
        ours: impl Into<Option<Value>>,
    ) {
        assert_eq!(self.kustomize, kustomize.into(), "kustomize");
        assert_eq!(self.api_server, api_server.into(), "the API server");
        assert_eq!(self.ours, ours.into(), "ours");
    }
}

fn env(names: &[&str]) -> Value {
    names.iter().map(|name| json!({"name": name})).collect()
}

#[test]
fn the_order_of_a_merged_list_is_that_of_kustomize() {
    if !kubectl::is_here() {
        return;
    }
    let kustomize = env(&["C", "N", "A", "B"]);
    let api_server = env(&["A", "B", "C", "N"]);
    Outcome::in_container("env", env(&["A", "B", "C"]), env(&["C", "N"])).assert(
        kustomize.clone(),
        api_server,
        kustomize,
    );
    let new_first = env(&["N", "M", "A", "B"]);
    Outcome::in_container("env", env(&["A", "B"]), env(&["N", "M"])).assert(
        new_first.clone(),
        new_first.clone(),
        new_first,
    );
}

#[test]
fn items_that_lack_a_key_or_share_one_are_refused() {
    if !kubectl::is_here() {
        return;
    }
    Outcome::in_container("env", env(&["A"]), json!([{"value": "z"}])).assert(json!([]), None, None);
    let twice = json!([{"name": "A", "value": "y"}, {"name": "A", "value": "z"}]);
    let first = json!([{"name": "A", "value": "y"}]);
    let last = json!([{"name": "A", "value": "z"}]);
    Outcome::in_container("env", env(&["A"]), twice.clone()).assert(first, last.clone(), None);
    let patched = json!([{"name": "A", "value": "q"}, {"name": "A", "value": "z"}]);
    Outcome::in_container("env", twice.clone(), json!([{"name": "A", "value": "q"}])).assert(
        last.clone(),
        patched,
        None,
    );
    Outcome::at("/spec/template/spec/containers/0/env", &with(json!({"env": twice})), &with(json!({"image": "a"})))
        .assert(last, twice.clone(), twice);
}

#[test]
fn a_value_of_another_type_is_refused() {
    if !kubectl::is_here() {
        return;
    }
    Outcome::in_container("resources", json!({"limits": {}}), json!("a")).assert(None, json!("a"), None);
    Outcome::in_container("image", json!("a"), json!({"b": "c"})).assert(None, json!({"b": "c"}), None);
}

#[test]
fn replace_on_an_item_is_refused_and_on_a_new_list_is_followed() {
    if !kubectl::is_here() {
        return;
    }
    let item = json!([{"name": "B", "value": "z", "$patch": "replace"}]);
    Outcome::in_container("env", env(&["A", "B"]), item).assert(env(&["B", "A"]), json!([]), None);
    let list = json!([{"name": "B"}, {"$patch": "replace"}]);
    let pointer = "/spec/template/spec/containers/0/env";
    Outcome::at(pointer, &with(json!({})), &with(json!({"env": list}))).assert(
        json!([{"$patch": "replace"}]),
        env(&["B"]),
        env(&["B"]),
    );
}

#[test]
fn a_directive_on_the_whole_object_is_refused() {
    if !kubectl::is_here() {
        return;
    }
    let base = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a": "b"}});
    let mut patch = base.clone();
    patch["data"] = json!({"c": "d"});
    patch["$patch"] = json!("replace");
    Outcome::at("/data", &base, &patch).assert(json!({"a": "b"}), json!({"c": "d"}), None);
    patch["$patch"] = json!("delete");
    let outcome = Outcome::at("/data", &base, &patch);
    assert_eq!((outcome.api_server, outcome.ours), (None, None));
}

#[test]
fn a_deleted_map_is_gone_and_nulls_of_new_items_are_too() {
    if !kubectl::is_here() {
        return;
    }
    Outcome::in_container("resources", json!({"limits": {}}), json!({"$patch": "delete"})).assert(
        json!(null),
        json!({}),
        json!(null),
    );
    let (without, with) = (json!([{"name": "N"}]), json!([{"name": "N", "value": null}]));
    Outcome::in_container("env", json!([]), with.clone()).assert(without.clone(), with, without);
}

#[test]
fn ports_are_told_apart_by_number_and_protocol() {
    if !kubectl::is_here() {
        return;
    }
    let tcp = json!({"containerPort": 53, "protocol": "TCP"});
    let udp = json!({"containerPort": 53, "protocol": "UDP"});
    let both = json!([udp, tcp]);
    Outcome::in_container("ports", json!([tcp]), json!([udp])).assert(both.clone(), json!([udp]), both);
    let bare = json!([{"containerPort": 53, "name": "dns"}]);
    let merged_by_number = json!([{"containerPort": 53, "protocol": "TCP", "name": "dns"}]);
    Outcome::in_container("ports", json!([tcp]), bare.clone()).assert(json!([tcp]), merged_by_number, None);
    let beside = json!([tcp, {"containerPort": 9}]);
    let delete = json!([{"containerPort": 9, "$patch": "delete"}]);
    Outcome::in_container("ports", beside.clone(), delete).assert(beside, json!([tcp]), json!([tcp]));
}

#[test]
fn lists_newer_than_the_schema_of_kustomize_merge() {
    if !kubectl::is_here() {
        return;
    }
    for field in ["schedulingGates", "resourceClaims"] {
        let (base, patch) = (deployment(json!({field: env(&["A"])})), deployment(json!({field: env(&["B"])})));
        let pointer = format!("/spec/template/spec/{field}");
        let both = env(&["B", "A"]);
        Outcome::at(&pointer, &base, &patch).assert(env(&["B"]), both.clone(), both);
    }
}

#[test]
fn the_selector_of_a_disruption_budget_merges() {
    if !kubectl::is_here() {
        return;
    }
    let budget = |labels: Value| {
        json!({
            "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "a"},
            "spec": {"selector": {"matchLabels": labels}},
        })
    };
    let both = json!({"a": "b", "c": "d"});
    Outcome::at("/spec/selector/matchLabels", &budget(json!({"a": "b"})), &budget(json!({"c": "d"}))).assert(
        both.clone(),
        json!({"c": "d"}),
        both,
    );
}

#[test]
fn directives_that_only_the_api_server_follows_stay_in_the_output_of_kustomize() {
    if !kubectl::is_here() {
        return;
    }
    let patch = with(json!({"$setElementOrder/env": [{"name": "B"}, {"name": "A"}]}));
    let pointer = "/spec/template/spec/containers/0/$setElementOrder~1env";
    let outcome = Outcome::at(pointer, &with(json!({"env": env(&["A", "B"])})), &patch);
    assert!(outcome.kustomize.is_some_and(|value| value.is_array()) && outcome.ours.is_none());
}
