//! The folder beside the target in which the new tree is built: `.NAME.tiphys`, with `lock`, `tree` and `old`.
//!
//! Keeps true: one run at a time has it (the others wait), because it holds an advisory lock that ends with its process,
//! however that ends; so what a run finds in it is a dead run's. A folder of that name with anything else in it is not
//! ours and stays. While the target is missing, the old tree in it is not deleted but put back.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::TreeError;
use super::exchange::Beside;
use super::place::Place;

/// What is in `lock`, for those who find it.
const LOCK_TEXT: &str = "tiphys builds a tree here. What a run that was cut off left is removed by the next run.\n";

const NAMES: [&str; 3] = ["lock", "tree", "old"];

/// The workspace of a place, held by this process.
#[derive(Debug)]
pub(super) struct Workspace {
    path: PathBuf,
    target: PathBuf,
    tree: PathBuf,
    old: PathBuf,
    /// Held until the workspace is gone.
    _lock: File,
    is_kept: bool,
}

impl Workspace {
    /// Waits for other runs to end, and cleans up after those that did not.
    pub(super) fn enter(place: &Place) -> Result<Self, TreeError> {
        let path = place.workspace();
        let lock = loop {
            if let Some(lock) = lock(&path)? {
                break lock;
            }
        };
        let (tree, old) = (path.join("tree"), path.join("old"));
        let workspace = Self { target: place.folder(), path, tree, old, _lock: lock, is_kept: false };
        workspace.clear().map_err(TreeError::system("clean up", &workspace.path))?;
        Ok(workspace)
    }

    /// The places for the new tree and the old one.
    pub(super) fn beside(&self) -> Beside<'_> {
        Beside { tree: &self.tree, old: &self.old }
    }

    /// Leaves everything to the user: without its lock no run takes it for its own.
    pub(super) fn keep(mut self) -> Result<(), TreeError> {
        self.is_kept = true;
        let lock = self.path.join("lock");
        fs::remove_file(&lock).map_err(TreeError::system("remove", &lock))
    }

    /// Removes the workspace.
    pub(super) fn leave(mut self) -> Result<(), TreeError> {
        self.is_kept = true;
        self.remove().map_err(|source| TreeError::Leftover { path: self.path.clone(), source })
    }

    fn remove(&self) -> io::Result<()> {
        self.clear()?;
        fs::remove_file(self.path.join("lock"))?;
        fs::remove_dir(&self.path)
    }

    fn clear(&self) -> io::Result<()> {
        if self.old.symlink_metadata().is_ok() && self.target.symlink_metadata().is_err() {
            fs::rename(&self.old, &self.target)?;
        }
        remove_folder(&self.tree)?;
        remove_folder(&self.old)
    }
}

/// A run that fails leaves nothing behind, if that can be helped; its error is the one that counts.
impl Drop for Workspace {
    fn drop(&mut self) {
        if !self.is_kept {
            let _ = self.remove();
        }
    }
}

/// The lock of a workspace, which is created if need be; `None` if the run that had it removed it meanwhile.
fn lock(workspace: &Path) -> Result<Option<File>, TreeError> {
    create(workspace)?;
    if !is_ours(workspace)? {
        return Err(TreeError::Workspace(workspace.to_path_buf()));
    }
    let path = workspace.join("lock");
    match File::options().read(true).write(true).create(true).truncate(false).open(&path) {
        Ok(file) => lock_file(file, &path).map_err(TreeError::system("lock", &path)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(TreeError::system("create", &path)(error)),
    }
}

fn lock_file(mut file: File, path: &Path) -> io::Result<Option<File>> {
    match file.lock() {
        // Without locks on this file system, two runs at once are the user's to avoid.
        Err(error) if error.kind() != ErrorKind::Unsupported => return Err(error),
        Ok(()) | Err(_) => {}
    }
    if !is_still_at(&file, path) {
        return Ok(None);
    }
    if file.metadata()?.len() != LOCK_TEXT.len() as u64 {
        file.write_all(LOCK_TEXT.as_bytes())?;
    }
    Ok(Some(file))
}

/// Whether the open file is the one at the path: who waited may hold the lock of a file that is gone.
#[cfg(unix)]
fn is_still_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(one), Ok(other)) => identity(one) == identity(other),
        (Err(_), _) | (_, Err(_)) => false,
    }
}

/// Windows removes no file that is open.
#[cfg(not(unix))]
fn is_still_at(_file: &File, path: &Path) -> bool {
    path.exists()
}

fn create(workspace: &Path) -> Result<(), TreeError> {
    match private_folder().create(workspace) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(TreeError::system("create", workspace)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Until the new tree takes its place, it is nobody else's to read.
#[cfg(unix)]
fn private_folder() -> DirBuilder {
    let mut builder = DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

#[cfg(not(unix))]
fn private_folder() -> DirBuilder {
    DirBuilder::new()
}

/// Whether it is a folder that holds nothing but what we put there, at whatever point a run was cut off.
fn is_ours(workspace: &Path) -> Result<bool, TreeError> {
    let read = || -> io::Result<bool> {
        if !fs::symlink_metadata(workspace)?.is_dir() {
            return Ok(false);
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(workspace)? {
            names.push(entry?.file_name());
        }
        let has_lock = names.iter().any(|name| name == "lock");
        let is_known = names.iter().all(|name| NAMES.iter().any(|known| name == known));
        Ok(names.is_empty() || is_known && has_lock && is_lock(&workspace.join("lock"))?)
    };
    match read() {
        // The run that had it has just removed it.
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        read => read.map_err(TreeError::system("read", workspace)),
    }
}

fn is_lock(path: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok(false);
    }
    let mut text = Vec::new();
    File::open(path)?.take(LOCK_TEXT.len() as u64 + 1).read_to_end(&mut text)?;
    Ok(LOCK_TEXT.as_bytes().starts_with(&text))
}

/// Removes a folder and what is in it, also where folders are read-only.
fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        #[cfg(unix)]
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            open_up(folder)?;
            fs::remove_dir_all(folder)
        }
        removed => removed,
    }
}

/// Lets the owner write in a folder and those below it. Files stay as they are: the new tree may share them.
#[cfg(unix)]
fn open_up(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            open_up(&entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> (tempfile::TempDir, Place) {
        let parent = tempfile::tempdir().unwrap();
        let place = Place::of(&parent.path().join("rendered")).unwrap();
        (parent, place)
    }

    #[test]
    fn it_leaves_nothing_behind() {
        let (parent, place) = place();
        Workspace::enter(&place).unwrap().leave().unwrap();
        drop(Workspace::enter(&place).unwrap());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }

    #[test]
    fn an_old_tree_is_put_back_where_there_is_none() {
        let (_parent, place) = place();
        fs::create_dir_all(place.workspace().join("old/hub")).unwrap();
        fs::create_dir_all(place.workspace().join("tree/half")).unwrap();
        fs::write(place.workspace().join("lock"), LOCK_TEXT).unwrap();
        Workspace::enter(&place).unwrap().leave().unwrap();
        assert!(place.folder().join("hub").is_dir());
        assert!(!place.workspace().exists());
    }

    #[test]
    fn what_a_run_left_at_any_point_is_cleaned_up() {
        let (_parent, place) = place();
        let workspace = place.workspace();
        fs::create_dir(place.folder()).unwrap();
        for left in 0..=LOCK_TEXT.len() {
            fs::create_dir_all(workspace.join("tree")).unwrap();
            fs::write(workspace.join("lock"), &LOCK_TEXT[..left]).unwrap();
            Workspace::enter(&place).unwrap().leave().unwrap();
            assert!(!workspace.exists());
        }
        fs::create_dir(&workspace).unwrap();
        Workspace::enter(&place).unwrap().leave().unwrap();
        assert!(!workspace.exists());
    }

    #[test]
    fn what_is_not_ours_stays() {
        for (file, text) in [("lock", "mine"), ("notes", ""), ("tree", ""), ("lock", &LOCK_TEXT.repeat(2))] {
            let (_parent, place) = place();
            fs::create_dir(place.workspace()).unwrap();
            fs::write(place.workspace().join(file), text).unwrap();
            assert!(matches!(Workspace::enter(&place), Err(TreeError::Workspace(_))), "{file}");
            assert_eq!(fs::read_to_string(place.workspace().join(file)).unwrap(), text);
        }
        let (_parent, place) = place();
        fs::write(place.workspace(), "").unwrap();
        assert!(matches!(Workspace::enter(&place), Err(TreeError::Workspace(_))));
    }

    #[test]
    fn another_run_waits() {
        let (_parent, place) = place();
        let first = Workspace::enter(&place).unwrap();
        let waiting = std::thread::spawn(move || Workspace::enter(&place).map(Workspace::leave));
        std::thread::sleep(std::time::Duration::from_millis(50));
        assert!(!waiting.is_finished());
        first.leave().unwrap();
        waiting.join().unwrap().unwrap().unwrap();
    }
}
