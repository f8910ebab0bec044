//! The instructions a strategic merge patch carries among its data: `$patch: delete` and `$patch: replace`.
//!
//! Every other directive of Kubernetes is refused by name, because kustomize copies most of them into its output.

use serde_json::{Map, Value};

use super::MergeError;
use super::place::Place;

const PATCH: &str = "$patch";

/// Directives that only the API server follows: a whole key, or the start of one that ends in a field's name.
const REFUSED: [&str; 3] = ["$retainKeys", "$setElementOrder/", "$deleteFromPrimitiveList/"];

/// What a map of a patch does to its counterpart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Directive {
    /// Merges into it: no directive.
    Merge,
    /// Removes it.
    Delete,
    /// Takes its place.
    Replace,
}

impl Directive {
    /// The directive of a map.
    ///
    /// # Errors
    /// A directive other than `$patch: delete` and `$patch: replace`.
    pub(super) fn of(map: &Map<String, Value>, place: &Place<'_>) -> Result<Self, MergeError> {
        for name in map.keys() {
            if REFUSED.iter().any(|refused| name.starts_with(refused)) {
                return Err(unsupported(name, &Place::Field(place, name)));
            }
        }
        match map.get(PATCH) {
            None => Ok(Self::Merge),
            Some(Value::String(value)) if value == "delete" => Ok(Self::Delete),
            Some(Value::String(value)) if value == "replace" => Ok(Self::Replace),
            Some(Value::String(value)) => Err(unsupported(&format!("{PATCH}: {value}"), &Place::Field(place, PATCH))),
            Some(_) => Err(unsupported(PATCH, &Place::Field(place, PATCH))),
        }
    }
}

/// True for the field that carries a directive, which is no data.
pub(super) fn is_directive(name: &str) -> bool {
    name == PATCH
}

/// True for the list item `{$patch: replace}`, which makes its list replace the base's.
pub(super) fn replaces_list(item: &Value) -> bool {
    let Some(map) = item.as_object() else {
        return false;
    };
    map.len() == 1 && map.get(PATCH).and_then(Value::as_str) == Some("replace")
}

/// Refuses directives anywhere in a value that is taken over as it is: there nothing would follow them.
///
/// # Errors
/// Any directive, at any depth.
pub(super) fn refuse_within(value: &Value, place: &Place<'_>) -> Result<(), MergeError> {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().try_for_each(|(index, item)| refuse_within(item, &Place::Item(place, index)))
        }
        Value::Object(map) => {
            if Directive::of(map, place)? != Directive::Merge {
                return Err(place.error(
                    "`$patch` stands in a list that is replaced as a whole",
                    "write the whole list as it should be, without directives",
                ));
            }
            map.iter().try_for_each(|(name, value)| refuse_within(value, &Place::Field(place, name)))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

fn unsupported(directive: &str, place: &Place<'_>) -> MergeError {
    place.error(
        format!("directive `{directive}` is not supported"),
        "use `null` to remove a field, or `$patch: delete` or `$patch: replace`",
    )
}
