//! One document from several files: `extends`, `targetFiles` and `defaults`.
//!
//! Keeps true: every node of the composed document still knows the file that it came from, so that findings and
//! relative paths follow it. Maps merge deeply, `targets` merge by name, other lists replace.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::written::Defaults;
use crate::document::{self, At, Content, Entry, Node, Pointer};
use crate::finding::{Code, Finding, Place};
use crate::source::{self, FileError, Files, SourceError, SourceId, Sources, Span};

/// How many files may extend each other in a row.
const MAX_EXTENDS: usize = 16;
/// How many files one pattern of `targetFiles` may match.
const MAX_TARGET_FILES: usize = 50_000;

/// Reads files for one environment and keeps their texts.
pub struct Composer<'r> {
    /// The files of the run.
    pub files: &'r dyn Files,
    /// The texts that were read.
    pub sources: &'r mut Sources,
    /// What was found.
    pub findings: &'r mut Vec<Finding>,
}

impl Composer<'_> {
    /// The composed document of an entry file that is already among the sources.
    pub fn compose(&mut self, entry: SourceId, path: &Path) -> Option<Node> {
        let mut document = self.extended(entry, &mut vec![path.to_path_buf()])?;
        let target_files = self.target_files(&document);
        if !target_files.is_empty() {
            append_targets(&mut document, target_files);
        }
        if let Some(defaults) = document.get("defaults").cloned() {
            apply_defaults(&mut document, &defaults);
        }
        Some(document)
    }

    /// A document merged over the one that it extends.
    fn extended(&mut self, id: SourceId, chain: &mut Vec<PathBuf>) -> Option<Node> {
        let document = document::parse(self.sources.get(id), id, self.findings)?;
        let Some(node) = document.get("extends") else { return Some(document) };
        let Some(written) = node.text() else { return Some(document) };
        let (span, written) = (node.span, written.to_owned());
        let path = self.path(span, &written)?;
        if chain.contains(&path) || chain.len() > MAX_EXTENDS {
            let message = format!("`{written}` comes back to a file that extends it");
            let finding = Finding::new(Code::ExtendsCycle, Place::Text(span), message);
            self.findings.push(finding.with_help("let the common base extend nothing"));
            return None;
        }
        let base = self.open(&path, span)?;
        chain.push(path);
        Some(merge(self.extended(base, chain)?, document))
    }

    /// The targets of all files that `targetFiles` names.
    fn target_files(&mut self, document: &Node) -> Vec<Node> {
        let mut targets = Vec::new();
        for pattern in document.get("targetFiles").map_or(&[][..], Node::items) {
            let Some(written) = pattern.text() else { continue };
            let paths = self.matching(pattern.span, written);
            for path in paths {
                let Some(id) = self.open(&path, pattern.span) else { continue };
                let Some(node) = document::parse(self.sources.get(id), id, self.findings) else { continue };
                match node.content {
                    Content::List(items) => targets.extend(items),
                    _ => targets.push(node),
                }
            }
        }
        targets
    }

    /// The files that a pattern matches, sorted.
    fn matching(&mut self, span: Span, written: &str) -> Vec<PathBuf> {
        let Some(pattern) = self.path(span, written) else { return Vec::new() };
        let mut found = vec![PathBuf::new()];
        for segment in pattern.iter().map(|segment| segment.to_string_lossy()) {
            found = if segment.contains(['*', '?']) {
                found.iter().flat_map(|folder| self.matching_names(folder, &segment)).take(MAX_TARGET_FILES).collect()
            } else {
                found.into_iter().map(|folder| folder.join(&*segment)).collect()
            };
        }
        if written.contains(['*', '?']) {
            found.retain(|path| !self.files.is_folder(path));
        }
        if found.is_empty() {
            let message = format!("`{written}` matches no file");
            self.findings.push(Finding::new(Code::TargetFilesEmpty, Place::Text(span), message));
        }
        found
    }

    fn matching_names(&self, folder: &Path, pattern: &str) -> Vec<PathBuf> {
        let mut paths = self.files.list(folder).unwrap_or_default();
        paths.retain(|path| path.file_name().is_some_and(|name| matches_name(pattern, &name.to_string_lossy())));
        paths
    }

    /// A path that is written at a place, below the root.
    pub fn path(&mut self, span: Span, written: &str) -> Option<PathBuf> {
        let folder = self.sources.get(span.source).folder();
        source::join(folder, written)
            .map_err(|error| self.findings.push(refused(written, &error, Place::Text(span))))
            .ok()
    }

    /// The YAML and JSON files of a folder that is named at a place, sorted, without its sub-folders.
    pub fn manifest_files(&mut self, folder: &Path, named_at: Span) -> Option<Vec<PathBuf>> {
        let place = Place::Text(named_at);
        let shown = self.files.display(folder);
        let listed = self.files.list(folder);
        let mut paths = listed.map_err(|error| self.findings.push(refused(&shown, &error, place.clone()))).ok()?;
        paths.retain(|path| is_manifest_file(path) && !self.files.is_folder(path));
        if paths.is_empty() {
            let message = format!("the folder `{shown}` has no file that ends in `.yaml`, `.yml` or `.json`");
            self.findings.push(Finding::new(Code::FileUnreadable, place, message));
            return None;
        }
        Some(paths)
    }

    /// Reads a file that is named at a place.
    pub fn open(&mut self, path: &Path, named_at: Span) -> Option<SourceId> {
        let place = Place::Text(named_at);
        let bytes = self.bytes(path, &place)?;
        let name = self.files.display(path);
        self.sources.add(&name, path, bytes).map_err(|error| self.findings.push(unsuitable(&name, &error, place))).ok()
    }

    /// The bytes of a file that is named at a place.
    pub fn bytes(&mut self, path: &Path, place: &Place) -> Option<Vec<u8>> {
        let read = self.files.read(path);
        read.map_err(|error| self.findings.push(refused(&self.files.display(path), &error, place.clone()))).ok()
    }
}

fn is_manifest_file(path: &Path) -> bool {
    let is_hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    !is_hidden && path.extension().is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|e| extension == *e))
}

/// The finding for a file that cannot be had.
pub fn refused(written: &str, error: &FileError, place: Place) -> Finding {
    match error {
        FileError::Outside { reason } => {
            let message = format!("`{written}` cannot be read: {reason}");
            Finding::new(Code::FileOutsideRoot, place, message)
                .with_help("files are read only below the root (`--root DIR`)")
        }
        FileError::Missing => Finding::new(Code::FileUnreadable, place, format!("there is no file `{written}`"))
            .with_help("paths start from the folder of the file in which they are written"),
        FileError::Unreadable { reason } => {
            Finding::new(Code::FileUnreadable, place, format!("`{written}` cannot be read: {reason}"))
        }
    }
}

/// The finding for bytes that are no source.
pub fn unsuitable(name: &str, error: &SourceError, place: Place) -> Finding {
    let code = match error {
        SourceError::TooLarge { .. } => Code::FileLimit,
        SourceError::NotUtf8 { .. } => Code::FileEncoding,
    };
    Finding::new(code, place, format!("`{name}`: {error}"))
}

/// `over` on top of `base`: `targets` merge by name, everything else as [`merge_values`] says.
fn merge(base: Node, over: Node) -> Node {
    let (Content::Map(mut entries), Content::Map(over_entries)) = (base.content, over.content.clone()) else {
        return over;
    };
    for entry in over_entries {
        match entries.iter_mut().find(|known| known.key == entry.key) {
            Some(known) if entry.key == "targets" => {
                let base = std::mem::replace(&mut known.value.content, Content::Null);
                *known = Entry { key: entry.key, key_span: entry.key_span, value: merge_targets(base, entry.value) };
            }
            Some(known) => merge_entry(known, entry),
            None => entries.push(entry),
        }
    }
    Node { content: Content::Map(entries), span: over.span }
}

fn merge_targets(base: Content, over: Node) -> Node {
    let (Content::List(mut targets), Content::List(over_targets)) = (base, over.content.clone()) else { return over };
    let name = |target: &Node| target.get("name").and_then(Node::text).map(str::to_owned);
    let known: HashMap<String, usize> = targets.iter().enumerate().filter_map(|(i, t)| Some((name(t)?, i))).collect();
    for target in over_targets {
        match name(&target).and_then(|name| known.get(&name)) {
            Some(&at) => merge_values(&mut targets[at], target),
            None => targets.push(target),
        }
    }
    Node { content: Content::List(targets), span: over.span }
}

/// Maps merge deeply; anything else is replaced.
fn merge_values(base: &mut Node, over: Node) {
    match (&mut base.content, over.content) {
        (Content::Map(entries), Content::Map(over_entries)) => {
            for entry in over_entries {
                match entries.iter_mut().find(|known| known.key == entry.key) {
                    Some(known) => merge_entry(known, entry),
                    None => entries.push(entry),
                }
            }
            base.span = over.span;
        }
        (_, content) => *base = Node { content, span: over.span },
    }
}

fn merge_entry(known: &mut Entry, over: Entry) {
    known.key_span = over.key_span;
    merge_values(&mut known.value, over.value);
}

fn append_targets(document: &mut Node, targets: Vec<Node>) {
    let span = document.span;
    let Content::Map(entries) = &mut document.content else { return };
    match entries.iter_mut().find(|entry| entry.key == "targets") {
        Some(Entry { value: Node { content: Content::List(known), .. }, .. }) => known.extend(targets),
        Some(_) => {}
        None => entries.push(Entry {
            key: "targets".to_owned(),
            key_span: span,
            value: Node { content: Content::List(targets), span },
        }),
    }
}

/// Puts `defaults` below each target; the hub itself has none of the fields of a remote cluster.
fn apply_defaults(document: &mut Node, defaults: &Node) {
    let Content::Map(entries) = &mut document.content else { return };
    let Some(targets) = entries.iter_mut().find(|entry| entry.key == "targets") else { return };
    let Content::List(targets) = &mut targets.value.content else { return };
    for target in targets.iter_mut().filter(|target| matches!(target.content, Content::Map(_))) {
        let is_hub =
            target.get("server").and_then(Node::text).is_some_and(|server| server == crate::value::IN_CLUSTER_SERVER);
        let span = target.span;
        let mut merged = defaults.clone();
        if let (true, Content::Map(entries)) = (is_hub, &mut merged.content) {
            entries.retain(|entry| super::written::HUB_FIELDS.contains(&entry.key.as_str()));
        }
        if let Content::Map(entries) = &mut merged.content {
            entries.retain(|entry| !Defaults::OWN.contains(&entry.key.as_str()));
        }
        merge_values(&mut merged, std::mem::replace(target, Node { content: Content::Null, span }));
        *target = merged;
        target.span = span;
    }
}

/// Whether a file name matches a pattern in which `*` and `?` stand for any characters.
pub fn matches_name(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut from, mut star) = (0, 0, None);
    while from < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(&c) if c == '?' || c == name[from] => {
                at += 1;
                from += 1;
            }
            _ => {
                let Some((star_at, star_from)) = star else { return false };
                star = Some((star_at, star_from + 1));
                at = star_at + 1;
                from = star_from + 1;
            }
        }
    }
    pattern[at..].iter().all(|&c| c == '*')
}

/// Where the target at an index of the composed document is.
pub fn target_pointer(index: usize) -> Pointer {
    At::Root.key("targets").index(index).pointer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_with_stars_and_question_marks() {
        for (pattern, name) in [("*.yaml", "a.yaml"), ("a?c*", "abcdef"), ("*", ""), ("a*b*c", "aXbbYc")] {
            assert!(matches_name(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("*.yaml", "a.yml"), ("a?c", "ac"), ("a*b", "abc"), ("", "a")] {
            assert!(!matches_name(pattern, name), "{pattern} {name}");
        }
    }
}
