//! `oidc.config` is a map of YAML, and each value is of the type that Argo CD reads.
//!
//! argo-cd `util/settings/settings.go`, `unmarshalOIDCConfig`: `sigs.k8s.io/yaml` makes texts of numbers where a text is
//! wanted, and fails on everything else. The samples' `useWorkloadIdentity: true // …` is such a text.

use super::fields::{self, Field, Holds};
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place};
use crate::material::InnerYaml;
use crate::value::{has_placeholder, is_go_duration, shown};

/// Reports why Argo CD cannot read the text, or would read another value than is meant.
pub fn check(document: &InnerYaml, findings: &mut Vec<Finding>) {
    if let (Some(fault), Some(cause)) = (&document.fault, document.cause()) {
        if !has_placeholder(&document.field.text) {
            let message = format!("the sign-in button disappears: `oidc.config` is no YAML: {cause}");
            let finding = Finding::new(Code::OidcConfig, fault.place.clone(), message);
            findings.push(finding.with_help("keys of one level begin in one column, those below further right"));
        }
        return;
    }
    match &document.node {
        Some(node) if matches!(node.content, Content::Map(_)) => fields_of(node, &fields::TOP, findings),
        Some(node) if !node.text().is_some_and(has_placeholder) => findings.push(wrong(node, "`oidc.config`", "a map")),
        _ => {}
    }
}

fn fields_of(map: &Node, known: &[Field], findings: &mut Vec<Finding>) {
    for entry in map.entries() {
        if let Some(field) = fields::find(known, &entry.key) {
            value(field, &entry.value, findings);
        }
    }
}

fn value(field: &Field, node: &Node, findings: &mut Vec<Finding>) {
    let name = format!("`{}`", field.name);
    match (field.holds, &node.content) {
        (_, Content::Null)
        | (Holds::Boolean, Content::Boolean(_))
        | (Holds::Text | Holds::Duration, Content::Boolean(_) | Content::Integer(_) | Content::Number(_)) => {}
        (_, Content::Text(text)) if field.name != "name" && has_comment(text) => findings.push(comment(node, &name)),
        (Holds::Duration, Content::Text(text)) => findings.extend(duration(node, field.name, text)),
        (holds, Content::Text(text)) if holds == Holds::Text || has_placeholder(text) => {}
        (Holds::Texts, Content::List(items)) => {
            let is_wrong = |item: &&Node| matches!(item.content, Content::List(_) | Content::Map(_));
            findings.extend(items.iter().filter(is_wrong).map(|item| wrong(item, "each item of it", "a text")));
        }
        (Holds::Claims, Content::Map(entries)) => {
            for entry in entries {
                claim(&entry.key, &entry.value, findings);
            }
        }
        (Holds::Azure, Content::Map(_)) => fields_of(node, &fields::AZURE, findings),
        (Holds::Boolean, Content::Text(text)) if matches!(text.as_str(), "true" | "false") => {
            findings.push(wrong(node, &name, wanted(Holds::Boolean)).with_fix(node.span, text));
        }
        (holds, _) => findings.push(wrong(node, &name, wanted(holds))),
    }
}

fn claim(name: &str, node: &Node, findings: &mut Vec<Finding>) {
    match node.content {
        Content::Map(_) => fields_of(node, &fields::CLAIM, findings),
        Content::Null => {}
        // A key of another level: the rule over keys says where it belongs.
        _ if fields::find(&fields::CLAIM, name).or(fields::find(&fields::TOP, name)).is_some() => {}
        _ => findings.push(wrong(node, &format!("the claim {}", shown(name)), "a map, such as `{essential: true}`")),
    }
}

const fn wanted(holds: Holds) -> &'static str {
    match holds {
        Holds::Text | Holds::Duration => "a text",
        Holds::Boolean => "`true` or `false`, without quotes",
        Holds::Texts => "a list",
        Holds::Claims => "a map of claims",
        Holds::Azure => "a map",
    }
}

fn wrong(node: &Node, name: &str, wanted: &str) -> Finding {
    let message = format!("the sign-in button disappears: {name} is {}, and Argo CD reads {wanted}", node.type_name());
    let finding = Finding::new(Code::OidcConfig, Place::Text(node.span), message);
    finding.with_help(format!("write {wanted}"))
}

/// Whether a text ends with what was meant as a comment; `https://` is none.
fn has_comment(text: &str) -> bool {
    text.starts_with("//") || text.contains(" //")
}

fn comment(node: &Node, name: &str) -> Finding {
    let message = format!("YAML has no comments with `//`: this is part of the value of {name}");
    let finding = Finding::new(Code::OidcConfig, Place::Text(node.span), message);
    finding.with_help("begin the comment with ` #`, or remove it").hiding_value()
}

/// Argo CD counts what is no duration as none at all.
fn duration(node: &Node, name: &str, text: &str) -> Option<Finding> {
    if text.is_empty() || is_go_duration(text) || super::is_open(text) {
        return None;
    }
    let message = format!("{} is no duration; Argo CD ignores `{name}`", shown(text));
    let finding = Finding::new(Code::SettingValue, Place::Text(node.span), message);
    Some(finding.with_severity(crate::finding::Severity::Warning).with_help("for example `5m`"))
}
