//! Values as compact JSON that YAML readers take for the same values.
//!
//! Argo CD splits a stream with a JSON decoder and then reads each object again as YAML (gitops-engine `pkg/utils/kube/kube.go`,
//! `SplitYAML`). So strings and numbers follow [`super::scalar`], which writes nothing that JSON does not know.

use serde_json::{Map, Value};

use super::scalar::{self, Escapes};

/// Appends a value, without a line break.
pub(super) fn write(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(truth) => out.push_str(scalar::boolean(*truth)),
        Value::Number(number) => scalar::write_number(out, number),
        Value::String(text) => scalar::write_quoted(out, text, Escapes::Json),
        Value::Array(items) => write_list(out, items),
        Value::Object(entries) => write_mapping(out, entries),
    }
}

/// Returns a value as indented JSON that ends in a newline, for documents that people read too.
pub(super) fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("a value is always JSON");
    text.push('\n');
    text
}

fn write_list(out: &mut String, items: &[Value]) {
    out.push('[');
    for (position, item) in items.iter().enumerate() {
        write_comma(out, position);
        write(out, item);
    }
    out.push(']');
}

fn write_mapping(out: &mut String, entries: &Map<String, Value>) {
    out.push('{');
    for (position, (key, value)) in entries.iter().enumerate() {
        write_comma(out, position);
        scalar::write_quoted(out, key, Escapes::Json);
        out.push(':');
        write(out, value);
    }
    out.push('}');
}

fn write_comma(out: &mut String, position: usize) {
    if position > 0 {
        out.push(',');
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(value: &Value) -> String {
        let mut out = String::new();
        write(&mut out, value);
        out
    }

    #[test]
    fn every_kind_of_value_is_written_compactly_and_in_order() {
        let value = json!({"z": [1, -2, true, null, "yes", [], {}], "a": {"b": "c\nd\t\"\\", "": 1.5}});
        assert_eq!(text(&value), r#"{"z":[1,-2,true,null,"yes",[],{}],"a":{"b":"c\nd\t\"\\","":1.5}}"#);
    }

    #[test]
    fn hidden_characters_are_escaped_but_never_as_surrogates() {
        let value = json!("\0\u{7f}\u{85}\u{202e}\u{feff}é😀\u{e0041}");
        assert_eq!(text(&value), "\"\\u0000\\u007f\\u0085\\u202e\\ufeffé😀\u{e0041}\"");
    }
}
