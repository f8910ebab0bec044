//! The `config` of a cluster Secret is JSON, as Go's `encoding/json` reads it.
//!
//! Comments, as in Argo CD's own AKS example, are fatal: `could not unmarshal cluster secret`, without a cause, and the
//! cluster is gone (`util/db/cluster.go`). Of a key that stands twice the later one counts, without a word.

use super::Subject;
use crate::document::json::{Fault, FaultKind};
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place};
use crate::material::{ClusterSecret, Config};
use crate::source::Span;
use crate::value::shown;

/// Reports why the text is no JSON object, and keys that stand twice.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let Some(config) = &subject.reading.config else { return };
    if let Some(key) = yaml_key(&config.field.text) {
        findings.push(is_yaml(config, key));
        return;
    }
    findings.extend(config.json.faults.iter().map(fault));
    findings.extend(config.json.duplicates.iter().map(|(key, span)| duplicate(key, *span)));
    findings.extend(config.json.node.as_ref().filter(|_| config.json.faults.is_empty()).and_then(no_object));
}

fn duplicate(key: &str, span: Span) -> Finding {
    let message = format!("the key {} stands twice in `config`", shown(key));
    Finding::new(Code::DuplicateKey, Place::Text(span), message).with_help("keep one of the two; Go takes the last")
}

/// JSON that is not an object: Go cannot unmarshal it; `null` it can.
fn no_object(node: &Node) -> Option<Finding> {
    if matches!(node.content, Content::Map(_) | Content::Null) {
        return None;
    }
    let message = format!("`config` is {}, and Argo CD reads an object", node.type_name());
    let finding = Finding::new(Code::ClusterConfigType, Place::Text(node.span), message);
    Some(finding.with_help(help(FaultKind::Unexpected)).hiding_value())
}

/// The first key, of a text that begins as block style of YAML does.
fn yaml_key(text: &str) -> Option<&str> {
    let is_remark = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let line = text.lines().find(|line| !is_remark(line))?;
    let (key, rest) = line.split_once(':')?;
    let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.bytes().all(|b| b.is_ascii_alphanumeric());
    (is_key && (rest.is_empty() || rest.starts_with(' '))).then_some(key)
}

fn is_yaml(config: &Config, key: &str) -> Finding {
    let start = config.field.text.find(key).unwrap_or_default();
    let place = Place::Text(config.field.range(start..start + key.len()));
    let message = "`config` is YAML, and Argo CD reads JSON";
    Finding::new(Code::ClusterConfigJson, place, message).with_help(help(FaultKind::Unexpected))
}

fn fault(Fault { kind, span, closing }: &Fault) -> Finding {
    let message = format!("`config` is not JSON: {}", kind.message());
    let finding = Finding::new(Code::ClusterConfigJson, Place::Text(*span), message).with_help(help(*kind));
    match kind {
        FaultKind::Comment | FaultKind::TrailingComma | FaultKind::ByteOrderMark => finding.with_fix(*span, ""),
        FaultKind::SmartQuote | FaultKind::SingleQuote => match closing {
            Some(closing) => finding.with_fix(*span, "\"").with_fix(*closing, "\""),
            None => finding,
        },
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
