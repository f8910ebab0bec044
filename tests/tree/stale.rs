//! `--check`: what differs, and how it is shown.

use std::fs;
use std::path::Path;

use tiphys::command::tree::{DifferenceKind, INDEX, Refusal, Tree, TreeError, stale, write};

use crate::folder::{snapshot, tree};

fn diffs(tree: &Tree, folder: &Path) -> Vec<(DifferenceKind, String)> {
    stale(tree, folder).unwrap().iter().map(|difference| (difference.kind(), difference.diff())).collect()
}

#[test]
fn a_written_folder_is_not_stale_and_comparing_changes_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    let tree = tree(&[("hub/a", "1"), ("hub/b", "2")]);
    assert_eq!(stale(&tree, &folder).unwrap().len(), 2);
    assert!(!folder.exists());
    write(&tree, &folder).unwrap();
    fs::write(folder.join("hub/foreign"), "mine").unwrap();
    let before = snapshot(parent.path());
    assert!(stale(&tree, &folder).unwrap().is_empty());
    assert_eq!(stale(&Tree::default(), &folder).unwrap().len(), 2);
    assert_eq!(snapshot(parent.path()), before);
}

#[test]
fn a_diff_leads_from_the_folder_to_the_tree() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    write(&tree(&[("hub/changed", "a\nb\nc\n"), ("hub/extra", "x\n"), ("hub/same", "s\n"), ("hub/void", "")]), &folder)
        .unwrap();
    let new = tree(&[("hub/changed", "a\nB\nc\n"), ("hub/same", "s\n"), ("targets/dev/missing", "m")]);
    assert_eq!(
        diffs(&new, &folder),
        [
            (
                DifferenceKind::Changed,
                "--- a/hub/changed\n+++ b/hub/changed\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n".to_owned()
            ),
            (DifferenceKind::Extra, "--- a/hub/extra\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n".to_owned()),
            (DifferenceKind::Extra, "--- a/hub/void\n+++ /dev/null\n\\ An empty file\n".to_owned()),
            (
                DifferenceKind::Missing,
                "--- /dev/null\n+++ b/targets/dev/missing\n@@ -0,0 +1 @@\n+m\n\\ No newline at end of file\n"
                    .to_owned()
            ),
        ]
    );
}

#[test]
fn a_secret_shows_which_value_changed_but_no_value() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    let secret = |config: &str| {
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: dev\ndata:\n  name: aaaa\n  config: {config}\n  server: dddd\ntype: Opaque\n"
        )
    };
    write(&tree(&[("hub/a", &secret("bbbb"))]), &folder).unwrap();
    assert_eq!(
        diffs(&tree(&[("hub/a", &secret("cccc"))]), &folder)[0].1,
        "--- a/hub/a\n+++ b/hub/a\n@@ -4,6 +4,6 @@\n   name: dev\n data:\n   name: ***\n-  config: *** (before)\n+  config: *** (after)\n   server: ***\n type: Opaque\n"
    );
    let gone = &diffs(&Tree::default(), &folder)[0].1;
    assert!(gone.contains("-  config: ***\n") && !gone.contains("bbbb") && !gone.contains("aaaa"), "{gone}");
    let difference = &stale(&Tree::default(), &folder).unwrap()[0];
    assert!(!format!("{difference:?}").contains("98"), "contents are not in the debug form: {difference:?}");
}

#[test]
fn a_difference_that_is_not_shown_is_told() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    write(&tree(&[("hub/a", "kind: Secret\ndata:\n  a: b\n")]), &folder).unwrap();
    let same_when_masked = tree(&[("hub/a", "kind: Secret\r\ndata:\r\n  a: b\r\n")]);
    assert_eq!(
        diffs(&same_when_masked, &folder)[0].1,
        "--- a/hub/a\n+++ b/hub/a\n\\ A difference in what is not shown\n"
    );
}

#[test]
fn the_index_counts_only_alone() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    let (one, two) = (tree(&[("hub/a", "1")]), tree(&[("hub/a", "1"), ("hub/b", "2")]));
    write(&one, &folder).unwrap();
    fs::write(folder.join("hub/b"), "2").unwrap();
    let differences = stale(&two, &folder).unwrap();
    assert_eq!(differences.len(), 1);
    assert_eq!(differences[0].path(), Path::new(INDEX));
    fs::remove_file(folder.join("hub/b")).unwrap();
    let differences = stale(&two, &folder).unwrap();
    assert_eq!(differences.len(), 1);
    assert_eq!(differences[0].path(), Path::new("hub/b"));
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    let tree = tree(&[("hub/a", "1")]);
    write(&tree, &folder).unwrap();
    fs::rename(folder.join("hub"), parent.path().join("outside")).unwrap();
    std::os::unix::fs::symlink("../outside", folder.join("hub")).unwrap();
    assert_eq!(stale(&tree, &folder).unwrap()[0].kind(), DifferenceKind::Missing);
}

#[test]
fn a_file_is_no_folder() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(matches!(stale(&Tree::default(), &file), Err(TreeError::Folder { refusal: Refusal::NotAFolder, .. })));
}
