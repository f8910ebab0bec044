//! A whole schema file: the frame that every kind has, and what occurs more than once moved into `definitions`.
//!
//! The validator compiles a definition once, however often it is referred to.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Shared parts of one schema file by name.
pub type Definitions = BTreeMap<String, Value>;

/// The validator is ready for draft 7 in a third of the time that 2020-12 takes, and editors know it best. In it, `$ref`
/// stands alone: what stands beside it is not read.
const SPECIFICATION: &str = "http://json-schema.org/draft-07/schema#";

/// Anything shorter reads better where it is used than by a reference.
const WORTH_A_NAME: usize = 80;

/// Makes the file of a kind from the strict schema of its root, and drops definitions that nothing refers to.
pub fn document(api_version: &str, kind: &str, root: &Value, definitions: Definitions) -> Value {
    let mut properties = Map::new();
    properties.insert("apiVersion".to_owned(), json!({"const": api_version}));
    properties.insert("kind".to_owned(), json!({"const": kind}));
    properties.insert("metadata".to_owned(), metadata());
    for (key, schema) in root["properties"].as_object().into_iter().flatten() {
        properties.entry(key.clone()).or_insert_with(|| schema.clone());
    }
    json!({
        "$schema": SPECIFICATION,
        "title": format!("{kind} {api_version}"),
        "type": "object",
        "properties": properties,
        "required": required(root.get("required")),
        "additionalProperties": false,
        "definitions": reachable(&Value::Object(properties), definitions),
    })
}

/// The metadata of a whole object has a name; that of a pod template need not.
fn metadata() -> Value {
    let named = json!({"properties": {"name": {"minLength": 1}}, "required": ["name"]});
    json!({"allOf": [{"$ref": "#/definitions/ObjectMeta"}, named]})
}

fn required(own: Option<&Value>) -> Vec<Value> {
    let frame = ["apiVersion", "kind", "metadata"].map(Value::from);
    let own = own.and_then(Value::as_array).into_iter().flatten().filter(|key| !frame.contains(key));
    frame.iter().chain(own).cloned().collect()
}

fn reachable(root: &Value, mut definitions: Definitions) -> Definitions {
    let mut found = Definitions::new();
    let mut open = references(root);
    while let Some(name) = open.pop() {
        if let Some(definition) = definitions.remove(&name) {
            open.extend(references(&definition));
            found.insert(name, definition);
        }
    }
    found
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => map.iter().flat_map(|(key, value)| reference(key, value)).collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

fn reference(key: &str, value: &Value) -> Vec<String> {
    match value.as_str().and_then(|target| target.strip_prefix("#/definitions/")) {
        Some(name) if key == "$ref" => vec![name.to_owned()],
        _ => references(value),
    }
}

/// Moves every subschema that occurs more than once into the definitions, named by the key it is used under.
pub fn shared(root: &Value, definitions: &mut Definitions) -> Value {
    let mut counts = BTreeMap::new();
    count(root, &mut counts);
    counts.retain(|_, count| *count > 1);
    let mut sharing = Sharing { repeated: counts, names: BTreeMap::new(), definitions };
    sharing.children(root, "")
}

/// Counts each subschema; the parts of one that has been seen before are not counted again, for they go where it goes.
fn count(schema: &Value, counts: &mut BTreeMap<String, usize>) {
    for (_, child) in subschemas(schema) {
        let text = child.to_string();
        let worth_a_name = text.len() >= WORTH_A_NAME;
        let seen = counts.entry(text).or_default();
        *seen += 1;
        if *seen == 1 || !worth_a_name {
            count(child, counts);
        }
    }
}

/// Iterates over the schemas directly inside a schema, with the key that each is used under.
fn subschemas(schema: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    let items = ["items", "additionalProperties"].into_iter().filter_map(|key| Some((key, schema.get(key)?)));
    properties.map(|(key, value)| (key.as_str(), value)).chain(items.filter(|(_, value)| value.is_object()))
}

struct Sharing<'a> {
    repeated: BTreeMap<String, usize>,
    names: BTreeMap<String, String>,
    definitions: &'a mut Definitions,
}

impl Sharing<'_> {
    /// Rewrites the schemas inside `schema`, which is used under `path`.
    fn children(&mut self, schema: &Value, path: &str) -> Value {
        let mut out = schema.clone();
        if let Some(properties) = out.get_mut("properties").and_then(Value::as_object_mut) {
            for (key, value) in properties {
                *value = self.one(value, &format!("{path}/{key}"));
            }
        }
        for keyword in ["items", "additionalProperties"] {
            if let Some(inner) = out.get_mut(keyword).filter(|inner| inner.is_object()) {
                let suffix = if keyword == "items" { "Item" } else { "Value" };
                *inner = self.one(inner, &format!("{path}{suffix}"));
            }
        }
        out
    }

    fn one(&mut self, schema: &Value, path: &str) -> Value {
        let text = schema.to_string();
        if text.len() < WORTH_A_NAME || !self.repeated.contains_key(&text) {
            return self.children(schema, path);
        }
        if !self.names.contains_key(&text) {
            let name = self.free_name(path);
            self.names.insert(text.clone(), name.clone());
            self.definitions.insert(name.clone(), json!({}));
            let definition = self.children(schema, path);
            self.definitions.insert(name, definition);
        }
        json!({"$ref": format!("#/definitions/{}", self.names[&text])})
    }

    /// The shortest tail of the path that is not taken: `BackendRef`, else `FiltersItemBackendRef` …, else with a number.
    fn free_name(&self, path: &str) -> String {
        let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(capitalised).collect();
        let tails = (0..parts.len()).rev().map(|from| parts[from..].concat());
        let numbered = (2..).map(|number| format!("{}{number}", parts.concat()));
        let mut names = tails.chain(numbered);
        names.find(|name| !self.definitions.contains_key(name)).expect("numbers do not run out")
    }
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
