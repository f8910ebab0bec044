//! Where the tree goes: the folder behind the path that was given.
//!
//! Keeps true: the folder is not a link, not the root, not a mount point, not where the user stands; if it is not there,
//! the folder above it is.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::mount::is_mount;
use super::{Refusal, TreeError};

/// As many links in a row as Linux follows.
const MOST_LINKS: usize = 40;

/// A folder that can be replaced as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    parent: PathBuf,
    name: OsString,
}

impl Place {
    /// The place that a path names: links are followed, also to where nothing is yet; folders above it are created.
    pub(super) fn of(folder: &Path) -> Result<Self, TreeError> {
        let resolved = resolve(folder, MOST_LINKS)?;
        let refuse = |refusal| Err(TreeError::Folder { path: folder.to_path_buf(), refusal });
        let (Some(parent), Some(name)) = (resolved.parent(), resolved.file_name()) else {
            return refuse(Refusal::Root);
        };
        let place = Self { parent: parent.to_path_buf(), name: name.to_owned() };
        match fs::metadata(&resolved) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(place),
            Err(error) => return Err(TreeError::system("read", folder)(error)),
            Ok(metadata) if !metadata.is_dir() => return refuse(Refusal::NotAFolder),
            Ok(_) => {}
        }
        if is_mount(&resolved, parent).map_err(TreeError::system("read", folder))? {
            return refuse(Refusal::MountPoint);
        }
        // A current folder that is gone is not in this one.
        let current = env::current_dir().and_then(fs::canonicalize);
        if current.is_ok_and(|current| current.starts_with(&resolved)) {
            return refuse(Refusal::Current);
        }
        Ok(place)
    }

    /// The folder.
    pub(super) fn folder(&self) -> PathBuf {
        self.parent.join(&self.name)
    }

    /// The folder above it.
    pub(super) fn parent(&self) -> &Path {
        &self.parent
    }

    /// Where the new tree is built: `.NAME.tiphys`, beside the folder, hence on its file system.
    pub(super) fn workspace(&self) -> PathBuf {
        let parts = [OsStr::new("."), &self.name, OsStr::new(".tiphys")];
        self.parent.join(parts.into_iter().collect::<OsString>())
    }
}

/// The absolute path without links; of what is not there, the path it would have.
fn resolve(folder: &Path, links: usize) -> Result<PathBuf, TreeError> {
    match fs::canonicalize(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        resolved => return resolved.map_err(TreeError::system("read", folder)),
    }
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    if let (Ok(target), Some(links)) = (fs::read_link(folder), links.checked_sub(1)) {
        return resolve(&parent.join(target), links);
    }
    let Some(name) = folder.file_name() else {
        return Err(TreeError::Folder { path: folder.to_path_buf(), refusal: Refusal::Nameless });
    };
    fs::create_dir_all(parent).map_err(TreeError::system("create", parent))?;
    let parent = fs::canonicalize(parent).map_err(TreeError::system("read", parent))?;
    Ok(parent.join(name))
}
