//! What only the whole process shows: exit codes, closed pipes, the second binary, hostile input within a second.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const TIPHYS: &str = env!("CARGO_BIN_EXE_tiphys");
const RENDER: &str = env!("CARGO_BIN_EXE_render");
const STARTER: &str = include_str!("../src/command/init/env.yaml");

/// Runs a program over standard input, in a folder of its own.
fn run(program: &str, arguments: &[&str], stdin: &[u8]) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut pipe = child.stdin.take().expect("it was asked for");
    let input = stdin.to_vec();
    // A program that refuses its input may close the pipe early.
    let writer = std::thread::spawn(move || drop(pipe.write_all(&input)));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer ends");
    output
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("the program was not killed")
}

#[test]
fn the_starter_renders_and_the_second_binary_says_the_same() {
    let by_verb = run(TIPHYS, &["render", "-"], STARTER.as_bytes());
    let by_name = run(RENDER, &["-"], STARTER.as_bytes());
    assert_eq!(status(&by_verb), 0, "{}", String::from_utf8_lossy(&by_verb.stderr));
    assert!(!by_verb.stdout.is_empty());
    assert_eq!(by_verb.stdout, by_name.stdout);
    assert!(by_verb.stderr.is_empty(), "{}", String::from_utf8_lossy(&by_verb.stderr));
    for destination in ["install", "azure", "target/dev"] {
        let output = run(TIPHYS, &["render", "-", "--for", destination], STARTER.as_bytes());
        assert_eq!(status(&output), 0, "{destination}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn exit_codes_are_those_of_the_help() {
    assert_eq!(status(&run(TIPHYS, &["render", "-"], b"kind: Environment")), 1);
    assert_eq!(status(&run(TIPHYS, &["render"], b"")), 2);
    assert_eq!(status(&run(TIPHYS, &["render", "-", "--for", "nowhere"], b"")), 2);
    assert_eq!(status(&run(TIPHYS, &["render", "-", "--form", "patch"], b"")), 2);
    assert_eq!(status(&run(TIPHYS, &["render", "missing.yaml"], b"")), 3);
    assert_eq!(status(&run(TIPHYS, &["--version"], b"")), 0);
    let refused = run(TIPHYS, &["render", "-"], b"kind: Environment");
    assert!(refused.stdout.is_empty());
    assert!(!refused.stderr.is_empty());
}

#[test]
fn completions_and_manual_are_printed() {
    for arguments in [&["completions", "bash"][..], &["completions", "zsh"], &["completions", "fish"], &["man"]] {
        let output = run(TIPHYS, arguments, b"");
        assert_eq!(status(&output), 0, "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("render"), "{arguments:?}");
    }
}

#[test]
fn warnings_fail_only_if_asked() {
    let file = STARTER.replace("22222222/\n", "22222222\n").replace("222222222222/", "222222222222");
    let output = run(TIPHYS, &["render", "-"], file.as_bytes());
    assert_eq!(status(&output), 0);
    assert!(String::from_utf8_lossy(&output.stderr).contains("warning[issuer-slash]"));
    let strict = run(TIPHYS, &["render", "-", "--fail-on", "warning"], file.as_bytes());
    assert_eq!(status(&strict), 1);
    assert!(strict.stdout.is_empty());
}

#[test]
fn a_closed_pipe_is_success() {
    // Enough that the pipe's buffer cannot take it.
    let head = STARTER.split("targets:").next().expect("it has targets");
    let mut fleet = format!("{head}targets:\n");
    for i in 0..2000 {
        let target = format!("  - {{name: t{i}, server: 'https://t{i}.example.com', ca: system, access: none}}\n");
        fleet.push_str(&target);
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("env.yaml"), fleet).expect("it can be written");
    let mut child = Command::new(TIPHYS)
        .args(["render", "env.yaml"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(status(&output), 0);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn an_existing_file_is_not_overwritten_by_init() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let init = || Command::new(TIPHYS).args(["init", "env.yaml"]).current_dir(folder.path()).output().expect("it runs");
    assert_eq!(status(&init()), 0);
    assert_eq!(fs::read_to_string(folder.path().join("env.yaml")).expect("it is there"), STARTER);
    fs::write(folder.path().join("env.yaml"), "mine").expect("it can be written");
    assert_eq!(status(&init()), 3);
    assert_eq!(fs::read_to_string(folder.path().join("env.yaml")).expect("it is there"), "mine");
}

#[test]
fn hostile_input_ends_in_a_finding_within_a_second() {
    let many = |text: &str, times: usize| text.repeat(times).into_bytes();
    let alias_levels =
        (1..30).fold("a0: &a0 [x, x]\n".to_owned(), |text, i| text + &format!("a{i}: &a{i} [*a{0}, *a{0}]\n", i - 1));
    let big_scalar = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(20_000));
    let inputs: Vec<(&str, Vec<u8>)> = vec![
        ("brackets", many("[", 100_000)),
        ("maps in maps", many("{a: ", 100_000)),
        ("dashes", many("- ", 100_000)),
        ("question marks", many("? ", 100_000)),
        ("thirty levels of aliases", alias_levels.into_bytes()),
        ("a big scalar, aliased", big_scalar.into_bytes()),
        ("merge keys", b"a: &a {x: 1}\nb: {<<: [*a, *a]}\n".to_vec()),
        ("binary", b"a: !!binary aGVsbG8=\n".to_vec()),
        ("a Python object", b"a: !!python/object/apply:os.system [id]\n".to_vec()),
        ("an include", b"a: !include /etc/passwd\n".to_vec()),
        ("control characters", b"a: \x07\x1b[31m\n".to_vec()),
        ("a NUL", b"a: \0\n".to_vec()),
        ("NEL and line separators", "kind: a\u{85}b\u{2028}c\n".as_bytes().to_vec()),
        ("a second document", b"kind: Environment\n---\nkind: Environment\n".to_vec()),
        ("null everywhere", b"apiVersion:\nkind: Environment\nmetadata:\ntargets:\nargocd:\n".to_vec()),
        ("number keys", b"kind: Environment\n1: a\n0x1: b\n".to_vec()),
        ("an alias in its own anchor", b"a: &a [*a]\n".to_vec()),
        ("an unknown alias", b"a: *b\n".to_vec()),
        ("not UTF-8", vec![0xff; 1000]),
        ("a long key", many("k", 1_000_000)),
        ("a million keys", (0..200_000).flat_map(|i| format!("k{i}: 1\n").into_bytes()).collect()),
        ("nothing", Vec::new()),
    ];
    for (what, input) in inputs {
        let start = Instant::now();
        let output = run(TIPHYS, &["render", "-"], &input);
        let taken = start.elapsed();
        assert_eq!(output.status.code(), Some(1), "{what}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stdout.is_empty(), "{what}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("error["), "{what}");
        assert!(!output.stderr.contains(&0x1b), "{what}: a control character reached the terminal");
        // An unoptimised build on a busy machine is several times slower than what people run.
        let limit = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 });
        assert!(taken < limit, "{what} took {taken:?}");
    }
}
