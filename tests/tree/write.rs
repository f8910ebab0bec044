//! What a run writes, keeps and removes.

use std::fs;
use std::path::PathBuf;

use tiphys::command::tree::{INDEX, Tree, TreeError, Written, write};

use crate::folder::{Snapshot, expected, names_in, snapshot, tree, without_index};

#[test]
fn a_folder_that_is_not_there_is_created() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("deep/er/rendered");
    let tree = tree(&[("hub/a", "1"), ("targets/dev/b", "2")]);
    assert_eq!(write(&tree, &folder).unwrap(), Written { written: 2, unchanged: 0, removed: 0 });
    assert_eq!(without_index(snapshot(&folder)), expected(&tree, &Snapshot::new()));
    assert_eq!(names_in(&parent.path().join("deep/er")), ["rendered"]);
}

#[test]
fn files_that_are_no_longer_rendered_go_and_so_do_their_folders() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    write(&tree(&[("hub/a", "1"), ("hub/b", "2"), ("targets/dev/c", "3")]), &folder).unwrap();
    let less = tree(&[("hub/a", "1"), ("hub/b", "changed")]);
    assert_eq!(write(&less, &folder).unwrap(), Written { written: 1, unchanged: 1, removed: 1 });
    assert_eq!(without_index(snapshot(&folder)), expected(&less, &Snapshot::new()));
    assert!(!folder.join("targets").exists());
    let nothing = Tree::default();
    assert_eq!(write(&nothing, &folder).unwrap(), Written { written: 0, unchanged: 0, removed: 2 });
    assert_eq!(names_in(&folder), [INDEX]);
}

#[test]
fn a_file_may_become_a_folder_and_a_folder_a_file() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    let (one, other) = (tree(&[("hub/a", "1"), ("b/c", "2")]), tree(&[("hub/a/d", "3"), ("b", "4")]));
    for tree in [&one, &other, &one] {
        write(tree, &folder).unwrap();
        assert_eq!(without_index(snapshot(&folder)), expected(tree, &Snapshot::new()));
    }
}

#[cfg(unix)]
#[test]
fn if_nothing_changes_nothing_is_touched() {
    use std::os::unix::fs::MetadataExt as _;

    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    let same = tree(&[("hub/a", "1"), ("hub/b", "2")]);
    write(&same, &folder).unwrap();
    let state = || {
        let of = |path: &std::path::Path| {
            let metadata = fs::metadata(path).unwrap();
            (metadata.ino(), metadata.modified().unwrap(), metadata.ctime_nsec())
        };
        [parent.path(), &folder, &folder.join("hub"), &folder.join("hub/a"), &folder.join(INDEX)].map(of)
    };
    let before = state();
    assert_eq!(write(&same, &folder).unwrap(), Written { written: 0, unchanged: 2, removed: 0 });
    assert_eq!(state(), before);
    // A file that does not change stays the same file when others do.
    write(&tree(&[("hub/a", "1"), ("hub/b", "3")]), &folder).unwrap();
    assert_eq!(fs::metadata(folder.join("hub/a")).unwrap().ino(), before[3].0);
    assert_eq!(fs::metadata(folder.join("hub/a")).unwrap().modified().unwrap(), before[3].1);
}

#[test]
fn an_edited_file_is_written_anew() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    let tree = tree(&[("hub/a", "1"), ("hub/b", "2"), ("hub/c", "3")]);
    write(&tree, &folder).unwrap();
    fs::write(folder.join("hub/a"), "edited").unwrap();
    fs::remove_file(folder.join("hub/b")).unwrap();
    assert_eq!(write(&tree, &folder).unwrap(), Written { written: 2, unchanged: 1, removed: 0 });
    assert_eq!(without_index(snapshot(&folder)), expected(&tree, &Snapshot::new()));
}

#[test]
fn an_edited_file_that_is_no_longer_rendered_stops_the_run() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    write(&tree(&[("hub/a", "1"), ("hub/b", "2"), ("hub/c", "3")]), &folder).unwrap();
    fs::write(folder.join("hub/b"), "edited").unwrap();
    let before = snapshot(&folder);
    let less = tree(&[("hub/a", "new")]);
    let error = write(&less, &folder).unwrap_err();
    assert!(matches!(&error, TreeError::Edited(paths) if paths == &[PathBuf::from("hub/b")]), "{error}");
    assert_eq!(snapshot(&folder), before);
    assert_eq!(names_in(parent.path()), ["rendered"]);
    fs::remove_file(folder.join("hub/b")).unwrap();
    assert_eq!(write(&less, &folder).unwrap(), Written { written: 1, unchanged: 0, removed: 1 });
}

#[test]
fn an_index_that_is_none_stops_the_run() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    write(&tree(&[("hub/a", "1")]), &folder).unwrap();
    fs::write(folder.join(INDEX), "<<<<<<< HEAD\n").unwrap();
    let before = snapshot(&folder);
    let error = write(&tree(&[("hub/a", "2")]), &folder).unwrap_err();
    assert!(matches!(error, TreeError::Index { line: 1, .. }), "{error}");
    assert_eq!(snapshot(&folder), before);
}

#[test]
fn an_index_points_at_nothing_outside() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    write(&tree(&[("hub/a", "1")]), &folder).unwrap();
    let outside = parent.path().join("outside");
    fs::write(&outside, "1").unwrap();
    let index = fs::read_to_string(folder.join(INDEX)).unwrap().replace("hub/a", "../outside");
    fs::write(folder.join(INDEX), index).unwrap();
    assert!(matches!(write(&Tree::default(), &folder), Err(TreeError::Index { line: 2, .. })));
    assert!(outside.exists());
}

#[test]
fn the_index_is_what_sha256sum_checks() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    write(&tree(&[("hub/b", "2"), ("hub/a", "1")]), &folder).unwrap();
    let index = fs::read_to_string(folder.join(INDEX)).unwrap();
    let lines: Vec<_> = index.lines().collect();
    assert!(lines[0].starts_with("# "));
    assert_eq!(lines[1], "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  hub/a");
    assert!(lines[2].ends_with("  hub/b"));
    assert_eq!(lines.len(), 3);
}
