//! Compares a folder with a tree, for `--check`.
//!
//! Keeps true: nothing is written; what a diff shows of a Secret is its keys, never their values (`secret.rs`).

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::index::Index;
use super::{INDEX, Refusal, Tree, TreeError, secret, slashed};

/// What is wrong with a file of the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DifferenceKind {
    /// The tree has it, the folder has not, or has something there that is no plain file.
    Missing,
    /// An earlier run wrote it, the tree no longer has it.
    Extra,
    /// Both have it, with different contents.
    Changed,
}

/// One file that differs.
#[derive(Clone, PartialEq, Eq)]
pub struct Difference {
    path: PathBuf,
    /// In the folder.
    before: Option<Vec<u8>>,
    /// In the tree.
    after: Option<Vec<u8>>,
}

/// What [`write`](super::write()) would change, sorted by path; empty if it would leave the folder as it is.
///
/// The index is only among them if nothing else is. Files that no run wrote do not count, unless they stand where the
/// tree has a file.
///
/// # Errors
/// If `folder` is no folder, or what is in it cannot be read. A folder that is not there is no error: all is missing.
pub fn stale(tree: &Tree, folder: &Path) -> Result<Vec<Difference>, TreeError> {
    match fs::metadata(folder) {
        Ok(metadata) if !metadata.is_dir() => {
            return Err(TreeError::Folder { path: folder.to_path_buf(), refusal: Refusal::NotAFolder });
        }
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(TreeError::system("read", folder)(error)),
        Ok(_) | Err(_) => {}
    }
    let index = Index::read(folder)?;
    let paths: BTreeSet<&Path> = index.paths().chain(tree.files().map(|(path, _)| path)).collect();
    let mut differences = Vec::new();
    for path in paths {
        differences.extend(difference(path, file(folder, path)?, tree.get(path)));
    }
    if differences.is_empty() {
        let text = Index::of(tree).text();
        differences.extend(difference(Path::new(INDEX), Index::text_in(folder)?, Some(text.as_bytes())));
    }
    Ok(differences)
}

fn difference(path: &Path, before: Option<Vec<u8>>, after: Option<&[u8]>) -> Option<Difference> {
    let differs = before.as_deref() != after;
    differs.then(|| Difference { path: path.to_path_buf(), before, after: after.map(<[u8]>::to_vec) })
}

/// The content of a plain file; `None` if it is none, or a link is on the way to it.
fn file(folder: &Path, path: &Path) -> Result<Option<Vec<u8>>, TreeError> {
    let mut full = folder.to_path_buf();
    let mut is_file = false;
    for part in path {
        full.push(part);
        match fs::symlink_metadata(&full) {
            Ok(metadata) if metadata.is_dir() => is_file = false,
            Ok(metadata) if metadata.is_file() => is_file = true,
            Ok(_) => return Ok(None),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
            Err(error) => return Err(TreeError::system("read", &full)(error)),
        }
    }
    if is_file { fs::read(&full).map(Some).map_err(TreeError::system("read", &full)) } else { Ok(None) }
}

impl Difference {
    /// The file, relative to the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is wrong with it.
    pub fn kind(&self) -> DifferenceKind {
        match (&self.before, &self.after) {
            (None, _) => DifferenceKind::Missing,
            (Some(_), None) => DifferenceKind::Extra,
            (Some(_), Some(_)) => DifferenceKind::Changed,
        }
    }

    /// A unified diff from the folder (`a/`) to the tree (`b/`), ending in a line break.
    ///
    /// Values of a Secret are `***`; where they differ, `*** (before)` and `*** (after)`.
    pub fn diff(&self) -> String {
        let (before, after) = secret::printable(&self.path, self.before.as_deref(), self.after.as_deref());
        let name = |side: &str, content: &Option<Vec<u8>>| match content {
            Some(_) => format!("{side}/{}", slashed(&self.path)),
            None => "/dev/null".to_owned(),
        };
        let (from, to) = (name("a", &self.before), name("b", &self.after));
        let diff = TextDiff::from_lines(&before, &after).unified_diff().header(&from, &to).to_string();
        if diff.is_empty() { format!("--- {from}\n+++ {to}\n{}", self.unseen()) } else { diff }
    }

    /// What is said where there are no lines to show.
    fn unseen(&self) -> &'static str {
        match self.kind() {
            DifferenceKind::Missing | DifferenceKind::Extra => "\\ An empty file\n",
            DifferenceKind::Changed => "\\ A difference in what is not shown\n",
        }
    }
}

/// Path and kind only: contents may be those of Secrets.
impl fmt::Debug for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Difference").field("path", &self.path).field("kind", &self.kind()).finish_non_exhaustive()
    }
}
