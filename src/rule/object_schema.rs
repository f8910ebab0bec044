//! Objects have no keys that their kind does not know, and values of the types that it takes.
//!
//! The API server refuses a value of another type; a key that it does not know it drops, with a warning at most. Only
//! what is missing is not said: a patch or a fragment lacks what the object that it goes into has.

use serde_json::Value;

use crate::document::Pointer;
use crate::finding::{Code, Finding, Place};
use crate::material::{Item, Material, Origin, Reading};
use crate::schema::{self, SchemaError, SchemaFault};

/// Reports departures of each object from the schema of its kind.
pub fn check(material: &Material, findings: &mut Vec<Finding>) {
    for item in material.items.iter().filter(|item| matches!(item.origin, Origin::Object | Origin::Patch)) {
        let version = item.node.get("apiVersion").and_then(|node| node.text()).unwrap_or_default();
        let Some(schema) = schema::for_object(version, item.kind()) else { continue };
        let errors = schema::errors(schema, &without_nulls(item.node.to_value()));
        findings.extend(errors.into_iter().filter(|error| counts(item, error)).map(|error| finding(item, error)));
    }
}

/// For the API server nothing is the same as no key.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_nulls(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// Whether it is a mistake that no other rule reports: directives of patches are none, and data have rules of their own.
fn counts(item: &Item, error: &SchemaError) -> bool {
    let is_directive = error.pointer.rsplit('/').next().is_some_and(|key| key.starts_with('$'));
    let has_rules = !matches!(item.reading, Reading::PlainObject(_));
    let is_datum = error.pointer.starts_with("/data/") || error.pointer.starts_with("/stringData/");
    error.fault != SchemaFault::Missing && !is_directive && !(has_rules && is_datum)
}

fn finding(item: &Item, error: SchemaError) -> Finding {
    let pointer = Pointer::from_written(error.pointer);
    let span = item.node.find(&pointer).map(|(node, key)| match error.fault {
        SchemaFault::UnknownKey => key.unwrap_or(node.span),
        SchemaFault::Missing | SchemaFault::Value => node.span,
    });
    Finding::new(Code::SchemaViolation, span.map_or_else(|| item.place(), Place::Text), error.message)
}
