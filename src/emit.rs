//! Kubernetes objects as the bytes that leave the program: YAML or JSON.
//!
//! What it keeps true:
//! - Every reader gets back the value that was written, types included: kubectl and Argo CD (YAML 1.1 by go-yaml v2), `PyYAML` (YAML 1.1)
//!   and readers of YAML 1.2. Strings that one of them takes for another type are quoted.
//! - The same values in the same order give the same bytes; keys stay in the order of the object.
//! - A comment is never content, whatever its text.
//! - No character that cannot be seen leaves the program unescaped, so a reviewer sees what the cluster gets.
//!
//! What no writer can keep true: Argo CD turns each YAML document into JSON by Go's encoder and reads that as YAML again (gitops-engine
//! `pkg/utils/kube/kube.go`, `SplitYAML`). Go leaves DEL, U+0080 to U+009F, U+FFFE and U+FFFF as they are, so the second reading fails,
//! or makes a space of NEL. The JSON stream escapes them and passes. Keys of more than about 1,000 characters fail in either form.
//!
//! The writers recurse once per level. Objects come from the document reader, which refuses more than 128 levels, or from our own outputs,
//! which are shallower; so the stack cannot overflow.

mod character;
mod comment;
mod json;
mod scalar;
mod yaml;

use serde_json::Value;

use crate::bundle::Bundle;
use crate::manifest::Content;
use crate::manifest::Manifest;
use crate::parallel;

/// What a cluster Secret with its CA takes, so that its text is not moved while it grows.
const USUAL_BYTES: usize = 4096;

/// One object and what is printed above it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Document<'a> {
    /// One line for people, without the `#`; any text is safe. JSON has no comments, so there it is left out.
    pub comment: Option<&'a str>,
    /// The whole object.
    pub body: &'a Value,
}

/// Returns bundles as one stream: YAML, or JSON objects one a line.
///
/// A single document is pretty-printed in JSON, since a file of settings is read by people too.
#[must_use]
pub fn stream(bundles: &[Bundle], as_json: bool) -> String {
    if let [bundle] = bundles
        && let Content::Document { body, .. } = bundle.content()
        && as_json
    {
        return json::pretty(body);
    }
    let documents: Vec<Document<'_>> = bundles.iter().flat_map(documents).collect();
    let write = |document: &Document<'_>| if as_json { json_stream([*document]) } else { yaml_stream([*document]) };
    let mut stream = parallel::map(&documents, write).join(if as_json { "" } else { "---\n" });
    for bundle in bundles {
        if let Content::Script(text) = bundle.content() {
            stream.push_str(text);
        }
    }
    stream
}

fn documents(bundle: &Bundle) -> Vec<Document<'_>> {
    match bundle.content() {
        Content::Objects(manifests) => manifests.iter().map(document).collect(),
        Content::Document { body, .. } => vec![Document { comment: None, body }],
        Content::Script(_) => Vec::new(),
    }
}

/// Returns what is written of a manifest.
#[must_use]
pub fn document(manifest: &Manifest) -> Document<'_> {
    Document { comment: manifest.comment.as_deref(), body: manifest.body() }
}

/// Returns one document as a file of its own: YAML, or indented JSON.
#[must_use]
pub fn one(document: Document<'_>, as_json: bool) -> String {
    if as_json { json::pretty(document.body) } else { yaml_stream([document]) }
}

/// Returns the documents as one YAML stream, separated by lines of `---`.
///
/// The first document has no separator above it, and none has one below. A separator carries no text: Argo CD and kubectl refuse
/// `--- {a: b}` (apimachinery `pkg/util/yaml/decoder.go`). The comment is the line below the separator.
#[must_use]
pub fn yaml_stream<'a>(documents: impl IntoIterator<Item = Document<'a>>) -> String {
    let mut out = String::with_capacity(USUAL_BYTES);
    for (position, document) in documents.into_iter().enumerate() {
        if position > 0 {
            out.push_str("---\n");
        }
        if let Some(text) = document.comment {
            comment::write(&mut out, text);
        }
        yaml::write(&mut out, document.body);
    }
    out
}

/// Returns the documents as a stream of JSON objects, one a line, without their comments.
///
/// kubectl and Argo CD read a stream that starts with `{` as concatenated JSON objects; there must be no `---` between them
/// (apimachinery `pkg/util/yaml/decoder.go`).
#[must_use]
pub fn json_stream<'a>(documents: impl IntoIterator<Item = Document<'a>>) -> String {
    let mut out = String::with_capacity(USUAL_BYTES);
    for document in documents {
        json::write(&mut out, document.body);
        out.push('\n');
    }
    out
}

/// Returns one value as JSON that people read.
#[must_use]
pub fn json_value(value: &Value) -> String {
    json::pretty(value)
}

/// Returns one value as YAML text that ends in a newline: for settings whose value is itself YAML, such as `oidc.config` of `argocd-cm`.
#[must_use]
pub fn yaml_value(value: &Value) -> String {
    let mut out = String::new();
    yaml::write(&mut out, value);
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document<'a>(comment: Option<&'a str>, body: &'a Value) -> Document<'a> {
        Document { comment, body }
    }

    #[test]
    fn separators_stand_between_documents_only_and_comments_below_them() {
        let (first, second) = (json!({"kind": "A"}), json!({"kind": "B"}));
        let stream =
            yaml_stream([document(Some("hub"), &first), document(None, &second), document(Some("target a"), &first)]);
        assert_eq!(stream, "# hub\nkind: A\n---\nkind: B\n---\n# target a\nkind: A\n");
    }

    #[test]
    fn json_is_one_object_a_line_without_comments() {
        let (first, second) = (json!({"kind": "A", "n": 1}), json!({"kind": "B"}));
        let stream = json_stream([document(Some("hub"), &first), document(None, &second)]);
        assert_eq!(stream, "{\"kind\":\"A\",\"n\":1}\n{\"kind\":\"B\"}\n");
    }

    #[test]
    fn no_documents_are_no_bytes() {
        assert_eq!(yaml_stream([]), "");
        assert_eq!(json_stream([]), "");
    }

    #[test]
    fn yaml_inside_a_string_is_a_block() {
        let oidc = yaml_value(&json!({"name": "Microsoft", "requestedScopes": ["openid"]}));
        let settings = yaml_value(&json!({"data": {"oidc.config": oidc}}));
        assert_eq!(settings, "data:\n  oidc.config: |\n    name: Microsoft\n    requestedScopes:\n    - openid\n");
    }
}
