//! Faults, made at every place of a bundle where they are possible.

use serde_json::{Map, Value, json};

use crate::unfold::{fold, unfold};

/// A bundle with one fault.
#[derive(Debug)]
pub struct Mutant {
    /// What was done.
    pub fault: &'static str,
    /// The document, as `Kind/name`.
    pub object: String,
    /// Where in it, through the texts that it holds.
    pub pointer: String,
    /// What stands there now.
    pub now: String,
    /// The whole bundle.
    pub documents: Vec<Value>,
}

impl Mutant {
    /// What was done where.
    pub fn title(&self) -> String {
        format!("{} {} {} → {}", self.fault, self.object, self.pointer, self.now)
    }
}

/// A fault of a value: what it becomes, if it can have that fault.
type Fault = fn(&Value) -> Option<Value>;

/// Faults of values.
const FAULTS: [(&str, Fault); 14] = [
    ("retype to a list", |v| (!v.is_array() && !is_wrapped(v)).then(|| json!([v]))),
    ("retype to a number", |v| v.as_str().map(|_| json!(17))),
    ("retype to a boolean", |v| v.as_str().map(|_| json!(true))),
    ("quote", |v| v.as_bool().map(|b| json!(b.to_string())).or_else(|| v.as_i64().map(|n| json!(n.to_string())))),
    ("quote twice", |v| v.as_str().map(|text| json!(format!("'{text}'")))),
    ("empty", |v| v.as_str().filter(|text| !text.is_empty()).map(|_| json!(""))),
    ("upper case", |v| v.as_str().map(|text| json!(text.to_uppercase())).filter(|new| new != v)),
    ("misspell", |v| v.as_str().and_then(misspelt).map(Value::from)),
    ("blank behind", |v| v.as_str().filter(|text| !text.ends_with('\n')).map(|text| json!(format!("{text} ")))),
    ("encode twice", |v| v.get("$base64").map(|_| json!({"$base64": fold(v)}))),
    ("plain for base64", |v| v.get("$base64").map(fold).map(|inner| json!({"$plain": inner}))),
    ("http for https", |v| {
        v.as_str().and_then(|text| text.strip_prefix("https:")).map(|rest| json!(format!("http:{rest}")))
    }),
    ("placeholder", |v| v.as_str().map(|_| json!("<replace-me>"))),
    ("null", |v| (!v.is_null()).then_some(Value::Null)),
];

/// Every mutant of a bundle.
pub fn all(documents: &[Value]) -> Vec<Mutant> {
    let unfolded: Vec<Value> = documents.iter().map(unfold).collect();
    let mut mutants = Vec::new();
    for (at, document) in unfolded.iter().enumerate() {
        for pointer in pointers(document) {
            for (fault, now, changed) in changes(document, &pointer) {
                let mut all: Vec<Value> = unfolded.iter().map(fold).collect();
                all[at] = fold(&without_plain(changed));
                let now = if now.chars().count() > 60 { now.chars().take(60).collect() } else { now };
                mutants.push(Mutant { fault, object: object(document), pointer: pointer.clone(), now, documents: all });
            }
        }
        mutants.extend(twice(&unfolded, at));
    }
    mutants
}

/// A text that nobody encoded stands where one in base64 belongs.
fn without_plain(value: Value) -> Value {
    match value {
        Value::Object(mut map) if map.contains_key("$plain") => map.remove("$plain").unwrap_or_default(),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, without_plain(value))).collect(),
        Value::Array(items) => items.into_iter().map(without_plain).collect(),
        other => other,
    }
}

fn object(document: &Value) -> String {
    let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    format!("{}/{}", text("/kind"), text("/metadata/name"))
}

/// The same object under another name.
fn twice(documents: &[Value], at: usize) -> Option<Mutant> {
    let mut copy = documents[at].clone();
    *copy.pointer_mut("/metadata/name")? = json!("another-name");
    let documents = documents.iter().chain([&copy]).map(fold).collect();
    let (object, pointer) = (object(&copy), String::new());
    Some(Mutant { fault: "duplicate", object, pointer, now: "another-name".into(), documents })
}

fn is_wrapped(value: &Value) -> bool {
    value.as_object().is_some_and(|map| map.len() == 1 && map.keys().all(|key| key.starts_with('$')))
}

/// The places of all values, without the root; a wrapped text is one place, and so is what it holds.
fn pointers(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(value, "", &mut found);
    found
}

fn collect(value: &Value, pointer: &str, found: &mut Vec<String>) {
    let mut below = |step: &str, value: &Value| {
        let pointer = format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"));
        if !step.starts_with('$') || value.is_string() {
            found.push(pointer.clone());
        }
        collect(value, &pointer, found);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| below(key, value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, value)| below(&at.to_string(), value)),
        _ => {}
    }
}

/// The faults at a place: what, what stands there now, and the document.
fn changes(document: &Value, pointer: &str) -> Vec<(&'static str, String, Value)> {
    let value = document.pointer(pointer).expect("the place is there");
    let mut changes = Vec::new();
    for (fault, change) in FAULTS {
        if let Some(new) = change(value) {
            changes.push((fault, new.to_string(), with(document, pointer, new)));
        }
    }
    let (above, step) = pointer.rsplit_once('/').expect("it is not the root");
    let key = step.replace("~1", "/").replace("~0", "~");
    match document.pointer(above).expect("it is there") {
        Value::Object(map) => changes.extend(of_key(map, &key).into_iter().map(|(fault, map)| {
            let now = map.keys().map(String::as_str).collect::<Vec<_>>().join(" ");
            (fault, now, with(document, above, Value::Object(map)))
        })),
        Value::Array(items) => {
            let at: usize = key.parse().expect("it is an index");
            let without: Vec<&Value> =
                items.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, item)| item).collect();
            changes.push(("drop", json!(without).to_string(), with(document, above, json!(without))));
        }
        _ => {}
    }
    changes
}

/// A document with another value at a place.
fn with(document: &Value, pointer: &str, value: Value) -> Value {
    let mut changed = document.clone();
    *changed.pointer_mut(pointer).expect("the place is there") = value;
    changed
}

/// Faults of a key: it is gone, misspelt, in another case, or has its neighbour's value.
fn of_key(map: &Map<String, Value>, key: &str) -> Vec<(&'static str, Map<String, Value>)> {
    let renamed = |new: &str| -> Map<String, Value> {
        map.iter().map(|(k, v)| (if k == key { new.to_owned() } else { k.clone() }, v.clone())).collect()
    };
    let mut dropped = map.clone();
    dropped.shift_remove(key);
    let mut faults = vec![("drop", dropped)];
    faults.extend(misspelt(key).map(|new| ("rename", renamed(&new))));
    faults.extend(Some(key.to_uppercase()).filter(|new| new != key).map(|new| ("rename in upper case", renamed(&new))));
    let next = map.iter().skip_while(|(k, _)| *k != key).nth(1).filter(|(_, v)| v.is_string() && map[key].is_string());
    if let Some((other, value)) = next.filter(|(_, value)| **value != map[key]) {
        let mut swapped = map.clone();
        swapped[other.as_str()] = map[key].clone();
        swapped[key] = value.clone();
        faults.push(("swap", swapped));
    }
    faults
}

/// A word without a letter of its middle.
fn misspelt(word: &str) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    let at = letters.len() / 2;
    (letters.len() > 2 && letters[at].is_ascii_alphanumeric())
        .then(|| letters.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| c).collect())
}
