//! Documents: YAML or JSON text as a tree in which every key and value knows its place.
//!
//! Keeps true: no key stands twice in a map, every key is a string, no tag and no merge key survives, and the tree is
//! no deeper than [`MAX_DEPTH`] and holds no more than [`MAX_NODES`] values, aliases counted as often as they are used.
//! The text is read by `granit-parser`, whose events carry byte ranges; nothing else in tiphys knows of it.

pub mod json;
mod parse;
mod pointer;
mod scalar;

use serde_json::{Map, Value};

use crate::source::{SourceId, Span};

pub use parse::{Found, parse, parse_material, parse_stream};
pub use pointer::{At, Pointer};

/// How deep maps and lists may nest.
pub const MAX_DEPTH: usize = 128;
/// How many values a text may unfold to.
pub const MAX_NODES: usize = 2_000_000;
/// How many bytes a text may unfold to by aliases.
pub const MAX_ALIASED_BYTES: usize = 64 * 1024 * 1024;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub content: Content,
    /// Where it stands.
    pub span: Span,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Nothing: `null`, `~` or left out.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number, as it was written.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order in which it was written.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The value of a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of a key, if this is a map that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The entries of a map; of anything else, none.
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; of anything else, none.
    pub fn items(&self) -> &[Self] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// The text, if this is one.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What findings call this type of value.
    pub const fn type_name(&self) -> &'static str {
        match self.content {
            Content::Null => "nothing",
            Content::Boolean(_) => "a boolean",
            Content::Integer(_) | Content::Number(_) => "a number",
            Content::Text(_) => "a string",
            Content::List(_) => "a list",
            Content::Map(_) => "a map",
        }
    }

    /// The entry or item that a pointer leads to, with the place of its key if it has one.
    pub fn find(&self, pointer: &Pointer) -> Option<(&Self, Option<Span>)> {
        pointer.steps().try_fold((self, None), |(node, _), step| match &node.content {
            Content::Map(entries) => {
                entries.iter().find(|entry| entry.key == *step).map(|entry| (&entry.value, Some(entry.key_span)))
            }
            Content::List(items) => step.parse().ok().and_then(|at: usize| items.get(at)).map(|item| (item, None)),
            _ => None,
        })
    }

    /// A tree of a value that was not read from a text; all of it stands at one place.
    pub fn from_value(value: &Value, span: Span) -> Self {
        let content = match value {
            Value::Null => Content::Null,
            Value::Bool(boolean) => Content::Boolean(*boolean),
            Value::Number(number) => {
                number.as_i64().map_or_else(|| Content::Number(number.to_string()), Content::Integer)
            }
            Value::String(text) => Content::Text(text.clone()),
            Value::Array(items) => Content::List(items.iter().map(|item| Self::from_value(item, span)).collect()),
            Value::Object(map) => Content::Map(
                map.iter()
                    .map(|(key, value)| Entry {
                        key: key.clone(),
                        key_span: span,
                        value: Self::from_value(value, span),
                    })
                    .collect(),
            ),
        };
        Self { content, span }
    }

    /// A tree of a value that was not read from a text; each value stands at a number of its own, see [`Node::pointer_at`].
    pub fn numbered(value: &Value, source: SourceId) -> Self {
        let mut node = Self::from_value(value, Span { source, start: 0, end: 0 });
        node.number(&mut 0);
        node
    }

    fn number(&mut self, next: &mut u32) {
        (self.span.start, self.span.end) = (*next, *next);
        *next += 1;
        match &mut self.content {
            Content::List(items) => items.iter_mut().for_each(|item| item.number(next)),
            Content::Map(entries) => {
                for entry in entries {
                    (entry.key_span.start, entry.key_span.end) = (*next, *next);
                    entry.value.number(next);
                }
            }
            _ => {}
        }
    }

    /// The way to the value of a [numbered](Node::numbered) tree that has a number.
    pub fn pointer_at(&self, number: u32) -> Pointer {
        let mut steps = Vec::new();
        let mut node = self;
        while node.span.start < number {
            // Numbers grow along the text: the last child that begins no later holds the value.
            let next = match &node.content {
                Content::List(items) => {
                    let at = items.partition_point(|item| item.span.start <= number);
                    at.checked_sub(1).map(|at| (at.to_string(), &items[at]))
                }
                Content::Map(entries) => {
                    let at = entries.partition_point(|entry| entry.key_span.start <= number);
                    at.checked_sub(1).map(|at| (entries[at].key.clone(), &entries[at].value))
                }
                _ => None,
            };
            let Some((step, child)) = next else { break };
            steps.push(step);
            node = child;
        }
        Pointer::of(steps.iter().map(String::as_str))
    }

    /// Every text in the tree, with its place.
    pub fn texts(&self) -> Vec<(&str, Span)> {
        match &self.content {
            Content::Text(text) => vec![(text, self.span)],
            Content::List(items) => items.iter().flat_map(Self::texts).collect(),
            Content::Map(entries) => entries.iter().flat_map(|entry| entry.value.texts()).collect(),
            _ => Vec::new(),
        }
    }

    /// The value without its places.
    pub fn to_value(&self) -> Value {
        match &self.content {
            Content::Null => Value::Null,
            Content::Boolean(boolean) => Value::Bool(*boolean),
            Content::Integer(integer) => Value::from(*integer),
            Content::Number(written) => number(written),
            Content::Text(text) => Value::from(text.as_str()),
            Content::List(items) => items.iter().map(Self::to_value).collect(),
            Content::Map(entries) => {
                Value::Object(entries.iter().map(|e| (e.key.clone(), e.value.to_value())).collect::<Map<_, _>>())
            }
        }
    }
}

/// A number that is no `i64`: larger, or with a fraction.
fn number(written: &str) -> Value {
    match (written.parse::<u64>(), written.parse::<f64>()) {
        (Ok(integer), _) => Value::from(integer),
        (_, Ok(float)) => Value::from(float),
        _ => Value::from(written),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_number_leads_to_its_value() {
        let value = json!({"a": [1, {"b": {}, "c": [[]]}, []], "d": {"e": "f"}, "g": null});
        let tree = Node::numbered(&value, Span::NOWHERE.source);
        for pointer in ["", "/a", "/a/0", "/a/1", "/a/1/b", "/a/1/c", "/a/1/c/0", "/a/2", "/d", "/d/e", "/g"] {
            let pointer = Pointer::from_written(pointer.to_owned());
            let (node, _) = tree.find(&pointer).expect("it is there");
            assert_eq!(tree.pointer_at(node.span.start), pointer);
        }
    }
}
