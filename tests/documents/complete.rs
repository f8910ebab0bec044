//! The cases `ok/complete*` together set every property of the environment file.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use tiphys::environment::written::Written;

#[test]
fn every_property_is_set() {
    let mut known = BTreeSet::new();
    properties(&Written::schema(), "", &mut known);
    let mut set = BTreeSet::new();
    for environment in complete_environments() {
        keys(&environment, "", &Written::schema(), &mut set);
    }
    let missing: Vec<&String> = known.difference(&set).collect();
    assert!(missing.is_empty(), "no `ok/complete*` sets {missing:?}");
}

fn complete_environments() -> Vec<Value> {
    let folders = fs::read_dir(crate::repository("testdata/ok")).expect("there are cases").flatten();
    let complete = folders.filter(|folder| folder.file_name().to_string_lossy().starts_with("complete"));
    let texts = complete.map(|folder| fs::read_to_string(folder.path().join("env.yaml")).expect("a case has env.yaml"));
    texts.map(|text| serde_saphyr::from_str(&text).expect("it is YAML")).collect()
}

/// Collects the paths of all properties of a schema; `[]` stands for every item and `*` for every name.
fn properties(schema: &Value, path: &str, known: &mut BTreeSet<String>) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}.{name}");
        properties(property, &path, known);
        known.insert(path);
    }
    properties_below(schema, path, known);
}

fn properties_below(schema: &Value, path: &str, known: &mut BTreeSet<String>) {
    if schema["items"].is_object() {
        properties(&schema["items"], &format!("{path}[]"), known);
    }
    if schema["additionalProperties"].is_object() {
        properties(&schema["additionalProperties"], &format!("{path}.*"), known);
    }
    for form in schema["oneOf"].as_array().into_iter().flatten() {
        properties(form, path, known);
    }
}

/// Collects the paths of all keys of a value, in the words of its schema.
fn keys(value: &Value, path: &str, schema: &Value, set: &mut BTreeSet<String>) {
    for form in schema["oneOf"].as_array().into_iter().flatten() {
        keys(value, path, form, set);
    }
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let property = &schema["properties"][key];
                let (path, schema) = if property.is_null() {
                    (format!("{path}.*"), &schema["additionalProperties"])
                } else {
                    (format!("{path}.{key}"), property)
                };
                keys(value, &path, schema, set);
                set.insert(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, &format!("{path}[]"), &schema["items"], set)),
        _ => {}
    }
}
