//! Each row says something that no other row of its subject says.
//!
//! Harmless, so a note; but an allowing row below a denial of the same subject never has an effect, because casbin's effect
//! is "some allow and no deny" (argo-cd `assets/model.conf`).

use std::collections::{HashMap, HashSet};

use super::super::{groupings, permissions};
use super::{Judged, Subject};
use crate::finding::{Code, Finding, Severity};
use crate::material::RbacConfig;
use crate::policy::glob::Glob;
use crate::policy::{Effect, Permission};
use crate::value::shown;

/// Reports rows that another row repeats, covers or denies.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let mut seen = HashSet::new();
    findings.extend(groupings(subject.reading).filter(|row| !seen.insert(row.row)).map(|row| repeated(&row)));
    if subject.reading.is_regex() {
        return;
    }
    let rows: Vec<Judged<'_, Permission>> = permissions(subject.reading).collect();
    let mut beginnings: Beginnings<'_> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        beginnings.entry((&row.row.subject, beginning(&row.row.object))).or_default().push(at);
    }
    for (at, row) in rows.iter().enumerate() {
        findings.extend(redundant(at, row, &rows, &candidates(row.row, &beginnings)));
    }
}

/// Rows by subject and by what their objects begin with.
type Beginnings<'p> = HashMap<(&'p str, &'p str), Vec<usize>>;

/// A glob up to its first `*`; whatever it matches begins so.
fn beginning(glob: &str) -> &str {
    glob.split('*').next().unwrap_or_default()
}

/// The rows of the same subject whose objects begin as this one's does, in order: no other can cover it.
fn candidates(row: &Permission, beginnings: &Beginnings<'_>) -> Vec<usize> {
    let object = row.object.as_str();
    let ends = object.char_indices().map(|(at, _)| at).chain([object.len()]);
    let known = ends.filter_map(|end| beginnings.get(&(row.subject.as_str(), &object[..end])));
    let mut found: Vec<usize> = known.flatten().copied().collect();
    found.sort_unstable();
    found
}

fn repeated<T>(row: &Judged<'_, T>) -> Finding {
    let message = "this row stands in the policy already";
    let finding = Finding::new(Code::RedundantRow, row.line(), message).with_help("remove one of the two");
    finding.with_fix(row.text.line(row.place), "")
}

/// What another row of the same subject makes of a row. Of two equal rows the later one is redundant.
fn redundant(
    at: usize,
    row: &Judged<'_, Permission>,
    rows: &[Judged<'_, Permission>],
    candidates: &[usize],
) -> Option<Finding> {
    let covering = |other: &&usize| **other != at && covers(rows[**other].row, row.row);
    let others = || candidates.iter().filter(covering).map(|other| (*other, &rows[*other]));
    let is_denied = |(_, other): &(usize, &Judged<'_, Permission>)| {
        row.row.effect == Effect::Allow && other.row.effect == Effect::Deny
    };
    if let Some((_, denying)) = others().find(is_denied) {
        let message = format!("this row never has an effect: {} denies all of it", shown(&denying.row.to_string()));
        let finding = Finding::new(Code::RedundantRow, row.line(), message).with_severity(Severity::Warning);
        return Some(
            finding
                .with_help("a denial of the same subject counts more than what it is allowed; remove one of the two"),
        );
    }
    let same_effect = others().filter(|(_, other)| other.row.effect == row.row.effect);
    let (_, other) = same_effect.into_iter().find(|(other, covering)| *other < at || covering.row != row.row)?;
    if other.row == row.row {
        return Some(repeated(row));
    }
    let message = format!("{} says this and more", shown(&other.row.to_string()));
    Some(Finding::new(Code::RedundantRow, row.line(), message).with_help("remove this row"))
}

/// Whether all that a row is about, another is about too.
fn covers(wide: &Permission, narrow: &Permission) -> bool {
    is_part(&narrow.resource, &wide.resource)
        && is_part(&narrow.action, &wide.action)
        && is_part(&narrow.object, &wide.object)
}

/// Whether everything that one glob matches, another matches too; `false` also where that is not certain.
///
/// With no special character but `*` in the wide one and `*` and `?` in the narrow one, it is so when the wide one matches
/// the narrow one's own text.
fn is_part(narrow: &str, wide: &str) -> bool {
    let has_others = |text: &str| text.contains(['[', ']', '{', '}', '\\', '!', ',']);
    if !wide.contains('*') {
        return narrow == wide;
    }
    narrow == wide
        || narrow.starts_with(beginning(wide))
            && !has_others(narrow)
            && !has_others(wide)
            && !wide.contains('?')
            && Glob::new(wide).is_ok_and(|glob| glob.matches(narrow))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_of_globs() {
        for (narrow, wide) in [("get", "*"), ("a/*", "*/*"), ("a/b", "a/*"), ("a*b?", "a*"), ("{a,b}", "{a,b}")] {
            assert!(is_part(narrow, wide), "{narrow} {wide}");
        }
        for (narrow, wide) in [("*", "get"), ("*", "*/*"), ("a*", "a?"), ("{a,b}", "a*"), ("a*", "ab*")] {
            assert!(!is_part(narrow, wide), "{narrow} {wide}");
        }
    }

    proptest! {
        #[test]
        fn what_the_part_matches_the_whole_matches(narrow in "[ab*?]{0,4}", wide in "[ab*?]{0,4}", text in "[ab]{0,5}") {
            let matches = |pattern: &str| Glob::new(pattern).expect("it is a glob").matches(&text);
            prop_assert!(!is_part(&narrow, &wide) || !matches(&narrow) || matches(&wide));
        }
    }
}
