//! The entries of `overlays` as what they hold: files are found, read and taken apart.
//!
//! Keeps true: a path is read below the root only, from the folder of the file in which it is written; a bare name is
//! never looked for on the disk.

use std::path::Path;

use super::patch::{Patch, failed};
use super::template::Templates;
use super::{Overlay, built_in, settings};
use crate::document::{self, Node};
use crate::environment::compose::Composer;
use crate::environment::word::Install;
use crate::environment::written::Written;
use crate::finding;
use crate::source::{SourceId, Span};
use crate::value::shown;

/// The name of the file that holds chart values rather than partial objects.
const SETTINGS: &str = "settings.yaml";

/// Reads every overlay that the document names; what is wrong with them is reported.
pub fn load(document: &Node, written: &Written, composer: &mut Composer<'_>) -> Vec<Overlay> {
    let entries = document.get("overlays").map_or(&[][..], Node::items);
    let install = written.argocd.as_ref().map(|argocd| argocd.install);
    let mut loader = Loader { document, templates: Templates::of(document), install, composer };
    entries.iter().filter_map(|entry| loader.overlay(entry.text()?, entry.span)).collect()
}

struct Loader<'a, 'r> {
    document: &'a Node,
    templates: Templates,
    install: Option<Install>,
    composer: &'a mut Composer<'r>,
}

/// A text of an overlay: its file name and which source it is.
type File = (String, SourceId);

impl Loader<'_, '_> {
    fn overlay(&mut self, name: &str, span: Span) -> Option<Overlay> {
        let is_built_in = !name.starts_with('.');
        let files = if is_built_in { self.built_in(name, span)? } else { self.own(name, span)? };
        let mut overlay = Overlay { name: name.to_owned(), span, is_built_in, patches: Vec::new(), settings: None };
        for (file, id) in files {
            self.add(&mut overlay, &file, id);
        }
        Some(overlay)
    }

    fn built_in(&mut self, name: &str, span: Span) -> Option<Vec<File>> {
        let Some(files) = built_in::files(name) else {
            let help = if name.contains('/') {
                "a path to an overlay starts with `./` or `../`".to_owned()
            } else {
                finding::suggestion(name, &built_in::names())
            };
            let message = format!("there is no built-in overlay {}", shown(name));
            self.composer.findings.push(failed(span, message).with_help(help));
            return None;
        };
        let add = |(file, text): &(&str, &str)| {
            let shown = format!("<built-in {name}/{file}>");
            let id = self.composer.sources.add(shown, Path::new(""), text.as_bytes().to_vec()).ok()?;
            Some(((*file).to_owned(), id))
        };
        files.iter().map(add).collect()
    }

    /// The user's own file, or the YAML and JSON files of a folder, without its sub-folders.
    fn own(&mut self, name: &str, span: Span) -> Option<Vec<File>> {
        let path = self.composer.path(span, name)?;
        let is_folder = self.composer.files.is_folder(&path);
        let paths = if is_folder { self.composer.manifest_files(&path, span)? } else { vec![path] };
        paths.into_iter().map(|path| Some((file_name(&path), self.composer.open(&path, span)?))).collect()
    }

    fn add(&mut self, overlay: &mut Overlay, file: &str, id: SourceId) {
        let Some(nodes) = document::parse_stream(self.composer.sources.get(id), id, self.composer.findings) else {
            return;
        };
        if nodes.is_empty() {
            self.composer.findings.push(failed(overlay.span, format!("`{file}` is empty")));
        } else if file == SETTINGS {
            self.add_settings(overlay, &nodes);
        } else {
            let patches = nodes.into_iter().filter_map(|node| Patch::read(node, self.composer.findings));
            overlay.patches.extend(patches);
        }
    }

    fn add_settings(&mut self, overlay: &mut Overlay, nodes: &[Node]) {
        if let Some(second) = nodes.get(1) {
            self.composer.findings.push(failed(second.span, format!("`{SETTINGS}` is one document")));
        }
        if self.install == Some(Install::Manifests) && !overlay.is_built_in {
            self.composer.findings.push(settings::unusable(nodes[0].span));
        }
        overlay.settings = settings::read(self.document, &nodes[0], &self.templates, self.composer.findings);
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
