//! The root: the one folder below which files are read.
//!
//! Keeps true: every file is opened through a handle of the root (`cap-std`), which refuses `..`, absolute paths and
//! links that leave it, whatever the path says; devices, pipes and sockets are no files.

use std::io::Read as _;
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
        let absolute = absolute(&folder.join(file));
        let parent = absolute.parent().unwrap_or(Path::new("/")).to_path_buf();
        let root = match given {
            Some(given) => self::absolute(&folder.join(given)),
            None => nearest_repository(&parent).unwrap_or_else(|| parent.clone()),
        };
        let dir = Dir::open_ambient_dir(&root, ambient_authority()).map_err(|error| failed(&error))?;
        let below = absolute
            .strip_prefix(&root)
            .map_err(|_| FileError::Outside { reason: format!("it is not below the root `{}`", root.display()) })?;
        let below = below.to_path_buf();
        Ok((Self { dir, path: root, folder: folder.to_path_buf() }, below))
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
