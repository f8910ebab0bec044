//! JSON: the reader agrees with serde's; in a string of YAML each value is found where it is written.
#![no_main]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use tiphys::document::{self, Node, json};
use tiphys::emit;
use tiphys::source::{Encoding, SourceId, Sources, Within};
use tiphys_fuzz::{assert_inside, assert_tree_inside, source_of};

fuzz_target!(|text: &str| {
    let Some((sources, id)) = source_of(text.as_bytes()) else { return };
    // Without the byte-order mark that a source has no more.
    let text = sources.get(id).text();
    let read = json::parse_json(text, id);
    read.faults.iter().for_each(|fault| assert_inside(fault.span, &sources));
    read.duplicates.iter().for_each(|(_, span)| assert_inside(*span, &sources));
    read.node.iter().for_each(|node| assert_tree_inside(node, &sources));
    assert_agrees_with_serde(text, &read);

    assert_places(text, &json!({ "a": text }).to_string(), Encoding::Scalar, true);
    assert_places(text, &emit::yaml_value(&json!({ "a": text })), Encoding::Scalar, false);
    assert_places(text, &format!("a: '{}'\n", text.replace('\'', "''")), Encoding::Scalar, false);
    assert_places(text, &format!("a: |\n  {}\n", text.replace('\n', "\n  ")), Encoding::Scalar, false);
    assert_places(text, &json!({ "a": STANDARD.encode(text) }).to_string(), Encoding::Base64, false);
});

fn assert_agrees_with_serde(text: &str, read: &json::Json) {
    match serde_json::from_str::<Value>(text) {
        Ok(value) => {
            assert!(read.faults.is_empty(), "{:?}", read.faults);
            let node = read.node.as_ref().expect("without a fault there is a value");
            assert!(is_equal(&node.to_value(), &value), "{node:?}\n{value:?}");
        }
        Err(error) => assert!(!read.faults.is_empty() || is_serdes_own(&error.to_string()), "{error}"),
    }
}

/// What serde refuses and Go reads: numbers beyond a double, halves of surrogate pairs, and a depth of 128.
fn is_serdes_own(error: &str) -> bool {
    ["number out of range", "surrogate", "unexpected end of hex escape", "recursion limit"]
        .iter()
        .any(|words| error.contains(words))
}

/// Equality, but for the last bits of fractions: serde is not exact there, unless one asks.
fn is_equal(ours: &Value, serdes: &Value) -> bool {
    match (ours, serdes) {
        (Value::Number(a), Value::Number(b)) => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() <= b.abs() * 1e-12,
            _ => a == b,
        },
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| is_equal(a, b)))
        }
        _ => ours == serdes,
    }
}

/// Asserts that every place in the JSON is a place in the YAML around it; between double quotes, exactly that of its
/// characters.
fn assert_places(text: &str, yaml: &str, encoding: Encoding, is_exact: bool) {
    let Some((mut sources, file)) = source_of(yaml.as_bytes()) else { return };
    let (documents, _) = document::parse_material(sources.get(file), file);
    let Some(node) = documents.first().and_then(|found| found.node.get("a")) else { return };
    let inner = match (encoding, node.text()) {
        (Encoding::Base64, Some(_)) => text.to_owned(),
        (Encoding::Scalar, Some(inner)) => inner.to_owned(),
        (_, None) => return,
    };
    let id = sources.add_inner(inner.clone(), Within { span: node.span, encoding });
    let read = json::parse_json(&inner, id);
    for span in read.faults.iter().map(|fault| fault.span).chain(read.duplicates.iter().map(|(_, span)| *span)) {
        assert_inside(sources.outermost(span).span, &sources);
    }
    if let Some(node) = &read.node {
        assert_written(node, &inner, id, &sources, is_exact);
    }
}

fn assert_written(node: &Node, inner: &str, id: SourceId, sources: &Sources, is_exact: bool) {
    let keys = node.entries().iter().map(|entry| entry.key_span);
    for span in keys.chain([node.span]) {
        let outer = sources.outermost(span).span;
        assert_inside(outer, sources);
        if is_exact && span.source == id {
            let written = &sources.get(outer.source).text()[outer.start as usize..outer.end as usize];
            let decoded = serde_json::from_str::<String>(&format!("\"{written}\""));
            assert_eq!(decoded.ok().as_deref(), Some(&inner[span.start as usize..span.end as usize]), "{written:?}");
        }
    }
    let values = node.entries().iter().map(|entry| &entry.value).chain(node.items());
    values.for_each(|value| assert_written(value, inner, id, sources, is_exact));
}
