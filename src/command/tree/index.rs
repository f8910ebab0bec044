//! The index: which files of a folder earlier runs wrote, and what they wrote.
//!
//! Keeps true: its text is a function of the files alone, so two equal trees have equal indexes; a path in it passes the
//! same checks as one in a [`Tree`], so an index that somebody else wrote points at nothing outside its folder.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::{INDEX, Tree, TreeError, relative, slashed};

const COMMENT: &str = "# What tiphys wrote here: the next run replaces or removes these files, and no others.\n";

/// Files that runs wrote: their paths and the SHA-256 of what was written, in hexadecimal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Index(BTreeMap<PathBuf, String>);

impl Index {
    /// The index that belongs to a tree.
    pub(super) fn of(tree: &Tree) -> Self {
        Self(tree.files().map(|(path, content)| (path.to_path_buf(), sha256(content))).collect())
    }

    /// The text of a folder's index; `None` if the folder or the index is not there.
    pub(super) fn text_in(folder: &Path) -> Result<Option<Vec<u8>>, TreeError> {
        let path = folder.join(INDEX);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if !metadata.is_file() => return Err(TreeError::Index { path, line: 1 }),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Ok(_) | Err(_) => {}
        }
        fs::read(&path).map(Some).map_err(TreeError::system("read", &path))
    }

    /// Reads an index's text; `path` is what errors call it.
    pub(super) fn parse(text: &[u8], path: &Path) -> Result<Self, TreeError> {
        let bad = |line| TreeError::Index { path: path.to_path_buf(), line };
        let text = std::str::from_utf8(text).map_err(|_| bad(1))?;
        let mut files = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#')) {
            let (file, hash) = entry(line).ok_or_else(|| bad(number))?;
            if files.insert(file, hash).is_some() {
                return Err(bad(number));
            }
        }
        Ok(Self(files))
    }

    /// The index of a folder; an empty one if there is none.
    pub(super) fn read(folder: &Path) -> Result<Self, TreeError> {
        match Self::text_in(folder)? {
            Some(text) => Self::parse(&text, &folder.join(INDEX)),
            None => Ok(Self::default()),
        }
    }

    /// Whether a run wrote the file.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.0.contains_key(path)
    }

    /// Whether the content is what a run wrote to the file.
    pub(super) fn wrote(&self, path: &Path, content: &[u8]) -> bool {
        self.0.get(path).is_some_and(|hash| *hash == sha256(content))
    }

    /// The files, sorted.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.keys().map(PathBuf::as_path)
    }

    /// What is written to the folder.
    pub(super) fn text(&self) -> String {
        let lines = self.0.iter().map(|(path, hash)| format!("{hash}  {}\n", slashed(path)));
        std::iter::once(COMMENT.to_owned()).chain(lines).collect()
    }
}

fn entry(line: &str) -> Option<(PathBuf, String)> {
    let (hash, path) = line.split_once("  ")?;
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_hash.then_some(())?;
    Some((relative(Path::new(path)).ok()?, hash.to_owned()))
}

/// The SHA-256 of the bytes in lower-case hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(text: &str) -> Result<Index, TreeError> {
        Index::parse(text.as_bytes(), Path::new(INDEX))
    }

    #[test]
    fn it_reads_what_it_writes() {
        let mut tree = Tree::default();
        for path in ["hub/b", "hub/a", "targets/dev/two  spaces", "azure/plan.json"] {
            tree.insert(Path::new(path), path.as_bytes().to_vec()).unwrap();
        }
        let text = Index::of(&tree).text();
        assert_eq!(index(&text).unwrap(), Index::of(&tree));
        assert_eq!(index(&text.replace('\n', "\r\n")).unwrap(), Index::of(&tree));
        assert!(text.starts_with("# "));
    }

    #[test]
    fn a_hash_is_sha256() {
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn what_is_no_index_is_refused_with_its_line() {
        let good = format!("{}  hub/a", sha256(b""));
        for bad in [
            "<<<<<<< HEAD".to_owned(),
            "hub/a".to_owned(),
            format!("{}  ../a", sha256(b"")),
            format!("{}  /etc/passwd", sha256(b"")),
            format!("{}  ", sha256(b"")),
            format!("{} hub/b", sha256(b"")),
            format!("{}  hub/b", sha256(b"").to_uppercase()),
            good.clone(),
        ] {
            let error = index(&format!("# comment\n{good}\n{bad}\n")).unwrap_err();
            assert!(matches!(error, TreeError::Index { line: 3, .. }), "{bad}: {error}");
        }
        assert!(Index::parse(b"\xff", Path::new(INDEX)).is_err());
    }
}
