//! What is in a folder now, as far as it matters to one that is about to take its place.
//!
//! Keeps true: links are not followed; a folder with a repository or a mount in it is refused.

use std::collections::BTreeMap;
use std::fs::{self, FileType};
use std::path::{Path, PathBuf};

use super::mount::is_mount;
use super::{Refusal, TreeError};

/// What a path in the folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// A symbolic link, a socket, a device.
    Other,
}

impl From<FileType> for Kind {
    fn from(file_type: FileType) -> Self {
        if file_type.is_file() {
            Self::File
        } else if file_type.is_dir() {
            Self::Folder
        } else {
            Self::Other
        }
    }
}

/// Everything below a folder, by path relative to it; a folder comes before what is in it.
#[derive(Debug, Default)]
pub(super) struct Disk(BTreeMap<PathBuf, Kind>);

impl Disk {
    /// Reads a folder; one that is not there is empty.
    pub(super) fn read(folder: &Path) -> Result<Self, TreeError> {
        let mut disk = Self::default();
        let mut unread = if folder.is_dir() { vec![PathBuf::new()] } else { Vec::new() };
        while let Some(relative) = unread.pop() {
            disk.read_one(folder, &relative, &mut unread)?;
        }
        Ok(disk)
    }

    fn read_one(&mut self, folder: &Path, relative: &Path, unread: &mut Vec<PathBuf>) -> Result<(), TreeError> {
        let parent = folder.join(relative);
        for entry in fs::read_dir(&parent).map_err(TreeError::system("read", &parent))? {
            let entry = entry.map_err(TreeError::system("read", &parent))?;
            let path = entry.path();
            let kind = Kind::from(entry.file_type().map_err(TreeError::system("read", &path))?);
            refuse_unmovable(&path, &parent)?;
            let relative = relative.join(entry.file_name());
            if kind == Kind::Folder {
                unread.push(relative.clone());
            }
            self.0.insert(relative, kind);
        }
        Ok(())
    }

    /// What is at the path, if anything.
    pub(super) fn kind(&self, path: &Path) -> Option<Kind> {
        self.0.get(path).copied()
    }

    /// All of it, sorted.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&Path, Kind)> {
        self.0.iter().map(|(path, kind)| (path.as_path(), *kind))
    }
}

fn refuse_unmovable(path: &Path, parent: &Path) -> Result<(), TreeError> {
    let refuse = |refusal| Err(TreeError::Folder { path: path.to_path_buf(), refusal });
    if path.file_name().is_some_and(|name| name == ".git") {
        return refuse(Refusal::Repository);
    }
    let is_mount = is_mount(path, parent).map_err(TreeError::system("read", path))?;
    if is_mount { refuse(Refusal::MountPoint) } else { Ok(()) }
}
