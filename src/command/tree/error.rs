//! Why a tree is not written or not compared: what is wrong, and how to put it right.
//!
//! Keeps true: no message holds the content of a file.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a tree was not written or could not be compared.
#[derive(Debug)]
pub enum TreeError {
    /// A path that a tree cannot hold.
    Path {
        /// The path as given.
        path: PathBuf,
        /// What is wrong with it, as a sentence about `it`.
        reason: &'static str,
    },
    /// Two files of a tree at one place, on some file system.
    Collision {
        /// The file that was to be added.
        path: PathBuf,
        /// The file or folder that is there.
        other: PathBuf,
    },
    /// A folder that is never replaced.
    Folder {
        /// The folder, or what in it is the reason.
        path: PathBuf,
        /// The reason.
        refusal: Refusal,
    },
    /// Files that no run wrote stand where the tree has files.
    InTheWay(Vec<PathBuf>),
    /// Files that a run wrote, somebody edited, and the tree no longer has.
    Edited(Vec<PathBuf>),
    /// The index of the folder cannot be read as one.
    Index {
        /// The index.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// What stands where the new tree would be built was not made by a run.
    Workspace(PathBuf),
    /// The new tree is in place, but what is left of the old one cannot be removed.
    Leftover {
        /// Where it is.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The system refuses.
    System {
        /// What was tried: `read`, `create`.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
}

/// Why a folder is never replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is the root of the file system.
    Root,
    /// It has no name: `missing/..`.
    Nameless,
    /// It is no folder.
    NotAFolder,
    /// The program's current folder is it or lies in it.
    Current,
    /// It holds `.git`.
    Repository,
    /// It is a mount point or holds one, or is of a layer that an overlay file system cannot move.
    MountPoint,
}

impl Refusal {
    fn message(self) -> &'static str {
        match self {
            Self::Root => "is the root of the file system",
            Self::Nameless => "does not end in a name",
            Self::NotAFolder => "is not a folder",
            Self::Current => "is the current folder or holds it",
            Self::Repository => "is a git repository's",
            Self::MountPoint => "is a mount point, or of another file system or layer than the folder above it",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::Root | Self::Nameless => "name a folder for the tree alone, such as `rendered`",
            Self::NotAFolder => "name another folder, or remove what is there",
            Self::Current => {
                "the folder is replaced as a whole, which would leave a shell in it nowhere: name a folder below it, or run from above it"
            }
            Self::Repository => {
                "the folder is replaced as a whole, which a repository cannot be: name a folder below it for the tree alone"
            }
            Self::MountPoint => {
                "the folder is replaced as a whole, which a mount cannot be: name a folder below it for the tree alone"
            }
        }
    }
}

impl TreeError {
    /// How to put it right, if there is more to say than the message.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Path { .. } => "a path in the tree is `folder/file`, of names alone".to_owned(),
            Self::Collision { .. } => "give the two objects names that differ by more than case".to_owned(),
            Self::Folder { refusal, .. } => refusal.help().to_owned(),
            Self::InTheWay(_) => "move or remove what is in the way, or name another folder".to_owned(),
            Self::Edited(_) => "remove them, or keep them under other names; then run again".to_owned(),
            Self::Index { .. } => "restore it from version control, or remove it together with the files that it lists".to_owned(),
            Self::Workspace(_) => "the new tree is built there: rename or remove what is there".to_owned(),
            Self::Leftover { path, .. } => format!("the new tree is in place; remove `{}`", path.display()),
            Self::System { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                "the tree is built beside the folder and then takes its place: the folder and the one above it must be writable"
                    .to_owned()
            }
            Self::System { .. } => return None,
        })
    }

    /// Turns an error of the system into one that says what was tried on what.
    pub(super) fn system(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| match source.kind() {
            // A mount that `mount.rs` could not see; a folder of a container image's lower layer.
            io::ErrorKind::CrossesDevices => Self::Folder { path, refusal: Refusal::MountPoint },
            _ => Self::System { action, path, source },
        }
    }
}

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path { path, reason } => write!(f, "`{}` is no path in a tree: {reason}", path.display()),
            Self::Collision { path, other } if path == other => write!(f, "`{}` is in the tree twice", path.display()),
            Self::Collision { path, other } => write!(f, "`{}` collides with `{}`", path.display(), other.display()),
            Self::Folder { path, refusal } => write!(f, "`{}` {}", path.display(), refusal.message()),
            Self::InTheWay(paths) => write!(f, "{} in the way, and no earlier run wrote {}", are(paths), them(paths)),
            Self::Edited(paths) => {
                write!(f, "{} no longer rendered, and edited since an earlier run wrote {}", are(paths), them(paths))
            }
            Self::Index { path, line } => write!(f, "`{}` is not an index at line {line}", path.display()),
            Self::Workspace(path) => write!(f, "`{}` is in the way, and no earlier run made it", path.display()),
            Self::Leftover { path, source } => {
                write!(f, "cannot remove what is left of the old tree in `{}`: {}", path.display(), reason(source))
            }
            Self::System { action, path, source } => {
                write!(f, "cannot {action} `{}`: {}", path.display(), reason(source))
            }
        }
    }
}

impl std::error::Error for TreeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Leftover { source, .. } | Self::System { source, .. } => Some(source),
            Self::Path { .. }
            | Self::Collision { .. }
            | Self::Folder { .. }
            | Self::InTheWay(_)
            | Self::Edited(_)
            | Self::Index { .. }
            | Self::Workspace(_) => None,
        }
    }
}

/// The system's reason in lower case where it has one; its own words (which carry a number) where not.
fn reason(error: &io::Error) -> String {
    match error.kind().to_string().as_str() {
        "other error" | "uncategorized error" => error.to_string(),
        kind => kind.to_owned(),
    }
}

/// The most paths that a message names.
const MOST_PATHS: usize = 10;

fn are(paths: &[PathBuf]) -> String {
    let named: Vec<_> = paths.iter().take(MOST_PATHS).map(|path| format!("`{}`", path.display())).collect();
    let rest = match paths.len().saturating_sub(MOST_PATHS) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{rest} {}", named.join(", "), if paths.len() == 1 { "is" } else { "are" })
}

fn them(paths: &[PathBuf]) -> &'static str {
    if paths.len() == 1 { "it" } else { "them" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(count: usize) -> Vec<PathBuf> {
        (0..count).map(|number| PathBuf::from(format!("hub/{number}"))).collect()
    }

    #[test]
    fn a_message_names_the_paths_but_not_thousands() {
        assert_eq!(TreeError::InTheWay(paths(1)).to_string(), "`hub/0` is in the way, and no earlier run wrote it");
        assert_eq!(
            TreeError::Edited(paths(2)).to_string(),
            "`hub/0`, `hub/1` are no longer rendered, and edited since an earlier run wrote them"
        );
        assert!(TreeError::InTheWay(paths(12)).to_string().contains("`hub/9` and 2 more are in the way"));
    }

    #[test]
    fn the_systems_reason_is_in_lower_case() {
        let error = TreeError::system("read", Path::new("a"))(io::Error::from_raw_os_error(13));
        assert_eq!(error.to_string(), "cannot read `a`: permission denied");
        assert!(error.help().is_some_and(|help| help.contains("must be writable")));
    }
}
