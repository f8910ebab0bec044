//! Runs that are killed, and readers that look while a run is at work.

use std::collections::hash_map::RandomState;
use std::env;
use std::fs;
use std::hash::BuildHasher as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tiphys::command::tree::{Tree, write};

use crate::folder::{Snapshot, expected, names_in, snapshot, tree, without_index};

/// Two trees with files that only one has, that both have, and that differ.
fn trees() -> [Tree; 2] {
    ["one", "other"].map(|name| {
        let mut tree = Tree::default();
        for number in 0..12 {
            let own = format!("targets/{name}/{number}");
            let shared = format!("hub/{number}");
            let content = if number < 6 { "same" } else { name };
            tree.insert(Path::new(&own), name.repeat(1000).into_bytes()).unwrap();
            tree.insert(Path::new(&shared), content.as_bytes().to_vec()).unwrap();
        }
        tree
    })
}

fn foreign() -> Snapshot {
    [("README.md", "mine"), ("hub/kustomization.yaml", "mine"), ("docs/deep/er", "mine")]
        .map(|(path, content)| (path.into(), content.as_bytes().to_vec()))
        .into()
}

/// What a process of its own does for the tests of this folder; nothing if it was not asked.
#[test]
fn child() {
    if let Some(folder) = env::var_os("TIPHYS_TREE_ONCE") {
        match write(&tree(&[("hub/a", "changed"), ("hub/b", "2")]), Path::new(&folder)) {
            Ok(written) => println!("{written:?}"),
            Err(error) => println!("{error}\n{}", error.help().unwrap_or_default()),
        }
    }
    if let Some(folder) = env::var_os("TIPHYS_TREE_ALTERNATE") {
        for tree in trees().iter().cycle() {
            println!("writing");
            std::io::stdout().flush().unwrap();
            write(tree, Path::new(&folder)).unwrap();
        }
    }
}

fn alternating(folder: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["crash::child", "--exact", "--nocapture"])
        .env("TIPHYS_TREE_ALTERNATE", folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Lets a process write until the middle of one of its first `most_runs` runs, then kills it. `run` is about how long
/// one takes.
fn run_and_kill(folder: &Path, most_runs: u64, run: Duration) {
    let mut child = alternating(folder);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut starts = lines.filter(|line| line.contains("writing"));
    let random = RandomState::new().hash_one(0);
    for _ in 0..=random % most_runs {
        starts.next().expect("a process writes until it is killed");
    }
    thread::sleep(run.mul_f64(f64::from((random >> 32) as u32) / f64::from(u32::MAX)));
    child.kill().unwrap();
    child.wait().unwrap();
}

fn duration_of(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

#[test]
fn a_killed_run_leaves_the_old_tree_or_the_new() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    for (path, content) in foreign() {
        fs::create_dir_all(folder.join(&path).parent().unwrap()).unwrap();
        fs::write(folder.join(&path), content).unwrap();
    }
    let trees = trees();
    let run = duration_of(|| drop(write(&trees[0], &folder)));
    let whole = trees.each_ref().map(|tree| expected(tree, &foreign()));
    let mut seen = [0; 2];
    let mut cut_off = 0;
    for round in 0..100 {
        run_and_kill(&folder, 3, run.mul_f64(1.5));
        let found = without_index(snapshot(&folder));
        let which = whole.iter().position(|whole| *whole == found);
        seen[which.unwrap_or_else(|| panic!("round {round}: a mixed tree: {:?}", found.keys()))] += 1;
        cut_off += usize::from(names_in(parent.path()).len() > 1);
    }
    assert!(seen[0] > 0 && seen[1] > 0 && cut_off > 10, "the kills hit nothing: {seen:?}, {cut_off} cut off");
    write(&trees[1], &folder).unwrap();
    write(&trees[0], &folder).unwrap();
    assert_eq!(without_index(snapshot(&folder)), whole[0]);
    assert_eq!(names_in(parent.path()), ["rendered"]);
}

#[test]
fn a_killed_first_run_leaves_a_whole_tree_or_none() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    let trees = trees();
    let run = duration_of(|| drop(write(&trees[0], &folder)));
    let whole = trees.each_ref().map(|tree| expected(tree, &Snapshot::new()));
    let (mut absent, mut present) = (0, 0);
    for _ in 0..40 {
        if folder.exists() {
            assert!(whole.contains(&without_index(snapshot(&folder))));
            fs::remove_dir_all(&folder).unwrap();
            present += 1;
        } else {
            absent += 1;
        }
        run_and_kill(&folder, 1, run.mul_f64(1.5));
    }
    assert!(absent > 0 && present > 1, "the kills hit nothing: {absent} times none, {present} times a tree");
    write(&trees[0], &folder).unwrap();
    assert_eq!(names_in(parent.path()), ["rendered"]);
}

/// The folder that a reader has opened is whole as long as it is the one at the path.
#[cfg(target_os = "linux")]
#[test]
fn a_reader_sees_one_whole_tree() {
    use std::os::fd::AsRawFd as _;
    use std::os::unix::fs::MetadataExt as _;
    use std::sync::atomic::{AtomicBool, Ordering};

    use crate::folder::try_snapshot;

    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    let trees = trees();
    write(&trees[0], &folder).unwrap();
    let whole = trees.each_ref().map(|tree| expected(tree, &Snapshot::new()));
    let is_done = AtomicBool::new(false);
    let seen = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = [0; 2];
            while !is_done.load(Ordering::Relaxed) {
                // Open, so that its inode is not given to another folder meanwhile.
                let open = fs::File::open(&folder).expect("the folder is never missing");
                let found = try_snapshot(Path::new(&format!("/proc/self/fd/{}/.", open.as_raw_fd())));
                if fs::metadata(&folder).expect("the folder is never missing").ino() == open.metadata().unwrap().ino() {
                    let found = without_index(found.expect("a folder in place can be read"));
                    seen[whole.iter().position(|whole| *whole == found).expect("a whole tree")] += 1;
                }
            }
            seen
        });
        for tree in trees.iter().cycle().skip(1).take(100) {
            write(tree, &folder).unwrap();
        }
        is_done.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    assert!(seen[0] > 5 && seen[1] > 5, "the reader saw too little: {seen:?}");
}

#[test]
fn runs_at_the_same_time_take_turns() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("rendered");
    let trees = trees();
    thread::scope(|scope| {
        for tree in &trees {
            scope.spawn(|| {
                for _ in 0..20 {
                    write(tree, &folder).unwrap();
                }
            });
        }
    });
    let found = without_index(snapshot(&folder));
    assert!(trees.iter().any(|tree| expected(tree, &Snapshot::new()) == found));
    assert_eq!(names_in(parent.path()), ["rendered"]);
}
