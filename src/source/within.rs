//! Texts inside texts: the JSON in a block scalar, the policy in base64.
//!
//! Keeps true: a place in an inner text is shown where its characters stand in the file that a person can open. How YAML
//! and JSON write a string is undone by walking the written and the decoded form side by side, only when a place is
//! asked for. Base64 has no place that a person could follow; there it is the value as a whole, with line and column of
//! the decoded text.

use super::{Source, Sources, Span};
use crate::finding::{Edit, EditForm};
use crate::value::Guid;

/// Where the text of a source comes from, if it is the value of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    /// The value that holds it, as written.
    pub span: Span,
    /// How it is written there.
    pub encoding: Encoding,
}

/// How a value holds a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As a scalar of YAML or a string of JSON.
    Scalar,
    /// In base64, itself in a scalar.
    Base64,
}

/// A place in a file, of a place in a text that may be deep inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outermost {
    /// The place in the file.
    pub span: Span,
    /// Line and column (from 1, in characters) in the decoded text, where base64 hides the characters.
    pub decoded: Option<(usize, usize)>,
}

impl Sources {
    /// The place in a file that a person can open, of a place in it or in a text inside it.
    pub fn outermost(&self, span: Span) -> Outermost {
        let mut place = Outermost { span, decoded: None };
        while let Some(within) = self.get(place.span.source).within {
            let inner = self.get(place.span.source);
            match within.encoding {
                Encoding::Base64 => {
                    place.decoded.get_or_insert_with(|| inner.line_and_column(place.span.start));
                    place.span = within.span;
                }
                Encoding::Scalar => place.span = self.get(within.span.source).written(within.span, inner, place.span),
            }
        }
        place
    }
}

impl Sources {
    /// A change of a text in a scalar, as one of the text around it; `None` if it has no form there.
    pub fn outward(&self, edit: &Edit) -> Option<Edit> {
        let inner = self.get(edit.span.source);
        let within = inner.within?;
        let outer = self.get(within.span.source);
        let raw = outer.text.get(within.span.start as usize..within.span.end as usize)?;
        let text = Style::of(raw, &inner.text).encoded(&edit.text)?;
        Some(Edit { span: outer.written(within.span, inner, edit.span), text, form: EditForm::Written })
    }

    /// A change of what a scalar says as a change of how it is written: in its quotes, or in quotes where it needs some.
    /// `None` for a scalar of several lines.
    pub fn written(&self, edit: &Edit) -> Option<Edit> {
        let file = &self.get(edit.span.source).text;
        let raw = file.get(edit.span.start as usize..edit.span.end as usize)?;
        if raw.contains('\n') || edit.text.contains('\n') {
            return None;
        }
        let quote =
            ['"', '\''].into_iter().find(|quote| raw.len() > 1 && raw.starts_with(*quote) && raw.ends_with(*quote));
        let (span, text) = match quote {
            Some('"') => (self.unquoted(edit.span), Style::Double { opens: true }.encoded(&edit.text)?),
            Some(_) => (self.unquoted(edit.span), Style::Single { opens: true }.encoded(&edit.text)?),
            None if is_plain(&edit.text) || is_block(&file[..edit.span.start as usize]) => {
                (edit.span, edit.text.clone())
            }
            None => (edit.span, serde_json::json!(edit.text).to_string()),
        };
        Some(Edit { span, text, form: EditForm::Written })
    }

    /// The place of a scalar without its quotes.
    pub fn unquoted(&self, span: Span) -> Span {
        let raw = self.get(span.source).text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let is_quoted =
            raw.len() >= 2 && ["\"", "'"].iter().any(|quote| raw.starts_with(quote) && raw.ends_with(quote));
        if is_quoted { Span { start: span.start + 1, end: span.end - 1, ..span } } else { span }
    }
}

impl Source {
    /// Where a range of a decoded scalar is written in this text.
    fn written(&self, scalar: Span, inner: &Source, range: Span) -> Span {
        let raw = self.text.get(scalar.start as usize..scalar.end as usize).unwrap_or_default();
        let style = Style::of(raw, &inner.text);
        let start = offset(raw, &inner.text, range.start as usize, style);
        let end = start
            + offset(
                &raw[start..],
                inner.text.get(range.start as usize..).unwrap_or_default(),
                range_length(range),
                style.inside(),
            );
        let at = |offset: usize| scalar.start + u32::try_from(offset).expect("a source is smaller than four gigabytes");
        Span { source: scalar.source, start: at(start), end: at(end) }
    }
}

/// Whether every reader takes a word without quotes for a text, also between braces.
fn is_plain(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"._/:@\\-".contains(&byte);
    let others = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "inf", "nan"];
    let is_word = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/');
    (is_word || text.parse::<Guid>().is_ok())
        && text.bytes().all(is_part)
        && !text.ends_with(':')
        && !others.contains(&text.to_ascii_lowercase().as_str())
}

/// Whether what follows is the content of a block scalar: its line is empty so far, and the one above ends with `|` or `>`.
fn is_block(before: &str) -> bool {
    let (above, line) = before.rsplit_once('\n').unwrap_or(("", before));
    let header = above.trim_end().trim_end_matches(|c: char| c.is_ascii_digit() || "+-".contains(c));
    line.trim().is_empty() && header.ends_with(['|', '>'])
}

fn range_length(range: Span) -> usize {
    range.end.saturating_sub(range.start) as usize
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Between double quotes, with escapes; `bool` says whether the opening quote is still to come.
    Double { opens: bool },
    /// Between single quotes, doubled inside.
    Single { opens: bool },
    /// Plain, or a block of which the parser gives the content only.
    Bare,
}

impl Style {
    /// A block's content may begin with a quote of its own; then so does the decoded text.
    fn of(raw: &str, decoded: &str) -> Self {
        let is_between = |quote: char| raw.len() >= 2 && raw.starts_with(quote) && raw.ends_with(quote);
        if is_between('"') && (!decoded.starts_with('"') || raw.starts_with("\"\\\"")) {
            Self::Double { opens: true }
        } else if is_between('\'') && (!decoded.starts_with('\'') || raw.starts_with("'''")) {
            Self::Single { opens: true }
        } else {
            Self::Bare
        }
    }

    /// A text as it is written in this style; a block's lines cannot be made without knowing its indentation.
    fn encoded(self, text: &str) -> Option<String> {
        match self {
            Self::Double { .. } => {
                let quoted = serde_json::json!(text).to_string();
                Some(quoted[1..quoted.len() - 1].to_owned())
            }
            Self::Single { .. } => Some(text.replace('\'', "''")),
            Self::Bare => (!text.contains('\n')).then(|| text.to_owned()),
        }
    }

    /// The same behind its opening quote.
    fn inside(self) -> Self {
        match self {
            Self::Double { .. } => Self::Double { opens: false },
            Self::Single { .. } => Self::Single { opens: false },
            Self::Bare => Self::Bare,
        }
    }
}

/// How far into the written form the first `length` bytes of the decoded one reach.
///
/// Indentation and folded line breaks are in one of the two only; white space therefore need not match.
fn offset(raw: &str, decoded: &str, length: usize, style: Style) -> usize {
    let opens = matches!(style, Style::Double { opens: true } | Style::Single { opens: true });
    let mut at = usize::from(opens);
    let mut done = 0;
    while done < length {
        let Some(wanted) = decoded[done..].chars().next() else { break };
        let Some((found, width)) = unit(&raw[at.min(raw.len())..], style) else { break };
        match found {
            Some(c) if c == wanted => {
                at += width;
                done += wanted.len_utf8();
            }
            Some(c) if !c.is_whitespace() && wanted.is_whitespace() => done += wanted.len_utf8(),
            Some(c) if !c.is_whitespace() => {
                at += width;
                done += wanted.len_utf8();
            }
            _ => at += width,
        }
    }
    skip_indentation(raw, decoded, at, done, style)
}

/// A place at the start of a word is on the word, not on the indentation before it.
fn skip_indentation(raw: &str, decoded: &str, mut at: usize, done: usize, style: Style) -> usize {
    let next = decoded.get(done..).and_then(|rest| rest.chars().next());
    if next.is_some_and(|c| !c.is_whitespace()) {
        while let Some((found, width)) = unit(&raw[at.min(raw.len())..], style)
            && found.is_none_or(char::is_whitespace)
        {
            at += width;
        }
    }
    at.min(raw.len())
}

/// The next decoded character of a written form and how many bytes write it; `None` for what writes nothing.
fn unit(raw: &str, style: Style) -> Option<(Option<char>, usize)> {
    let first = raw.chars().next()?;
    match style {
        Style::Double { .. } if first == '\\' => Some(escape(raw)),
        Style::Single { .. } if raw.starts_with("''") => Some((Some('\''), 2)),
        _ => Some((Some(first), first.len_utf8())),
    }
}

/// An escape of a double-quoted scalar: YAML's, of which JSON's are a part.
fn escape(raw: &str) -> (Option<char>, usize) {
    let code =
        |from: usize, digits: usize| raw.get(from..from + digits).and_then(|text| u32::from_str_radix(text, 16).ok());
    let Some(kind) = raw[1..].chars().next() else { return (None, raw.len()) };
    match kind {
        'u' => match (code(2, 4), raw.get(6..8), code(8, 4)) {
            (Some(high @ 0xd800..0xdc00), Some("\\u"), Some(low @ 0xdc00..0xe000)) => {
                (char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)), 12)
            }
            (value, ..) => coded(value, 6),
        },
        'x' => coded(code(2, 2), 4),
        'U' => coded(code(2, 8), 10),
        '\n' | '\r' => (None, 2),
        _ => (Some(named(kind)), 1 + kind.len_utf8()),
    }
}

/// The character of a code and how long it is written; of an escape without its digits, nothing but the escape is gone over.
fn coded(code: Option<u32>, width: usize) -> (Option<char>, usize) {
    code.map_or((None, 2), |code| (char::from_u32(code), width))
}

fn named(kind: char) -> char {
    match kind {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'a' => '\u{7}',
        'v' => '\u{b}',
        'e' => '\u{1b}',
        '0' => '\0',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document;

    /// The text of a YAML value `a`, and the file around it, as sources.
    fn inner(yaml: &str) -> (Sources, crate::source::SourceId) {
        let mut sources = Sources::default();
        let id = sources.add("file", Path::new("file"), yaml.as_bytes().to_vec()).expect("it is small");
        let mut findings = Vec::new();
        let nodes = document::parse_stream(sources.get(id), id, &mut findings).expect("it is YAML");
        let node = nodes[0].get("a").expect("it has a key a");
        let text = node.text().expect("it is a text").to_owned();
        let inner = sources.add_inner(text, Within { span: node.span, encoding: Encoding::Scalar });
        (sources, inner)
    }

    /// What is written where a word of the inner text stands.
    fn written(yaml: &str, word: &str) -> String {
        let (sources, inner) = inner(yaml);
        let start = sources.get(inner).text().find(word).expect("the word is there");
        let at = |byte: usize| u32::try_from(byte).expect("it is small");
        let span = Span { source: inner, start: at(start), end: at(start + word.len()) };
        let place = sources.outermost(span);
        let file = sources.get(place.span.source);
        file.text()[place.span.start as usize..place.span.end as usize].to_owned()
    }

    #[test]
    fn a_word_is_found_in_every_style() {
        for yaml in [
            "a: |\n  one\n    two, three\n\n  four\n",
            "a: >-\n  one\n  two, three\n\n  four\n",
            "a: one two, three four\n",
            "a: one\n  two, three\n  four\n",
            "a: \"one\\n  two, three\\tfour\"\n",
            "a: \"\\u006fne\\ttwo, three \\\n  four\"\n",
            "a: 'one two, three\n  four'\n",
            "{\"a\": \"\\\"one\\\" \\/ \\ud83d\\ude00 two, three four\"}\n",
            "a: 'it''s one two, three four'\n",
            "a: |\n  \"one\" two, three\n  four\n",
        ] {
            for word in ["two", "three", "four"] {
                assert_eq!(written(yaml, word), word, "{yaml:?}");
            }
        }
    }

    #[test]
    fn a_block_that_begins_like_a_quoted_text_is_none() {
        for yaml in ["a: |\n\n  \"s\\u-\u{f57f} two three, four\n", "a: |\n\n  \"s\\u-\u{f57f} two three, four\"\n"] {
            for word in ["two", "three", "four"] {
                assert_eq!(written(yaml, word), word, "{yaml:?}");
            }
        }
    }

    #[test]
    fn escapes_without_digits_are_gone_over() {
        for (raw, width) in
            [("\\u-\u{f57f}", 2), ("\\x\u{f57f}", 2), ("\\U0001\u{f57f}", 2), ("\\u12", 2), ("\\u0041", 6)]
        {
            assert_eq!(escape(raw).1, width, "{raw:?}");
        }
    }

    #[test]
    fn base64_is_one_place_with_line_and_column_of_the_text() {
        let (mut sources, outer) = inner("a: b25lCnR3bwo=\n");
        let file = sources.outermost(Span { source: outer, start: 0, end: 12 }).span;
        let decoded = sources.add_inner("one\ntwo\n".into(), Within { span: file, encoding: Encoding::Base64 });
        let place = sources.outermost(Span { source: decoded, start: 4, end: 7 });
        assert_eq!(place, Outermost { span: file, decoded: Some((2, 1)) });
    }

    proptest::proptest! {
        #[test]
        fn any_place_is_inside_the_file(text in "[a\"'\\\\ \n|]{0,12}", start in 0u32..20, length in 0u32..20) {
            for yaml in [format!("a: {text}\n"), format!("a: |\n  {text}\n"), format!("a: {}\n", serde_json::json!(text))] {
                let mut sources = Sources::default();
                let id = sources.add("file", Path::new("file"), yaml.clone().into_bytes()).expect("it is small");
                let nodes = document::parse_stream(sources.get(id), id, &mut Vec::new()).unwrap_or_default();
                let Some(node) = nodes.first().and_then(|node| node.get("a")) else { continue };
                let Some(decoded) = node.text().map(str::to_owned) else { continue };
                let inner = sources.add_inner(decoded, Within { span: node.span, encoding: Encoding::Scalar });
                let place = sources.outermost(Span { source: inner, start, end: start + length }).span;
                proptest::prop_assert!(yaml.get(place.start as usize..place.end as usize).is_some(), "{:?}", place);
            }
        }
    }
}
