//! Findings as a Code Quality report of GitLab: a JSON list (docs.gitlab.com, "Code Quality report format").

use serde_json::{Value, json};

use super::{Told, fingerprint};
use crate::finding::Severity;

/// The report.
pub fn document(told: &[Told]) -> String {
    let issues: Vec<Value> = told.iter().zip(fingerprint::of(told)).map(|(one, print)| issue(one, &print)).collect();
    format!("{:#}\n", Value::from(issues))
}

fn issue(told: &Told, fingerprint: &str) -> Value {
    json!({
        "description": description(told),
        "check_name": told.finding.code.as_str(),
        "fingerprint": fingerprint,
        "severity": severity(told.finding.severity()),
        "location": {
            "path": path(told),
            "lines": {"begin": told.range.map_or(1, |range| range.line)},
        },
    })
}

/// GitLab shows one line.
fn description(told: &Told) -> String {
    let message = told.message_and_help().replace('\n', "; ");
    match told.about().filter(|_| told.range.is_none()) {
        Some(about) => format!("{about}: {message}"),
        None => message,
    }
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Note => "info",
    }
}

/// A path without `./`, as GitLab wants it; the folder for what is in no file, because there must be one.
fn path(told: &Told) -> &str {
    let file = told.file.as_deref().unwrap_or(".");
    file.strip_prefix("./").unwrap_or(file)
}
