//! The tree that `render --output-dir` writes: one object a file, in `hub/ install/ targets/NAME/ azure/`.
//!
//! Keeps true:
//! - The folder holds the old tree or the new one, whole, whenever a run is cut off. The new tree is built beside the
//!   folder and the two change places in one step (`exchange.rs` says where the system has no such step, and what then).
//! - A file that no run wrote keeps its content, its inode, its time and its permissions. Which files are ours is
//!   written in the folder itself, in [`INDEX`].
//! - If there is nothing to change, nothing is touched.
//! - [`stale()`] is empty exactly when [`write()`] would change nothing.
//!
//! What becomes of a file of ours that somebody edited since: if we still write it, it is written anew; [`stale()`] shows
//! the difference first, and version control has the edit. If we no longer write it, the run stops and names it: to
//! remove it would lose what somebody meant to keep, to leave it would go on applying what is no longer rendered.
//!
//! What is not promised: a shell or program that stands *in* the folder while it is replaced stays in the old one, which
//! then goes; what is saved in the folder during a run that is then cut off may go with it; ACLs, extended attributes
//! and times of folders are not carried over.

mod build;
mod carry;
mod disk;
mod durable;
mod error;
mod exchange;
mod file_name;
mod index;
mod late;
mod mount;
mod place;
mod plan;
mod secret;
mod stale;
mod workspace;
mod write;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Component, Path, PathBuf};

pub use error::{Refusal, TreeError};
pub use file_name::file_name;
pub use stale::{Difference, DifferenceKind, stale};
pub use write::{Written, write};

/// The file, directly in the folder, that says which other files are ours.
///
/// Lines of `sha256  path`, sorted by path, below one comment: what `sha256sum --check` reads.
pub const INDEX: &str = ".tiphys-tree";

/// The files that a folder is to hold, by path below it.
///
/// Every path has normal components only, can be written on every file system, and lies neither at nor below another;
/// no two differ by case alone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<PathBuf, Vec<u8>>,
    /// Every file and folder as written, by its name without case.
    spellings: BTreeMap<String, PathBuf>,
}

impl Tree {
    /// Adds a file.
    ///
    /// # Errors
    /// [`TreeError::Path`] if the path leaves the folder, cannot be written everywhere or is the index's;
    /// [`TreeError::Collision`] if the file is there already, or would be on a file system without case.
    pub fn insert(&mut self, path: &Path, content: Vec<u8>) -> Result<(), TreeError> {
        let path = relative(path)?;
        if let Some(other) = self.collision(&path) {
            return Err(TreeError::Collision { path, other });
        }
        for spelling in path.ancestors().filter(|ancestor| !ancestor.as_os_str().is_empty()) {
            self.spellings.insert(folded(spelling), spelling.to_path_buf());
        }
        self.files.insert(path, content);
        Ok(())
    }

    /// What stands where the path would: the same file, a folder, a file at a folder of the path, another spelling.
    fn collision(&self, path: &Path) -> Option<PathBuf> {
        if let Some(other) = self.spellings.get(&folded(path)) {
            return Some(other.clone());
        }
        let folders = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
        let known = folders.filter_map(|folder| Some((folder, self.spellings.get(&folded(folder))?)));
        known
            .filter(|(folder, known)| folder != known || self.files.contains_key(*known))
            .map(|(_, known)| known.clone())
            .next()
    }

    /// The content of a file.
    pub fn get(&self, path: &Path) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Paths and contents, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &[u8])> {
        self.files.iter().map(|(path, content)| (path.as_path(), content.as_slice()))
    }

    /// How many files it has.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether it has no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// Paths only: contents may be those of Secrets.
impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.files.keys()).finish()
    }
}

/// The path in its one spelling, if it stays below the folder and every system and the index can hold it.
fn relative(path: &Path) -> Result<PathBuf, TreeError> {
    let refuse = |reason| Err(TreeError::Path { path: path.to_path_buf(), reason });
    let Some(text) = path.to_str() else { return refuse("it is not UTF-8") };
    // A carriage return or line feed would be two lines of the index; a backslash is a separator on Windows.
    if text.contains(|c: char| c.is_control() || c == '\\' || c == ':') {
        return refuse("it holds a control character, a colon or a backslash");
    }
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(name) if name.eq_ignore_ascii_case(".git") => {
                return refuse("`.git` is version control's");
            }
            Component::Normal(name) => normal.push(name),
            Component::CurDir | Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                return refuse("it is not made of names alone");
            }
        }
    }
    match folded(&normal).as_str() {
        "" => refuse("it is empty"),
        INDEX => refuse("it is the index's"),
        _ => Ok(normal),
    }
}

/// The path without case and with `/` between its parts.
fn folded(path: &Path) -> String {
    slashed(path).to_lowercase()
}

/// The path with `/` between its parts, as the index and diffs write it.
fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(paths: &[&str]) -> Result<Tree, TreeError> {
        let mut tree = Tree::default();
        for path in paths {
            tree.insert(Path::new(path), Vec::new())?;
        }
        Ok(tree)
    }

    #[test]
    fn a_path_stays_below_the_folder_and_can_be_written_everywhere() {
        for bad in [
            "",
            ".",
            "..",
            "/",
            "/hub/a",
            "../a",
            "hub/../a",
            "./a",
            "hub/..",
            ".git/config",
            "hub/.GIT/x",
            INDEX,
            ".Tiphys-Tree",
            "a\nb",
            "a\rb",
            "a\0b",
            "a\\b",
            "C:/a",
            "a:b",
        ] {
            assert!(matches!(tree(&[bad]), Err(TreeError::Path { .. })), "{bad:?}");
        }
    }

    #[test]
    fn one_path_has_one_spelling() {
        let tree = tree(&["hub//a", "hub/./b", "hub/c/"]).unwrap();
        assert_eq!(tree.files().map(|(path, _)| slashed(path)).collect::<Vec<_>>(), ["hub/a", "hub/b", "hub/c"]);
    }

    #[test]
    fn what_would_collide_somewhere_is_refused() {
        for (first, second) in [
            ("hub/a", "hub/a"),
            ("hub/a", "hub//a"),
            ("hub/a", "hub/A"),
            ("hub/a", "Hub/b"),
            ("targets/dev/a", "targets/Dev/a"),
            ("hub/É", "hub/é"),
            ("hub/a", "hub/a/b"),
            ("hub/a/b", "hub/a"),
            ("hub/a", "hub/A/b"),
            ("hub/a/b", "hub/A"),
        ] {
            let error = tree(&[first, second]).unwrap_err();
            assert!(matches!(error, TreeError::Collision { .. }), "{first} {second}: {error}");
        }
        assert_eq!(tree(&["hub/a", "hub/b", "hub/c/d", "hub/c/e", "targets/hub/a"]).unwrap().len(), 5);
    }

    #[test]
    fn a_refused_file_leaves_no_trace() {
        let mut tree = tree(&["hub/a"]).unwrap();
        let before = tree.clone();
        tree.insert(Path::new("Hub/b/c"), Vec::new()).unwrap_err();
        assert_eq!(tree, before);
    }

    #[test]
    fn contents_are_not_shown() {
        let mut tree = Tree::default();
        tree.insert(Path::new("hub/a"), b"hunter2".to_vec()).unwrap();
        assert_eq!(format!("{tree:?}"), r#"{"hub/a"}"#);
    }
}
