//! What programs read: every finding of every case in `testdata/err/` and `testdata/check/`, in every format.
//!
//! Judges that are not ours: OASIS's schema reads SARIF, the schema of Ant's tasks reads `JUnit` (by lxml). Both schemas lie
//! in the shared data; where they or lxml are missing the test fails in continuous integration and is skipped elsewhere.

#[path = "support/shared_data.rs"]
mod shared_data;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;
use tiphys::command::{self, World};

/// Reads a JSON list of XML texts, each of which must obey the schema.
const PYTHON: &str = r"
import json, sys
from lxml import etree
schema = etree.XMLSchema(etree.parse(sys.argv[1]))
for text in json.load(sys.stdin):
    schema.assertValid(etree.fromstring(text.encode()))
";

const FORMATS: [&str; 7] = ["text", "json", "sarif", "junit", "github", "azuredevops", "gitlab"];

/// Each case with what it says in each of the formats, said once for all tests.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| folders().into_iter().map(Case::of).collect());

struct Case {
    folder: PathBuf,
    said: BTreeMap<&'static str, String>,
}

/// What stands in the cases as a secret.
const SECRETS: [&str; 2] = ["hunter2", "bm90IGEga2V5"];

#[test]
fn sarif_obeys_its_schema() {
    let Some(schema) = shared_data::text("formats/sarif-schema-2.1.0.json") else { return };
    let schema = jsonschema::validator_for(&json(&schema)).expect("it is a schema");
    for case in CASES.iter() {
        let document = json(&case.said["sarif"]);
        let errors: Vec<String> = schema.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", case.folder.display());
        let run = &document["runs"][0];
        let results = run["results"].as_array().expect("a run has results");
        assert_eq!(results.len(), case.findings().len(), "{}", case.folder.display());
        for result in results {
            let rule = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small one");
            assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
        }
        assert_distinct(results, |result| &result["partialFingerprints"]["tiphys/v1"]);
    }
}

#[test]
fn junit_obeys_its_schema() {
    let Some(schema) = shared_data::path("formats/junit.xsd") else { return };
    if !has_lxml() {
        return;
    }
    let documents: Vec<String> = CASES.iter().map(|case| case.said["junit"].clone()).collect();
    let mut python = Command::new("python3");
    let python = python.args(["-c", PYTHON]).arg(schema).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = python.spawn().expect("Python is installed");
    let input = serde_json::to_string(&documents).expect("texts are JSON");
    child.stdin.take().expect("it is piped").write_all(input.as_bytes()).expect("Python reads its input");
    let output = child.wait_with_output().expect("Python ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn junit_fails_where_the_run_does() {
    for case in CASES.iter() {
        let failures = case.said["junit"].matches("<failure ").count();
        let errors = case.findings().iter().filter(|finding| finding["severity"] == "error").count();
        assert_eq!(failures, errors, "{}", case.folder.display());
    }
}

#[test]
fn code_quality_has_what_gitlab_asks_for() {
    for case in CASES.iter() {
        let document = json(&case.said["gitlab"]);
        let issues = document.as_array().expect("it is a list");
        assert_eq!(issues.len(), case.findings().len(), "{}", case.folder.display());
        assert_distinct(issues, |issue| &issue["fingerprint"]);
        for issue in issues {
            assert!(["critical", "major", "info"].contains(&issue["severity"].as_str().expect("a severity")));
            assert!(issue["location"]["lines"]["begin"].as_u64() >= Some(1), "{issue}");
            assert!(!issue["location"]["path"].as_str().expect("a path").starts_with("./"), "{issue}");
        }
    }
}

#[test]
fn commands_are_one_line_a_finding() {
    for case in CASES.iter() {
        let count = case.findings().len();
        for (format, prefix) in [("github", "::"), ("azuredevops", "##vso[task.logissue type=")] {
            let lines = &case.said[format];
            assert!(lines.lines().all(|line| line.starts_with(prefix)), "{}: {lines}", case.folder.display());
            assert_eq!(lines.lines().count(), count, "{}", case.folder.display());
        }
    }
}

#[test]
fn no_format_has_a_secret() {
    let mut seen = BTreeSet::new();
    for case in CASES.iter() {
        let written = fs::read_to_string(case.folder.join("env.yaml")).unwrap_or_default();
        for secret in SECRETS.iter().filter(|secret| written.contains(**secret)) {
            seen.insert(secret);
            for format in FORMATS {
                assert!(!case.said[format].contains(secret), "{} as {format}", case.folder.display());
            }
        }
    }
    assert_eq!(seen.len(), SECRETS.len(), "a secret is in no case");
}

#[test]
fn documents_of_a_run_without_findings_are_empty() {
    let case = Case::of(repository("testdata/ok/one-target"));
    let sarif = json(&case.said["sarif"]);
    assert_eq!(sarif["runs"][0]["results"], Value::Array(Vec::new()));
    assert_eq!(json(&case.said["gitlab"]), Value::Array(Vec::new()));
    assert!(case.said["junit"].contains("tests=\"0\""));
    for format in ["text", "json", "github", "azuredevops"] {
        assert_eq!(case.said[format], "");
    }
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn folders() -> Vec<PathBuf> {
    let folders = ["err", "check"].into_iter().flat_map(|kind| {
        let folders = fs::read_dir(repository(&format!("testdata/{kind}"))).expect("there are cases");
        folders.map(|entry| entry.expect("a folder can be read").path())
    });
    // The plugin has one format, which Argo CD's UI shows.
    let is_of_plugin = |folder: &PathBuf| {
        fs::read_to_string(folder.join("args")).is_ok_and(|arguments| arguments.starts_with("plugin"))
    };
    let mut folders: Vec<PathBuf> =
        folders.filter(|folder| !folder.ends_with("check/good") && !is_of_plugin(folder)).collect();
    folders.sort();
    assert!(folders.len() > 50);
    folders
}

impl Case {
    fn of(folder: PathBuf) -> Self {
        let said = FORMATS.map(|format| (format, findings(&folder, format)));
        Self { folder, said: said.into() }
    }

    /// The findings as JSON has them.
    fn findings(&self) -> Vec<Value> {
        self.said["json"].lines().map(json).collect()
    }
}

/// The command line of a case without `args`.
fn usual_arguments(case: &Path) -> String {
    let bad = if case.join("bad").is_dir() { "bad" } else { "bad.yaml" };
    let is_check = case.parent().is_some_and(|parent| parent.ends_with("check"));
    if is_check { format!("check\n{bad}") } else { "render\nenv.yaml".to_owned() }
}

/// The findings of a case: `check` prints them to standard output.
fn findings(case: &Path, format: &str) -> String {
    let arguments = fs::read_to_string(case.join("args")).unwrap_or_else(|_| usual_arguments(case));
    let command_line = ["tiphys"].into_iter().chain(arguments.lines()).chain(["--format", format]);
    let stdin = fs::read(case.join("stdin")).unwrap_or_default();
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = World {
        stdin: &mut &stdin[..],
        stdout: &mut stdout,
        stderr: &mut stderr,
        folder: case.to_path_buf(),
        today: "2026-11-24".parse().expect("it is a date"),
        may_colour: false,
        variables: std::collections::BTreeMap::new(),
    };
    command::run(command_line.map(OsString::from), &mut world);
    let printed = if arguments.starts_with("check") { stdout } else { stderr };
    String::from_utf8(printed).expect("output is UTF-8")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn assert_distinct(items: &[Value], key: fn(&Value) -> &Value) {
    let keys: BTreeSet<&str> = items.iter().map(|item| key(item).as_str().expect("a text")).collect();
    assert_eq!(keys.len(), items.len(), "{items:?}");
}

fn has_lxml() -> bool {
    let works =
        Command::new("python3").args(["-c", "from lxml import etree"]).output().is_ok_and(|o| o.status.success());
    if !works {
        assert!(std::env::var_os("CI").is_none(), "`python3` has no lxml");
        eprintln!("skipped: `python3` has no lxml");
    }
    works
}
