//! A row that Argo CD loads is one that can have an effect.
//!
//! Go's CSV reader (`loadPolicyLine`) takes white space before a comma, a `#` behind a value and single quotes for part
//! of the value, and every value is compared exactly: such rows are loaded, do nothing, and nobody says so
//! (argo-cd #20825, #6645, #14717).

use super::Subject;
use crate::finding::{Code, Finding, Place};
use crate::material::{PolicyText, RbacConfig};
use crate::policy::{Effect, Row, RowKind};
use crate::value::{has_placeholder, is_invisible, shown};

/// Why a row has no effect.
pub struct Fault {
    /// Which of its values is to blame; the key is the first.
    value: usize,
    message: String,
    help: String,
    /// What should stand in place of the value.
    right: Option<String>,
}

/// Reports rows whose written form makes them ineffective.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    for (text, row) in subject.reading.rows() {
        if let Some(Fault { value, message, help, right }) = fault(text, row) {
            let span = text.place(&row.place, value);
            let finding = Finding::new(Code::IneffectiveRow, Place::Text(span), message).with_help(help);
            // What is quoted as CSV is left to people.
            let raw = row.place.fields.get(value).map(|bytes| &text.field.text[bytes.clone()]);
            let is_plain = raw.is_some_and(|raw| !raw.contains('"'));
            findings.push(match right {
                Some(right) if is_plain && !right.is_empty() => finding.with_fix(span, right),
                _ => finding,
            });
        }
    }
}

/// What makes a row ineffective, if its written form does.
pub fn fault(text: &PolicyText, row: &Row) -> Option<Fault> {
    let values: Vec<&str> = match &row.kind {
        RowKind::Permission(p) => vec!["p", &p.subject, &p.resource, &p.action, &p.object, p.effect.as_str()],
        RowKind::Grouping(g) => vec!["g", &g.subject, &g.role],
        RowKind::Other(values) => return Some(other_kind(values)),
    };
    let last = values.len() - 1;
    let comment = comment(values[last], text.field.text[row.place.fields[last].clone()].starts_with('"'));
    let comment = comment.map(|(message, help, right)| Fault { value: last, message, help, right });
    let form = || {
        let found = values.iter().enumerate().find_map(|(at, value)| Some((at, wrong_form(value)?)));
        found.map(|(value, (message, help, right))| Fault { value, message, help, right })
    };
    comment.or_else(form).or_else(|| effect(row, last))
}

fn other_kind(values: &[String]) -> Fault {
    let message = format!("a row that begins with {} is loaded and does nothing", shown(&values[0]));
    Fault { value: 0, message, help: "begin a row with `p,` or `g,` and a comment with `#`".to_owned(), right: None }
}

type Why = (String, String, Option<String>);

/// A comment behind the last value, which Argo CD takes for part of it.
fn comment(value: &str, is_quoted: bool) -> Option<Why> {
    let at = value.find([' ', '\t']).filter(|_| !is_quoted)?;
    let rest = value[at..].trim_start();
    if !rest.starts_with('#') {
        return None;
    }
    let message = format!("the comment is part of the value: {}", shown(value));
    let right = value[..at].trim_end();
    Some((message, format!("write {}, and the comment on a line of its own", shown(right)), Some(right.to_owned())))
}

/// What a value looks like that it is not.
fn wrong_form(value: &str) -> Option<Why> {
    let trimmed = value.trim();
    if value.contains(is_invisible) {
        let message = format!("{} has a character that does not show", shown(value));
        return Some((
            message,
            "type it again instead of pasting it: Argo CD compares every character".to_owned(),
            None,
        ));
    }
    if trimmed != value && !trimmed.is_empty() {
        let message = format!("white space is part of the value: {}", shown(value));
        let help = format!("write {}: white space before a comma counts", shown(trimmed));
        return Some((message, help, Some(trimmed.to_owned())));
    }
    if let Some(inside) = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        let message = format!("the quotes are part of the value: {}", shown(value));
        return Some((message, format!("write `\"{inside}\"`"), Some(inside.to_owned())));
    }
    if value.starts_with("[\"") && value.ends_with("\"]") {
        let help = "write the name alone, one row for each".to_owned();
        return Some((format!("a list is no value of a row: {}", shown(value)), help, None));
    }
    let name = value.strip_prefix("role:").filter(|name| name.starts_with(char::is_whitespace))?;
    let message = format!("white space is part of the role: {}", shown(value));
    let right = format!("role:{}", name.trim_start());
    Some((message, format!("write `{right}`"), Some(right)))
}

/// `allow` and `deny` are compared exactly; any other word does neither.
fn effect(row: &Row, value: usize) -> Option<Fault> {
    let RowKind::Permission(permission) = &row.kind else { return None };
    let Effect::Neither(word) = &permission.effect else { return None };
    if has_placeholder(word) {
        return None;
    }
    let meant = word.to_lowercase();
    let help = match meant.as_str() {
        "allow" | "deny" => format!("write `{meant}`: Argo CD compares case by case"),
        _ => "write `allow` or `deny`".to_owned(),
    };
    let right = Some(meant).filter(|meant| matches!(meant.as_str(), "allow" | "deny"));
    Some(Fault { value, message: format!("the effect {} does nothing", shown(word)), help, right })
}
