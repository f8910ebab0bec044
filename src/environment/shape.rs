//! How written values become typed ones, and what their JSON Schema is: one definition for both.
//!
//! Keeps true: reading reports every mistake of a value and of all values below it, each with its place; `None` means
//! that something was reported. The schema of a type accepts whatever [`Shape::read`] accepts.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::document::{At, Content, Node};
use crate::finding::{self, Code, Finding, Place};
use crate::source::Span;
use crate::value::Text;

/// A type with a written form in the environment file.
pub trait Shape: Sized {
    /// Reads a value, or reports why it is none.
    fn read(node: &Node, at: &At<'_>, findings: &mut Vec<Finding>) -> Option<Self>;
    /// The JSON Schema (draft-07) of the written form.
    fn schema() -> Value;
}

/// Reports that a value has another type than is expected.
pub fn wrong_type(node: &Node, at: &At<'_>, expected: &str, findings: &mut Vec<Finding>) {
    let message = format!("{expected} is expected here, not {}", node.type_name());
    let finding = Finding::new(Code::WrongType, Place::Value(at.pointer()), message);
    let help = match (&node.content, expected) {
        (Content::Null, _) => Some("give it a value, or remove the key"),
        (Content::Boolean(_) | Content::Integer(_) | Content::Number(_), "a string") => Some("put the value in quotes"),
        (Content::Text(_), "a boolean") => Some("write `true` or `false`, without quotes"),
        (Content::Text(_), "a list") => Some("write it as a list: `[…]`"),
        _ => None,
    };
    findings.push(finding.with_optional_help(help.map(str::to_owned)));
}

impl<T: Text> Shape for T {
    fn read(node: &Node, at: &At<'_>, findings: &mut Vec<Finding>) -> Option<Self> {
        let written = match &node.content {
            Content::Text(text) => text,
            Content::Number(written) if T::READS_NUMBERS => written,
            _ => {
                wrong_type(node, at, "a string", findings);
                return None;
            }
        };
        match written.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let finding = Finding::new(T::code_of(written), Place::Value(at.pointer()), error.message);
                findings.push(finding.with_optional_help(error.help));
                None
            }
        }
    }

    fn schema() -> Value {
        <T as Text>::schema()
    }
}

impl Shape for bool {
    fn read(node: &Node, at: &At<'_>, findings: &mut Vec<Finding>) -> Option<Self> {
        if let Content::Boolean(boolean) = node.content {
            return Some(boolean);
        }
        wrong_type(node, at, "a boolean", findings);
        None
    }

    fn schema() -> Value {
        json!({"type": "boolean"})
    }
}

impl Shape for u32 {
    fn read(node: &Node, at: &At<'_>, findings: &mut Vec<Finding>) -> Option<Self> {
        match node.content {
            Content::Integer(integer) if Self::try_from(integer).is_ok() => Self::try_from(integer).ok(),
            Content::Integer(integer) => {
                let message = format!("`{integer}` is no number from 0 to {}", Self::MAX);
                findings.push(Finding::new(Code::MalformedValue, Place::Value(at.pointer()), message));
                None
            }
            _ => {
                wrong_type(node, at, "a number", findings);
                None
            }
        }
    }

    fn schema() -> Value {
        json!({"type": "integer", "minimum": 0, "maximum": Self::MAX})
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn read(node: &Node, at: &At<'_>, findings: &mut Vec<Finding>) -> Option<Self> {
        let Content::List(items) = &node.content else {
            wrong_type(node, at, "a list", findings);
            return None;
        };
        let read: Vec<_> = items.iter().enumerate().map(|(i, item)| T::read(item, &at.index(i), findings)).collect();
        read.into_iter().collect()
    }

    fn schema() -> Value {
        json!({"type": "array", "items": T::schema()})
    }
}

impl<K: Text + Ord, V: Shape> Shape for BTreeMap<K, V> {
    fn read(node: &Node, at: &At<'_>, findings: &mut Vec<Finding>) -> Option<Self> {
        let Content::Map(entries) = &node.content else {
            wrong_type(node, at, "a map", findings);
            return None;
        };
        let mut read = Vec::with_capacity(entries.len());
        for entry in entries {
            let at = at.key(&entry.key);
            let key = entry.key.parse::<K>().map_err(|error| {
                let finding = Finding::new(K::CODE, Place::Key(at.pointer()), error.message);
                findings.push(finding.with_optional_help(error.help));
            });
            read.push(key.ok().zip(V::read(&entry.value, &at, findings)));
        }
        read.into_iter().collect()
    }

    fn schema() -> Value {
        json!({"type": "object", "propertyNames": <K as Text>::schema(), "additionalProperties": V::schema()})
    }
}

/// What to do about a key that nobody knows.
fn unknown_key_help(key: &str, known: &[&str]) -> String {
    let lower = key.to_lowercase();
    if ["secret", "password", "bearer"].iter().any(|word| lower.contains(word)) {
        return "remove it: workload identity needs no secret, and what stood here must be regarded as leaked"
            .to_owned();
    }
    finding::suggestion(key, known)
}

/// A value that may be wrong, which was then reported, without its neighbours being lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Maybe<T>(pub Option<T>);

impl<T: Shape> Shape for Maybe<T> {
    fn read(node: &Node, at: &At<'_>, findings: &mut Vec<Finding>) -> Option<Self> {
        Some(Self(T::read(node, at, findings)))
    }

    fn schema() -> Value {
        T::schema()
    }
}

/// A record's map while it is read.
pub struct Fields<'n> {
    node: &'n Node,
}

impl<'n> Fields<'n> {
    /// Takes a map, reporting each key that is not among the known ones.
    pub fn of(node: &'n Node, at: &At<'_>, known: &[&str], findings: &mut Vec<Finding>) -> Option<Self> {
        let Content::Map(entries) = &node.content else {
            wrong_type(node, at, "a map", findings);
            return None;
        };
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let message = format!("unknown key {}", crate::value::shown(&entry.key));
            let finding = Finding::new(Code::UnknownKey, Place::Key(at.key(&entry.key).pointer()), message);
            findings.push(finding.with_help(unknown_key_help(&entry.key, known)));
        }
        Some(Self { node })
    }

    /// The value of a key that must be there.
    pub fn required<T: Shape>(&self, key: &str, at: &At<'_>, findings: &mut Vec<Finding>) -> Option<T> {
        if let Some(node) = self.node.get(key) {
            return T::read(node, &at.key(key), findings);
        }
        findings.push(Finding::new(Code::MissingKey, Place::Value(at.pointer()), format!("`{key}` is missing")));
        None
    }

    /// The value of a key that may be left out; the outer `None` means that it was there and is wrong.
    pub fn optional<T: Shape>(&self, key: &str, at: &At<'_>, findings: &mut Vec<Finding>) -> Option<Option<T>> {
        match self.node.get(key) {
            Some(node) => T::read(node, &at.key(key), findings).map(Some),
            None => Some(None),
        }
    }
}

/// The value of a default, from its written form.
pub fn default_of<T: Shape>(written: &Value) -> T {
    let node = Node::from_value(written, Span::NOWHERE);
    T::read(&node, &At::Root, &mut Vec::new()).expect("every default has the form of its type")
}

/// A property's schema with its documentation.
pub fn property(mut schema: Value, documentation: &str, default: Option<&Value>) -> Value {
    let object = schema.as_object_mut().expect("every schema here is an object");
    object.insert("description".into(), documentation.trim().into());
    if let Some(default) = default {
        object.insert("default".into(), default.clone());
    }
    schema
}

/// A record's schema.
pub fn record_schema(documentation: &str, properties: Map<String, Value>, required: &[&str]) -> Value {
    let mut schema = json!({"type": "object", "description": documentation.trim(), "additionalProperties": false});
    schema["properties"] = Value::Object(properties);
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// Declares a struct with its written form: `required`, `optional` or `default(…)`, the field, its type and its key.
macro_rules! record {
    ($(#[doc = $doc:literal])+ pub struct $name:ident {
        $($(#[doc = $field_doc:literal])+ $kind:ident $(($default:tt))? $field:ident: $type:ty = $key:literal;)+
    }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name { $($(#[doc = $field_doc])+ pub $field: record!(@type $kind $type),)+ }

        impl $crate::environment::shape::Shape for $name {
            fn read(
                node: &$crate::document::Node,
                at: &$crate::document::At<'_>,
                findings: &mut Vec<$crate::finding::Finding>,
            ) -> Option<Self> {
                let fields = $crate::environment::shape::Fields::of(node, at, &[$($key),+], findings)?;
                $(let $field = record!(@read $kind $(($default))? fields, $key, at, findings);)+
                Some(Self { $($field: $field?,)+ })
            }

            fn schema() -> serde_json::Value {
                record!(@schema $($doc)+; $($($field_doc)+, $kind $(($default))?, $type, $key;)+)
            }
        }
    };
    ($(#[doc = $doc:literal])+ pub partial struct $name:ident {
        $($(#[doc = $field_doc:literal])+ $kind:ident $(($default:tt))? $field:ident: $type:ty = $key:literal;)+
    }) => {
        $(#[doc = $doc])+
        ///
        /// A field is `None` where it is left out or where it is wrong, which was then reported.
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name { $($(#[doc = $field_doc])+ pub $field: Option<$type>,)+ }

        impl $name {
            /// Reads what can be read; everything else is reported.
            pub fn read(
                node: &$crate::document::Node,
                at: &$crate::document::At<'_>,
                findings: &mut Vec<$crate::finding::Finding>,
            ) -> Option<Self> {
                let fields = $crate::environment::shape::Fields::of(node, at, &[$($key),+], findings)?;
                $(let $field = record!(@read $kind $(($default))? fields, $key, at, findings);)+
                Some(Self { $($field: record!(@flat $kind $field),)+ })
            }

            /// The JSON Schema (draft-07) of the written form.
            pub fn schema() -> serde_json::Value {
                record!(@schema $($doc)+; $($($field_doc)+, $kind $(($default))?, $type, $key;)+)
            }
        }
    };
    (@schema $($doc:literal)+; $($($field_doc:literal)+, $kind:ident $(($default:tt))?, $type:ty, $key:literal;)+) => {{
        let mut properties = serde_json::Map::new();
        let required: &[&[&str]] = &[$(record!(@require $kind $key)),+];
        $(
            let documentation = concat!($($field_doc, "\n",)+);
            let default: Option<serde_json::Value> = record!(@default $kind $(($default))?);
            let schema = <$type as $crate::environment::shape::Shape>::schema();
            properties.insert($key.into(), $crate::environment::shape::property(schema, documentation, default.as_ref()));
        )+
        $crate::environment::shape::record_schema(concat!($($doc, "\n",)+), properties, &required.concat())
    }};
    (@flat optional $field:ident) => { $field.flatten() };
    (@flat $kind:ident $field:ident) => { $field };
    (@type required $type:ty) => { $type };
    (@type optional $type:ty) => { Option<$type> };
    (@type default $type:ty) => { $type };
    (@read required $fields:ident, $key:literal, $at:ident, $findings:ident) => { $fields.required($key, $at, $findings) };
    (@read optional $fields:ident, $key:literal, $at:ident, $findings:ident) => { $fields.optional($key, $at, $findings) };
    (@read default($default:tt) $fields:ident, $key:literal, $at:ident, $findings:ident) => {
        $fields.optional($key, $at, $findings).map(|written| {
            written.unwrap_or_else(|| $crate::environment::shape::default_of(&serde_json::json!($default)))
        })
    };
    (@default default($default:tt)) => { Some(serde_json::json!($default)) };
    (@default $kind:ident) => { None };
    (@require required $key:literal) => { &[$key] };
    (@require $kind:ident $key:literal) => { &[] };
}

/// Declares an enum whose variants are written as words.
macro_rules! words {
    ($(#[doc = $doc:literal])+ pub enum $name:ident { $($(#[doc = $word_doc:literal])+ $variant:ident = $word:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $word_doc])+ $variant,)+ }

        impl $name {
            /// The written form.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::value::Malformed;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::value::Malformed::new(format!("{} is none of the words that stand here", $crate::value::shown(text)))
                        .with_help($crate::finding::suggestion(text, &[$($word),+]))),
                }
            }
        }

        impl $crate::value::Text for $name {
            const CODE: $crate::finding::Code = $crate::finding::Code::UnknownWord;
            fn schema() -> serde_json::Value {
                serde_json::json!({"type": "string", "enum": [$($word),+]})
            }
        }
    };
}

pub(crate) use {record, words};
