//! A switch of the extension says `true` or `false`, in lower case.
//!
//! Helm makes a boolean of these two texts alone (helm `pkg/strvals/parser.go`, `typedVal`); of any other it makes a text, which
//! a template takes for true, and a dependency's condition for nothing.

use super::Subject;
use crate::catalogue::chart::{self, ChartForm, Lookup};
use crate::finding::{Code, Finding, Place};
use crate::material::{ExtensionSettings, extension::Setting};
use crate::value::{has_placeholder, shown};

/// Switches that the chart's values do not have: a dependency's, and the extension's own.
const OTHERS: [&[&str]; 2] = [&["redis-ha", "enabled"], &["azure", "workloadIdentity", "enabled"]];

/// Reports other words.
pub fn check(subject: &Subject<'_, ExtensionSettings>, findings: &mut Vec<Finding>) {
    let settings = subject.reading.settings.iter().filter(|setting| is_switch(setting));
    findings.extend(settings.filter_map(fault));
}

/// Whether a setting is on or off.
pub fn is_switch(setting: &Setting) -> bool {
    let path: Vec<&str> = setting.path.iter().map(String::as_str).collect();
    OTHERS.contains(&&path[..]) || matches!(chart::find(&path), Lookup::Known(key) if key.form == ChartForm::Boolean)
}

fn fault(setting: &Setting) -> Option<Finding> {
    let node = &setting.entry.value;
    let text = node.text().filter(|text| !text.is_empty() && !has_placeholder(text))?;
    let bare = text.trim().trim_matches(['\'', '"']).to_ascii_lowercase();
    // Of quotes and blanks the rule over values speaks.
    let is_judged = matches!(text, "true" | "false") || text.trim().trim_matches(['\'', '"']) != text;
    if is_judged {
        return None;
    }
    let message = format!("{} is no switch for `{}`: Helm makes a text of it", shown(text), setting.written);
    let finding = Finding::new(Code::ChartBoolean, Place::Text(node.span), message);
    let right = matches!(&*bare, "true" | "false").then_some(bare);
    let fix = right.map(|right| format!("\"{right}\""));
    let finding = finding.with_help("write `\"true\"` or `\"false\"`, in lower case");
    Some(match fix {
        Some(fix) => finding.with_fix(node.span, fix),
        None => finding,
    })
}
