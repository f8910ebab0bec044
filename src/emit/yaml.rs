//! The structure of YAML: mappings, lists and what stands between them.
//!
//! Block style, two spaces a level, lists at the indentation of their key, as kubectl prints; flow style only for `{}` and `[]`.
//! Each function starts at the column where its first line begins and ends its last line.

use serde_json::{Map, Value};

use super::scalar;

const STEP: usize = 2;

/// The longest written key, in bytes, that stands on one line with its value. YAML readers look for the colon within 1,024 characters
/// (YAML 1.2, section 8.2.2; libyaml and go-yaml do the same).
const LONGEST_SIMPLE_KEY: usize = 1_000;

/// Appends a value as a whole document.
pub(super) fn write(out: &mut String, value: &Value) {
    write_node(out, value, 0);
}

/// Appends a value whose first line begins here and whose further lines begin at `indent`.
fn write_node(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(entries) if !entries.is_empty() => write_mapping(out, entries, indent),
        Value::Array(items) if !items.is_empty() => write_list(out, items, indent),
        leaf => write_leaf(out, leaf, indent),
    }
}

fn write_mapping(out: &mut String, entries: &Map<String, Value>, indent: usize) {
    for (position, (key, value)) in entries.iter().enumerate() {
        if position > 0 {
            scalar::write_spaces(out, indent);
        }
        write_key(out, key, indent);
        write_entry(out, value, indent);
    }
}

/// Appends a key and its colon. A key that is too long becomes an explicit one: `? key`, and the colon begins the next line.
fn write_key(out: &mut String, key: &str, indent: usize) {
    let start = out.len();
    scalar::write_line(out, key);
    if out.len() - start > LONGEST_SIMPLE_KEY {
        out.insert_str(start, "? ");
        out.push('\n');
        scalar::write_spaces(out, indent);
    }
    out.push(':');
}

/// Appends the value of a key that stands at `indent`.
fn write_entry(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            out.push('\n');
            scalar::write_spaces(out, indent + STEP);
            write_mapping(out, entries, indent + STEP);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            scalar::write_spaces(out, indent);
            write_list(out, items, indent);
        }
        leaf => {
            out.push(' ');
            write_leaf(out, leaf, indent + STEP);
        }
    }
}

fn write_list(out: &mut String, items: &[Value], indent: usize) {
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            scalar::write_spaces(out, indent);
        }
        out.push_str("- ");
        write_node(out, item, indent + STEP);
    }
}

/// Appends a scalar, or a collection without members, and ends the line. A block of text is indented by `indent`, and at least by
/// one step: then no line of it, such as `---`, stands in the first column.
fn write_leaf(out: &mut String, leaf: &Value, indent: usize) {
    match leaf {
        Value::String(text) => return scalar::write_text(out, text, indent.max(STEP)),
        Value::Null => out.push_str("null"),
        Value::Bool(truth) => out.push_str(scalar::boolean(*truth)),
        Value::Number(number) => scalar::write_number(out, number),
        Value::Array(_) => out.push_str("[]"),
        Value::Object(_) => out.push_str("{}"),
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn yaml(value: &Value) -> String {
        let mut out = String::new();
        write(&mut out, value);
        out
    }

    #[test]
    fn an_object_looks_as_kubectl_prints_it() {
        let secret = json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"labels": {}, "name": "dev", "finalizers": []},
            "data": {"name": "ZGV2", "server": "aHR0cHM6Ly8=", "empty": "", "on": "yes"},
            "items": [{"a": 1, "b": [{"c": null}, "d"]}, ["x", ["y1", true]], "f\ng\n", [[]]],
        });
        let expected = r#"
apiVersion: v1
kind: Secret
metadata:
  labels: {}
  name: dev
  finalizers: []
data:
  name: ZGV2
  server: aHR0cHM6Ly8=
  empty: ""
  "on": "yes"
items:
- a: 1
  b:
  - c: null
  - d
- - x
  - - y1
    - true
- |
  f
  g
- - []
"#;
        assert_eq!(yaml(&secret), expected.trim_start());
    }

    #[test]
    fn a_block_is_indented_below_its_key_at_every_depth() {
        let value = json!({"a": {"b": "x\n\ny", "c": [{"d": "z\n\n"}]}});
        let expected = "a:\n  b: |-\n    x\n\n    y\n  c:\n  - d: |+\n      z\n\n";
        assert_eq!(yaml(&value), expected);
        assert_eq!(yaml(&json!("---\na")), "|-\n  ---\n  a\n");
    }

    #[test]
    fn a_key_of_several_lines_is_quoted() {
        assert_eq!(yaml(&json!({"a\nb": "c"})), "\"a\\nb\": c\n");
    }

    #[test]
    fn a_key_too_long_for_one_line_is_explicit() {
        let simple = "k".repeat(LONGEST_SIMPLE_KEY);
        assert_eq!(yaml(&json!({&simple: 1})), format!("{simple}: 1\n"));
        let explicit = format!("{simple}k");
        let value = json!({"a": {&explicit: {"b": 1}, "c": [{&explicit: [2]}]}});
        let expected = format!("a:\n  ? {explicit}\n  :\n    b: 1\n  c:\n  - ? {explicit}\n    :\n    - 2\n");
        assert_eq!(yaml(&value), expected);
    }

    #[test]
    fn the_deepest_document_is_written() {
        let deep = (0..128).fold(
            json!("leaf"),
            |inner, level| {
                if level % 2 == 0 { json!({"k": inner}) } else { json!([inner]) }
            },
        );
        let written = yaml(&deep);
        assert_eq!(written.matches("k:").count(), 64);
        assert!(written.ends_with("k: leaf\n"), "{written}");
    }
}
