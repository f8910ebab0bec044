//! What we write is what every reader reads: values, keys and types, in every position, as YAML and as JSON.

mod awkward;
mod cases;
mod reader;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use tiphys::emit::{Document, json_stream, yaml_stream, yaml_value};

use crate::reader::Reader;

/// An object that kubectl reads without knowing its kind.
fn object(spec: &Value) -> Value {
    json!({
        "apiVersion": "tiphys.test/v1",
        "kind": "Probe",
        "metadata": {"name": "probe", "annotations": {"a": "b"}},
        "spec": spec,
    })
}

/// A string where it can stand: as value and key, in lists, and last in a document.
fn everywhere(text: &str) -> Value {
    let mut entries = Map::new();
    entries.insert(text.to_owned(), json!({text: [text]}));
    object(&json!({
        "value": text,
        "list": [text, [text, [text]], {"first": text, text: text}],
        "keys": entries,
        "last": [[{"last": text}]],
    }))
}

fn documents(bodies: &[Value]) -> impl Iterator<Item = Document<'_>> {
    bodies.iter().map(|body| Document { comment: Some("probe"), body })
}

fn assert_equal(reader: Reader, read: &[Value], bodies: &[Value]) {
    for (read, body) in read.iter().zip(bodies) {
        assert_eq!(read, body, "{reader:?} reads something else from\n{}", yaml_value(body));
    }
    assert_eq!(read.len(), bodies.len(), "{reader:?} reads another number of documents");
}

fn assert_every_reader_agrees(bodies: &[Value]) {
    let yaml = yaml_stream(documents(bodies));
    for reader in Reader::ALL {
        if let Some(read) = reader.read(&yaml) {
            assert_equal(reader, &read, bodies);
        }
    }
    if let Some(read) = Reader::Kubectl.read(&json_stream(documents(bodies))) {
        assert_equal(Reader::Kubectl, &read, bodies);
    }
}

/// Nested values of every kind, with awkward keys. Floats are left out: Go prints a whole one as an integer.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        awkward::any_string().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((awkward::any_string(), inner), 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// Checks a law for batches of generated cases: the readers are programs, so a start for each case would take minutes.
fn check_batches<T: std::fmt::Debug>(batches: u32, cases: usize, case: impl Strategy<Value = T>, law: impl Fn(&[T])) {
    let config = Config { cases: batches, max_shrink_iters: 300, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&prop::collection::vec(case, cases), |batch| {
            law(&batch);
            Ok(())
        })
        .expect("the law holds");
}

#[test]
fn awkward_strings_are_read_back_in_every_position() {
    let bodies: Vec<Value> = awkward::strings().iter().map(|text| everywhere(text)).collect();
    assert_every_reader_agrees(&bodies);
}

#[test]
fn awkward_strings_are_read_back_as_data_and_annotations_of_one_object() {
    let texts: Map<String, Value> = awkward::strings().into_iter().map(|text| (text.clone(), text.into())).collect();
    let body = json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "probe", "annotations": texts},
        "data": texts,
    });
    assert_every_reader_agrees(&[body]);
}

#[test]
fn generated_strings_are_read_back() {
    check_batches(20, 200, awkward::any_string(), |texts| {
        assert_every_reader_agrees(&[object(&json!(texts))]);
    });
}

#[test]
fn generated_values_are_read_back() {
    check_batches(20, 30, any_value(), |values| {
        let bodies: Vec<Value> = values.iter().map(object).collect();
        assert_every_reader_agrees(&bodies);
    });
}

#[test]
fn long_strings_and_keys_are_read_back() {
    let mut bodies: Vec<Value> =
        awkward::long_strings().into_iter().map(|text| object(&json!({"value": text}))).collect();
    bodies.extend(
        awkward::long_keys().into_iter().map(|key| {
            object(&json!({"list": [{&key: [1]}], &key: {&key: "a\nb\n", "next": {&key: {}, "last": null}}}))
        }),
    );
    assert_every_reader_agrees(&bodies);
}

#[test]
fn every_kind_of_value_is_read_back_with_its_type() {
    assert_every_reader_agrees(&[object(&json!({
        "integers": [0, 1, -1, 1000, i64::MIN, i64::MAX],
        "others": [true, false, null],
        "empty": [{}, [], "", [[]], [{}], {"a": {}, "b": []}],
        "nested": [[[1, 2], [3]], [[{"a": [[{"b": 1}]]}]]],
    }))]);
}

#[test]
fn deep_objects_are_read_back() {
    let lists = (0..110).fold(json!("a\nb"), |inner, _| json!([inner]));
    let mappings = (0..110).fold(json!("a\nb\n"), |inner, _| json!({"on": inner, "": 1}));
    assert_every_reader_agrees(&[object(&lists), object(&mappings)]);
}

/// Go has no floats that look like integers, so kubectl's numbers are compared by what they measure.
#[test]
fn floats_are_read_back() {
    let floats = [0.0, -0.0, 1.0, 0.1, -2.5, 1e16, 1e21, 1.5e-7, f64::MAX, f64::MIN_POSITIVE];
    let body = [object(&json!(floats))];
    let yaml = yaml_stream(documents(&body));
    for reader in [Reader::PyYaml, Reader::LibYaml, Reader::Saphyr] {
        if let Some(read) = reader.read(&yaml) {
            assert_equal(reader, &read, &body);
        }
    }
    for stream in [yaml, json_stream(documents(&body))] {
        if let Some(read) = Reader::Kubectl.read(&stream) {
            let numbers = read[0]["spec"].as_array().expect("a list was written").iter();
            assert!(numbers.map(Value::as_f64).eq(floats.map(Some)), "{read:?}");
        }
    }
}

#[test]
fn a_comment_is_never_content() {
    let body = object(&json!("a"));
    let comments: Vec<String> =
        awkward::strings().iter().map(|text| format!("a{text}kind: Secret")).chain(awkward::strings()).collect();
    let yaml = yaml_stream(comments.iter().map(|text| Document { comment: Some(text), body: &body }));
    for reader in Reader::ALL {
        if let Some(read) = reader.read(&yaml) {
            assert_eq!(read.len(), comments.len(), "{reader:?}");
            assert!(read.iter().all(|read| *read == body), "{reader:?}");
        }
    }
}

#[test]
fn yaml_within_a_string_is_read_back() {
    let inner = json!({"name": "Microsoft", "on": "yes", "scopes": ["openid", "a\nb\n\n"], "empty": {}});
    let body = [object(&json!({"oidc.config": yaml_value(&inner)}))];
    let yaml = yaml_stream(documents(&body));
    for reader in Reader::ALL {
        if let Some(outer) = reader.read(&yaml) {
            let text = outer[0]["spec"]["oidc.config"].as_str().expect("a string was written");
            assert_eq!(Reader::Saphyr.read(text), Some(vec![inner.clone()]), "{reader:?}");
        }
    }
}
