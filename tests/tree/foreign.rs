//! Files that no run wrote.

use std::fs;
use std::path::PathBuf;

use tiphys::command::tree::{Tree, TreeError, Written, write};

use crate::folder::{names_in, snapshot, tree, without_index};

#[cfg(unix)]
#[test]
fn they_stay_what_they_are() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    use std::os::unix::net::UnixListener;

    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    fs::create_dir_all(folder.join("hub/empty")).unwrap();
    fs::create_dir_all(folder.join("docs/locked")).unwrap();
    fs::write(folder.join("docs/locked/read-only"), "x").unwrap();
    fs::write(folder.join("README.md"), "mine").unwrap();
    fs::write(folder.join("hub/kustomization.yaml"), "mine too").unwrap();
    symlink("README.md", folder.join("link")).unwrap();
    symlink("../nowhere", folder.join("hub/dangling")).unwrap();
    symlink("/", folder.join("root")).unwrap();
    let _socket = UnixListener::bind(folder.join("socket")).unwrap();
    let mode = |path: &str, mode| fs::set_permissions(folder.join(path), fs::Permissions::from_mode(mode)).unwrap();
    mode("README.md", 0o640);
    mode("docs/locked/read-only", 0o444);
    mode("docs/locked", 0o555);
    mode("docs", 0o2750);
    mode("", 0o751);
    let paths = [
        "README.md",
        "hub/kustomization.yaml",
        "link",
        "hub/dangling",
        "root",
        "socket",
        "docs/locked/read-only",
        "docs",
        "docs/locked",
        "hub/empty",
        "",
    ];
    let state = || {
        paths.map(|path| {
            let metadata = fs::symlink_metadata(folder.join(path)).unwrap();
            let file = (!metadata.is_dir()).then(|| (metadata.ino(), metadata.nlink(), metadata.modified().unwrap()));
            (path, file, metadata.mode(), metadata.uid(), metadata.gid())
        })
    };
    let before = state();
    for tree in [tree(&[("hub/a", "1"), ("docs/b", "2")]), tree(&[("hub/a", "3")]), Tree::default()] {
        write(&tree, &folder).unwrap();
        assert_eq!(state(), before);
        assert_eq!(names_in(parent.path()), ["rendered"]);
    }
    assert_eq!(names_in(&folder), [".tiphys-tree", "README.md", "docs", "hub", "link", "root", "socket"]);
    mode("docs/locked", 0o755);
}

#[test]
fn thousands_of_them_are_not_copied() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    for number in 0..3000 {
        let path = folder.join(format!("modules/{}/{number}", number % 50));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, number.to_string()).unwrap();
    }
    // Would fill the disk if it were copied.
    fs::File::create(folder.join("huge")).unwrap().set_len(1 << 40).unwrap();
    write(&tree(&[("hub/a", "1")]), &folder).unwrap();
    assert_eq!(fs::metadata(folder.join("huge")).unwrap().len(), 1 << 40);
    assert_eq!(fs::read_to_string(folder.join("modules/49/2999")).unwrap(), "2999");
    fs::remove_file(folder.join("huge")).unwrap();
    assert_eq!(without_index(snapshot(&folder)).len(), 3001);
}

#[test]
fn all_that_are_in_the_way_are_named_and_nothing_happens() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    write(&tree(&[("hub/old", "0")]), &folder).unwrap();
    for (path, content) in [("hub/same", "1"), ("hub/differs", "mine"), ("targets", "mine"), ("azure/plan/x", "mine")] {
        fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
        fs::write(folder.join(path), content).unwrap();
    }
    let before = snapshot(&folder);
    let tree =
        tree(&[("hub/same", "1"), ("hub/differs", "2"), ("targets/dev/a", "3"), ("azure/plan", "4"), ("hub/new", "5")]);
    let error = write(&tree, &folder).unwrap_err();
    let expected_paths: Vec<PathBuf> = ["azure/plan", "hub/differs", "targets"].map(PathBuf::from).to_vec();
    assert!(matches!(&error, TreeError::InTheWay(paths) if *paths == expected_paths), "{error}");
    assert_eq!(snapshot(&folder), before);
    assert_eq!(names_in(parent.path()), ["rendered"]);
}

#[test]
fn one_that_is_what_would_be_written_becomes_ours() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    fs::create_dir_all(folder.join("hub")).unwrap();
    fs::write(folder.join("hub/a"), "1").unwrap();
    assert_eq!(write(&tree(&[("hub/a", "1")]), &folder).unwrap(), Written { written: 0, unchanged: 1, removed: 0 });
    assert_eq!(write(&Tree::default(), &folder).unwrap(), Written { written: 0, unchanged: 0, removed: 1 });
    assert!(!folder.join("hub").exists());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_removed_through_a_link() {
    use std::os::unix::fs::symlink;

    use crate::folder::expected;

    let parent = tempfile::tempdir().unwrap();
    let (folder, outside) = (parent.path().join("rendered"), parent.path().join("outside"));
    write(&tree(&[("hub/a", "1"), ("b", "2"), ("c", "3")]), &folder).unwrap();
    fs::rename(folder.join("hub"), &outside).unwrap();
    symlink(&outside, folder.join("hub")).unwrap();
    let error = write(&tree(&[("hub/a", "2"), ("b", "2"), ("c", "3")]), &folder).unwrap_err();
    assert!(matches!(&error, TreeError::InTheWay(paths) if paths == &[PathBuf::from("hub")]), "{error}");
    // No longer rendered: the link stays, and so does what it leads to.
    write(&tree(&[("b", "2"), ("c", "3")]), &folder).unwrap();
    assert_eq!(fs::read_to_string(outside.join("a")).unwrap(), "1");
    // A link in place of a file of ours is an edit.
    fs::write(outside.join("mine"), "mine").unwrap();
    fs::remove_file(folder.join("b")).unwrap();
    symlink(outside.join("mine"), folder.join("b")).unwrap();
    assert!(matches!(write(&tree(&[("c", "3")]), &folder), Err(TreeError::Edited(_))));
    let all = tree(&[("b", "2"), ("c", "3")]);
    write(&all, &folder).unwrap();
    assert!(fs::symlink_metadata(folder.join("b")).unwrap().is_file());
    assert_eq!(fs::read_to_string(outside.join("mine")).unwrap(), "mine");
    let link = [(PathBuf::from("hub"), format!("-> {}", outside.display()).into_bytes())].into();
    assert_eq!(without_index(snapshot(&folder)), expected(&all, &link));
}
