//! The file that a command line names, or standard input: where reading begins, and where the root is.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::root::Root;
use super::{Failure, World};
use crate::source::{FileError, Files, MAX_BYTES};

/// An entry file.
pub struct Entry {
    /// What findings call it.
    pub name: String,
    /// The folder that may be read.
    pub root: Root,
    /// Its place below the root.
    pub path: PathBuf,
    /// Its bytes, or more of them than may be read.
    pub bytes: Vec<u8>,
}

impl Entry {
    /// Reads the file, or standard input for `-`, which stands where the user stands; `root` is `--root`.
    pub fn read(file: &Path, root: Option<&Path>, world: &mut World<'_>) -> Result<Self, Failure> {
        let is_stdin = file.as_os_str() == "-";
        let place = if is_stdin { Path::new("<stdin>") } else { file };
        let cannot = |error| Failure::CouldNot(format!("read {}: {}", file.display(), reason(error)));
        let (root, path) = Root::of(&world.folder, place, root).map_err(cannot)?;
        let bytes = if is_stdin { standard_input(world)? } else { root.read(&path).map_err(cannot)? };
        Ok(Self { name: place.display().to_string(), root, path, bytes })
    }
}

/// The bytes of standard input, or more of them than may be read.
pub fn standard_input(world: &mut World<'_>) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = (&mut *world.stdin).take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::CouldNot(format!("read standard input: {error}")))?;
    Ok(bytes)
}

/// Why a file cannot be had.
pub fn reason(error: FileError) -> String {
    match error {
        FileError::Missing => "there is no such file".to_owned(),
        FileError::Outside { reason } | FileError::Unreadable { reason } => reason,
    }
}
