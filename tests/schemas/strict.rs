//! From an `OpenAPI` schema, as Kubernetes writes them, to a strict JSON Schema.
//!
//! Every keyword is either kept, translated or dropped by name; one that nobody has thought of stops the test.

use serde_json::{Map, Value, json};

/// What says nothing about validity, or what JSON Schema cannot say. `README.md` says why for each.
const DROPPED: [&str; 7] = [
    "description",
    "title",
    "default",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
    "x-kubernetes-validations",
];
/// Every keyword that a strict schema may have, in the order it is written.
const KEPT: [&str; 22] = [
    "$ref",
    "type",
    "format",
    "enum",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "items",
    "minItems",
    "maxItems",
    "uniqueItems",
    "properties",
    "minProperties",
    "maxProperties",
    "required",
    "additionalProperties",
    "oneOf",
    "anyOf",
    "allOf",
    "not",
];
/// Formats that the validator checks; the widths of numbers become bounds, `byte` is plain text to a schema.
const CHECKED_FORMATS: [&str; 4] = ["date-time", "ipv4", "ipv6", "uuid"];
const UNCHECKED_FORMATS: [&str; 3] = ["byte", "int64", "double"];
/// Translates a schema that describes a whole value: an object is closed, unless it says that it is a map or open.
pub fn strict(schema: &Value) -> Value {
    let schema = schema.as_object().expect("a Kubernetes schema is an object");
    let mut out = translated(schema, strict);
    close(&mut out);
    in_order(out)
}

/// Translates a branch of `oneOf` and the like: a statement about some keys, so other keys stay allowed.
///
/// The API server fills in defaults before it looks at the branches, we do not. So a branch that the default of an absent
/// key would contradict asks for that key.
fn partial(branch: &Value, outer: Option<&Value>) -> Value {
    let branch = branch.as_object().expect("a branch is an object");
    let mut out = translated(branch, |schema| partial(schema, None));
    let contradicted: Vec<Value> = branch
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(key, schema)| outer.is_some_and(|outer| !admits(schema, &outer[key.as_str()]["default"])))
        .map(|(key, _)| json!(key))
        .collect();
    if !contradicted.is_empty() {
        assert!(!out.contains_key("required"), "a branch with `required` of its own has not occurred yet");
        out.insert("required".to_owned(), Value::Array(contradicted));
    }
    in_order(out)
}

fn admits(schema: &Value, default: &Value) -> bool {
    default.is_null() || jsonschema::is_valid(schema, default)
}

fn translated(schema: &Map<String, Value>, inner: impl Fn(&Value) -> Value + Copy) -> Map<String, Value> {
    let mut out = Map::new();
    let properties = schema.get("properties");
    for (keyword, value) in schema.iter().filter(|(keyword, _)| !DROPPED.contains(&keyword.as_str())) {
        let (keyword, value) = match keyword.as_str() {
            "required" => ("required", written(value, properties)),
            "properties" => ("properties", each(value, inner)),
            "items" => ("items", inner(value)),
            "additionalProperties" if value.is_object() => ("additionalProperties", inner(value)),
            "oneOf" | "anyOf" | "allOf" => (keyword.as_str(), branches(value, properties)),
            "not" => ("not", partial(value, None)),
            "x-kubernetes-int-or-string" => ("type", json!(["integer", "string"])),
            "x-kubernetes-preserve-unknown-fields" => ("additionalProperties", json!(true)),
            "format" => {
                insert_format(&mut out, schema, value.as_str().expect("a format is a name"));
                continue;
            }
            keyword => (keyword, value.clone()),
        };
        assert!(KEPT.contains(&keyword), "keyword `{keyword}` is neither kept nor dropped");
        out.insert(keyword.to_owned(), value);
    }
    if schema.get("x-kubernetes-list-type") == Some(&json!("set")) {
        out.insert("uniqueItems".to_owned(), json!(true));
    }
    out
}

fn branches(alternatives: &Value, outer: Option<&Value>) -> Value {
    let alternatives = alternatives.as_array().expect("alternatives are a list");
    alternatives.iter().map(|branch| partial(branch, outer)).collect()
}

fn each(properties: &Value, inner: impl Fn(&Value) -> Value) -> Value {
    let properties = properties.as_object().expect("properties are an object");
    properties.iter().map(|(key, schema)| (key.clone(), inner(schema))).collect()
}

/// Keeps the keys that somebody must write: one with a default is filled in before the API server asks for it.
fn written(required: &Value, properties: Option<&Value>) -> Value {
    let has_default = |key: &Value| {
        let key = key.as_str().expect("a required key is a name");
        properties.is_some_and(|properties| properties[key].get("default").is_some())
    };
    required.as_array().into_iter().flatten().filter(|key| !has_default(key)).cloned().collect()
}

fn insert_format(out: &mut Map<String, Value>, schema: &Map<String, Value>, format: &str) {
    if CHECKED_FORMATS.contains(&format) {
        out.insert("format".to_owned(), json!(format));
    } else if format == "int32" {
        for (keyword, bound) in [("minimum", i32::MIN), ("maximum", i32::MAX)] {
            let bound = schema.get(keyword).cloned().unwrap_or_else(|| json!(bound));
            out.insert(keyword.to_owned(), bound);
        }
    } else {
        assert!(UNCHECKED_FORMATS.contains(&format), "format `{format}` is neither checked nor dropped");
    }
}

/// Closes an object: unknown keys are what the API server drops without a word.
fn close(out: &mut Map<String, Value>) {
    if out.get("type") == Some(&json!("object")) && !out.contains_key("additionalProperties") {
        out.insert("additionalProperties".to_owned(), json!(false));
    }
}

/// Puts the keywords in the order people read them, which also makes equal schemas equal texts.
fn in_order(mut schema: Map<String, Value>) -> Value {
    let keywords = KEPT.iter().filter_map(|keyword| Some(((*keyword).to_owned(), schema.shift_remove(*keyword)?)));
    let ordered: Map<String, Value> = keywords.collect();
    assert!(schema.is_empty(), "keywords without a place: {schema:?}");
    assert!(!ordered.contains_key("$ref") || ordered.len() == 1, "beside `$ref` nothing is read: {ordered:?}");
    Value::Object(ordered)
}
