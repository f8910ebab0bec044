//! Takes what no run wrote from the old tree into the new one.
//!
//! Keeps true: a file keeps content, time and permissions, and where hard links work it stays the same file, so its size
//! does not matter; a link stays a link; a folder keeps permissions and, where that is allowed, owner and group.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Puts the file or link `from` also at `to`.
pub(super) fn carry(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        // Another mount: a copy would be followed by the removal of what is mounted.
        Err(error) if error.kind() == ErrorKind::CrossesDevices => Err(error),
        // No such thing here (FAT, some network file systems), or not for files of others (`fs.protected_hardlinks`).
        Err(_) => copy(from, to),
        Ok(()) => Ok(()),
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(from)?;
    if metadata.is_symlink() {
        return copy_link(from, to);
    }
    if !metadata.is_file() {
        return Err(io::Error::new(
            ErrorKind::Unsupported,
            "it is neither file, folder nor link, and cannot be linked",
        ));
    }
    fs::copy(from, to)?;
    // Opened for reading, which a file without write permission allows; its owner may set the time all the same.
    let copy = File::open(to)?;
    copy.set_modified(metadata.modified()?)?;
    copy.sync_all()?;
    keep_owner(&metadata, to);
    fs::set_permissions(to, metadata.permissions())
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

/// Windows wants to know what a link leads to, and links are rare there.
#[cfg(not(unix))]
fn copy_link(_from: &Path, _to: &Path) -> io::Result<()> {
    Err(io::Error::new(ErrorKind::Unsupported, "it is a link, and cannot be linked"))
}

/// Gives the folder `to` the permissions and the owner of the folder `from`. To be called when `to` is complete: it may
/// become read-only.
pub(super) fn keep_permissions(from: &Path, to: &Path) -> io::Result<()> {
    let metadata = fs::metadata(from)?;
    keep_owner(&metadata, to);
    fs::set_permissions(to, metadata.permissions())
}

/// Only root can give files away; for others there is nothing to keep but the group, if that.
#[cfg(unix)]
fn keep_owner(metadata: &fs::Metadata, to: &Path) {
    use std::os::unix::fs::{MetadataExt as _, lchown};

    // Not an error: a copy that somebody else owns is what these permissions have always meant.
    let _ = lchown(to, Some(metadata.uid()), Some(metadata.gid())).or_else(|_| lchown(to, None, Some(metadata.gid())));
}

#[cfg(not(unix))]
fn keep_owner(_metadata: &fs::Metadata, _to: &Path) {}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn a_carried_file_is_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::write(&from, "a").unwrap();
        carry(&from, &to).unwrap();
        assert_eq!(fs::metadata(&from).unwrap().ino(), fs::metadata(&to).unwrap().ino());
    }

    #[test]
    fn a_copy_keeps_content_time_and_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::write(&from, "a").unwrap();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        File::options().write(true).open(&from).unwrap().set_modified(time).unwrap();
        fs::set_permissions(&from, fs::Permissions::from_mode(0o450)).unwrap();
        copy(&from, &to).unwrap();
        let metadata = fs::metadata(&to).unwrap();
        assert_eq!(fs::read(&to).unwrap(), b"a");
        assert_eq!(metadata.modified().unwrap(), time);
        assert_eq!(metadata.permissions().mode() & 0o7777, 0o450);
    }

    #[test]
    fn a_copied_link_is_a_link_also_to_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        symlink("../nowhere", &from).unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(fs::read_link(&to).unwrap(), Path::new("../nowhere"));
    }
}
