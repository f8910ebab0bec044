//! Findings as SARIF 2.1.0, which code scanning of GitHub and Azure DevOps and many editors read.
//!
//! Keeps true: the document obeys OASIS's schema, with what GitHub asks for beyond it ("SARIF support for code scanning"):
//! a place for each result, help for each rule, which is its page. Only rules that found something are listed. Braces in messages are not
//! doubled as §3.11.5 asks: the readers only replace `{0}`, and would show both.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Range, Told, fingerprint};
use crate::explain;
use crate::finding::{Code, Severity};

/// The document.
pub fn document(told: &[Told]) -> String {
    let codes = codes(told);
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = told
        .iter()
        .zip(fingerprint::of(told))
        .map(|(one, print)| result(one, codes.iter().position(|code| *code == one.finding.code), &print))
        .collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "tiphys", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

/// The codes that occur, in the order of the pipeline.
fn codes(told: &[Told]) -> Vec<Code> {
    let mut codes: Vec<Code> = told.iter().map(|one| one.finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn rule(code: Code) -> Value {
    let summary = explain::summary(code);
    json!({
        "id": code.as_str(),
        "shortDescription": {"text": summary},
        "fullDescription": {"text": summary},
        "help": {"text": explain::body(code), "markdown": explain::body(code)},
        "defaultConfiguration": {"level": level(code.severity())},
    })
}

fn result(told: &Told, rule: Option<usize>, fingerprint: &str) -> Value {
    let mut result = json!({
        "ruleId": told.finding.code.as_str(),
        "ruleIndex": rule,
        "level": level(told.finding.severity()),
        "message": {"text": told.message_and_help()},
        "locations": [location(told)],
        "partialFingerprints": {"tiphys/v1": fingerprint},
    });
    if !told.fix.is_empty() {
        result["fixes"] = json!([fix(told)]);
    }
    result
}

/// What `check --fix` does about it: a change for each file, with a replacement for each range (§3.55 to §3.57).
fn fix(told: &Told) -> Value {
    let mut files: Vec<(&str, Vec<Value>)> = Vec::new();
    for change in &told.fix {
        let replacement = json!({"deletedRegion": region(change.range), "insertedContent": {"text": change.text}});
        match files.iter_mut().find(|(file, _)| *file == change.file) {
            Some((_, replacements)) => replacements.push(replacement),
            None => files.push((&change.file, vec![replacement])),
        }
    }
    let changes: Vec<Value> = files
        .into_iter()
        .map(|(file, replacements)| json!({"artifactLocation": {"uri": uri(file)}, "replacements": replacements}))
        .collect();
    json!({"description": {"text": told.finding.help.as_deref().unwrap_or("as `tiphys check --fix` does")}, "artifactChanges": changes})
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The place; the folder for what is in no file, because GitHub refuses a result without a place.
fn location(told: &Told) -> Value {
    let file = told.file.as_deref().unwrap_or(".");
    let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri(file)}}});
    if let Some(range) = told.range {
        location["physicalLocation"]["region"] = region(range);
    }
    if let Some(about) = told.about().filter(|about| !about.is_empty()) {
        location["logicalLocations"] = json!([{"fullyQualifiedName": about}]);
    }
    location
}

fn region(range: Range) -> Value {
    json!({
        "startLine": range.line,
        "startColumn": range.column,
        "endLine": range.end_line,
        "endColumn": range.end_column,
    })
}

/// A path as a URI reference: relative as it was typed, absolute with `file://`.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.strip_prefix("./").unwrap_or(path).bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uri_references() {
        assert_eq!(uri("./a b/ä:c.yaml"), "a%20b/%C3%A4%3Ac.yaml");
        assert_eq!(uri("/x/env.yaml"), "file:///x/env.yaml");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
    }
}
