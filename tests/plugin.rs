//! `plugin.yaml` says what the program does, and slices of a fleet are together the fleet.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;

use serde_json::{Value, json};
use tiphys::command::{self, World};

const PLUGIN: &str = include_str!("../plugin.yaml");

/// A fleet with labels, projects, and a way in.
const FLEET: &str = "testdata/ok/complete";

/// Runs a command line in a folder of the repository, as Argo CD would with these parameters.
fn run(folder: &str, line: &[&str], parameters: &Value) -> (u8, String, String) {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = World {
        stdin: &mut &b""[..],
        stdout: &mut stdout,
        stderr: &mut stderr,
        folder: Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        today: "2026-11-24".parse().expect("it is a date"),
        may_colour: false,
        variables: BTreeMap::from([("ARGOCD_APP_PARAMETERS".to_owned(), parameters.to_string())]),
    };
    let line = ["tiphys"].iter().chain(line).map(OsString::from);
    let status = command::run(line, &mut world) as u8;
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    (status, text(stdout), text(stderr))
}

fn generate(parameters: &Value) -> (u8, String, String) {
    run(FLEET, &["plugin", "generate"], parameters)
}

fn plugin() -> Value {
    serde_saphyr::from_str(PLUGIN).expect("it is YAML")
}

fn announced() -> Vec<Value> {
    plugin().pointer("/spec/parameters/static").and_then(Value::as_array).expect("a list").clone()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).expect("a text")
}

#[test]
fn check_finds_nothing_in_plugin_yaml() {
    let (status, findings, _) = run(".", &["check", "plugin.yaml"], &json!([]));
    assert_eq!((status, findings.as_str()), (0, ""));
}

#[test]
fn plugin_yaml_has_neither_version_nor_discovery_nor_shell() {
    let plugin = plugin();
    for absent in ["/spec/version", "/spec/discover", "/spec/init", "/spec/generate/args"] {
        assert_eq!(plugin.pointer(absent), None, "{absent}");
    }
    assert_eq!(plugin.pointer("/spec/generate/command"), Some(&json!(["tiphys", "plugin", "generate"])));
    assert_eq!(plugin.pointer("/spec/parameters/dynamic/command"), Some(&json!(["tiphys", "plugin", "parameters"])));
}

#[test]
fn what_is_announced_is_what_is_read() {
    let (_, _, told) = generate(&json!([{"name": "zzz", "string": "x"}]));
    let names: Vec<String> = announced().iter().map(|one| format!("`{}`", text(one, "name"))).collect();
    assert!(told.contains(&format!("there are {}", names.join(", "))), "{told}");
}

#[test]
fn what_is_announced_as_usual_is_usual() {
    let usual: Vec<Value> = announced()
        .iter()
        .filter(|one| !text(one, "string").is_empty())
        .map(|one| json!({"name": text(one, "name"), "string": text(one, "string")}))
        .collect();
    assert_eq!(usual.len(), 3);
    let (status, objects, _) = generate(&json!(usual));
    assert_eq!((status, objects), (0, generate(&json!([])).1));
}

#[test]
fn dynamic_announcements_are_of_names_that_are_read() {
    let (status, list, _) = run(FLEET, &["plugin", "parameters"], &json!([]));
    assert_eq!(status, 0);
    let list: Vec<Value> = serde_json::from_str(&list).expect("a list");
    let known: Vec<Value> = announced();
    assert!(!list.is_empty());
    for one in &list {
        assert!(known.iter().any(|known| text(known, "name") == text(one, "name")), "{one}");
    }
}

#[test]
fn slices_are_together_the_fleet_and_nothing_is_in_two() {
    let lines = |parameters: &Value| {
        let (status, objects, told) = generate(parameters);
        assert_eq!(status, 0, "{told}");
        objects.lines().map(str::to_owned).collect::<Vec<String>>()
    };
    let whole = lines(&json!([]));
    let slices = [
        json!([{"name": "without-targets", "string": "true"}]),
        json!([{"name": "selector", "string": "env=dev"}]),
        json!([{"name": "selector", "string": "env!=dev"}]),
    ];
    let parts: Vec<Vec<String>> = slices.iter().map(lines).collect();
    assert!(parts.iter().all(|part| !part.is_empty() && part.len() < whole.len()));
    let count: usize = parts.iter().map(Vec::len).sum();
    assert_eq!(count, whole.len());
    assert_eq!(parts.into_iter().flatten().collect::<BTreeSet<_>>(), whole.into_iter().collect());
}
