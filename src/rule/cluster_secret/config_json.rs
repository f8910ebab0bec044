//! The `config` of a cluster Secret is JSON, as Go's `encoding/json` reads it.
//!
//! Comments, as in Argo CD's own AKS example, are fatal: `could not unmarshal cluster secret`, without a cause, and the
//! cluster is gone (`util/db/cluster.go`). Of a key that stands twice the later one counts, without a word.

use super::Subject;
use crate::document::json::{Fault, FaultKind};
use crate::finding::{Code, Finding, Place};
use crate::material::ClusterSecret;

/// Reports why the text is no JSON, and keys that stand twice.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let Some(config) = &subject.reading.config else { return };
    findings.extend(config.json.faults.iter().map(fault));
    for (key, span) in &config.json.duplicates {
        let message = format!("the key {} stands twice in `config`", crate::value::shown(key));
        let finding = Finding::new(Code::DuplicateKey, Place::Text(*span), message);
        findings.push(finding.with_help("keep one of the two; Go takes the last"));
    }
}

fn fault(Fault { kind, span }: &Fault) -> Finding {
    let message = format!("`config` is not JSON: {}", kind.message());
    let finding = Finding::new(Code::ClusterConfigJson, Place::Text(*span), message).with_help(help(*kind));
    match kind {
        FaultKind::Comment | FaultKind::TrailingComma | FaultKind::ByteOrderMark => finding.with_fix(*span, ""),
        _ => finding,
    }
}

const fn help(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::Comment => "remove the comment; put it above the Secret, as a comment of YAML",
        FaultKind::TrailingComma => "remove the comma",
        FaultKind::MissingComma => "put a comma behind the value before it",
        FaultKind::MissingColon => "put a colon behind the key",
        FaultKind::UnclosedString => "close the string with `\"`; a text of several lines has `\\n` in JSON",
        FaultKind::SmartQuote | FaultKind::SingleQuote => "use `\"`",
        FaultKind::BadEscape => "write a backslash as `\\\\`",
        FaultKind::ControlCharacter => "write a tab as `\\t`, a line break as `\\n`",
        FaultKind::ByteOrderMark => "save the text without a byte-order mark",
        FaultKind::BareWord => "put it in double quotes, or write `true`, `false` or `null`",
        FaultKind::BadNumber => "write the number in decimal, or in quotes if it is a text",
        FaultKind::Unclosed => "close every `{` and `[`",
        FaultKind::TrailingText => "keep one JSON object",
        FaultKind::Empty => "write a JSON object, or remove `config` if Argo CD needs none",
        FaultKind::TooDeep => "nothing needs that depth; check the brackets",
        FaultKind::Unexpected => "write a JSON object: `{\"tlsClientConfig\": {…}}`",
    }
}
