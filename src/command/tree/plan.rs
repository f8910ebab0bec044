//! What a run would do to a folder: the comparison of a tree, the folder's index, and what is in the folder.
//!
//! Keeps true: every file of the folder is in the tree, ours and no longer in it, or carried over; a plan exists only if
//! none of them is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::disk::{Disk, Kind};
use super::index::Index;
use super::{INDEX, Tree, TreeError, Written};

/// What becomes of each file.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// Files to write: new, changed, or no plain file yet.
    pub(super) written: BTreeMap<&'a Path, &'a [u8]>,
    /// Files of the tree that are in the folder with the same content.
    pub(super) unchanged: BTreeMap<&'a Path, &'a [u8]>,
    /// Files and folders that no run wrote; a folder comes before what is in it.
    pub(super) carried: Vec<(PathBuf, Kind)>,
    /// The index's new text.
    pub(super) index: String,
    is_index_current: bool,
    removed: BTreeSet<PathBuf>,
}

impl<'a> Plan<'a> {
    /// Compares.
    ///
    /// # Errors
    /// [`TreeError::InTheWay`] and [`TreeError::Edited`] with all the paths concerned; what [`Disk::read`] refuses.
    pub(super) fn of(tree: &'a Tree, folder: &Path) -> Result<Self, TreeError> {
        let disk = Disk::read(folder)?;
        let index_text = Index::text_in(folder)?;
        let index = Index::parse(index_text.as_deref().unwrap_or_default(), &folder.join(INDEX))?;
        let new_index = Index::of(tree).text();
        let mut plan = Self {
            written: BTreeMap::new(),
            unchanged: BTreeMap::new(),
            carried: carried(tree, &index, &disk),
            is_index_current: index_text.as_deref() == Some(new_index.as_bytes()),
            index: new_index,
            removed: BTreeSet::new(),
        };
        plan.keep_or_write(tree, &index, &disk, folder)?;
        plan.remove(tree, &index, &disk, folder)?;
        Ok(plan)
    }

    fn keep_or_write(&mut self, tree: &'a Tree, index: &Index, disk: &Disk, folder: &Path) -> Result<(), TreeError> {
        let mut in_the_way = BTreeSet::new();
        for (path, content) in tree.files() {
            if disk.kind(path) == Some(Kind::File) && read(folder, path)? == content {
                self.unchanged.insert(path, content);
                continue;
            }
            in_the_way.extend(self.obstacle(path, index, disk));
            self.written.insert(path, content);
        }
        none_of(in_the_way, TreeError::InTheWay)
    }

    /// What no run wrote and stands where the file, or one of its folders, is to be.
    fn obstacle(&self, path: &Path, index: &Index, disk: &Disk) -> Option<PathBuf> {
        let is_foreign = |path: &Path| matches!(disk.kind(path), Some(Kind::File | Kind::Other)) && !index.has(path);
        if let Some(foreign) = path.ancestors().find(|ancestor| is_foreign(ancestor)) {
            return Some(foreign.to_path_buf());
        }
        let is_kept = || self.carried.iter().any(|(carried, _)| carried.starts_with(path));
        (disk.kind(path) == Some(Kind::Folder) && is_kept()).then(|| path.to_path_buf())
    }

    fn remove(&mut self, tree: &Tree, index: &Index, disk: &Disk, folder: &Path) -> Result<(), TreeError> {
        let mut edited = BTreeSet::new();
        for path in index.paths().filter(|path| tree.get(path).is_none()) {
            match disk.kind(path) {
                None | Some(Kind::Folder) => {}
                Some(Kind::File) if index.wrote(path, &read(folder, path)?) => {
                    self.removed.insert(path.to_path_buf());
                }
                Some(Kind::File | Kind::Other) => {
                    edited.insert(path.to_path_buf());
                }
            }
        }
        none_of(edited, TreeError::Edited)
    }

    /// Whether the folder is what it should be.
    pub(super) fn is_done(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty() && self.is_index_current
    }

    /// Whether runs write or wrote the file.
    pub(super) fn is_ours(&self, path: &Path) -> bool {
        path == Path::new(INDEX)
            || self.written.contains_key(path)
            || self.unchanged.contains_key(path)
            || self.removed.contains(path)
    }

    /// The plan in numbers.
    pub(super) fn summary(&self) -> Written {
        Written { written: self.written.len(), unchanged: self.unchanged.len(), removed: self.removed.len() }
    }
}

/// What is in the folder and neither in the tree nor ours. A folder that only held files of ours goes with them.
fn carried(tree: &Tree, index: &Index, disk: &Disk) -> Vec<(PathBuf, Kind)> {
    let folders_of_ours: BTreeSet<&Path> = index.paths().flat_map(|path| path.ancestors().skip(1)).collect();
    let is_carried = |path: &Path, kind| match kind {
        Kind::Folder => !folders_of_ours.contains(path),
        Kind::File | Kind::Other => !index.has(path) && tree.get(path).is_none() && path != Path::new(INDEX),
    };
    disk.entries()
        .filter(|(path, kind)| is_carried(path, *kind))
        .map(|(path, kind)| (path.to_path_buf(), kind))
        .collect()
}

fn read(folder: &Path, path: &Path) -> Result<Vec<u8>, TreeError> {
    let path = folder.join(path);
    fs::read(&path).map_err(TreeError::system("read", &path))
}

fn none_of(paths: BTreeSet<PathBuf>, error: fn(Vec<PathBuf>) -> TreeError) -> Result<(), TreeError> {
    if paths.is_empty() { Ok(()) } else { Err(error(paths.into_iter().collect())) }
}
