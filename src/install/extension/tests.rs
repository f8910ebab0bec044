use proptest::prelude::*;
use serde_json::json;

use super::*;

/// The wire form of nested settings, and what was found.
fn flat(nested: &Value) -> (Map<String, Value>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut flat = Flat { settings: BTreeMap::new(), findings: &mut findings };
    flat.add_map("", nested.as_object().expect("a map").clone(), &settings_pointer());
    let settings = flat.settings.into_iter().map(|(key, value)| (key, value.into())).collect();
    (settings, findings)
}

/// Nested values as Helm reads them from `--set` (Helm `pkg/strvals/parser.go`): `\` takes the next character as it is,
/// `.` begins a key, `[` an index. Commas are no separators on this wire.
fn read_by_helm(settings: &Map<String, Value>) -> Value {
    let mut values = json!({});
    // Indices come in order, so that a list grows by its end.
    let mut keys: Vec<(Vec<Step>, &Value)> = settings.iter().map(|(key, value)| (steps(key), value)).collect();
    keys.sort_by(|a, b| a.0.cmp(&b.0));
    for (steps, value) in keys {
        let place = steps.into_iter().fold(&mut values, |place, step| match step {
            Step::Key(key) => {
                if place.is_null() {
                    *place = json!({});
                }
                place.as_object_mut().expect("a map").entry(key).or_insert(Value::Null)
            }
            Step::Index(index) => {
                if place.is_null() {
                    *place = json!([]);
                }
                let items = place.as_array_mut().expect("a list");
                assert!(index <= items.len(), "an index leaves no gap");
                if index == items.len() {
                    items.push(Value::Null);
                }
                &mut items[index]
            }
        });
        *place = typed(value.as_str().expect("a text"));
    }
    values
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(String),
    Index(usize),
}

fn steps(wire_key: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut key = String::new();
    let mut characters = wire_key.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => key.extend(characters.next()),
            '.' | '[' => {
                if !key.is_empty() {
                    steps.push(Step::Key(std::mem::take(&mut key)));
                }
                if character == '[' {
                    let index: String = characters.by_ref().take_while(|c| *c != ']').collect();
                    steps.push(Step::Index(index.parse().expect("an index")));
                }
            }
            other => key.push(other),
        }
    }
    if !key.is_empty() {
        steps.push(Step::Key(key));
    }
    steps
}

fn typed(text: &str) -> Value {
    match text.to_ascii_lowercase().as_str() {
        "true" => json!(true),
        "false" => json!(false),
        "null" => Value::Null,
        "0" => json!(0),
        _ if text.starts_with('0') => json!(text),
        _ => text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number)),
    }
}

/// What the extension carries as it is: no text that becomes another type, nothing empty.
fn nested() -> impl Strategy<Value = Value> {
    let text = "[a-z .,=:\\\\\"'\n\\[\\]}-][a-z0-9 .,=:\\\\\"'\n\\[\\]{}-]{0,8}"
        .prop_filter("a text stays one", |t| !is_retyped(t));
    let leaf =
        prop_oneof![text.prop_map(Value::from), any::<bool>().prop_map(Value::from), (-9i64..99).prop_map(Value::from)];
    let key = "[a-zA-Z./_-]{1,6}";
    let inner = leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Value::from),
            proptest::collection::btree_map(key, inner, 1..4).prop_map(|map| map.into_iter().collect::<Value>()),
        ]
    });
    proptest::collection::btree_map(key, inner, 1..5).prop_map(|map| map.into_iter().collect())
}

proptest! {
    #[test]
    fn helm_reads_back_what_was_nested(nested in nested()) {
        let (settings, findings) = flat(&nested);
        prop_assert_eq!(findings, vec![]);
        prop_assert!(crate::schema::errors(crate::schema::Schema::ExtensionSettings, &Value::Object(settings.clone())).is_empty());
        prop_assert_eq!(read_by_helm(&settings), nested);
    }
}

#[test]
fn keys_are_escaped_once_and_lists_are_indexed() {
    let (settings, findings) = flat(&json!({
        "configs": {"cm": {"admin.enabled": false}},
        "global": {"tolerations": [{"key": "a", "operator": "Exists"}], "nodeSelector": {"kubernetes.azure.com/mode": "system"}},
        "list": [["a"], ["b", 2.5]],
    }));
    assert_eq!(findings, []);
    let expected = json!({
        r"configs.cm.admin\.enabled": "false",
        r"global.nodeSelector.kubernetes\.azure\.com/mode": "system",
        "global.tolerations[0].key": "a",
        "global.tolerations[0].operator": "Exists",
        "list[0][0]": "a",
        "list[1][0]": "b",
        "list[1][1]": "2.5",
    });
    assert_eq!(Value::Object(settings), expected);
}

#[test]
fn what_the_wire_cannot_carry_is_a_finding_and_never_dropped() {
    for (settings, pointer) in [
        (json!({"a": {"b": ""}}), "/argocd/settings/a/b"),
        (json!({"a": null}), "/argocd/settings/a"),
        (json!({"a": [{}]}), "/argocd/settings/a/0"),
        (json!({"a": []}), "/argocd/settings/a"),
        (json!({"a": "{x}"}), "/argocd/settings/a"),
        (json!({"a": {"": "x"}}), "/argocd/settings/a/"),
        (json!({"a": {"b=c": "x"}}), "/argocd/settings/a/b=c"),
        (json!({"a": {"b,c": "x"}}), "/argocd/settings/a/b,c"),
        (json!({"a": {"b[0]": "x"}}), "/argocd/settings/a/b[0]"),
        (json!({"a": {"b c": "x"}}), "/argocd/settings/a/b c"),
        (json!({"a": {r"b\.c": "x"}}), r"/argocd/settings/a/b\.c"),
    ] {
        let (flat, findings) = flat(&settings);
        assert_eq!(flat, Map::new(), "{settings}");
        let [finding] = &findings[..] else { panic!("{settings}: {findings:?}") };
        assert_eq!(finding.code, Code::UnwritableSetting);
        let (Place::Value(place) | Place::Key(place)) = &finding.place else { panic!("{finding:?}") };
        assert_eq!(place.as_str(), pointer);
    }
}

#[test]
fn a_text_that_becomes_another_type_is_warned_of_where_that_matters() {
    let retyped = |settings: Value| {
        let (settings, findings) = flat(&settings);
        assert_eq!(settings.len(), 1);
        assert!(findings.iter().all(|finding| finding.code == Code::RetypedSetting));
        !findings.is_empty()
    };
    for text in ["true", "False", "NULL", "0", "12", "-3", "+3"] {
        assert!(retyped(json!({"server": {"podLabels": {"a/b": text}}})), "{text}");
        assert!(!retyped(json!({"configs": {"params": {"a.b": text}}})), "{text}");
        assert!(!retyped(json!({"configs": {"cm": {"a.b": text}}})), "{text}");
        assert!(!retyped(json!({"server": {"podAnnotations": {"a/b": text}}})), "{text}");
        assert!(!retyped(json!({"server": {"ingress": {"annotations": {"a/b": text}}}})), "{text}");
    }
    for text in ["yes", "00", "0x1", "1.5", "v1", "1_000"] {
        assert!(!retyped(json!({"server": {"podLabels": {"a/b": text}}})), "{text}");
    }
    assert!(!retyped(json!({"server": {"replicas": 2}})), "a number is meant");
}

#[test]
fn the_role_that_stands_for_none_grants_nothing() {
    use crate::policy::{Enforcer, Policy, table};
    use crate::value::ArgoVersion;

    let text = "p, role:deployer, applications, get, \"*/*\", allow\ng, \"g\", role:deployer\n";
    let policy = Policy::parse(text).expect("a policy");
    let of = |role: &str| Enforcer::new(ArgoVersion::NEWEST, &policy).with_default_role(role);
    let (none, nothing) = (of(NO_ROLE), of(""));
    for resource in table::resources_matching("*").expect("every resource") {
        for action in ["get", "create", "update", "delete", "sync", "override", "invoke", "action/a/b/c"] {
            for groups in [&["g"][..], &[]] {
                let asked = |enforcer: &Enforcer| enforcer.allows("user", groups, resource.name, action, "a/b").allowed;
                assert_eq!(asked(&none), asked(&nothing), "{} {action}", resource.name);
            }
        }
    }
    assert!(of("role:readonly").allows("user", &[], "applications", "get", "a/b").allowed);
    NO_ROLE
        .strip_prefix("role:")
        .expect("a role")
        .parse::<crate::value::RoleName>()
        .expect_err("no role can be called so");
}
