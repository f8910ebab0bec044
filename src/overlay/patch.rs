//! Partial objects: what an overlay says about the objects that it chooses.
//!
//! Keeps true: a [`Patch`] has a kind and a name to choose by, its templates are within the guard, and it has no
//! `stringData`, which would stay on the server when it is no longer rendered.

use crate::document::{Content, Node, Pointer};
use crate::finding::{Code, Finding, Place};
use crate::manifest::Identity;
use crate::merge::MergeError;
use crate::source::Span;
use crate::value::{Malformed, shown};

use super::template;

/// A partial object and which objects it is for.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    kind: String,
    name: String,
    api_version: Option<String>,
    namespace: Option<String>,
    body: Node,
}

impl Patch {
    /// Reads a partial object, or reports why it is none.
    pub fn read(body: Node, findings: &mut Vec<Finding>) -> Option<Self> {
        let before = findings.len();
        if !matches!(body.content, Content::Map(_)) {
            findings.push(failed(body.span, format!("{} is no partial object", body.type_name())));
            return None;
        }
        let kind = required(&body, &["kind"], findings);
        let name = required(&body, &["metadata", "name"], findings);
        let api_version = optional(&body, &["apiVersion"], findings);
        let namespace = optional(&body, &["metadata", "namespace"], findings);
        refuse_string_data(&body, kind.as_deref(), findings);
        check_templates(&body, kind.as_deref(), findings);
        if findings.len() > before {
            return None;
        }
        Some(Self { kind: kind?, name: name?, api_version, namespace, body })
    }

    /// Whether it is for an object.
    pub fn is_for(&self, identity: &Identity) -> bool {
        let is_same =
            |asked: &Option<String>, has: Option<&str>| asked.as_deref().is_none_or(|asked| has == Some(asked));
        self.names(identity)
            && is_same(&self.api_version, Some(&identity.api_version))
            && is_same(&self.namespace, identity.namespace.as_deref())
    }

    /// Whether its kind and name are those of an object.
    pub fn names(&self, identity: &Identity) -> bool {
        self.kind == identity.kind && matches_name(&self.name, &identity.name)
    }

    /// Its kind.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The name that it asks for, in which `*` stands for any characters.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it says.
    pub const fn body(&self) -> &Node {
        &self.body
    }

    /// Where its name stands.
    pub fn name_span(&self) -> Span {
        self.span(&Pointer::of(["metadata", "name"]))
    }

    /// A finding about a merge of it into an object.
    pub fn unmerged(&self, identity: &Identity, error: &MergeError) -> Finding {
        let finding =
            failed(self.span(&Pointer::from_written(&*error.pointer)), format!("{identity}: {}", error.message));
        self.hiding_secrets(&error.pointer, finding.with_optional_help(error.help.clone()))
    }

    /// A finding about an object that it would make another one.
    pub fn identity_changed(&self, identity: &Identity) -> Finding {
        failed(self.body.span, format!("{identity} would become another object"))
            .with_help("an overlay changes what objects say; their apiVersion, kind, namespace and name stay")
    }

    /// A finding about a template in it that could not be filled for an object.
    pub fn unfilled(&self, identity: &Identity, span: Span, error: &Malformed) -> Finding {
        let finding = template::failed(span, format!("{identity}: {}", error.message), error.help.clone());
        if is_secret(&self.body, Some(&self.kind), span) { finding.hiding_value() } else { finding }
    }

    fn span(&self, pointer: &Pointer) -> Span {
        self.body.find(pointer).map_or(self.body.span, |(node, _)| node.span)
    }

    fn hiding_secrets(&self, pointer: &str, finding: Finding) -> Finding {
        if self.kind == "Secret" && !pointer.starts_with("/metadata") { finding.hiding_value() } else { finding }
    }
}

/// A finding about an overlay at a place of it.
pub fn failed(span: Span, message: impl Into<String>) -> Finding {
    Finding::new(Code::OverlayFailed, Place::Text(span), message)
}

/// The value at a path, with the place that findings about it point to.
fn at<'n>(body: &'n Node, path: &[&str]) -> (Option<&'n Node>, Span) {
    path.iter().fold((Some(body), body.span), |(node, span), key| {
        let entry = node.and_then(|node| node.entry(key));
        (entry.map(|entry| &entry.value), entry.map_or(span, |entry| entry.value.span))
    })
}

fn required(body: &Node, path: &[&str], findings: &mut Vec<Finding>) -> Option<String> {
    let (node, span) = at(body, path);
    let text = node.and_then(Node::text).filter(|text| !text.is_empty());
    if text.is_none() {
        let message = format!("a partial object needs `{}`, as a text, to choose objects by", path.join("."));
        let help =
            "write the kind and the name of the objects that it is for; in the name, `*` stands for any characters";
        findings.push(failed(span, message).with_help(help));
    }
    text.map(str::to_owned)
}

fn optional(body: &Node, path: &[&str], findings: &mut Vec<Finding>) -> Option<String> {
    let node = at(body, path).0.filter(|node| node.content != Content::Null)?;
    if node.text().is_none() {
        findings.push(failed(node.span, format!("`{}` is a text, not {}", path.join("."), node.type_name())));
    }
    node.text().map(str::to_owned)
}

fn check_templates(body: &Node, kind: Option<&str>, findings: &mut Vec<Finding>) {
    for (span, error) in template::errors(body) {
        let finding = template::failed(span, error.message, error.help);
        findings.push(if is_secret(body, kind, span) { finding.hiding_value() } else { finding });
    }
}

/// Whether a text is a value of a Secret.
fn is_secret(body: &Node, kind: Option<&str>, span: Span) -> bool {
    let data = body.get("data").filter(|_| kind == Some("Secret"));
    data.is_some_and(|data| data.texts().iter().any(|(_, place)| *place == span))
}

fn refuse_string_data(body: &Node, kind: Option<&str>, findings: &mut Vec<Finding>) {
    let Some(entry) = body.entry("stringData").filter(|_| kind == Some("Secret")) else { return };
    let finding = failed(entry.key_span, "`stringData` would stay on the server when it is no longer rendered");
    findings.push(finding.with_help("write the value in base64 under `data`").hiding_value());
}

/// Whether a name matches a pattern in which `*` stands for any characters.
fn matches_name(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        match name.split_once(part) {
            Some((_, after)) => name = after,
            None => return false,
        }
    }
    name.ends_with(end)
}

/// What a finding calls the objects that a patch asks for.
pub fn described(patch: &Patch) -> String {
    let namespace = patch.namespace.as_ref().map(|name| format!(" in namespace {}", shown(name))).unwrap_or_default();
    let version = patch.api_version.as_ref().map(|version| format!(" of {}", shown(version))).unwrap_or_default();
    format!("{}{version} with the name {}{namespace}", shown(&patch.kind), shown(&patch.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_in_a_name_stands_for_any_characters() {
        for (pattern, name) in
            [("*", "a"), ("cluster-*", "cluster-x-1"), ("*-cm", "argocd-cm"), ("a*b*c", "aXbYc"), ("a", "a")]
        {
            assert!(matches_name(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("cluster-*", "argocd"), ("a", "ab"), ("a*b", "ac"), ("ab*ba", "aba"), ("a*b*b", "ab")]
        {
            assert!(!matches_name(pattern, name), "{pattern} {name}");
        }
    }
}
