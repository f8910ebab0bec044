//! Whether a folder or file is where another file system begins, or the same one once more (a bind mount).
//!
//! Such a place can neither be exchanged nor linked across, and to delete below it would delete what is mounted there.

use std::fs::Metadata;
use std::io;
use std::path::Path;

/// Whether `path` is mounted on `parent`. Where the system does not say (Linux before 5.8, other systems), a bind mount
/// of the same file system goes unseen here; linking across it fails then with [`io::ErrorKind::CrossesDevices`].
pub(super) fn is_mount(path: &Path, parent: &Path) -> io::Result<bool> {
    let metadata = path.symlink_metadata()?;
    // On overlay file systems the device of a file is that of its layer; only folders are comparable.
    let is_other_device = metadata.is_dir() && device(&metadata) != device(&parent.symlink_metadata()?);
    Ok(is_other_device || is_mount_root(path))
}

#[cfg(unix)]
fn device(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::dev(metadata)
}

/// Windows mounts at reparse points, which are links to `std`, and links are never followed.
#[cfg(not(unix))]
fn device(_metadata: &Metadata) -> u64 {
    0
}

#[cfg(target_os = "linux")]
fn is_mount_root(path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};

    statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty())
        .is_ok_and(|stat| stat.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(not(target_os = "linux"))]
fn is_mount_root(_path: &Path) -> bool {
    false
}
