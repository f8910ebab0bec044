//! Builds the new tree beside the old one.
//!
//! Keeps true: when it returns, the new tree is complete and on the disk, not only in memory.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::carry::{carry, keep_permissions};
use super::disk::Kind;
use super::durable::sync_all;
use super::plan::Plan;
use super::{INDEX, TreeError};

/// Builds at `new`, which is not there, what `plan` makes of the folder `old`, which may be missing.
pub(super) fn build(plan: &Plan<'_>, old: &Path, new: &Path) -> Result<(), TreeError> {
    let mut building = Building { old, new, folders: BTreeSet::new(), unsynced: Vec::new() };
    building.folder(Path::new(""))?;
    for (path, kind) in &plan.carried {
        match kind {
            Kind::Folder => building.folder(path)?,
            Kind::File | Kind::Other => building.carry(path)?,
        }
    }
    for path in plan.unchanged.keys() {
        building.carry(path)?;
    }
    for (path, content) in &plan.written {
        building.write(path, content)?;
    }
    building.write(Path::new(INDEX), plan.index.as_bytes())?;
    building.finish()
}

struct Building<'a> {
    old: &'a Path,
    new: &'a Path,
    /// The folders of the new tree, relative to it.
    folders: BTreeSet<PathBuf>,
    /// What is to be on the disk in the end.
    unsynced: Vec<PathBuf>,
}

impl Building<'_> {
    fn folder(&mut self, path: &Path) -> Result<(), TreeError> {
        let missing: Vec<&Path> = path.ancestors().take_while(|folder| !self.folders.contains(*folder)).collect();
        for folder in missing.into_iter().rev() {
            let full = self.new.join(folder);
            fs::create_dir(&full).map_err(TreeError::system("create", &full))?;
            self.folders.insert(folder.to_path_buf());
        }
        Ok(())
    }

    fn carry(&mut self, path: &Path) -> Result<(), TreeError> {
        self.folder(path.parent().unwrap_or(Path::new("")))?;
        let from = self.old.join(path);
        carry(&from, &self.new.join(path)).map_err(TreeError::system("carry over", &from))
    }

    fn write(&mut self, path: &Path, content: &[u8]) -> Result<(), TreeError> {
        self.folder(path.parent().unwrap_or(Path::new("")))?;
        let full = self.new.join(path);
        write_file(&full, content).map_err(TreeError::system("write", &full))?;
        self.unsynced.push(full);
        Ok(())
    }

    /// From the innermost folder outwards: a folder may become read-only.
    fn finish(mut self) -> Result<(), TreeError> {
        for folder in self.folders.iter().rev() {
            let (old, new) = (self.old.join(folder), self.new.join(folder));
            if old.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
                keep_permissions(&old, &new).map_err(TreeError::system("set permissions of", &new))?;
            }
            self.unsynced.push(new);
        }
        sync_all(&self.unsynced)
    }
}

fn write_file(path: &Path, content: &[u8]) -> io::Result<()> {
    File::create_new(path)?.write_all(content)
}
