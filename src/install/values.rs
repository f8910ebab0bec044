//! Values: nested settings in the words of the Helm chart, and how `argocd.settings` joins ours.
//!
//! Keeps true: no setting of the file is lost and none contradicts another. A list of the file and a list of ours
//! become one list, the file's items first; a default of ours gives way; anything else that both say is a finding. Maps
//! are in the order of their keys, so that the order of the file changes nothing.

use serde_json::{Map, Value};

use crate::document::Pointer;
use crate::finding::{Code, Finding, Place};

/// Nested settings. Keys are literal: `admin.enabled` is one key.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values(Map<String, Value>);

impl Values {
    /// Sets a value below nested keys. Nothing is set to an empty map or list: that would be no setting.
    pub fn set<const N: usize>(&mut self, path: [&str; N], value: impl Into<Value>) {
        let value = value.into();
        let is_empty = match &value {
            Value::Array(items) => items.is_empty(),
            Value::Object(map) => map.is_empty(),
            _ => false,
        };
        if !is_empty {
            let nested =
                path.iter().rev().fold(value, |inner, key| Value::Object(Map::from_iter([((*key).to_owned(), inner)])));
            overlay(&mut self.0, nested);
        }
    }

    /// These values and the settings of the file, both over defaults of ours.
    pub fn merged(
        self,
        defaults: Self,
        settings: Map<String, Value>,
        findings: &mut Vec<Finding>,
    ) -> Map<String, Value> {
        let (mut said, mut merged) = (settings, defaults.0);
        join_maps(&mut said, self.0, &settings_pointer(), findings);
        overlay(&mut merged, Value::Object(said));
        sorted_map(merged)
    }
}

/// Where the settings are in the environment file.
pub fn settings_pointer() -> Pointer {
    Pointer::of(["argocd", "settings"])
}

/// Maps merge, anything else is replaced.
fn overlay(under: &mut Map<String, Value>, over: Value) {
    let Value::Object(over) = over else { return };
    for (key, value) in over {
        match under.get_mut(&key) {
            Some(Value::Object(known)) if value.is_object() => overlay(known, value),
            _ => drop(under.insert(key, value)),
        }
    }
}

/// Adds ours to the file's.
fn join_maps(known: &mut Map<String, Value>, ours: Map<String, Value>, at: &Pointer, findings: &mut Vec<Finding>) {
    for (key, value) in ours {
        let at = at.join(&key);
        match known.get_mut(&key) {
            Some(known) => join(known, value, &at, findings),
            None => drop(known.insert(key, value)),
        }
    }
}

fn join(known: &mut Value, ours: Value, at: &Pointer, findings: &mut Vec<Finding>) {
    match (known, ours) {
        (Value::Object(known), Value::Object(ours)) => join_maps(known, ours, at, findings),
        (Value::Array(known), Value::Array(ours)) => join_lists(known, ours, at, findings),
        (known, ours) if *known == ours => {}
        _ => findings.push(conflict(at, &setting_name(at))),
    }
}

/// Adds our items, none of which may have the name of one that is there.
fn join_lists(known: &mut Vec<Value>, ours: Vec<Value>, at: &Pointer, findings: &mut Vec<Finding>) {
    for item in ours {
        let name = item.get("name").and_then(Value::as_str);
        let same = known.iter().position(|known| name.is_some() && known.get("name").and_then(Value::as_str) == name);
        match (same, name) {
            (Some(i), Some(name)) => {
                findings.push(conflict(&at.join(i), name));
            }
            _ => known.push(item),
        }
    }
}

/// What a setting is called, as the finding of a setting that has a field of its own calls it.
fn setting_name(at: &Pointer) -> String {
    at.steps().skip(settings_pointer().steps().count()).collect::<Vec<_>>().join(".")
}

fn conflict(at: &Pointer, name: &str) -> Finding {
    let message = format!("`{name}` follows from other fields of the file");
    Finding::new(Code::SettingConflict, Place::Value(at.clone()), message)
        .with_help("remove it: tiphys renders it, and the two would contradict each other")
}

fn sorted_map(map: Map<String, Value>) -> Map<String, Value> {
    let mut entries: Vec<(String, Value)> = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    entries.into_iter().collect()
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(sorted_map(map)),
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        scalar => scalar,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values(value: &Value) -> Values {
        Values(value.as_object().expect("a map").clone())
    }

    fn merged(defaults: &Value, settings: &Value, ours: &Value) -> (Value, Vec<Finding>) {
        let mut findings = Vec::new();
        let merged = values(ours).merged(values(defaults), values(settings).0, &mut findings);
        (Value::Object(merged), findings)
    }

    #[test]
    fn nothing_of_the_file_and_nothing_of_ours_is_lost() {
        let settings = json!({
            "server": {"env": [{"name": "A", "value": "1"}], "replicas": 3},
            "a": {"b": null},
        });
        let ours = json!({"server": {"env": [{"name": "B", "value": "2"}], "podLabels": {"x.y/z": "true"}}});
        let (merged, findings) =
            merged(&json!({"server": {"replicas": 2}, "repoServer": {"replicas": 2}}), &settings, &ours);
        assert_eq!(findings, []);
        assert_eq!(
            merged.to_string(),
            json!({
                "a": {"b": null},
                "repoServer": {"replicas": 2},
                "server": {
                    "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
                    "podLabels": {"x.y/z": "true"},
                    "replicas": 3,
                },
            })
            .to_string()
        );
    }

    #[test]
    fn what_both_say_differently_is_a_finding_where_the_file_says_it() {
        for (settings, pointer) in [
            (json!({"server": {"ingress": {"enabled": false}}}), "/argocd/settings/server/ingress/enabled"),
            (json!({"server": {"ingress": null}}), "/argocd/settings/server/ingress"),
            (json!({"server": {"env": {"A": "1"}}}), "/argocd/settings/server/env"),
            (json!({"server": {"env": [1, {"name": "B"}]}}), "/argocd/settings/server/env/1"),
        ] {
            let ours = json!({"server": {"env": [{"name": "B"}], "ingress": {"enabled": true}}});
            let (_, findings) = merged(&json!({}), &settings, &ours);
            assert_eq!(findings.len(), 1, "{findings:?}");
            assert_eq!(findings[0].code, Code::SettingConflict);
            assert_eq!(findings[0].place, Place::Value(Pointer::from_written(pointer)));
        }
    }

    #[test]
    fn what_both_say_alike_is_none_and_a_default_gives_way_to_either() {
        let (on, off) =
            (json!({"server": {"ingress": {"enabled": true}}}), json!({"server": {"ingress": {"enabled": false}}}));
        for (settings, ours) in [(&on, &on), (&json!({}), &on), (&on, &json!({}))] {
            assert_eq!(merged(&off, settings, ours), (on.clone(), Vec::new()));
        }
    }

    #[test]
    fn nothing_is_set_to_nothing() {
        let mut values = Values::default();
        values.set(["server", "env"], Vec::<Value>::new());
        values.set(["server", "podLabels"], json!({}));
        assert_eq!(values, Values::default());
        values.set(["configs", "cm", "admin.enabled"], false);
        values.set(["configs", "rbac", "policy.default"], "");
        assert_eq!(
            Value::Object(values.0),
            json!({"configs": {"cm": {"admin.enabled": false}, "rbac": {"policy.default": ""}}})
        );
    }
}
