//! Sources: texts with a name, and the places in them.
//!
//! Keeps true: a [`Span`] lies inside the text of its source, on character boundaries; a source is UTF-8 without a
//! byte-order mark. Nothing here touches a disk: files come through the [`Files`] that the caller hands in, which is
//! what keeps reading inside the root (`command/root.rs`).

mod within;

use std::fmt;
use std::path::{Component, Path, PathBuf};

pub use within::{Encoding, Outermost, Within};

/// The most bytes that one source may have.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;

/// Which of the [`Sources`] a place is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A range of bytes in a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// The source.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One behind the last byte.
    pub end: u32,
}

impl Span {
    /// The place of what was not read from a source: a default, a value that a template made.
    pub const NOWHERE: Self = Self { source: SourceId(0), start: 0, end: 0 };
}

/// One text and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    name: String,
    folder: PathBuf,
    text: String,
    within: Option<Within>,
}

impl Source {
    /// What findings call it: the path as the user would type it, or `<stdin>`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The folder that relative paths in it start from, relative to the root.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The value that holds it, if it is no file.
    pub const fn within(&self) -> Option<Within> {
        self.within
    }

    /// The text, without a byte-order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column (both from 1; columns count characters) of a byte.
    pub fn line_and_column(&self, byte: u32) -> (usize, usize) {
        let byte = (byte as usize).min(self.text.len());
        let before = &self.text.as_bytes()[..byte];
        let line_start = before.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        let line = 1 + self.text[..byte].matches('\n').count();
        let column = 1 + self.text[line_start..byte].chars().count();
        (line, column)
    }

    /// The line that holds a byte, without its line break, and where it starts.
    pub fn line_at(&self, byte: u32) -> (usize, &str) {
        let byte = (byte as usize).min(self.text.len());
        let start = self.text[..byte].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[byte..].find('\n').map_or(self.text.len(), |at| byte + at);
        (start, self.text[start..end].trim_end_matches('\r'))
    }
}

/// All texts of a run, in the order in which they were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Adds a text; `path` is relative to the root and gives the folder that its own relative paths start from.
    pub fn add(&mut self, name: impl Into<String>, path: &Path, bytes: Vec<u8>) -> Result<SourceId, SourceError> {
        if bytes.len() > MAX_BYTES {
            return Err(SourceError::TooLarge { bytes: bytes.len() });
        }
        let mut text =
            String::from_utf8(bytes).map_err(|error| SourceError::NotUtf8 { at: error.utf8_error().valid_up_to() })?;
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let id = SourceId(u32::try_from(self.0.len()).expect("a run reads fewer than four billion files"));
        self.0.push(Source { name: name.into(), folder, text, within: None });
        Ok(id)
    }

    /// Adds the text that a value of another source holds, such as the JSON in a cluster Secret's `config`.
    ///
    /// Places in it are places in the other source when they are printed; see [`Sources::outermost`].
    pub fn add_inner(&mut self, text: String, within: Within) -> SourceId {
        let outer = self.get(within.span.source);
        let (name, folder) = (outer.name.clone(), outer.folder.clone());
        let id = SourceId(u32::try_from(self.0.len()).expect("a run reads fewer than four billion texts"));
        self.0.push(Source { name, folder, text, within: Some(within) });
        id
    }

    /// The sources that are files, in the order of reading.
    pub fn ids(&self) -> impl Iterator<Item = SourceId> {
        let ids = self.0.iter().zip(0..).filter(|(source, _)| source.within.is_none());
        ids.map(|(_, id)| SourceId(id))
    }

    /// The source of an id, which only [`Sources::add`] hands out.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.0[id.0 as usize]
    }

    /// The source that was read first: the file that the user named.
    pub fn first(&self) -> Option<&Source> {
        self.0.first()
    }
}

/// Why bytes are no source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceError {
    /// More than [`MAX_BYTES`].
    TooLarge {
        /// How many there are.
        bytes: usize,
    },
    /// Not UTF-8.
    NotUtf8 {
        /// The first byte that is wrong.
        at: usize,
    },
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes } => {
                write!(f, "the file has {bytes} bytes, more than the {MAX_BYTES} that are read")
            }
            Self::NotUtf8 { at } => write!(f, "the file is not UTF-8 (byte {at})"),
        }
    }
}

impl std::error::Error for SourceError {}

/// Why a file cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// Absolute, above the root, through a link that leaves it, or no regular file.
    Outside {
        /// What about it is wrong.
        reason: String,
    },
    /// There is none of that name.
    Missing,
    /// The system refused.
    Unreadable {
        /// The system's words.
        reason: String,
    },
}

/// The files that a run may read: everything below one root.
pub trait Files {
    /// The bytes of a file; `path` is relative to the root and has no `..` (see [`join`]).
    fn read(&self, path: &Path) -> Result<Vec<u8>, FileError>;
    /// The files in a folder, sorted by name, without its sub-folders.
    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, FileError>;
    /// Whether the path is a folder.
    fn is_folder(&self, path: &Path) -> bool;
    /// What a user would type for a path below the root.
    fn display(&self, path: &Path) -> String;
}

/// A root without files, for tests of what reads none.
#[cfg(test)]
#[derive(Debug, Clone, Copy)]
pub(crate) struct NoFiles;

#[cfg(test)]
impl Files for NoFiles {
    fn read(&self, _: &Path) -> Result<Vec<u8>, FileError> {
        Err(FileError::Missing)
    }

    fn list(&self, _: &Path) -> Result<Vec<PathBuf>, FileError> {
        Err(FileError::Missing)
    }

    fn is_folder(&self, _: &Path) -> bool {
        false
    }

    fn display(&self, path: &Path) -> String {
        path.display().to_string()
    }
}

/// A path written in a file of `folder`, as a path below the root.
///
/// Lexical: `..` is resolved here and may not leave the root; links are followed, and held inside the root, when the
/// file is opened.
pub fn join(folder: &Path, written: &str) -> Result<PathBuf, FileError> {
    let outside = |reason: &str| FileError::Outside { reason: reason.to_owned() };
    if written.is_empty() || written.contains('\0') {
        return Err(outside("it is no path"));
    }
    if written.contains('\\') {
        return Err(outside("it has a backslash; folders are separated by `/`"));
    }
    let mut joined = folder.to_path_buf();
    for component in Path::new(written).components() {
        match component {
            Component::CurDir => {}
            Component::Normal(name) => joined.push(name),
            Component::ParentDir => {
                if !joined.pop() {
                    return Err(outside("it leaves the root"));
                }
            }
            Component::RootDir | Component::Prefix(_) => return Err(outside("it is absolute")),
        }
    }
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let mut sources = Sources::default();
        let id = sources.add("a", Path::new("a"), "\u{feff}ä: b\r\nc: d".into()).unwrap();
        let source = sources.get(id);
        assert_eq!(source.text(), "ä: b\r\nc: d");
        assert_eq!(source.line_and_column(4), (1, 4));
        assert_eq!(source.line_and_column(7), (2, 1));
        assert_eq!(source.line_at(0), (0, "ä: b"));
        assert_eq!(source.line_at(9), (7, "c: d"));
    }

    #[test]
    fn paths_stay_below_the_root() {
        assert_eq!(join(Path::new("a/b"), "../c.pem"), Ok(PathBuf::from("a/c.pem")));
        assert_eq!(join(Path::new("a"), "./c.pem"), Ok(PathBuf::from("a/c.pem")));
        for bad in ["../../x", "/etc/passwd", "", "a\0b", "..\\x"] {
            assert!(matches!(join(Path::new("a"), bad), Err(FileError::Outside { .. })), "{bad:?}");
        }
    }
}
