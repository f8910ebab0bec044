//! That the table of schemas and the folder agree, and what is true of every schema.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tiphys::schema::{self, Schema};

fn parsed(schema: Schema) -> Value {
    serde_json::from_str(schema.text()).expect("a schema is JSON")
}

#[test]
fn every_file_has_a_row_and_every_row_a_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    // What is read, not emitted, has a reader of its own.
    let others = ["README.md", "environment.json"];
    let files: BTreeSet<String> = names.filter(|name| !others.contains(&name.as_str())).collect();
    let rows: BTreeSet<String> = Schema::all().map(|schema| schema.file().to_owned()).collect();
    assert_eq!(files, rows);
}

#[test]
fn a_file_is_named_and_bound_by_the_kind_it_is_for() {
    for schema in Schema::all() {
        let Some((api_version, kind)) = schema.object() else { continue };
        let properties = &parsed(schema)["properties"];
        assert_eq!(properties["apiVersion"], json!({"const": api_version}), "{}", schema.file());
        assert_eq!(properties["kind"], json!({"const": kind}), "{}", schema.file());
        if ![Schema::KustomizeComponent, Schema::IdentityPlan].contains(&schema) {
            assert_eq!(schema.file(), format!("{}.json", kind.to_ascii_lowercase()));
        }
    }
}

#[test]
fn an_object_of_another_kind_or_version_is_refused() {
    for schema in Schema::all().filter(|schema| schema.object().is_some()) {
        let errors = schema::errors(schema, &json!({"apiVersion": "v9", "kind": "Stranger"}));
        for key in ["/apiVersion", "/kind"] {
            assert!(errors.iter().any(|error| error.pointer == key), "{}: {errors:?}", schema.file());
        }
    }
}

#[test]
fn every_object_that_names_its_keys_is_closed() {
    for schema in Schema::all() {
        let schema_value = parsed(schema);
        let mut open = Vec::new();
        collect_open(&schema_value, "", &mut open);
        assert!(open.is_empty(), "{}: open objects at {open:?}", schema.file());
    }
}

/// Collects the places of schemas of whole objects (they have a type) that list keys and yet let others through.
fn collect_open(value: &Value, place: &str, open: &mut Vec<String>) {
    let is_open =
        value["type"] == "object" && value["properties"].is_object() && value["additionalProperties"] != false;
    if is_open {
        open.push(place.to_owned());
    }
    match value {
        Value::Object(map) => map.iter().for_each(|(key, inner)| collect_open(inner, &format!("{place}/{key}"), open)),
        Value::Array(items) => items.iter().for_each(|inner| collect_open(inner, place, open)),
        _ => {}
    }
}

#[test]
fn every_reference_has_its_definition_and_every_definition_a_reference() {
    for schema in Schema::all() {
        let value = parsed(schema);
        let defined: BTreeSet<String> =
            value["definitions"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        let mut used = BTreeSet::new();
        collect_references(&value, &mut used);
        assert_eq!(used, defined, "{}", schema.file());
    }
}

fn collect_references(value: &Value, used: &mut BTreeSet<String>) {
    if let Some(target) = value["$ref"].as_str() {
        used.insert(target.trim_start_matches("#/definitions/").to_owned());
        assert_eq!(value.as_object().map(serde_json::Map::len), Some(1), "draft 7 reads nothing beside `$ref`");
    }
    match value {
        Value::Object(map) => map.values().for_each(|inner| collect_references(inner, used)),
        Value::Array(items) => items.iter().for_each(|inner| collect_references(inner, used)),
        _ => {}
    }
}
