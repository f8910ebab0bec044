//! Waivers: `# tiphys: ignore[code] reason, until 2027-01-31`, a comment that says why a finding stays.
//!
//! | where the comment stands | what it waives |
//! |---|---|
//! | behind something on its line | findings on that line, and in the block that begins there (`config: | # …`) |
//! | on a line of its own | findings on the next line that is no comment |
//! | above the first line of a document | findings anywhere in that document; for an environment file also those about what it renders |
//!
//! Keeps true: a waiver has a reason; one that has run out waives nothing; one that waives nothing is a finding itself, so
//! that none outlives its cause.

use crate::finding::{Code, Finding, Place, nearest};
use crate::source::{SourceId, Sources, Span};
use crate::value::date::Date;

const MARK: &str = "# tiphys: ignore[";
const FORM: &str = "write `# tiphys: ignore[code] reason` or `# tiphys: ignore[code] reason, until 2027-01-31`";

/// A waiver as it stands in a text.
#[derive(Debug, Clone, PartialEq)]
struct Waiver {
    codes: Vec<Code>,
    /// The day after which it waives nothing.
    until: Option<Date>,
    place: Span,
    /// The bytes in which it waives.
    reach: std::ops::Range<usize>,
    /// Whether it stands above the first line of its file, and so covers what is about the file as a whole.
    is_of_file: bool,
}

/// Takes the waived findings out, and adds what is wrong with the waivers of the sources.
///
/// Findings must point into sources, or to a source as a whole.
pub fn apply(findings: &mut Vec<Finding>, read: &[SourceId], sources: &Sources, today: Date) {
    let mut mistakes = Vec::new();
    let mut waivers: Vec<Waiver> = Vec::new();
    for id in read {
        waivers.extend(waivers_of(*id, sources, &mut mistakes));
    }
    let mut used = vec![false; waivers.len()];
    findings.retain(|finding| {
        let mut is_waived = false;
        for (waiver, is_used) in waivers.iter().zip(&mut used) {
            if !waiver.has_run_out(today) && waiver.waives(finding, sources) {
                (is_waived, *is_used) = (true, true);
            }
        }
        !is_waived
    });
    findings.extend(mistakes);
    for (waiver, is_used) in waivers.iter().zip(used) {
        findings.extend(waiver.judge(is_used, today));
    }
}

impl Waiver {
    fn has_run_out(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    fn waives(&self, finding: &Finding, sources: &Sources) -> bool {
        if !self.codes.contains(&finding.code) {
            return false;
        }
        match finding.place {
            Place::Text(span) => {
                let span = sources.outermost(span).span;
                span.source == self.place.source && self.reach.contains(&(span.start as usize))
            }
            Place::Source(id) => self.is_of_file && id == self.place.source,
            Place::Value(_) | Place::Key(_) | Place::Object { .. } | Place::Run(_) => false,
        }
    }

    /// What is wrong with it, after it was used or not.
    fn judge(&self, is_used: bool, today: Date) -> Option<Finding> {
        let codes = self.codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
        let place = Place::Text(self.place);
        if let Some(until) = self.until.filter(|_| self.has_run_out(today)) {
            let message = format!("the waiver of {codes} ran out on {until}");
            return Some(
                Finding::new(Code::WaiverExpired, place, message)
                    .with_help("mend what it waives, or give it another day"),
            );
        }
        let message = format!("nothing here is {codes}");
        (!is_used).then(|| Finding::new(Code::WaiverUnused, place, message).with_help("remove the waiver"))
    }
}

fn waivers_of(id: SourceId, sources: &Sources, mistakes: &mut Vec<Finding>) -> Vec<Waiver> {
    let text = sources.get(id).text();
    let mut found = Vec::new();
    for (at, _) in text.match_indices(MARK) {
        let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = &text[line_start..at];
        if !(before.is_empty() || before.ends_with([' ', '\t'])) {
            continue;
        }
        let end = text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end);
        let span = |from: usize, to: usize| Span { source: id, start: as_u32(from), end: as_u32(to) };
        let place = span(at, at + text[at..end].trim_end().len());
        match parse(&text[at + MARK.len()..end]) {
            Ok((codes, until)) => {
                let (reach, is_document) = reach(text, line_start, before);
                let is_of_file = is_document && reach.start == 0;
                found.push(Waiver { codes, until, place, reach, is_of_file });
            }
            Err(message) => {
                mistakes.push(Finding::new(Code::WaiverMalformed, Place::Text(place), message).with_help(FORM));
            }
        }
    }
    found
}

/// The codes and the last day of what stands behind `ignore[`.
fn parse(text: &str) -> Result<(Vec<Code>, Option<Date>), String> {
    let (codes, rest) = text.split_once(']').ok_or("the waiver has no `]` behind its codes")?;
    let codes = codes.split(',').map(|name| code(name.trim())).collect::<Result<Vec<_>, _>>()?;
    let (reason, until) = match rest.rsplit_once("until ") {
        Some((reason, day)) => {
            let day = day.trim();
            (reason, Some(day.parse().map_err(|_| format!("{} is no day", crate::value::shown(day)))?))
        }
        None => (rest, None),
    };
    if reason.trim_matches([' ', ',', ':', '-', '\t']).is_empty() {
        return Err("the waiver has no reason".to_owned());
    }
    Ok((codes, until))
}

fn code(name: &str) -> Result<Code, String> {
    let known = Code::ALL.iter().copied().find(|code| code.as_str() == name);
    known.ok_or_else(|| {
        let near = nearest(name, Code::ALL.iter().map(|code| code.as_str()));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        format!("{} is no code{near}", crate::value::shown(name))
    })
}

/// The bytes in which a waiver waives, and whether they are a whole document.
fn reach(text: &str, line_start: usize, before: &str) -> (std::ops::Range<usize>, bool) {
    let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |end| from + end + 1);
    if !before.trim().is_empty() {
        let opens_block = before
            .trim_end()
            .trim_end_matches(['+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
            .ends_with(['|', '>']);
        let end = line_end(line_start);
        return (line_start..if opens_block { block_end(text, end, indentation(before)) } else { end }, false);
    }
    let mut next = line_end(line_start);
    while next < text.len() && text[next..].trim_start_matches([' ', '\t']).starts_with(['#', '\n', '\r']) {
        next = line_end(next);
    }
    if is_first_of_document(&text[..line_start]) {
        let start = text[..line_start].rfind("\n---").map_or(0, |at| at + 1);
        return (start..document_end(text, next), true);
    }
    (next..line_end(next.min(text.len())), false)
}

/// Whether nothing but comments stands before, in the document.
fn is_first_of_document(before: &str) -> bool {
    let lines = before.lines().rev().take_while(|line| !line.starts_with("---"));
    lines.into_iter().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}

fn document_end(text: &str, from: usize) -> usize {
    let from = if text[from.min(text.len())..].starts_with("---") { from + 3 } else { from };
    text.get(from..).and_then(|rest| rest.find("\n---")).map_or(text.len(), |at| from + at + 1)
}

/// The end of a block scalar whose key is indented so far.
fn block_end(text: &str, from: usize, indent: usize) -> usize {
    let mut end = from;
    for line in text[from..].split_inclusive('\n') {
        if !line.trim().is_empty() && indentation(line) <= indent {
            break;
        }
        end += line.len();
    }
    end
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn as_u32(byte: usize) -> u32 {
    u32::try_from(byte).expect("a source is smaller than four gigabytes")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// The findings that are left, of one `cluster-label` at the word WRONG.
    fn left(text: &str, today: &str) -> Vec<(Code, String)> {
        let mut sources = Sources::default();
        let id = sources.add("file", Path::new("file"), text.as_bytes().to_vec()).expect("it is small");
        let at = as_u32(text.find("WRONG").expect("it is there"));
        let span = Span { source: id, start: at, end: at + 5 };
        let mut findings = vec![Finding::new(Code::ClusterLabel, Place::Text(span), "wrong")];
        apply(&mut findings, &[id], &sources, today.parse().expect("it is a day"));
        findings.into_iter().map(|finding| (finding.code, finding.message)).collect()
    }

    fn codes(text: &str) -> Vec<Code> {
        left(text, "2026-11-24").into_iter().map(|(code, _)| code).collect()
    }

    #[test]
    fn a_waiver_reaches_its_line_its_block_or_its_document() {
        for text in [
            "a: b\nc: WRONG # tiphys: ignore[cluster-label] it is a test\n",
            "a: b\n# tiphys: ignore[cluster-label] it is a test\n# why\nc: WRONG\n",
            "# tiphys: ignore[cluster-label] it is a test\na: b\nc: WRONG\n",
            "x: y\n---\n# tiphys: ignore[cluster-label, cluster-config-json] it is a test\na: b\nc: WRONG\n---\nd: e\n",
            "a: b\nc: | # tiphys: ignore[cluster-label] it is a test, until 2026-11-24\n  d\n\n  WRONG\ne: f\n",
        ] {
            assert_eq!(codes(text), [], "{text}");
        }
    }

    #[test]
    fn a_waiver_that_waives_nothing_is_a_finding() {
        for text in [
            "a: b # tiphys: ignore[cluster-label] it is a test\nc: WRONG\n",
            "c: WRONG\n---\n# tiphys: ignore[cluster-label] it is a test\na: b\n",
            "c: WRONG # tiphys: ignore[cluster-config-json] it is a test\n",
            "a: | # tiphys: ignore[cluster-label] it is a test\n  b\nc: WRONG\n",
        ] {
            assert_eq!(codes(text), [Code::ClusterLabel, Code::WaiverUnused], "{text}");
        }
    }

    #[test]
    fn a_waiver_needs_known_codes_a_reason_and_a_day() {
        for (comment, message) in [
            ("[cluster-labl] because", "`cluster-labl` is no code; did you mean `cluster-label`?"),
            ("[cluster-label]", "the waiver has no reason"),
            ("[cluster-label] until 2027-01-01", "the waiver has no reason"),
            ("[cluster-label] because, until soon", "`soon` is no day"),
            ("[cluster-label because", "the waiver has no `]` behind its codes"),
        ] {
            let found = left(&format!("c: WRONG # tiphys: ignore{comment}\n"), "2026-11-24");
            assert_eq!(found[1], (Code::WaiverMalformed, message.to_owned()));
        }
    }

    #[test]
    fn a_waiver_runs_out() {
        let text = "c: WRONG # tiphys: ignore[cluster-label] because, until 2026-11-24\n";
        assert_eq!(left(text, "2026-11-24"), []);
        let found = left(text, "2026-11-25");
        assert_eq!(found[1].1, "the waiver of `cluster-label` ran out on 2026-11-24");
    }

    #[test]
    fn what_only_looks_like_a_waiver_is_none() {
        assert_eq!(codes("c: WRONG# tiphys: ignore[x]\n"), [Code::ClusterLabel]);
    }
}
