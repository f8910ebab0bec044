//! Strategic merge of maps, and the choice of how each field merges.

use serde_json::{Map, Value};

use super::directive::{self, Directive};
use super::list;
use super::place::Place;
use super::types::{Merge, Type};
use super::{GroupKind, MergeError};

/// Merges `patch`, a partial object, into `base`, an object of `kind`, as `kubectl kustomize` does.
///
/// The identity in `base` is the caller's concern: a patch that names another object is merged all the same.
///
/// # Errors
/// A patch that has no one meaning for kustomize and the API server; see the tables of [`crate::merge`]. `base` is
/// then unchanged.
pub fn strategic(kind: GroupKind<'_>, base: &mut Value, patch: &Value) -> Result<(), MergeError> {
    let place = Place::Root;
    let (Value::Object(before), Value::Object(fields)) = (&*base, patch) else {
        return Err(conflict(base, patch, &place));
    };
    if Directive::of(fields, &place)? != Directive::Merge {
        return Err(place.error(
            "`$patch` stands at the top of the patch and acts on the whole object",
            "put it on the map or list item that it is for",
        ));
    }
    *base = merge_fields(Type::of(kind), before.clone(), fields, &place)?;
    Ok(())
}

/// Merges one value of a patch into its counterpart; nothing is left when the patch deletes it.
pub(super) fn merge_value(
    merge: Merge,
    base: Option<Value>,
    patch: &Value,
    place: &Place<'_>,
) -> Result<Option<Value>, MergeError> {
    let base = base.filter(|value| !value.is_null()).unwrap_or_else(|| empty_like(patch));
    match (base, patch) {
        (_, Value::Null) => Ok(None),
        (Value::Object(base), Value::Object(patch)) => merge_map(merge.map(), base, patch, place),
        (Value::Array(base), Value::Array(patch)) => list::merge_list(merge, base, patch, place).map(Some),
        (base @ (Value::Object(_) | Value::Array(_)), _) | (base, Value::Object(_) | Value::Array(_)) => {
            Err(conflict(&base, patch, place))
        }
        (_, scalar) => Ok(Some(scalar.clone())),
    }
}

/// What a value that is new merges into, so that it sheds its nulls and directives on the way.
fn empty_like(patch: &Value) -> Value {
    match patch {
        Value::Object(_) => Value::Object(Map::new()),
        Value::Array(_) => Value::Array(Vec::new()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Value::Null,
    }
}

fn merge_map(
    of: &Type,
    base: Map<String, Value>,
    patch: &Map<String, Value>,
    place: &Place<'_>,
) -> Result<Option<Value>, MergeError> {
    match Directive::of(patch, place)? {
        Directive::Delete => Ok(None),
        Directive::Replace => merge_fields(of, Map::new(), patch, place).map(Some),
        Directive::Merge => merge_fields(of, base, patch, place).map(Some),
    }
}

/// Merges the fields of a map, whose directive is the caller's; the base's fields keep their order, new ones follow.
pub(super) fn merge_fields(
    of: &Type,
    mut base: Map<String, Value>,
    patch: &Map<String, Value>,
    place: &Place<'_>,
) -> Result<Value, MergeError> {
    for (name, value) in patch.iter().filter(|(name, _)| !directive::is_directive(name)) {
        let before = base.get_mut(name).map(Value::take);
        match merge_value(of.field(name), before, value, &Place::Field(place, name))? {
            Some(merged) => drop(base.insert(name.clone(), merged)),
            None => drop(base.shift_remove(name)),
        }
    }
    Ok(Value::Object(base))
}

fn conflict(base: &Value, patch: &Value, place: &Place<'_>) -> MergeError {
    place.error(
        format!("the patch has {} where the object has {}", noun(patch), noun(base)),
        "give the field the type it has in the object, or remove it with `null` in an earlier patch",
    )
}

/// What kind of value it is, never the value.
pub(super) fn noun(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}
