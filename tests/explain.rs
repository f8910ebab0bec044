//! The examples in `src/explain/CODE.md` are run: the bad one gives the code, the good one succeeds without it.
//!
//! `src/explain.rs` says what the words behind a fence's `yaml` mean.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tiphys::command::{self, World};
use tiphys::finding::Code;

/// The small file that an example refines, as a file that extends another does.
const BASE: &str = "\
apiVersion: tiphys/v1alpha1
kind: Environment
metadata: {name: contoso}
tenantId: 11111111-1111-4111-8111-111111111111
argocd: {install: helm, domain: argocd.example.com}
identity:
  clientId: 33333333-3333-4333-8333-333333333333
  principalId: 44444444-4444-4444-8444-444444444444
targets:
  - name: dev
    server: https://dev-abc.privatelink.westeurope.azmk8s.io:443
    ca: system
    access: {write: [team-a]}
";

/// Codes of which an example takes what a page cannot hold: bytes that are no text, several environment files, all of
/// Argo CD's manifests.
const NOT_RUN: [Code; 3] = [Code::FileEncoding, Code::TooManyCredentials, Code::DuplicateObject];

/// Codes of which only the good example takes such things.
const GOOD_NOT_RUN: [Code; 2] = [Code::BaseMismatch, Code::BaseVersion];

struct Fence {
    words: Vec<String>,
    text: String,
}

#[test]
fn bad_examples_have_the_finding() {
    for code in runnable(&[]) {
        let (_, findings) = run(code, "## Bad");
        assert!(findings.contains(&format!("[{code}]")), "the bad example of `{code}` says\n{findings}");
    }
}

#[test]
fn good_examples_succeed() {
    for code in runnable(&GOOD_NOT_RUN) {
        let (status, findings) = run(code, "## Good");
        assert_eq!(status, 0, "the good example of `{code}` says\n{findings}");
        assert!(!findings.contains(&format!("[{code}]")), "the good example of `{code}` says\n{findings}");
    }
}

#[test]
fn only_what_cannot_be_run_is_not() {
    for code in Code::ALL {
        let is_excerpt = |section: &str| fences(*code, section).iter().any(|fence| fence.words == ["excerpt"]);
        assert_eq!(is_excerpt("## Bad"), NOT_RUN.contains(code), "{code}");
        let may_good_be = NOT_RUN.contains(code) || GOOD_NOT_RUN.contains(code);
        assert!(!is_excerpt("## Good") || may_good_be, "{code}");
    }
}

fn runnable(but: &[Code]) -> Vec<Code> {
    Code::ALL.iter().copied().filter(|code| !NOT_RUN.contains(code) && !but.contains(code)).collect()
}

/// Runs the example of a section in a folder of its own; the exit code and the findings.
fn run(code: Code, section: &str) -> (u8, String) {
    let folder = TempDir::new().expect("a folder");
    write(folder.path(), "base.yaml", BASE);
    for certificate in ["dev", "prod", "leaf", "soon", "expired"] {
        let name = format!("certs/{certificate}.pem");
        write(folder.path(), &name, &text(&format!("testdata/{name}")));
    }
    let (mut verb, mut arguments, mut stdin) = (&["render", "env.yaml"][..], Vec::new(), String::new());
    let mut variables = BTreeMap::new();
    for fence in fences(code, section) {
        let words: Vec<&str> = fence.words.iter().map(String::as_str).collect();
        match words[..] {
            ["env", ..] => write(folder.path(), "env.yaml", &fence.text),
            ["env+", ..] => write(folder.path(), "env.yaml", &format!("extends: base.yaml\n{}", fence.text)),
            ["check", ..] => (verb, stdin) = (&["check", "-"], fence.text.clone()),
            ["can", ..] => (verb, stdin) = (&["can", "-f-"], fence.text.clone()),
            ["expectations", ..] => {
                write(folder.path(), "expectations.yaml", &fence.text);
                verb = &["can", "test"];
                arguments.push("expectations.yaml".to_owned());
            }
            ["plugin", ref pairs @ ..] => {
                verb = &["plugin", "generate"];
                let pairs = pairs.iter().filter_map(|pair| pair.split_once('='));
                variables.extend(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
                let parameters: serde_json::Value = serde_saphyr::from_str(&fence.text).expect("it is a list");
                variables.insert("ARGOCD_APP_PARAMETERS".to_owned(), parameters.to_string());
            }
            ["file", path] => write(folder.path(), path, &fence.text),
            _ => panic!("{code}: nobody knows what `{words:?}` means"),
        }
        if !["file", "plugin"].contains(&words[0]) {
            arguments.extend(fence.words[1..].iter().cloned());
        }
    }
    let command_line = ["tiphys"].iter().chain(verb).copied().map(str::to_owned).chain(arguments);
    outcome(folder.path(), command_line, &stdin, variables)
}

/// The exit code, and what was printed that may have findings.
fn outcome(
    folder: &Path,
    command_line: impl Iterator<Item = String>,
    stdin: &str,
    variables: BTreeMap<String, String>,
) -> (u8, String) {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = World {
        stdin: &mut stdin.as_bytes(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        folder: folder.to_path_buf(),
        today: "2026-11-24".parse().expect("it is a date"),
        may_colour: false,
        variables,
    };
    let status = command::run(command_line.map(Into::into), &mut world) as u8;
    let text = String::from_utf8([stderr, stdout].concat()).expect("output is UTF-8");
    (status, text)
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("it is in the folder")).expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
}

/// The YAML in a section of a page.
fn fences(code: Code, section: &str) -> Vec<Fence> {
    let page = text(&format!("src/explain/{code}.md"));
    let (_, rest) = page.split_once(&format!("{section}\n")).unwrap_or_else(|| panic!("{code} has no `{section}`"));
    let part = rest.split("\n## ").next().unwrap_or_default();
    let mut lines = part.lines();
    let mut fences = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(words) = line.strip_prefix("```yaml") {
            let text = lines.by_ref().take_while(|line| *line != "```").flat_map(|line| [line, "\n"]).collect();
            fences.push(Fence { words: words.split_whitespace().map(str::to_owned).collect(), text });
        }
    }
    assert!(!fences.is_empty(), "{code} has no example in `{section}`");
    fences
}

fn text(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
