//! The lines of a YAML file that holds one object, as the emitter writes it.
//!
//! Keeps true: a text in which a line at the left margin is anything but `key:`, a comment above the first key, or a
//! leading `---` is not taken for such an object.

use super::{Piece, SHOWN};

/// A top-level key, and what belongs to it.
struct Section<'a> {
    key: &'a str,
    /// Behind the colon.
    rest: &'a str,
    lines: Vec<&'a str>,
}

/// All of the object's `kind`, quotes and comments included; `None` if it is no such object or says no kind.
pub(super) fn kind(text: &str) -> Option<String> {
    let (_, sections) = sections(text)?;
    let kinds: Vec<String> = sections
        .iter()
        .filter(|section| section.key == "kind")
        .map(|kind| format!("{}\n{}", kind.rest, kind.lines.join("\n")))
        .collect();
    (!kinds.is_empty()).then(|| kinds.join("\n"))
}

/// The object in pieces; `None` if it is no such object.
pub(super) fn pieces(text: &str) -> Option<Vec<Piece>> {
    let (head, sections) = sections(text)?;
    let mut pieces: Vec<Piece> = head.into_iter().map(|line| Piece::Shown(line.to_owned())).collect();
    for section in sections {
        if SHOWN.contains(&section.key) {
            pieces.push(Piece::Shown(format!("{}:{}", section.key, section.rest)));
            pieces.extend(section.lines.into_iter().map(|line| Piece::Shown(line.to_owned())));
        } else {
            section.hide(&mut pieces);
        }
    }
    Some(pieces)
}

/// The lines above the first key, and the sections.
fn sections(text: &str) -> Option<(Vec<&str>, Vec<Section<'_>>)> {
    let (mut head, mut sections): (Vec<&str>, Vec<Section>) = (Vec::new(), Vec::new());
    for line in text.lines() {
        match (top_level(line), sections.last_mut()) {
            (Some((key, rest)), _) => sections.push(Section { key, rest, lines: Vec::new() }),
            (None, Some(section)) if line.trim().is_empty() || line.starts_with([' ', '#']) => section.lines.push(line),
            (None, None) if line.trim().is_empty() || line.starts_with('#') || line == "---" => head.push(line),
            (None, _) => return None,
        }
    }
    (!sections.is_empty() && sections.iter().all(is_comment_free)).then_some((head, sections))
}

/// A comment at the left margin below a key may be anything that somebody took out.
fn is_comment_free(section: &Section<'_>) -> bool {
    !section.lines.iter().any(|line| line.starts_with('#'))
}

fn top_level(line: &str) -> Option<(&str, &str)> {
    entry(line).filter(|(key, _)| key.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The key and what is behind its colon.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (key, rest) = line.split_once(':')?;
    let is_key = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    (is_key && (rest.is_empty() || rest.starts_with(' '))).then_some((key, rest))
}

impl Section<'_> {
    /// The keys one level down, each with the lines up to the next as its value.
    fn hide(&self, pieces: &mut Vec<Piece>) {
        if !self.rest.trim().is_empty() {
            let value = format!("{}\n{}", self.rest, self.lines.join("\n"));
            pieces.push(Piece::Hidden { key: self.key.to_owned(), label: format!("{}: ", self.key), value });
            return;
        }
        pieces.push(Piece::Shown(format!("{}:", self.key)));
        let indentation = self.lines.iter().find(|line| !line.trim().is_empty()).map_or(0, |line| indentation(line));
        for line in &self.lines {
            match (entry(line.trim_start_matches(' ')), pieces.last_mut()) {
                (Some((key, value)), _) if self::indentation(line) == indentation => pieces.push(Piece::Hidden {
                    key: format!("{}/{key}", self.key),
                    label: format!("{}{key}: ", " ".repeat(indentation)),
                    value: value.to_owned(),
                }),
                (_, Some(Piece::Hidden { value, .. })) => *value = format!("{value}\n{line}"),
                (_, Some(Piece::Shown(_)) | None) => pieces.push(Piece::Hidden {
                    key: format!("{}/", self.key),
                    label: " ".repeat(indentation),
                    value: (*line).to_owned(),
                }),
            }
        }
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
