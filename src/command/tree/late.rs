//! Brings what somebody saved in the old tree while the new one was built.
//!
//! Keeps true: what was saved last at a path is what is there. (A file that was changed in place needs nothing: both trees
//! have the same file. An editor that saves by renaming makes another file, which only the old tree has.) Where hard
//! links do not work, this is also what puts the files themselves in the place of their copies.

use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

use super::TreeError;
use super::disk::{Disk, Kind};
use super::plan::Plan;

/// Moves files that are not ours, and are missing or not newer in `new`, from `old` to `new`, which has taken its place.
pub(super) fn bring(plan: &Plan<'_>, old: &Path, new: &Path) -> Result<(), TreeError> {
    for (path, kind) in Disk::read(old)?.entries() {
        let (from, to) = (old.join(path), new.join(path));
        if kind != Kind::Folder
            && !plan.is_ours(path)
            && is_late(&from, &to).map_err(TreeError::system("read", &from))?
        {
            move_file(&from, &to).map_err(TreeError::system("carry over", &from))?;
        }
    }
    Ok(())
}

fn is_late(from: &Path, to: &Path) -> io::Result<bool> {
    let from = from.symlink_metadata()?;
    match to.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
        Ok(to) if is_same(&from, &to) => Ok(false),
        // Clocks of file systems are coarse: at the same time, the long time of building is likelier than the moment since.
        Ok(to) => Ok(from.modified()? >= to.modified()?),
    }
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// A linked or copied file has the time of the one it comes from.
#[cfg(not(unix))]
fn is_same(_one: &Metadata, _other: &Metadata) -> bool {
    false
}

fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::rename(from, to)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::super::Tree;
    use super::super::build::build;
    use super::*;

    /// An old tree, and the new one as it was before what comes late.
    fn trees(parent: &Path, tree: &Tree, late: impl Fn(&Path)) -> PathBuf {
        let (old, new) = (parent.join("old"), parent.join("new"));
        fs::create_dir_all(old.join("docs")).unwrap();
        fs::write(old.join("docs/a"), "first").unwrap();
        fs::write(old.join("docs/b"), "first").unwrap();
        let plan = Plan::of(tree, &old).unwrap();
        build(&plan, &old, &new).unwrap();
        late(&old);
        bring(&plan, &old, &new).unwrap();
        new
    }

    fn save(path: &Path, content: &str) {
        let draft = path.with_extension("draft");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&draft, content).unwrap();
        fs::rename(draft, path).unwrap();
    }

    #[test]
    fn what_is_saved_meanwhile_is_in_the_new_tree() {
        let parent = tempfile::tempdir().unwrap();
        let new = trees(parent.path(), &Tree::default(), |old| {
            save(&old.join("docs/a"), "replaced");
            fs::write(old.join("docs/b"), "changed in place").unwrap();
            save(&old.join("deep/er/c"), "new");
        });
        for (path, content) in [("docs/a", "replaced"), ("docs/b", "changed in place"), ("deep/er/c", "new")] {
            assert_eq!(fs::read_to_string(new.join(path)).unwrap(), content);
        }
    }

    #[test]
    fn what_is_ours_is_not_brought() {
        let parent = tempfile::tempdir().unwrap();
        let mut tree = Tree::default();
        tree.insert(Path::new("hub/a"), b"rendered".to_vec()).unwrap();
        let new = trees(parent.path(), &tree, |old| save(&old.join("hub/a"), "edited"));
        assert_eq!(fs::read_to_string(new.join("hub/a")).unwrap(), "rendered");
    }

    #[test]
    fn what_was_saved_in_the_new_tree_since_stays() {
        let parent = tempfile::tempdir().unwrap();
        let new = parent.path().join("new");
        trees(parent.path(), &Tree::default(), |_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            save(&new.join("docs/a"), "last");
        });
        assert_eq!(fs::read_to_string(new.join("docs/a")).unwrap(), "last");
    }
}
