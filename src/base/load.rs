//! Reads `argocd.base`: a file, or the YAML and JSON files of a folder.
//!
//! Keeps true: every value is an object that says who it is, as kubectl reads it; lists of objects are taken apart. A
//! kustomization is not executed, because it can name anything on any server.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::document::{self, Node};
use crate::environment::compose::Composer;
use crate::environment::word::Install;
use crate::environment::written::Written;
use crate::finding::{Code, Finding, Place};
use crate::manifest::Identity;
use crate::source::Span;

/// The names by which kustomize finds a kustomization.
const KUSTOMIZATIONS: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Reads the objects of the base; none without one, and what is wrong with it is reported.
pub fn load(document: &Node, written: &Written, composer: &mut Composer<'_>) -> Vec<Value> {
    // With another kind of installation, the field itself is the mistake.
    let argocd = written.argocd.as_ref().filter(|argocd| argocd.install == Install::Manifests);
    let base = argocd.and_then(|argocd| argocd.base.as_ref());
    let node = document.get("argocd").and_then(|argocd| argocd.get("base"));
    let Some((base, node)) = base.zip(node) else { return Vec::new() };
    read(base.as_str(), node.span, composer).unwrap_or_default()
}

fn read(written: &str, span: Span, composer: &mut Composer<'_>) -> Option<Vec<Value>> {
    let path = composer.path(span, written)?;
    let mut objects = Vec::new();
    let findings_before = composer.findings.len();
    for file in files(&path, span, composer)? {
        let id = composer.open(&file, span)?;
        for node in document::parse_stream(composer.sources.get(id), id, composer.findings)? {
            add(&node, &mut objects, composer.findings);
        }
    }
    if objects.is_empty() && composer.findings.len() == findings_before {
        composer.findings.push(mismatch(span, format!("`{written}` has no objects")));
    }
    Some(objects)
}

fn files(path: &Path, span: Span, composer: &mut Composer<'_>) -> Option<Vec<PathBuf>> {
    let is_folder = composer.files.is_folder(path);
    let folder = if is_folder { path } else { path.parent().unwrap_or(Path::new("")) };
    let is_kustomization = |path: &Path| path.file_name().is_some_and(|name| KUSTOMIZATIONS.iter().any(|k| name == *k));
    let names_kustomization = if is_folder {
        composer.files.list(folder).is_ok_and(|paths| paths.iter().any(|path| is_kustomization(path)))
    } else {
        is_kustomization(path)
    };
    if names_kustomization {
        let finding = mismatch(span, "the base is a kustomization, which is not executed here");
        let help = "render it first: `kubectl kustomize FOLDER > base.yaml`, and name that file";
        composer.findings.push(finding.with_help(help));
        return None;
    }
    if is_folder { composer.manifest_files(path, span) } else { Some(vec![path.to_path_buf()]) }
}

/// Adds an object, or the objects of a list.
fn add(node: &Node, objects: &mut Vec<Value>, findings: &mut Vec<Finding>) {
    let is_list = node.get("kind").and_then(Node::text).is_some_and(|kind| kind.ends_with("List"));
    if let Some(items) = node.get("items").filter(|_| is_list) {
        items.items().iter().for_each(|item| add(item, objects, findings));
        return;
    }
    let value = node.to_value();
    if Identity::of(&value).is_some() {
        objects.push(value);
        return;
    }
    let message = "this is no Kubernetes object: it has no `apiVersion`, `kind` or `metadata.name`";
    findings.push(mismatch(node.span, message).with_help("keep only manifests in the base"));
}

fn mismatch(span: Span, message: impl Into<String>) -> Finding {
    Finding::new(Code::BaseMismatch, Place::Text(span), message)
}
