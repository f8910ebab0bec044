//! Folders that are links, and folders that are never replaced.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use tiphys::command::tree::{INDEX, Refusal, TreeError, write};

use crate::folder::{names_in, snapshot, tree};

fn refusal(folder: &Path) -> Refusal {
    match write(&tree(&[("hub/a", "1")]), folder) {
        Err(error @ TreeError::Folder { refusal, .. }) => {
            assert!(error.help().is_some());
            refusal
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_cannot_be_replaced_is_refused() {
    let parent = tempfile::tempdir().unwrap();
    assert_eq!(refusal(Path::new("/")), Refusal::Root);
    assert_eq!(refusal(&parent.path().join("missing/..")), Refusal::Nameless);
    fs::write(parent.path().join("file"), "").unwrap();
    assert_eq!(refusal(&parent.path().join("file")), Refusal::NotAFolder);
    #[cfg(target_os = "linux")]
    assert_eq!(refusal(Path::new("/proc")), Refusal::MountPoint);
    for git in ["repository/.git", "worktree/deep/.git"] {
        fs::create_dir_all(parent.path().join(git)).unwrap();
    }
    fs::create_dir(parent.path().join("submodule")).unwrap();
    fs::write(parent.path().join("submodule/.git"), "gitdir: ../x").unwrap();
    for folder in ["repository", "worktree", "submodule"] {
        let before = snapshot(&parent.path().join(folder));
        assert_eq!(refusal(&parent.path().join(folder)), Refusal::Repository);
        assert_eq!(snapshot(&parent.path().join(folder)), before);
    }
    assert_eq!(names_in(parent.path()), ["file", "repository", "submodule", "worktree"]);
}

/// The outcome of a run in a process of its own, which stands in `current`.
fn run_in(current: &Path, folder: &Path) -> String {
    let output = Command::new(env::current_exe().unwrap())
        .args(["crash::child", "--exact", "--nocapture"])
        .env("TIPHYS_TREE_ONCE", folder)
        .current_dir(current)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_current_folder_and_those_above_it_are_refused() {
    let parent = tempfile::tempdir().unwrap();
    let current = parent.path().join("above/current");
    fs::create_dir_all(&current).unwrap();
    fs::write(current.join("mine"), "mine").unwrap();
    let before = snapshot(parent.path());
    for folder in [Path::new("."), Path::new(".."), Path::new("../../above"), &current] {
        let outcome = run_in(&current, folder);
        assert!(outcome.contains("is the current folder or holds it"), "{}: {outcome}", folder.display());
    }
    assert_eq!(snapshot(parent.path()), before);
}

#[test]
fn a_relative_folder_is_below_the_current_one() {
    let parent = tempfile::tempdir().unwrap();
    for folder in ["rendered", "./deep/../rendered", "deep/er"] {
        fs::create_dir_all(parent.path().join("deep")).unwrap();
        let outcome = run_in(parent.path(), Path::new(folder));
        assert!(outcome.contains("Written"), "{folder}: {outcome}");
    }
    assert_eq!(names_in(parent.path()), ["deep", "rendered"]);
    assert!(parent.path().join("rendered").join(INDEX).exists());
    assert!(parent.path().join("deep/er").join(INDEX).exists());
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_stays() {
    use std::os::unix::fs::symlink;

    let parent = tempfile::tempdir().unwrap();
    let (link, real) = (parent.path().join("link"), parent.path().join("elsewhere/real"));
    symlink("elsewhere/real", &link).unwrap();
    symlink("link", parent.path().join("again")).unwrap();
    for content in ["1", "2"] {
        write(&tree(&[("hub/a", content)]), &parent.path().join("again")).unwrap();
        assert_eq!(fs::read_to_string(real.join("hub/a")).unwrap(), content);
        assert_eq!(fs::read_link(&link).unwrap(), Path::new("elsewhere/real"));
    }
    assert_eq!(names_in(parent.path()), ["again", "elsewhere", "link"]);
    assert_eq!(names_in(&parent.path().join("elsewhere")), ["real"]);
    symlink("loop", parent.path().join("loop")).unwrap();
    write(&tree(&[("hub/a", "1")]), &parent.path().join("loop")).unwrap_err();
}

#[test]
fn a_workspace_that_is_not_ours_stops_the_run() {
    let parent = tempfile::tempdir().unwrap();
    let (folder, other) = (parent.path().join("rendered"), parent.path().join(".rendered.tiphys"));
    write(&tree(&[("hub/a", "1")]), &folder).unwrap();
    fs::create_dir(&other).unwrap();
    fs::write(other.join("notes"), "mine").unwrap();
    let before = snapshot(parent.path());
    assert!(matches!(write(&tree(&[("hub/a", "2")]), &folder), Err(TreeError::Workspace(_))));
    assert_eq!(snapshot(parent.path()), before);
}

/// As a user whom permissions bind, also where the tests run as root.
#[cfg(unix)]
#[test]
fn a_read_only_folder_or_parent_is_an_error_and_stays() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    use std::os::unix::process::CommandExt as _;

    const NOBODY: u32 = 65534;
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    write(&tree(&[("hub/a", "1"), ("hub/b", "2")]), &folder).unwrap();
    let program = parent.path().join("program");
    fs::copy(env::current_exe().unwrap(), &program).unwrap();
    let is_root = fs::metadata(parent.path()).unwrap().uid() == 0;
    if is_root {
        for path in ["", "rendered", "rendered/hub", "rendered/hub/a", "rendered/hub/b", "rendered/.tiphys-tree"] {
            chown(parent.path().join(path), Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
    let run = || {
        let mut command = Command::new(&program);
        command.args(["crash::child", "--exact", "--nocapture"]).env("TIPHYS_TREE_ONCE", &folder).current_dir("/");
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.output().unwrap()
    };
    let before = snapshot(&folder);
    for locked in [folder.clone(), parent.path().to_path_buf()] {
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
        let output = run();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("permission denied") && text.contains("must be writable"), "{text}");
        assert_eq!(snapshot(&folder), before);
        assert_eq!(names_in(parent.path()), ["program", "rendered"]);
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let output = run();
    assert!(String::from_utf8_lossy(&output.stdout).contains("written: 1"), "{output:?}");
    assert_ne!(snapshot(&folder), before);
}
