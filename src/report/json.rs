//! Findings for programs: one JSON object a line.

use serde_json::{Value, json};

use super::{Context, Located};
use crate::finding::Place;

/// One object a finding: `code`, `severity`, `message`, `help`, and `file`, `line`, `column`, `pointer` or `object`
/// where there are such.
pub fn write(located: &[Located<'_>], context: Context<'_>) -> String {
    let mut out = String::new();
    for l in located {
        out += &one(*l, context).to_string();
        out.push('\n');
    }
    out
}

fn one(l: Located<'_>, context: Context<'_>) -> Value {
    let finding = l.finding;
    let mut object = json!({
        "code": finding.code.as_str(),
        "severity": finding.severity().to_string(),
        "message": l.message(),
    });
    if let Some(help) = &finding.help {
        object["help"] = json!(help);
    }
    if let Some(span) = l.span {
        let source = context.sources.get(span.source);
        let (line, column) = source.line_and_column(span.start);
        let (end_line, end_column) = source.line_and_column(span.end);
        object["file"] = json!(source.name());
        object["line"] = json!(line);
        object["column"] = json!(column);
        object["endLine"] = json!(end_line);
        object["endColumn"] = json!(end_column);
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
