//! The readers that judge what we write. One that is not installed fails the tests in continuous integration and is skipped elsewhere.

use std::env;
use std::io::Write;
use std::panic::resume_unwind;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::thread;

use serde_json::{Deserializer, Value};

/// Reads every document of its input with one loader of `PyYAML`, and prints each as a line of JSON. JSON would hide a key that is no string
/// and a value that is a date, so the one is refused here and the other by `json.dumps`.
const PYTHON: &str = r#"
import json, sys, yaml

def check(node):
    if isinstance(node, dict):
        for key, value in node.items():
            assert type(key) is str, f"key {key!r} is no string"
            check(value)
    if isinstance(node, list):
        for item in node:
            check(item)

for document in yaml.load_all(sys.stdin.buffer.read(), Loader=getattr(yaml, sys.argv[1])):
    check(document)
    print(json.dumps(document, allow_nan=False))
"#;

const SAPHYR_STACK_BYTES: usize = 16 << 20;

/// One program or library, in one mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// YAML 1.1 by go-yaml v2, and streams of JSON.
    Kubectl,
    /// YAML 1.1 in Python.
    PyYaml,
    /// YAML 1.1 by libyaml.
    LibYaml,
    /// YAML 1.2.
    Saphyr,
}

impl Reader {
    pub const ALL: [Self; 4] = [Self::Kubectl, Self::PyYaml, Self::LibYaml, Self::Saphyr];

    /// Returns the documents of a stream, or nothing when the reader is not installed.
    pub fn read(self, stream: &str) -> Option<Vec<Value>> {
        match self {
            Self::Kubectl => kubectl(stream),
            Self::PyYaml => python("SafeLoader", stream),
            Self::LibYaml => python("CSafeLoader", stream),
            Self::Saphyr => Some(saphyr(stream)),
        }
    }
}

/// kubectl prints what it read when it annotates without a server.
fn kubectl(stream: &str) -> Option<Vec<Value>> {
    static INSTALLED: LazyLock<bool> = LazyLock::new(|| works("kubectl", &["version", "--client"]));
    if !*INSTALLED {
        return None;
    }
    let arguments = ["annotate", "--local", "-f", "-", "tiphys.test/read=yes", "-o", "json"];
    Some(json_documents(&output("kubectl", &arguments, stream)).into_iter().map(without_annotation).collect())
}

fn without_annotation(mut object: Value) -> Value {
    let annotations = object["metadata"]["annotations"].as_object_mut().expect("kubectl annotates every object");
    annotations.shift_remove("tiphys.test/read").expect("kubectl sets the annotation");
    object
}

fn python(loader: &str, stream: &str) -> Option<Vec<Value>> {
    static INSTALLED: LazyLock<bool> = LazyLock::new(|| works("python3", &["-c", "import yaml; yaml.CSafeLoader"]));
    if !*INSTALLED {
        return None;
    }
    Some(json_documents(&output("python3", &["-c", PYTHON, loader], stream)))
}

/// serde-saphyr takes about 25 kB of stack a level in a debug build, more than a test's thread has for our deepest objects. Its budgets
/// guard against hostile input; our streams have more documents than they allow.
fn saphyr(stream: &str) -> Vec<Value> {
    let read = || {
        let options = serde_saphyr::options! { budget: None };
        serde_saphyr::from_multiple_with_options(stream, options).expect("the stream is YAML 1.2")
    };
    thread::scope(|scope| {
        let reader = thread::Builder::new().stack_size(SAPHYR_STACK_BYTES);
        let reader = reader.spawn_scoped(scope, read).expect("a thread starts");
        reader.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

fn json_documents(text: &str) -> Vec<Value> {
    Deserializer::from_str(text).into_iter().collect::<Result<_, _>>().expect("readers print JSON")
}

/// Whether a program is installed. Where it must be, in continuous integration, its absence is a failure.
fn works(program: &str, probe: &[&str]) -> bool {
    let output = Command::new(program).args(probe).output();
    let works = output.is_ok_and(|output| output.status.success());
    if !works {
        let command = format!("`{program} {}`", probe.join(" "));
        assert!(env::var_os("CI").is_none(), "{command} does not work");
        eprintln!("skipped: {command} does not work");
    }
    works
}

fn output(program: &str, arguments: &[&str], input: &str) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program is installed");
    let mut stdin = child.stdin.take().expect("standard input is piped");
    let output = thread::scope(|scope| {
        // A reader that refuses its input stops reading: what it says counts, not the broken pipe.
        scope.spawn(move || stdin.write_all(input.as_bytes()));
        child.wait_with_output().expect("the program runs")
    });
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("readers print UTF-8")
}
