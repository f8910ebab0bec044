//! The `data` of a ConfigMap or Secret, and the same keys where chart and extension write them.
//!
//! Keeps true: a value's text is what its reader gets: decoded where it is base64 (`data` of a Secret), as written where it
//! is not (`stringData`, `data` of a ConfigMap); of a key in both, `stringData` counts, as for the API server.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::document::{Content, Entry, Node};
use crate::source::{Encoding, SourceId, Sources, Span, Within};

/// Keys with values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Data {
    /// In the order in which they are written.
    pub entries: Vec<Datum>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Datum {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value as written.
    pub node: Node,
    /// How the text is written there.
    pub encoding: Encoding,
    /// The text; `None` for a value that is no text, or no base64 of text.
    pub text: Option<String>,
}

/// A text with places of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The text.
    pub text: String,
    /// The source that places in it are in.
    pub source: SourceId,
}

impl Data {
    /// The data of a ConfigMap: texts as written.
    pub fn of_config_map(object: &Node) -> Self {
        Self { entries: object.get("data").map_or(&[][..], Node::entries).iter().map(Datum::plain).collect() }
    }

    /// A map whose values are texts as written.
    pub fn of_map(map: &Node) -> Self {
        Self { entries: map.entries().iter().map(Datum::plain).collect() }
    }

    /// Texts as written of some entries, under other keys.
    pub fn of_entries<'n>(
        entries: impl IntoIterator<Item = &'n Entry>,
        key: impl Fn(&'n str) -> &'n str,
    ) -> impl Iterator<Item = Datum> {
        entries.into_iter().map(move |entry| Datum { key: key(&entry.key).to_owned(), ..Datum::plain(entry) })
    }

    /// The data of a Secret: base64 in `data`, texts as written in `stringData`.
    pub fn of_secret(object: &Node) -> Self {
        let entries = |key: &str| object.get(key).map_or(&[][..], Node::entries);
        let mut data = Self { entries: entries("stringData").iter().map(Datum::plain).collect() };
        for entry in entries("data") {
            if data.get(&entry.key).is_none() {
                data.entries.push(Datum::base64(entry));
            }
        }
        data
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Datum> {
        self.entries.iter().find(|datum| datum.key == key)
    }
}

impl Datum {
    /// A value whose text is as written.
    pub fn plain(entry: &Entry) -> Self {
        let text = entry.value.text().map(str::to_owned);
        Self::of(entry, Encoding::Scalar, text)
    }

    fn base64(entry: &Entry) -> Self {
        let decoded = entry.value.text().and_then(|text| STANDARD.decode(text.replace(['\r', '\n'], "")).ok());
        Self::of(entry, Encoding::Base64, decoded.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    fn of(entry: &Entry, encoding: Encoding, text: Option<String>) -> Self {
        Self { key: entry.key.clone(), key_span: entry.key_span, node: entry.value.clone(), encoding, text }
    }

    /// The text with places of its own.
    pub fn field(&self, sources: &mut Sources) -> Option<Field> {
        let text = self.text.clone()?;
        let within = Within { span: self.node.span, encoding: self.encoding };
        Some(Field { source: sources.add_inner(text.clone(), within), text })
    }

    /// Whether nothing is written behind the key.
    pub fn is_null(&self) -> bool {
        self.node.content == Content::Null
    }
}

impl Field {
    /// The place of all of it.
    pub fn span(&self) -> Span {
        self.range(0..self.text.len())
    }

    /// The place of some bytes of it.
    pub fn range(&self, bytes: std::ops::Range<usize>) -> Span {
        let at = |byte: usize| u32::try_from(byte).expect("a source is smaller than four gigabytes");
        Span { source: self.source, start: at(bytes.start), end: at(bytes.end) }
    }
}
