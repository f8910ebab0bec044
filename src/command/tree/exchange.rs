//! Puts a new folder where an old one is.
//!
//! Linux and macOS exchange two folders in one step (`renameat2` with `RENAME_EXCHANGE`, `renameatx_np` with
//! `RENAME_SWAP`): whoever opens the path finds the old folder or the new one. Where the system or the file system has no such step (some network file systems, FAT,
//! Windows), it takes two: the old folder steps aside, the new one takes its place. A crash between the two leaves no
//! folder, and the old one, whole, in the workspace; the next run puts it back before it does anything else.

use std::fs;
use std::io;
use std::path::Path;

/// The two places beside the folder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside<'a> {
    /// The new folder; after an exchange, the old one.
    pub(super) tree: &'a Path,
    /// Where the old folder goes if it takes two steps.
    pub(super) old: &'a Path,
}

/// Puts `beside.tree` at `folder`; returns where the old folder is now, if there was one.
pub(super) fn replace<'a>(folder: &Path, beside: Beside<'a>) -> io::Result<Option<&'a Path>> {
    if !folder.try_exists()? {
        return fs::rename(beside.tree, folder).map(|()| None);
    }
    match exchange(beside.tree, folder) {
        Ok(()) => Ok(Some(beside.tree)),
        Err(error) if error.kind() == io::ErrorKind::Unsupported => in_two_steps(folder, beside),
        Err(error) => Err(error),
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|errno| match errno {
        // A file system that does not know the flag says that the argument is invalid.
        Errno::INVAL | Errno::NOSYS | Errno::NOTSUP => io::ErrorKind::Unsupported.into(),
        // A mount point that `mount.rs` could not see.
        Errno::BUSY => io::ErrorKind::CrossesDevices.into(),
        errno => errno.into(),
    })
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn in_two_steps<'a>(folder: &Path, beside: Beside<'a>) -> io::Result<Option<&'a Path>> {
    fs::rename(folder, beside.old)?;
    if let Err(error) = fs::rename(beside.tree, folder) {
        // If even this fails, the workspace keeps the old folder for the next run.
        fs::rename(beside.old, folder)?;
        return Err(error);
    }
    Ok(Some(beside.old))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn folder_with(parent: &Path, name: &str) -> PathBuf {
        let folder = parent.join(name);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(name), name).unwrap();
        folder
    }

    #[test]
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    fn an_exchange_swaps_the_two() {
        let parent = tempfile::tempdir().unwrap();
        let (folder, tree) = (folder_with(parent.path(), "folder"), folder_with(parent.path(), "tree"));
        let beside = Beside { tree: &tree, old: &parent.path().join("old") };
        assert_eq!(replace(&folder, beside).unwrap(), Some(tree.as_path()));
        assert!(folder.join("tree").exists() && tree.join("folder").exists());
    }

    #[test]
    fn two_steps_end_where_one_does() {
        let parent = tempfile::tempdir().unwrap();
        let (folder, tree) = (folder_with(parent.path(), "folder"), folder_with(parent.path(), "tree"));
        let old = parent.path().join("old");
        assert_eq!(in_two_steps(&folder, Beside { tree: &tree, old: &old }).unwrap(), Some(old.as_path()));
        assert!(folder.join("tree").exists() && old.join("folder").exists() && !tree.exists());
    }

    #[test]
    fn a_second_step_that_fails_takes_the_first_back() {
        let parent = tempfile::tempdir().unwrap();
        let folder = folder_with(parent.path(), "folder");
        let old = parent.path().join("old");
        in_two_steps(&folder, Beside { tree: &parent.path().join("missing"), old: &old }).unwrap_err();
        assert!(folder.join("folder").exists() && !old.exists());
    }
}
