//! Any trees, any edits between them: what a run does follows from the folder, its index and the tree.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tiphys::command::tree::{INDEX, Tree, TreeError, stale, write};

use crate::folder::{Snapshot, expected, names_in, snapshot, without_index};

#[derive(Debug, Clone)]
enum Step {
    /// Somebody saves a file, where a file can be.
    Save(PathBuf, u8),
    /// Somebody removes a file, and the folders that it leaves empty.
    Remove(PathBuf),
    /// A run.
    Write(Vec<(PathBuf, u8)>),
}

fn path() -> impl Strategy<Value = PathBuf> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 1..4).prop_map(|parts| parts.iter().collect())
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (path(), 0..2_u8).prop_map(|(path, content)| Step::Save(path, content)),
        1 => path().prop_map(Step::Remove),
        3 => prop::collection::vec((path(), 0..2_u8), 0..6).prop_map(Step::Write),
    ]
}

fn save(path: &Path, content: u8) {
    let is_possible = fs::create_dir_all(path.parent().unwrap()).is_ok() && !path.is_dir();
    if is_possible {
        fs::write(path, [content]).unwrap();
    }
}

fn remove(folder: &Path, path: &Path) {
    if fs::remove_file(folder.join(path)).is_ok() {
        path.ancestors().skip(1).take_while(|parent| !parent.as_os_str().is_empty()).for_each(|parent| {
            let _ = fs::remove_dir(folder.join(parent));
        });
    }
}

fn tree(files: Vec<(PathBuf, u8)>) -> Tree {
    let mut tree = Tree::default();
    for (path, content) in files {
        let _ = tree.insert(&path, vec![content]);
    }
    tree
}

/// What runs wrote last, and whether a run of `tree` must stop.
fn must_stop(tree: &Tree, last: &Tree, before: &Snapshot) -> Option<&'static str> {
    let foreign: BTreeSet<&PathBuf> = before.keys().filter(|path| last.get(path).is_none()).collect();
    let collides = |path: &Path, other: &Path| path.starts_with(other) || other.starts_with(path);
    let is_in_the_way = tree.files().any(|(path, content)| {
        foreign.iter().any(|other| collides(path, other) && (path != other.as_path() || before[*other] != content))
    });
    let is_edited = last
        .files()
        .any(|(path, content)| tree.get(path).is_none() && before.get(path).is_some_and(|found| found != content));
    match (is_in_the_way, is_edited) {
        (true, _) => Some("in the way"),
        (false, true) => Some("edited"),
        (false, false) => None,
    }
}

fn check_write(tree: &Tree, last: &mut Tree, folder: &Path) -> Result<(), TestCaseError> {
    let mut before = if folder.exists() { snapshot(folder) } else { Snapshot::new() };
    let untouched = before.clone();
    before.remove(Path::new(INDEX));
    let differences = stale(tree, folder).unwrap();
    let result = write(tree, folder);
    match (must_stop(tree, last, &before), &result) {
        (Some("in the way"), Err(TreeError::InTheWay(_))) | (Some("edited"), Err(TreeError::Edited(_))) => {
            prop_assert!(!differences.is_empty());
            prop_assert_eq!(if folder.exists() { snapshot(folder) } else { Snapshot::new() }, untouched);
            return Ok(());
        }
        (None, Ok(_)) => {}
        (expected, _) => prop_assert!(false, "expected {expected:?}, not {result:?}"),
    }
    let foreign = before.into_iter().filter(|(path, _)| last.get(path).is_none()).collect();
    prop_assert_eq!(without_index(snapshot(folder)), expected(tree, &foreign));
    prop_assert_eq!(differences.is_empty(), snapshot(folder) == untouched);
    prop_assert!(stale(tree, folder).unwrap().is_empty());
    let again = write(tree, folder).unwrap();
    prop_assert_eq!((again.written, again.unchanged, again.removed), (0, tree.len(), 0));
    *last = tree.clone();
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]
    #[test]
    fn a_run_makes_the_folder_the_tree_and_what_was_not_ours(steps in prop::collection::vec(step(), 1..10)) {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("rendered");
        let mut last = Tree::default();
        for step in steps {
            match step {
                Step::Save(path, content) => save(&folder.join(path), content),
                Step::Remove(path) => remove(&folder, &path),
                Step::Write(files) => check_write(&tree(files), &mut last, &folder)?,
            }
        }
        let expected: &[&str] = if folder.exists() { &["rendered"] } else { &[] };
        prop_assert_eq!(names_in(parent.path()), expected);
    }
}
