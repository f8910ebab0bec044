//! The root: the one folder below which files are read.
//!
//! Keeps true: every file is opened through a handle of the root (`cap-std`), which refuses `..`, absolute paths and
//! links that leave it, whatever the path says; devices, pipes and sockets are no files.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::source::{FileError, Files, MAX_BYTES};

/// A folder that is open for reading.
pub struct Root {
    dir: Dir,
    /// Where it is.
    path: PathBuf,
    /// Where the user stands: findings show the way from there.
    folder: PathBuf,
}

impl Root {
    /// Opens the root of an entry file, and says where that file is below it.
    ///
    /// `folder` is where the user stands; `file` is as typed; `given` is `--root`. Without it, the nearest folder above
    /// the file that holds `.git` is the root, else the file's own folder.
    pub fn of(folder: &Path, file: &Path, given: Option<&Path>) -> Result<(Self, PathBuf), FileError> {
        let file = absolute(&folder.join(file));
        let parent = file.parent().unwrap_or(Path::new("/")).to_path_buf();
        let root = Self::open(folder, &parent, given)?;
        let below = root.below(&file)?;
        Ok((root, below))
    }

    /// Opens the root of everything that a command line names; where the user stands if it names nothing.
    pub fn around(folder: &Path, named: &[&Path], given: Option<&Path>) -> Result<Self, FileError> {
        let place = |path: &&Path| {
            let path = absolute(&folder.join(path));
            if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("/")).to_path_buf() }
        };
        let around = named.iter().map(place).reduce(|a, b| shared(&a, &b)).unwrap_or_else(|| absolute(folder));
        Self::open(folder, &around, given)
    }

    /// The root of a folder: the nearest repository above it, else the folder.
    pub fn place(folder: &Path) -> PathBuf {
        let folder = absolute(folder);
        nearest_repository(&folder).unwrap_or(folder)
    }

    /// Opens `--root`, else the nearest repository above a folder, else that folder.
    fn open(folder: &Path, around: &Path, given: Option<&Path>) -> Result<Self, FileError> {
        let path = match given {
            Some(given) => absolute(&folder.join(given)),
            None => Self::place(around),
        };
        let dir = Dir::open_ambient_dir(&path, ambient_authority()).map_err(|error| failed(&error))?;
        Ok(Self { dir, path, folder: folder.to_path_buf() })
    }

    /// A path that somebody typed, as one below the root.
    pub fn below(&self, path: &Path) -> Result<PathBuf, FileError> {
        let outside = || FileError::Outside { reason: format!("it is not below the root `{}`", self.path.display()) };
        absolute(path).strip_prefix(&self.path).map(Path::to_path_buf).map_err(|_| outside())
    }

    /// Whether there is a regular file of that name.
    pub fn is_file(&self, path: &Path) -> bool {
        self.dir.metadata(path).is_ok_and(|metadata| metadata.is_file())
    }

    /// Replaces the bytes of a file in one step; its permissions stay, and a link stays a link.
    pub fn replace(&self, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
        let file = self.path.join(self.dir.canonicalize(path)?);
        let folder = file.parent().unwrap_or(&self.path);
        let mut new = tempfile::NamedTempFile::new_in(folder)?;
        new.write_all(bytes)?;
        new.as_file().set_permissions(std::fs::metadata(&file)?.permissions())?;
        new.as_file().sync_all()?;
        new.persist(&file).map_err(|error| error.error)?;
        Ok(())
    }

    /// All files below a folder, sorted; what begins with a dot is left out, and links to folders are not followed.
    pub fn walk(&self, folder: &Path) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![folder.to_path_buf()];
        while let Some(folder) = folders.pop() {
            let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
            for entry in self.dir.read_dir(shown).into_iter().flatten().flatten() {
                let name = entry.file_name();
                let is_link_to_folder =
                    || entry.file_type().is_ok_and(|kind| kind.is_symlink()) && self.is_folder(&folder.join(&name));
                if name.to_string_lossy().starts_with('.') || is_link_to_folder() {
                    continue;
                }
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                if is_folder { &mut folders } else { &mut files }.push(folder.join(&name));
            }
        }
        files.sort();
        files
    }
}

impl Files for Root {
    fn read(&self, path: &Path) -> Result<Vec<u8>, FileError> {
        let metadata = self.dir.metadata(path).map_err(|error| failed(&error))?;
        if metadata.is_dir() {
            return Err(FileError::Unreadable { reason: "it is a folder".to_owned() });
        }
        if !metadata.is_file() {
            return Err(FileError::Outside { reason: "it is no regular file".to_owned() });
        }
        let file = self.dir.open(path).map_err(|error| failed(&error))?;
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0).min(MAX_BYTES));
        file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
        Ok(bytes)
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, FileError> {
        let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let entries = self.dir.read_dir(shown).map_err(|error| failed(&error))?;
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| folder.join(entry.file_name())).collect();
        paths.sort();
        Ok(paths)
    }

    fn is_folder(&self, path: &Path) -> bool {
        path.as_os_str().is_empty() || self.dir.metadata(path).is_ok_and(|metadata| metadata.is_dir())
    }

    fn display(&self, path: &Path) -> String {
        relative(&self.folder, &self.path.join(path)).display().to_string()
    }
}

fn nearest_repository(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|ancestor| ancestor.join(".git").exists()).map(Path::to_path_buf)
}

/// The part that two paths begin with.
fn shared(a: &Path, b: &Path) -> PathBuf {
    a.components().zip(b.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
}

/// A path without `.` and `..`, by its text.
fn absolute(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                result.pop();
            }
            other => result.push(other),
        }
    }
    result
}

/// The way from a folder to a path, by their texts.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let from = absolute(from);
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if shared <= 1 {
        return to.to_path_buf();
    }
    let up = from.components().skip(shared).map(|_| "..");
    up.map(PathBuf::from).chain([to.components().skip(shared).collect()]).collect()
}

fn failed(error: &std::io::Error) -> FileError {
    match error.kind() {
        std::io::ErrorKind::NotFound => FileError::Missing,
        std::io::ErrorKind::PermissionDenied if error.raw_os_error().is_none() => {
            FileError::Outside { reason: "it leads out of the root".to_owned() }
        }
        _ => FileError::Unreadable { reason: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_from_a_folder() {
        assert_eq!(relative(Path::new("/a/b"), Path::new("/a/b")), PathBuf::from(""));
        assert_eq!(relative(Path::new("/a/b"), Path::new("/a")), PathBuf::from(".."));
        assert_eq!(relative(Path::new("/a/b"), Path::new("/a/c/d")), PathBuf::from("../c/d"));
        assert_eq!(relative(Path::new("/a/b"), Path::new("/x")), PathBuf::from("/x"));
    }
}
