//! Strategic merge of lists: replaced whole, merged by key, or merged as a set of plain values.

use serde_json::Value;

use super::MergeError;
use super::directive::{self, Directive};
use super::place::Place;
use super::strategic::{merge_fields, noun};
use super::types::{Keys, Merge, Type};

/// Merges a list of a patch into its counterpart, as the field's type says.
pub(super) fn merge_list(
    merge: Merge,
    base: Vec<Value>,
    patch: &[Value],
    place: &Place<'_>,
) -> Result<Value, MergeError> {
    let base = if patch.iter().any(directive::replaces_list) { Vec::new() } else { base };
    let merged = match merge {
        Merge::Keyed(keys, item) => merge_keyed(keys, item, base, patch, place)?,
        Merge::Set => merge_set(base, patch, place)?,
        Merge::Whole | Merge::Map(_) => {
            patch
                .iter()
                .enumerate()
                .try_for_each(|(index, item)| directive::refuse_within(item, &Place::Item(place, index)))?;
            patch.to_vec()
        }
    };
    Ok(Value::Array(merged))
}

/// The patch's items with their places, without the item that says that the list replaces.
fn data<'a>(patch: &'a [Value], place: &'a Place<'a>) -> impl Iterator<Item = (Place<'a>, &'a Value)> {
    patch
        .iter()
        .enumerate()
        .filter(|(_, item)| !directive::replaces_list(item))
        .map(move |(index, item)| (Place::Item(place, index), item))
}

/// Merges plain values: the patch's, then those of the base that the patch does not have.
fn merge_set(base: Vec<Value>, patch: &[Value], place: &Place<'_>) -> Result<Vec<Value>, MergeError> {
    let mut merged: Vec<Value> = Vec::with_capacity(base.len() + patch.len());
    for (place, item) in data(patch, place) {
        if !matches!(item, Value::String(_) | Value::Number(_) | Value::Bool(_)) {
            return Err(
                place.error(format!("{} stands in a list of plain values", noun(item)), "list the values themselves")
            );
        }
        if merged.contains(item) {
            return Err(place.error("the value is in the patch's list twice", "list it once"));
        }
        merged.push(item.clone());
    }
    let others: Vec<Value> = base.into_iter().filter(|item| !merged.contains(item)).collect();
    merged.extend(others);
    Ok(merged)
}

/// Merges items by key. Each item of the base is taken at most once, so none is lost and none doubled.
fn merge_keyed(
    keys: Keys,
    of: &Type,
    base: Vec<Value>,
    patch: &[Value],
    place: &Place<'_>,
) -> Result<Vec<Value>, MergeError> {
    let keeps_places = keys.second.is_some_and(|second| states(second, &base) || states(second, patch));
    let mut base: Vec<Option<Value>> = base.into_iter().map(Some).collect();
    let mut first = Vec::new();
    let mut seen: Vec<Key> = Vec::new();
    for (place, item) in data(patch, place) {
        let key = Key::of(keys, item).ok_or_else(|| without_key(keys, item, &place))?;
        refuse_twice(keys, &key, &seen, &place)?;
        let index = find(keys, &key, &base, &place)?;
        let before = index.and_then(|index| base[index].take());
        let merged = merge_item(of, before, item, &place)?;
        match (index, keeps_places) {
            (Some(index), true) => base[index] = merged,
            _ => first.extend(merged),
        }
        seen.push(key);
    }
    first.extend(base.into_iter().flatten());
    Ok(first)
}

fn merge_item(of: &Type, base: Option<Value>, patch: &Value, place: &Place<'_>) -> Result<Option<Value>, MergeError> {
    let patch = patch.as_object().expect("only maps have a merge key");
    let before = match base {
        Some(Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    };
    match Directive::of(patch, place)? {
        Directive::Delete => Ok(None),
        Directive::Merge => merge_fields(of, before, patch, place).map(Some),
        Directive::Replace => Err(place.error(
            "`$patch: replace` stands on one item of a list; kustomize ignores it there and the API server empties the list",
            "remove single fields with `null`, or replace the whole list with an item that is only `$patch: replace`",
        )),
    }
}

/// What tells an item of a keyed list from the others, as text, because `8080` and `"8080"` are one port.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    first: String,
    second: Option<String>,
}

impl Key {
    fn of(keys: Keys, item: &Value) -> Option<Self> {
        let first = text(item.get(keys.first)?)?;
        let second = keys.second.and_then(|second| text(item.get(second)?));
        Some(Self { first, second })
    }

    /// True for two items of which only one states the second key, so that nobody can tell whether they are one.
    fn is_unclear_beside(&self, other: &Self) -> bool {
        self.first == other.first && self.second.is_some() != other.second.is_some()
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(boolean) => Some(boolean.to_string()),
        Value::String(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn states(key: &str, items: &[Value]) -> bool {
    items.iter().any(|item| item.get(key).and_then(text).is_some())
}

/// The index of the base's item with this key.
///
/// # Errors
/// Two items have it, or one may have it: a port whose `protocol` only one side states.
fn find(keys: Keys, key: &Key, base: &[Option<Value>], place: &Place<'_>) -> Result<Option<usize>, MergeError> {
    let others = || base.iter().map(|item| item.as_ref().and_then(|item| Key::of(keys, item)));
    if others().flatten().any(|other| key.is_unclear_beside(&other)) {
        return Err(unclear(keys, key, place));
    }
    let mut matching = others().enumerate().filter(|(_, other)| other.as_ref() == Some(key)).map(|(index, _)| index);
    let found = matching.next();
    if matching.next().is_some() {
        return Err(place.error(
            format!("the object has more than one item with `{}: {}`", keys.first, key.first),
            "remove the duplicate from the object, or replace the whole list with an item that is only `$patch: replace`",
        ));
    }
    Ok(found)
}

fn refuse_twice(keys: Keys, key: &Key, seen: &[Key], place: &Place<'_>) -> Result<(), MergeError> {
    if seen.contains(key) {
        let message = format!("the patch has more than one item with `{}: {}`", keys.first, key.first);
        return Err(place.error(message, "join them into one item"));
    }
    if seen.iter().any(|other| key.is_unclear_beside(other)) {
        return Err(unclear(keys, key, place));
    }
    Ok(())
}

fn unclear(keys: Keys, key: &Key, place: &Place<'_>) -> MergeError {
    let second = keys.second.unwrap_or_default();
    place.error(
        format!("only one of the items with `{}: {}` states its `{second}`", keys.first, key.first),
        format!("state `{second}` in the patch's item exactly as the object does"),
    )
}

fn without_key(keys: Keys, item: &Value, place: &Place<'_>) -> MergeError {
    if !item.is_object() {
        let message = format!("{} stands in a list of maps", noun(item));
        return place.error(message, format!("write a map with a `{}`", keys.first));
    }
    place.error(
        format!("the list item has no merge key `{}`", keys.first),
        format!("give it the `{}` of the item that it changes or adds", keys.first),
    )
}
