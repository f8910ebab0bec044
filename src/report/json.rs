//! Findings for programs: one JSON object a line.

use serde_json::{Value, json};

use super::Told;
use crate::finding::Place;

/// One object: `code`, `severity`, `message`, `help`, `fixable` where `check --fix` mends it, and `file`, `line`, `column`, `pointer` or `object` where there
/// are such.
pub fn line(told: &Told) -> String {
    format!("{}\n", object(told))
}

fn object(told: &Told) -> Value {
    let finding = &told.finding;
    let mut object = json!({
        "code": finding.code.as_str(),
        "severity": finding.severity().to_string(),
        "message": finding.message,
    });
    if let Some(help) = &finding.help {
        object["help"] = json!(help);
    }
    if told.is_fixable {
        object["fixable"] = json!(true);
    }
    if let Some(range) = told.range {
        object["file"] = json!(told.file);
        object["line"] = json!(range.line);
        object["column"] = json!(range.column);
        object["endLine"] = json!(range.end_line);
        object["endColumn"] = json!(range.end_column);
    }
    match &finding.place {
        Place::Value(pointer) | Place::Key(pointer) => object["pointer"] = json!(pointer.as_str()),
        Place::Object { object: name, pointer } => {
            object["object"] = json!(name);
            object["pointer"] = json!(pointer.as_str());
        }
        Place::Run(what) if !what.is_empty() => object["about"] = json!(what),
        Place::Run(_) | Place::Text(_) | Place::Source(_) => {}
    }
    object
}
