//! `docs/reference/fields.md`, made from the schema of the environment file.

use std::fmt::Write as _;

use serde_json::{Map, Value};
use tiphys::environment::written::Written;

use crate::assert_current;

const HEAD: &str = "# Fields of the environment file

A target takes what it does not say from `defaults`, a file takes what it does not say from the one that it `extends`, and overlays
adapt what is rendered ([overlays](../../overlays/README.md)). Files are read only below a root: `--root`, else the nearest folder
above that holds `.git`, else the file's own folder. `tiphys schema` prints the same as a JSON Schema, for editors.

";

#[test]
fn the_field_reference_is_what_the_schema_says() {
    let schema = Written::schema();
    let mut reference = HEAD.to_owned();
    section(&schema, "", &mut reference);
    assert_current("docs/reference/fields.md", &format!("{}\n", reference.trim_end()));
}

/// Writes the table of a map with known keys, then those of the maps in it.
fn section(schema: &Value, path: &str, out: &mut String) {
    let Some(fields) = schema["properties"].as_object() else { return };
    let title = if path.is_empty() { "The file".to_owned() } else { format!("`{path}`") };
    let _ = writeln!(out, "## {title}\n\n{}\n", description(schema));
    if path == "defaults" {
        let _ = writeln!(out, "{}", defaults(fields));
        return;
    }
    let _ = writeln!(out, "| field | value | meaning |\n|---|---|---|");
    for (name, field) in fields {
        let is_required =
            schema["required"].as_array().is_some_and(|names| names.contains(&Value::from(name.as_str())));
        let _ = writeln!(out, "| `{name}` | {} | {} |", value(field, is_required), description(field));
    }
    out.push('\n');
    for (name, field) in fields {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        sections_below(field, &path, out);
    }
}

/// The tables of a field's value, of its items, or of what its names stand for.
fn sections_below(field: &Value, path: &str, out: &mut String) {
    if field["items"].is_object() {
        sections_below(&field["items"], &format!("{path}[]"), out);
    }
    if field["additionalProperties"].is_object() {
        sections_below(&field["additionalProperties"], &format!("{path}.NAME"), out);
    }
    section(field, path, out);
}

/// What `defaults` may hold: every field of a target but some.
fn defaults(fields: &Map<String, Value>) -> String {
    let schema = Written::schema();
    let target = schema["properties"]["targets"]["items"]["properties"].as_object().expect("a target has fields");
    assert!(fields.keys().all(|name| target.contains_key(name)), "`defaults` has a field that targets do not have");
    let left_out: Vec<String> =
        target.keys().filter(|name| !fields.contains_key(*name)).map(|name| format!("`{name}`")).collect();
    format!("Every field of `targets[]` but {}.\n", left_out.join(", "))
}

fn description(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().replace('\n', " ").replace('|', "\\|")
}

/// What may stand there, and whether it must.
fn value(field: &Value, is_required: bool) -> String {
    let text = form(field);
    let default = field.get("default").filter(|default| **default != Value::Object(Map::new()));
    match default.map(flow) {
        _ if is_required => format!("{text}; required"),
        Some(default) => format!("{text}; default `{default}`"),
        None => text,
    }
}

fn form(schema: &Value) -> String {
    if let Some(words) = schema["enum"].as_array() {
        return texts(words);
    }
    if let Some(forms) = schema["oneOf"].as_array() {
        return forms.iter().map(form).collect::<Vec<_>>().join(", or ");
    }
    match schema["type"].as_str() {
        Some("boolean") => "`true`, `false`".to_owned(),
        Some("integer") => "a number".to_owned(),
        Some("array") => list(&schema["items"]),
        Some("object") if schema["additionalProperties"].is_object() => "a map by name".to_owned(),
        Some("object") => one_key(schema).unwrap_or_else(|| "a map".to_owned()),
        _ => words_like(schema).map_or_else(|| "a text".to_owned(), |words| format!("such as {words}")),
    }
}

fn list(items: &Value) -> String {
    if items["type"] == "object" {
        return "a list of maps".to_owned();
    }
    words_like(items).map_or_else(|| "a list of texts".to_owned(), |words| format!("a list such as {words}"))
}

/// A map whose one key holds a list, as it is written.
fn one_key(schema: &Value) -> Option<String> {
    let fields = schema["properties"].as_object().filter(|fields| fields.len() == 1)?;
    let (name, field) = fields.iter().next()?;
    (field["type"] == "array").then(|| format!("`{{{name}: […]}}`"))
}

/// Examples of a text; one is left out where a default says as much.
fn words_like(schema: &Value) -> Option<String> {
    let examples = schema["examples"].as_array()?;
    let has_default = schema.get("default").is_some();
    (examples.len() > 1 || !has_default).then(|| texts(&examples[..examples.len().min(3)]))
}

fn texts(values: &[Value]) -> String {
    values.iter().filter_map(Value::as_str).map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ")
}

/// A default as YAML writes it in a line.
fn flow(value: &Value) -> String {
    match value {
        Value::String(text) if text.starts_with(|first: char| first.is_ascii_digit()) => format!("\"{text}\""),
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}
