//! The repository that Argo CD streamed: the plugin's root.
//!
//! argo-cd `common/common.go`, `GetCMPWorkDir`, and `cmpserver/plugin/plugin.go`, `getTempDirMustCleanup`: a repository is unpacked into
//! a new folder below `_cmp_server`, and commands run in the Application's folder in it. `.git` need not be there: it can be
//! excluded from the stream.

use std::path::{Component, Path, PathBuf};

/// The folder below which repositories are unpacked.
const WORK_FOLDER: &str = "_cmp_server";

/// The root of the repository in which a command runs; `None` if no plugin server unpacked it, as in a trial by hand.
///
/// The outermost `_cmp_server` counts: a folder of that name in the repository is the repository's business.
pub fn around(folder: &Path) -> Option<PathBuf> {
    let mut components = folder.components();
    let mut root = PathBuf::new();
    for component in components.by_ref() {
        root.push(component);
        if component == Component::Normal(WORK_FOLDER.as_ref()) {
            root.push(components.next()?);
            return Some(root);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_where_the_stream_was_unpacked() {
        for (folder, root) in [
            ("/tmp/_cmp_server/1f/clusters/hub", Some("/tmp/_cmp_server/1f")),
            ("/tmp/_cmp_server/1f", Some("/tmp/_cmp_server/1f")),
            ("/work/_cmp_server/1f/_cmp_server/other/hub", Some("/work/_cmp_server/1f")),
            ("/tmp/_cmp_server", None),
            ("/home/ada/fleet", None),
        ] {
            assert_eq!(around(Path::new(folder)), root.map(PathBuf::from), "{folder}");
        }
    }
}
