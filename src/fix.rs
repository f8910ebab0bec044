//! Fixes: the changes that findings carry, applied to texts.
//!
//! Keeps true: every byte that no fix names stays as it is; a finding's changes are made together or not at all; of two
//! findings that would change the same bytes, only the first is mended, the other one is left for the next run.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::finding::{Edit, EditForm, Finding};
use crate::source::{Encoding, SourceId, Sources, Span};

/// The new texts of the files that the findings' fixes change.
pub fn apply(findings: &[Finding], sources: &Sources) -> BTreeMap<SourceId, String> {
    let mut edits: BTreeMap<SourceId, Vec<Edit>> = BTreeMap::new();
    for fix in findings.iter().filter_map(|finding| written(finding, sources)) {
        let is_free = |edit: &Edit| {
            edits.get(&edit.span.source).is_none_or(|known| !known.iter().any(|one| overlap(one.span, edit.span)))
        };
        if fix.iter().all(is_free) {
            for edit in &fix {
                edits.entry(edit.span.source).or_default().push(widened(edit, sources));
            }
        }
    }
    carry_outward(&mut edits, sources);
    edits.into_iter().map(|(id, edits)| (id, changed(sources.get(id).text(), edits))).collect()
}

/// The changes of a finding as changes of files, where they can be shown: not inside base64, nor of what is secret.
pub fn in_files(finding: &Finding, sources: &Sources) -> Option<Vec<Edit>> {
    let edits = written(finding, sources).filter(|_| !finding.hides_value)?;
    let outward = |edit: &Edit| {
        let mut edit = widened(edit, sources);
        while let Some(within) = sources.get(edit.span.source).within() {
            edit = if within.encoding == Encoding::Base64 { return None } else { sources.outward(&edit)? };
        }
        Some(edit)
    };
    edits.iter().map(outward).collect()
}

/// The changes of a finding as they are written; `None` if it has none, or one of them cannot be written.
fn written(finding: &Finding, sources: &Sources) -> Option<Vec<Edit>> {
    let written = |edit: &Edit| match edit.form {
        EditForm::Written => Some(edit.clone()),
        EditForm::Content => sources.written(edit),
        EditForm::EntryBefore => Some(inserted(edit, sources)),
    };
    let edits: Option<Vec<Edit>> = finding.fix.iter().map(written).collect();
    edits.filter(|edits| !edits.is_empty())
}

/// An entry before a key, on a line of its own where the key begins one, and in the quotes that the key has.
fn inserted(edit: &Edit, sources: &Sources) -> Edit {
    let text = sources.get(edit.span.source).text();
    let (before, from_key) = text.split_at(edit.span.start as usize);
    let entry = if from_key.starts_with('"') { edit.text.clone() } else { edit.text.replace('"', "") };
    let line = before.rsplit('\n').next().unwrap_or_default();
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let is_block = line.trim().is_empty() && !from_key.starts_with('"');
    let between = if is_block { format!("{line_break}{line}") } else { ", ".to_owned() };
    let span = Span { end: edit.span.start, ..edit.span };
    Edit { span, text: format!("{entry}{between}"), form: EditForm::Written }
}

/// Whether a finding has a fix that can be made.
pub fn is_fixable(finding: &Finding, sources: &Sources) -> bool {
    written(finding, sources).is_some()
}

fn overlap(a: Span, b: Span) -> bool {
    a == b || (a.start < b.end && b.start < a.end)
}

/// A line that a fix empties goes with its line break; blanks before the end of a line go too.
fn widened(edit: &Edit, sources: &Sources) -> Edit {
    let text = sources.get(edit.span.source).text();
    let (start, end) = (edit.span.start as usize, edit.span.end as usize);
    let ends_line = text[end..].is_empty() || text[end..].starts_with(['\n', '\r']);
    if !edit.text.is_empty() || !ends_line {
        return edit.clone();
    }
    let start = text[..start].trim_end_matches([' ', '\t']).len();
    let starts_line = start == 0 || text[..start].ends_with('\n');
    let end = if starts_line { text[end..].find('\n').map_or(end, |at| end + at + 1) } else { end };
    let at = |byte: usize| u32::try_from(byte).expect("a source is smaller than four gigabytes");
    Edit { span: Span { start: at(start), end: at(end), ..edit.span }, ..edit.clone() }
}

/// Turns changes of inner texts into changes of the files that hold them, the innermost first.
///
/// A text is read before the texts inside it, so that an inner one has the larger id.
fn carry_outward(edits: &mut BTreeMap<SourceId, Vec<Edit>>, sources: &Sources) {
    let mut files = BTreeMap::new();
    while let Some((id, mut inner)) = edits.pop_last() {
        match sources.get(id).within() {
            None => {
                files.insert(id, inner);
            }
            Some(within) if within.encoding == Encoding::Base64 => {
                let text = STANDARD.encode(changed(sources.get(id).text(), std::mem::take(&mut inner)));
                let edit = Edit { span: sources.unquoted(within.span), text, form: EditForm::Written };
                edits.entry(within.span.source).or_default().push(edit);
            }
            Some(within) => {
                let outer = inner.iter().filter_map(|edit| sources.outward(edit));
                edits.entry(within.span.source).or_default().extend(outer);
            }
        }
    }
    *edits = files;
}

/// A text with changes that do not overlap.
fn changed(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        if start < done {
            continue;
        }
        result.push_str(&text[done..start]);
        result.push_str(&edit.text);
        done = end;
    }
    result.push_str(&text[done..]);
    result
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document;
    use crate::finding::{Code, Place};
    use crate::source::Within;

    /// The file after the word WRONG in the text of its key `a` became `right`.
    fn fixed(yaml: &str, encoding: Encoding, right: &str) -> String {
        let mut sources = Sources::default();
        let file = sources.add("file", Path::new("file"), yaml.as_bytes().to_vec()).expect("it is small");
        let (documents, _) = document::parse_material(sources.get(file), file);
        let node = documents[0].node.get("a").expect("it has a");
        let text = match encoding {
            Encoding::Scalar => node.text().expect("it is a text").to_owned(),
            Encoding::Base64 => {
                String::from_utf8(STANDARD.decode(node.text().expect("it is a text")).expect("it is base64"))
                    .expect("it is text")
            }
        };
        let start = text.find("WRONG").expect("it is there");
        let inner = sources.add_inner(text, Within { span: node.span, encoding });
        let at = |byte: usize| u32::try_from(byte).expect("it is small");
        let span = Span { source: inner, start: at(start), end: at(start + 5) };
        let finding = Finding::new(Code::ClusterConfigJson, Place::Text(span), "wrong").with_fix(span, right);
        apply(&[finding], &sources).remove(&file).expect("the file changes")
    }

    #[test]
    fn a_fix_leaves_every_other_byte_alone() {
        for (yaml, right, wanted) in [
            ("a: | # x\n  one WRONG\n    two\nb:   c\n", "it", "a: | # x\n  one it\n    two\nb:   c\n"),
            ("a: |\n  one\n  WRONG\n  two\n", "", "a: |\n  one\n  two\n"),
            ("a: |\n  one   WRONG\n  two\n", "", "a: |\n  one\n  two\n"),
            ("a: \"one\\n\\tWRONG \\u0041\"\r\n", "\"x\"", "a: \"one\\n\\t\\\"x\\\" \\u0041\"\r\n"),
            ("a: 'one WRONG two'\n", "it's", "a: 'one it''s two'\n"),
            ("a: one WRONG # two\n", "it", "a: one it # two\n"),
        ] {
            assert_eq!(fixed(yaml, Encoding::Scalar, right), wanted);
        }
    }

    #[test]
    fn base64_is_written_anew() {
        for quote in ["", "\"", "'"] {
            let yaml = |text: &str| format!("a: {quote}{}{quote}\nb: c\n", STANDARD.encode(text));
            assert_eq!(fixed(&yaml("{one WRONG}"), Encoding::Base64, "two"), yaml("{one two}"));
        }
    }

    #[test]
    fn the_first_of_two_fixes_of_one_place_counts() {
        let mut sources = Sources::default();
        let file = sources.add("file", Path::new("file"), b"abcdef".to_vec()).expect("it is small");
        let span = |start, end| Span { source: file, start, end };
        let finding = |span, text: &str| Finding::new(Code::ClusterLabel, Place::Text(span), "x").with_fix(span, text);
        let findings =
            [finding(span(1, 3), "1"), finding(span(2, 4), "2").with_fix(span(5, 6), "3"), finding(span(3, 3), "+")];
        assert_eq!(apply(&findings, &sources)[&file], "a1+def");
    }
}
