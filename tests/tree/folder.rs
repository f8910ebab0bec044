//! Trees to write, and folders as they are.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tiphys::command::tree::{INDEX, Tree};

/// What is in a folder: files with their content, links with `-> target`, empty folders with nothing.
pub type Snapshot = BTreeMap<PathBuf, Vec<u8>>;

/// A tree of files.
pub fn tree(files: &[(&str, &str)]) -> Tree {
    let mut tree = Tree::default();
    for (path, content) in files {
        tree.insert(Path::new(path), content.as_bytes().to_vec()).unwrap();
    }
    tree
}

/// Reads a folder, which must be there and stay as it is meanwhile.
pub fn snapshot(folder: &Path) -> Snapshot {
    try_snapshot(folder).unwrap()
}

/// Reads a folder; an error if what is in it goes meanwhile.
pub fn try_snapshot(folder: &Path) -> io::Result<Snapshot> {
    let mut snapshot = Snapshot::new();
    read(folder, folder, &mut snapshot)?;
    Ok(snapshot)
}

fn read(root: &Path, folder: &Path, snapshot: &mut Snapshot) -> io::Result<()> {
    let below_root = |path: &Path| path.strip_prefix(root).unwrap().to_path_buf();
    let mut is_empty = true;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        is_empty = false;
        match fs::read_link(&path) {
            Ok(target) => {
                snapshot.insert(below_root(&path), format!("-> {}", target.display()).into_bytes());
            }
            Err(_) if path.is_dir() => read(root, &path, snapshot)?,
            Err(_) => {
                snapshot.insert(below_root(&path), fs::read(&path)?);
            }
        }
    }
    if is_empty && root != folder {
        snapshot.insert(below_root(folder), Vec::new());
    }
    Ok(())
}

/// What a folder is to hold, but for the index.
pub fn expected(tree: &Tree, foreign: &Snapshot) -> Snapshot {
    let files = tree.files().map(|(path, content)| (path.to_path_buf(), content.to_vec()));
    foreign.clone().into_iter().chain(files).collect()
}

/// A snapshot without the index, which must be there.
pub fn without_index(mut snapshot: Snapshot) -> Snapshot {
    snapshot.remove(Path::new(INDEX)).expect("a written folder has an index");
    snapshot
}

/// Names beside the folder, which is to be the only one.
pub fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
