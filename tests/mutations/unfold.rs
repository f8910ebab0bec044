//! Texts inside objects as trees, so that a fault can be made inside them, and back.
//!
//! `{"$base64": …}`, `{"$json": …}`, `{"$yaml": …}` and `{"$csv": [[…]]}` stand for a text that holds what is behind them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::bundle;

/// A document with the texts that it holds as trees.
pub fn unfold(document: &Value) -> Value {
    unfold_at("", document, is_secret(document))
}

fn is_secret(document: &Value) -> bool {
    document["kind"] == "Secret"
}

fn unfold_at(key: &str, value: &Value, is_secret: bool) -> Value {
    match value {
        Value::Object(map) if is_secret && key == "data" => {
            let decode = |text: &Value| {
                let bytes = STANDARD.decode(text.as_str().unwrap_or_default()).expect("a good Secret has base64");
                Value::from(String::from_utf8(bytes).expect("a good Secret has texts"))
            };
            map.iter()
                .map(|(key, value)| (key.clone(), json!({"$base64": unfold_at(key, &decode(value), true)})))
                .collect()
        }
        Value::Object(map) => {
            let mut unfolded: serde_json::Map<String, Value> =
                map.iter().map(|(key, value)| (key.clone(), unfold_at(key, value, is_secret))).collect();
            unfolded.retain(|_, value| !value.is_null());
            Value::Object(unfolded)
        }
        Value::Array(items) => items.iter().map(|item| unfold_at("", item, is_secret)).collect(),
        Value::String(text) => unfold_text(&own_key(key), text, is_secret),
        other => other.clone(),
    }
}

fn unfold_text(key: &str, text: &str, is_secret: bool) -> Value {
    match key {
        "config" if is_secret => json!({"$json": serde_json::from_str::<Value>(text).expect("a good config is JSON")}),
        "oidc.config" => json!({"$yaml": bundle::documents(text)[0]}),
        "patch" => json!({"$yaml": unfold(&bundle::documents(text)[0])}),
        _ if key.strip_prefix("policy.").is_some_and(|rest| rest.split('.').next_back() == Some("csv")) => {
            json!({"$csv": rows(text)})
        }
        _ => Value::from(text),
    }
}

/// Of a flat key with escaped dots, the last name.
fn own_key(key: &str) -> String {
    key.replace("\\.", "\0")
        .rsplit('.')
        .next()
        .filter(|_| key.contains('\\'))
        .map_or(key.to_owned(), |last| last.replace('\0', "."))
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split(',').map(|field| field.trim().trim_matches('"').to_owned()).collect()).collect()
}

/// The document of an unfolded one.
pub fn fold(value: &Value) -> Value {
    match value {
        Value::Object(map) if map.len() == 1 => match map.iter().next().expect("it has one") {
            (key, inner) if key == "$base64" => STANDARD.encode(text(&fold(inner))).into(),
            (key, inner) if key == "$json" => text(&fold(inner)).into(),
            (key, inner) if key == "$yaml" => yaml(&fold(inner), 0).into(),
            (key, inner) if key == "$csv" => csv(&fold(inner)).into(),
            _ => fold_map(map),
        },
        Value::Object(map) => fold_map(map),
        Value::Array(items) => items.iter().map(fold).collect(),
        other => other.clone(),
    }
}

fn fold_map(map: &serde_json::Map<String, Value>) -> Value {
    Value::Object(map.iter().map(|(key, value)| (key.clone(), fold(value))).collect())
}

/// A map as people write it in YAML, a key a line; anything else, and what is in lists, as JSON, which is YAML too.
fn yaml(value: &Value, depth: usize) -> String {
    let Value::Object(map) = value else { return text(value) };
    let line = |(key, value): (&String, &Value)| {
        let is_plain = key.bytes().all(|byte| byte.is_ascii_alphabetic());
        let key = if is_plain { key.clone() } else { Value::from(key.as_str()).to_string() };
        match value {
            Value::Object(below) if !below.is_empty() => {
                format!("{:depth$}{key}:\n{}", "", yaml(value, depth + 2))
            }
            other => format!("{:depth$}{key}: {other}\n", ""),
        }
    };
    if map.is_empty() { "{}\n".to_owned() } else { map.iter().map(line).collect() }
}

/// A text as it is, anything else as JSON, which is YAML too.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn csv(rows: &Value) -> String {
    let field = |field: &Value| match text(field) {
        text if text.is_empty() || text.contains([',', '"']) => format!("\"{}\"", text.replace('"', "\"\"")),
        text => text,
    };
    let line = |row: &Value| match row {
        Value::Array(fields) => fields.iter().map(field).collect::<Vec<_>>().join(", "),
        other => text(other),
    };
    match rows {
        Value::Array(rows) => rows.iter().map(|row| line(row) + "\n").collect(),
        other => text(other),
    }
}
