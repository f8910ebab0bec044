//! JSON as Go's `encoding/json` reads it, with the places of its values and the causes of what it refuses.
//!
//! Argo CD says `could not unmarshal cluster secret` and nothing else (`util/db/cluster.go`); here each fault has its
//! place and its name. Keeps true: a text has no [`Fault`] exactly when Go accepts it. Reading goes on behind a comment
//! or a comma too many, so that one of them does not hide what else is wrong.

use super::{Content, Entry, MAX_DEPTH, Node};
use crate::source::{SourceId, Span};

/// A text that should be JSON, as far as it could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Json {
    /// The value; of a key that stands twice, the last counts, as in Go.
    pub node: Option<Node>,
    /// Why Go would refuse it, in the order of the text.
    pub faults: Vec<Fault>,
    /// Keys that stand twice in one object, where the later one stands; Go reads them without a word.
    pub duplicates: Vec<(String, Span)>,
}

/// One reason why a text is no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it is.
    pub kind: FaultKind,
    /// Where it is.
    pub span: Span,
    /// Of a string in other quotes, where the closing one is.
    pub closing: Option<Span>,
}

/// What makes a text no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// `# …`, `// …` or `/* … */`.
    Comment,
    /// A comma before a closing bracket.
    TrailingComma,
    /// No comma between two values.
    MissingComma,
    /// No colon behind a key.
    MissingColon,
    /// A string that does not end on its line.
    UnclosedString,
    /// `‘’“”` where `"` belongs.
    SmartQuote,
    /// `'…'` where `"…"` belongs.
    SingleQuote,
    /// A backslash before a character that needs none, or four digits missing behind `\u`.
    BadEscape,
    /// A tab or another control character inside a string.
    ControlCharacter,
    /// A byte-order mark before the first value.
    ByteOrderMark,
    /// A bare word, such as an unquoted key, `True` or `nil`.
    BareWord,
    /// A number in a form that JSON does not have: `01`, `+1`, `.5`, `NaN`.
    BadNumber,
    /// An object or list that is not closed.
    Unclosed,
    /// Something behind the end of the value.
    TrailingText,
    /// Nothing at all.
    Empty,
    /// Deeper than is read.
    TooDeep,
    /// A character that begins no value.
    Unexpected,
}

impl FaultKind {
    /// What is wrong, as a finding says it.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Comment => "JSON has no comments",
            Self::TrailingComma => "JSON has no comma before a closing bracket",
            Self::MissingComma => "a comma is missing before this",
            Self::MissingColon => "a colon is missing behind the key",
            Self::UnclosedString => "the string is not closed on its line",
            Self::SmartQuote => "this is a typographic quote, not `\"`",
            Self::SingleQuote => "JSON quotes with `\"`, not with `'`",
            Self::BadEscape => "this is no escape of JSON",
            Self::ControlCharacter => "a control character stands inside a string",
            Self::ByteOrderMark => "a byte-order mark stands before the JSON",
            Self::BareWord => "this word is not in quotes",
            Self::BadNumber => "this is no number of JSON",
            Self::Unclosed => "a bracket is not closed",
            Self::TrailingText => "something follows the JSON",
            Self::Empty => "there is no JSON here",
            Self::TooDeep => "this nests too deep",
            Self::Unexpected => "this begins no value of JSON",
        }
    }
}

/// Reads a text as JSON.
pub fn parse_json(text: &str, id: SourceId) -> Json {
    let mut reader = Reader { text, id, at: 0, faults: Vec::new(), duplicates: Vec::new() };
    let node = reader.document();
    Json { node, faults: reader.faults, duplicates: reader.duplicates }
}

struct Reader<'t> {
    text: &'t str,
    id: SourceId,
    at: usize,
    faults: Vec<Fault>,
    duplicates: Vec<(String, Span)>,
}

/// Reading cannot go on.
struct Stop;

impl<'t> Reader<'t> {
    fn document(&mut self) -> Option<Node> {
        if self.rest().starts_with('\u{feff}') {
            self.fault(FaultKind::ByteOrderMark, '\u{feff}'.len_utf8());
            self.at += '\u{feff}'.len_utf8();
        }
        self.skip_blank();
        if self.rest().is_empty() {
            self.fault(FaultKind::Empty, 0);
            return None;
        }
        let node = self.value(0).ok()?;
        self.skip_blank();
        if !self.rest().is_empty() {
            self.fault(FaultKind::TrailingText, self.rest().trim_end().len());
        }
        Some(node)
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let at = |byte: usize| u32::try_from(byte).expect("a source is smaller than four gigabytes");
        Span { source: self.id, start: at(start), end: at(end) }
    }

    /// Notes a fault that is as long as given, here.
    fn fault(&mut self, kind: FaultKind, length: usize) {
        let span = self.span(self.at, self.at + length);
        self.faults.push(Fault { kind, span, closing: None });
    }

    fn stop(&mut self, kind: FaultKind, length: usize) -> Stop {
        self.fault(kind, length);
        Stop
    }

    /// Goes over white space, and over comments with a fault for each.
    fn skip_blank(&mut self) {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
            let rest = self.rest();
            let length = if rest.starts_with('#') || rest.starts_with("//") {
                rest.find('\n').unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                rest.find("*/").map_or(rest.len(), |at| at + 2)
            } else {
                return;
            };
            self.fault(FaultKind::Comment, rest[..length].trim_end().len());
            self.at += length;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, Stop> {
        if depth > MAX_DEPTH {
            return Err(self.stop(FaultKind::TooDeep, 1));
        }
        let start = self.at;
        let content = match self.rest().as_bytes().first() {
            Some(b'{') => Content::Map(self.object(depth)?),
            Some(b'[') => Content::List(self.list(depth)?),
            Some(b'"') => Content::Text(self.string()?),
            Some(b'-' | b'+' | b'.' | b'0'..=b'9') => self.number(),
            Some(_) => self.word()?,
            None => return Err(self.stop(FaultKind::Unclosed, 0)),
        };
        Ok(Node { content, span: self.span(start, self.at) })
    }

    fn object(&mut self, depth: usize) -> Result<Vec<Entry>, Stop> {
        let mut entries: Vec<Entry> = Vec::new();
        self.at += 1;
        while self.has_next('}', !entries.is_empty())? {
            let start = self.at;
            let key = self.key()?;
            let key_span = self.span(start, self.at);
            self.skip_blank();
            if self.rest().starts_with(':') {
                self.at += 1;
                self.skip_blank();
            } else {
                self.fault(FaultKind::MissingColon, 0);
            }
            let value = self.value(depth + 1)?;
            self.insert(&mut entries, Entry { key, key_span, value });
        }
        Ok(entries)
    }

    fn insert(&mut self, entries: &mut Vec<Entry>, entry: Entry) {
        match entries.iter_mut().find(|known| known.key == entry.key) {
            Some(known) => {
                self.duplicates.push((entry.key.clone(), entry.key_span));
                *known = entry;
            }
            None => entries.push(entry),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Stop> {
        let mut items = Vec::new();
        self.at += 1;
        while self.has_next(']', !items.is_empty())? {
            items.push(self.value(depth + 1)?);
        }
        Ok(items)
    }

    /// Goes to the next member of an object or list; whether there is one.
    fn has_next(&mut self, close: char, is_later: bool) -> Result<bool, Stop> {
        self.skip_blank();
        let comma = self.at;
        let has_comma = is_later && self.rest().starts_with(',');
        if has_comma {
            self.at += 1;
            self.skip_blank();
        }
        if self.rest().starts_with(close) {
            if has_comma {
                let span = self.span(comma, comma + 1);
                self.faults.push(Fault { kind: FaultKind::TrailingComma, span, closing: None });
            }
            self.at += 1;
            return Ok(false);
        }
        if self.rest().is_empty() {
            return Err(self.stop(FaultKind::Unclosed, 0));
        }
        if is_later && !has_comma {
            self.fault(FaultKind::MissingComma, self.width());
        }
        Ok(true)
    }

    fn key(&mut self) -> Result<String, Stop> {
        if self.rest().starts_with('"') {
            return self.string();
        }
        let word =
            self.rest().split([':', ' ', '\t', '\r', '\n', ',', '{', '}', '[', ']', '"']).next().unwrap_or_default();
        if let Some(quoted) = self.quoted_otherwise()? {
            return Ok(quoted);
        }
        if word.is_empty() {
            return Err(self.stop(FaultKind::Unexpected, self.width()));
        }
        self.fault(FaultKind::BareWord, word.len());
        self.at += word.len();
        Ok(word.to_owned())
    }

    /// A string between quotes that are not JSON's, on one line.
    fn quoted_otherwise(&mut self) -> Result<Option<String>, Stop> {
        let rest = self.rest();
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '\'' | '‘' | '’' | '“' | '”')) else {
            return Ok(None);
        };
        let kind = if quote == '\'' { FaultKind::SingleQuote } else { FaultKind::SmartQuote };
        self.fault(kind, quote.len_utf8());
        let inner = &rest[quote.len_utf8()..];
        let end = inner.find(['\'', '‘', '’', '“', '”', '"', '\n']).ok_or(Stop)?;
        let close = inner[end..].chars().next().map_or(0, char::len_utf8);
        let closing = self.at + quote.len_utf8() + end;
        let closing = (!inner[end..].starts_with(['"', '\n'])).then(|| self.span(closing, closing + close));
        if let Some(fault) = self.faults.last_mut() {
            fault.closing = closing;
        }
        self.at += quote.len_utf8() + end + close;
        Ok(Some(inner[..end].to_owned()))
    }

    fn string(&mut self) -> Result<String, Stop> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let rest = self.rest();
            let plain = rest.find(|c: char| c == '"' || c == '\\' || c < ' ').unwrap_or(rest.len());
            text.push_str(&rest[..plain]);
            self.at += plain;
            match self.rest().as_bytes().first() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => self.escape(&mut text),
                Some(b'\n' | b'\r') | None => {
                    let span = self.span(start, self.at);
                    self.faults.push(Fault { kind: FaultKind::UnclosedString, span, closing: None });
                    return Err(Stop);
                }
                Some(&control) => {
                    self.fault(FaultKind::ControlCharacter, 1);
                    text.push(char::from(control));
                    self.at += 1;
                }
            }
        }
    }

    fn escape(&mut self, text: &mut String) {
        let rest = self.rest();
        let named = match rest.as_bytes().get(1) {
            Some(b'n') => Some('\n'),
            Some(b't') => Some('\t'),
            Some(b'r') => Some('\r'),
            Some(b'b') => Some('\u{8}'),
            Some(b'f') => Some('\u{c}'),
            Some(&same @ (b'"' | b'\\' | b'/')) => Some(char::from(same)),
            _ => None,
        };
        if let Some(c) = named {
            text.push(c);
            self.at += 2;
            return;
        }
        let unit = |from: usize| {
            let digits = rest.get(from..from + 6)?.strip_prefix("\\u")?;
            digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
        };
        match (unit(0), unit(6)) {
            (Some(high @ 0xd800..0xdc00), Some(low @ 0xdc00..0xe000)) => {
                text.extend(char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)));
                self.at += 12;
            }
            // Half a pair is U+FFFD, as in Go.
            (Some(code), _) => {
                text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
                self.at += 6;
            }
            (None, _) => {
                self.fault(FaultKind::BadEscape, 1);
                self.at += 1;
            }
        }
    }

    fn number(&mut self) -> Content {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_')))
            .unwrap_or(rest.len());
        let written = &rest[..end];
        if !is_number(written) {
            self.fault(FaultKind::BadNumber, end);
        }
        self.at += end;
        written.parse().map_or_else(|_| Content::Number(written.to_owned()), Content::Integer)
    }

    fn word(&mut self) -> Result<Content, Stop> {
        if let Some(quoted) = self.quoted_otherwise()? {
            return Ok(Content::Text(quoted));
        }
        let rest = self.rest();
        let end = rest.find([' ', '\t', '\r', '\n', ',', '{', '}', '[', ']', '"', ':', '#']).unwrap_or(rest.len());
        let word = &rest[..end];
        let content = match word {
            "null" => Content::Null,
            "true" => Content::Boolean(true),
            "false" => Content::Boolean(false),
            "" => return Err(self.stop(FaultKind::Unexpected, self.width())),
            _ => {
                self.fault(FaultKind::BareWord, end);
                Content::Text(word.to_owned())
            }
        };
        self.at += end;
        Ok(content)
    }

    /// Bytes of the next character.
    fn width(&self) -> usize {
        self.rest().chars().next().map_or(0, char::len_utf8)
    }
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?`
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

#[cfg(test)]
mod tests;
