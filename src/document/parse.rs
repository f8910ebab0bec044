//! YAML events into a tree, within the budgets.
//!
//! Keeps true: what one reader of YAML takes for a number and another for a string is refused where it is a key, and
//! kept apart from text where it is a value; which plain scalars are text is the [`Dialect`]'s to say.

use std::collections::HashMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span as EventSpan, StrInput, Tag};

use super::scalar::Dialect;
use super::{Content, Entry, MAX_ALIASED_BYTES, MAX_DEPTH, MAX_NODES, Node};
use crate::finding::{Code, Finding, Place};
use crate::source::{Source, SourceId, Span};

/// Entries from which on a map's keys are compared by a table rather than one by one.
const MANY_KEYS: usize = 16;

/// Reads the one document of a text; `None` if findings say why there is none.
pub fn parse(source: &Source, id: SourceId, findings: &mut Vec<Finding>) -> Option<Node> {
    let mut builder = Builder::new(source, id, Dialect::Core, findings);
    let node = builder.document().ok()?;
    builder.unless_broken(node)
}

/// Reads all documents of a text of Kubernetes objects, as kubectl reads them; `None` if findings say what is wrong.
///
/// Documents without content are left out, so that a text may start or end with `---`. Plain scalars mean what they
/// mean to kubectl: `yes` is a boolean and `0644` is octal.
pub fn parse_stream(source: &Source, id: SourceId, findings: &mut Vec<Finding>) -> Option<Vec<Node>> {
    let mut builder = Builder::new(source, id, Dialect::Kubernetes, findings);
    let nodes = builder.documents().ok()?;
    builder.unless_broken(nodes)
}

/// Parsing ended with a finding.
struct Stop;

/// A document of a stranger's text, with what readers of YAML would not agree on.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its content.
    pub node: Node,
    /// What stands twice in it.
    pub findings: Vec<Finding>,
}

/// Reads the documents of a stranger's text of Kubernetes objects or settings, as far as they can be read.
///
/// Whatever kubectl reads is read: merge keys, tags, keys that are numbers. Of a key that stands twice the last counts,
/// as for most readers. The finding, if there is one, says why reading ended before the end of the text.
pub fn parse_material(source: &Source, id: SourceId) -> (Vec<Found>, Option<Finding>) {
    let mut findings = Vec::new();
    let mut builder = Builder::new(source, id, Dialect::Kubernetes, &mut findings);
    builder.is_lenient = true;
    let mut found = Vec::new();
    loop {
        let before = builder.findings.len();
        match builder.next_document() {
            Ok(Some(node)) => found.push(Found { node, findings: builder.findings.drain(before..).collect() }),
            Ok(None) => return (found, None),
            Err(Stop) => return (found, builder.findings.pop()),
        }
    }
}

struct Builder<'s, 'f> {
    events: Parser<'s, StrInput<'s>>,
    id: SourceId,
    dialect: Dialect,
    /// Whether what a stranger wrote is read as kubectl reads it, rather than refused.
    is_lenient: bool,
    end: u32,
    nodes: usize,
    aliased_bytes: usize,
    anchors: HashMap<usize, Anchored>,
    findings: &'f mut Vec<Finding>,
}

/// A node that an alias may repeat, with what a repetition costs.
struct Anchored {
    node: Node,
    nodes: usize,
    bytes: usize,
}

type Next<'s> = (Event<'s>, Span);

impl<'s, 'f> Builder<'s, 'f> {
    fn new(source: &'s Source, id: SourceId, dialect: Dialect, findings: &'f mut Vec<Finding>) -> Self {
        let options = granit_parser::options! {
            emit_comments: false,
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
        };
        let events = Parser::new_from_str_with_options(source.text(), options);
        Self {
            events,
            id,
            dialect,
            is_lenient: false,
            end: 0,
            nodes: 0,
            aliased_bytes: 0,
            anchors: HashMap::new(),
            findings,
        }
    }

    fn document(&mut self) -> Result<Node, Stop> {
        let mut found = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                _ if found.is_some() => {
                    return Err(self.refuse(
                        Code::YamlUnsupported,
                        span,
                        "a second document begins here",
                        "keep one document a file",
                    ));
                }
                _ => found = Some(self.node((event, span), 0)?),
            }
        }
        found.ok_or_else(|| {
            let span = Span { source: self.id, start: 0, end: 0 };
            self.refuse(Code::YamlSyntax, span, "the file is empty", "`tiphys init` writes a file to start from")
        })
    }

    fn documents(&mut self) -> Result<Vec<Node>, Stop> {
        let mut found = Vec::new();
        while let Some(node) = self.next_document()? {
            found.push(node);
        }
        Ok(found)
    }

    /// The next document that has content.
    fn next_document(&mut self) -> Result<Option<Node>, Stop> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(None),
                Event::DocumentStart(..) => self.anchors.clear(),
                Event::StreamStart | Event::DocumentEnd => {}
                _ => {
                    let node = self.node((event, span), 0)?;
                    if node.content != Content::Null {
                        return Ok(Some(node));
                    }
                }
            }
        }
    }

    /// What was read, unless something about the text is wrong: a map with a key that stands twice has no meaning.
    fn unless_broken<T>(&self, read: T) -> Option<T> {
        let is_here = |finding: &Finding| matches!(finding.place, Place::Text(span) if span.source == self.id);
        if self.findings.iter().any(is_here) { None } else { Some(read) }
    }

    fn next(&mut self) -> Result<Next<'s>, Stop> {
        match self.events.next() {
            Some(Ok((event, span))) => {
                let span = self.span(&span);
                Ok((event, span))
            }
            Some(Err(error)) => Err(self.syntax(&error)),
            None => Ok((Event::StreamEnd, Span { source: self.id, start: self.end, end: self.end })),
        }
    }

    fn span(&mut self, span: &EventSpan) -> Span {
        let byte = |marker: &granit_parser::Marker| {
            u32::try_from(marker.byte_offset().unwrap_or_default()).expect("a source is smaller than four gigabytes")
        };
        let (start, end) = (byte(&span.start), byte(&span.end));
        self.end = end;
        Span { source: self.id, start, end: end.max(start) }
    }

    fn node(&mut self, (event, span): Next<'s>, depth: usize) -> Result<Node, Stop> {
        self.count(1, span)?;
        if depth > MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        let (nodes_before, aliased_before) = (self.nodes, self.aliased_bytes);
        let (content, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = self.allow_tag(tag.as_deref(), span)?;
                let is_text = is_text || style != ScalarStyle::Plain;
                (if is_text { Content::Text(text.into_owned()) } else { self.plain(text.into_owned(), span)? }, anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_tag(tag.as_deref(), span)?;
                (Content::List(self.list(depth)?), anchor)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_tag(tag.as_deref(), span)?;
                (Content::Map(self.map(depth)?), anchor)
            }
            Event::Alias(anchor) => return self.alias(anchor, span, depth),
            _ => {
                return Err(self.refuse(
                    Code::YamlSyntax,
                    span,
                    "a value is expected here",
                    "write a value, or remove the key",
                ));
            }
        };
        let node = Node { content, span: Span { end: span.end.max(self.end.min(span.end)), ..span } };
        if anchor != 0 {
            let bytes = (self.end.saturating_sub(span.start)) as usize + (self.aliased_bytes - aliased_before);
            let nodes = 1 + self.nodes - nodes_before;
            self.anchors.insert(anchor, Anchored { node: node.clone(), nodes, bytes });
        }
        Ok(node)
    }

    fn plain(&mut self, text: String, span: Span) -> Result<Content, Stop> {
        self.dialect.plain(text).map_err(|text| {
            let message = format!("`{text}` is a number that JSON does not have, and Kubernetes reads YAML as JSON");
            self.refuse(Code::YamlUnsupported, span, &message, "put it in quotes if it is a text")
        })
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Stop> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(items),
                next => items.push(self.node(next, depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Vec<Entry>, Stop> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut places: HashMap<String, Span> = HashMap::new();
        let mut merges = Vec::new();
        loop {
            let next = self.next()?;
            if matches!(next.0, Event::MappingEnd) {
                return Ok(if merges.is_empty() { entries } else { merged(entries, merges) });
            }
            let is_merge = self.is_lenient && is_merge_key(&next.0);
            let (key, key_span) = if is_merge { (String::new(), next.1) } else { self.key(next)? };
            let next = self.next()?;
            let value = self.node(next, depth + 1)?;
            if is_merge {
                merges.push(value);
                continue;
            }
            let first = if entries.len() < MANY_KEYS {
                entries.iter().find(|entry| entry.key == key).map(|entry| entry.key_span)
            } else {
                if places.is_empty() {
                    places.extend(entries.iter().map(|entry| (entry.key.clone(), entry.key_span)));
                }
                places.insert(key.clone(), key_span)
            };
            match first {
                Some(_) => {
                    self.duplicate(&key, key_span);
                    if let Some(entry) = entries.iter_mut().find(|entry| entry.key == key) {
                        *entry = Entry { key, key_span, value };
                    }
                }
                None => entries.push(Entry { key, key_span, value }),
            }
        }
    }

    fn key(&mut self, (event, span): Next<'s>) -> Result<(String, Span), Stop> {
        self.count(1, span)?;
        let Event::Scalar(text, style, anchor, tag) = event else {
            return Err(self.refuse(
                Code::YamlUnsupported,
                span,
                "a key must be a string written out",
                "write the key in quotes",
            ));
        };
        self.allow_tag(tag.as_deref(), span)?;
        if self.is_lenient {
            return Ok((self.lenient_key(text.into_owned(), style), span));
        }
        if style == ScalarStyle::Plain {
            if text == "<<" {
                let help = "use `defaults` for fields that targets share, `extends` for a common base";
                return Err(self.refuse(
                    Code::YamlUnsupported,
                    span,
                    "merge keys are not read: YAML readers disagree on them",
                    help,
                ));
            }
            if !matches!(self.plain(text.clone().into_owned(), span)?, Content::Text(_)) {
                let message = format!("the key `{text}` is not a string for every reader of YAML");
                return Err(self.refuse(Code::YamlUnsupported, span, &message, "put the key in quotes"));
            }
        }
        if anchor != 0 {
            return Err(self.refuse(Code::YamlUnsupported, span, "a key cannot be an anchor", "remove the anchor"));
        }
        Ok((text.into_owned(), span))
    }

    /// A key as a text, as `sigs.k8s.io/yaml` makes one of booleans and numbers.
    fn lenient_key(&self, text: String, style: ScalarStyle) -> String {
        if style != ScalarStyle::Plain {
            return text;
        }
        match self.dialect.plain(text.clone()) {
            Ok(Content::Boolean(boolean)) => boolean.to_string(),
            Ok(Content::Integer(integer)) => integer.to_string(),
            _ => text,
        }
    }

    fn alias(&mut self, anchor: usize, span: Span, depth: usize) -> Result<Node, Stop> {
        let Some(Anchored { node, nodes, bytes }) = self.anchors.get(&anchor) else {
            return Err(self.refuse(
                Code::YamlUnsupported,
                span,
                "an alias inside its own anchor has no end",
                "write the value out",
            ));
        };
        let (nodes, bytes, node) = (*nodes, *bytes, node.clone());
        if depth + height(&node) > MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        self.aliased_bytes = self.aliased_bytes.saturating_add(bytes);
        if self.aliased_bytes > MAX_ALIASED_BYTES {
            let message = format!("aliases unfold to more than {MAX_ALIASED_BYTES} bytes");
            return Err(self.refuse(Code::FileLimit, span, &message, "write the values out, or use fewer aliases"));
        }
        self.count(nodes, span)?;
        Ok(node)
    }

    fn count(&mut self, nodes: usize, span: Span) -> Result<(), Stop> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes <= MAX_NODES {
            return Ok(());
        }
        let message = format!("the file unfolds to more than {MAX_NODES} values");
        Err(self.refuse(Code::FileLimit, span, &message, "split it into several files"))
    }

    /// Whether a scalar's tag says that it is a string; any other tag is refused.
    fn allow_tag(&mut self, tag: Option<&Tag>, span: Span) -> Result<bool, Stop> {
        match tag {
            Some(tag) if tag.handle() == "tag:yaml.org,2002:" && tag.suffix() == "str" => Ok(true),
            Some(_) if self.is_lenient => Ok(false),
            Some(_) => Err(self.refuse(Code::YamlUnsupported, span, "tags are not read", "remove the tag")),
            None => Ok(false),
        }
    }

    fn refuse_tag(&mut self, tag: Option<&Tag>, span: Span) -> Result<(), Stop> {
        match tag {
            Some(_) if !self.is_lenient => {
                Err(self.refuse(Code::YamlUnsupported, span, "tags are not read", "remove the tag"))
            }
            _ => Ok(()),
        }
    }

    fn duplicate(&mut self, key: &str, span: Span) {
        let message = format!("the key `{key}` stands twice in this map");
        let finding = Finding::new(Code::DuplicateKey, Place::Text(span), message);
        self.findings.push(finding.with_help("keep one of the two; readers of YAML disagree on which one counts"));
    }

    fn too_deep(&mut self, span: Span) -> Stop {
        let message = format!("maps and lists nest more than {MAX_DEPTH} levels deep");
        self.refuse(Code::FileLimit, span, &message, "nothing needs that depth; check the brackets")
    }

    fn syntax(&mut self, error: &ScanError) -> Stop {
        let start = error.marker().byte_offset().unwrap_or(self.end as usize);
        let start = u32::try_from(start).unwrap_or(self.end);
        let span = Span { source: self.id, start, end: start };
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            return self.too_deep(span);
        }
        let message = format!("this is no YAML: {}", error.info());
        self.findings.push(Finding::new(Code::YamlSyntax, Place::Text(span), message));
        Stop
    }

    fn refuse(&mut self, code: Code, span: Span, message: &str, help: &str) -> Stop {
        self.findings.push(Finding::new(code, Place::Text(span), message).with_help(help));
        Stop
    }
}

/// Whether this is YAML 1.1's merge key, which go-yaml v2 honours.
fn is_merge_key(event: &Event<'_>) -> bool {
    matches!(event, Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<")
}

/// A map with what its merge keys bring: what is written out counts, then what comes first.
fn merged(mut entries: Vec<Entry>, merges: Vec<Node>) -> Vec<Entry> {
    for node in merges {
        let maps = match node.content {
            Content::List(items) => items,
            content => vec![Node { content, span: node.span }],
        };
        for entry in
            maps.into_iter().flat_map(|map| if let Content::Map(entries) = map.content { entries } else { Vec::new() })
        {
            if !entries.iter().any(|own| own.key == entry.key) {
                entries.push(entry);
            }
        }
    }
    entries
}

fn height(node: &Node) -> usize {
    let below = match &node.content {
        Content::List(items) => items.iter().map(height).max(),
        Content::Map(entries) => entries.iter().map(|entry| height(&entry.value)).max(),
        _ => return 0,
    };
    1 + below.unwrap_or(0)
}
