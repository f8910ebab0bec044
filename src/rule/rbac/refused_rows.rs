//! Every row of the policy can be loaded.
//!
//! argo-cd `util/rbac/rbac.go`, `loadPolicyLine`: one bad row and the policy is refused as a whole. argocd-server then does not
//! start, or, when it runs already, fails at every request.

use super::super::placeholder;
use super::Subject;
use crate::finding::{Code, Finding, Place};
use crate::material::{PolicyText, RbacConfig};
use crate::policy::PolicyError;
use crate::value::has_placeholder;

/// Reports rows that Argo CD refuses, and rows that YAML joins to one.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    for text in &subject.reading.policies {
        if text.is_joined {
            findings.push(joined(text));
        } else {
            for error in &text.errors {
                let (start, line) = line(text, error);
                let span = text.field.range(start..start + line.len());
                if !placeholder::report(line, span, subject.item, subject.facts, findings) && !has_placeholder(line) {
                    findings.push(refused(text, error));
                }
            }
        }
    }
}

fn joined(text: &PolicyText) -> Finding {
    let place = Place::Text(text.key.unwrap_or_else(|| text.field.span()));
    Finding::new(Code::PolicyRow, place, "the block `>` joins all rows of the policy to one")
        .with_help("write `|` instead of `>`: it keeps the lines apart")
}

/// The line that an error is about, without blanks behind it, and where it begins.
fn line<'t>(text: &'t PolicyText, error: &PolicyError) -> (usize, &'t str) {
    let mut start = 0;
    for (at, line) in text.field.text.split('\n').enumerate() {
        if at + 1 == error.line {
            return (start, line.trim_end());
        }
        start += line.len() + 1;
    }
    (text.field.text.len(), "")
}

fn refused(text: &PolicyText, error: &PolicyError) -> Finding {
    let start = error.offset.min(text.field.text.len());
    let end = text.field.text[start..].find('\n').map_or(text.field.text.len(), |length| start + length);
    let end = start + text.field.text[start..end].trim_end().len();
    let place = Place::Text(text.field.range(start..end));
    let message = format!("Argo CD refuses this row, and with it the policy: {error}");
    let finding = Finding::new(Code::PolicyRow, place, message).with_help(error.help());
    if error.is_trailing_comma() { finding.with_fix(text.field.range(end - 1..end), "") } else { finding }
}
