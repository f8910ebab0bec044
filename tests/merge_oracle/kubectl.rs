//! Runs kubectl on objects in a temporary folder.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

/// True when kubectl is there. Without it a test says that it skips, and in CI it fails.
pub fn is_here() -> bool {
    let here =
        Command::new("kubectl").args(["version", "--client"]).output().is_ok_and(|output| output.status.success());
    if !here {
        assert!(env::var_os("CI").is_none(), "CI needs kubectl");
        eprintln!("skipped: kubectl is not there");
    }
    here
}

/// What `kubectl kustomize` makes of bases and their patches, in the order of the bases; else what it says.
pub fn kustomize(pairs: &[(Value, Value)]) -> Result<Vec<Value>, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut resources = Vec::new();
    let mut patches = Vec::new();
    for (index, (base, patch)) in pairs.iter().enumerate() {
        resources.push(write(&folder, &format!("base-{index}.yaml"), base));
        patches.push(json!({"path": write(&folder, &format!("patch-{index}.yaml"), patch)}));
    }
    let kustomization = json!({"resources": resources, "patches": patches, "sortOptions": {"order": "fifo"}});
    write(&folder, "kustomization.yaml", &kustomization);
    let output = run(&["kustomize"], folder.path())?;
    Ok(read_documents(&output))
}

/// What the API server's strategic merge makes of one patch on each base, as `kubectl patch --local` runs it.
pub fn api_server(bases: &[Value], patch: &Value) -> Result<Vec<Value>, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let list = json!({"apiVersion": "v1", "kind": "List", "items": bases});
    write(&folder, "bases.json", &list);
    write(&folder, "patch.json", patch);
    let bases = folder.path().join("bases.json");
    let patch = folder.path().join("patch.json");
    let (bases, patch) = (bases.to_string_lossy(), patch.to_string_lossy());
    let arguments = ["patch", "--local", "--type", "strategic", "-f", &bases, "--patch-file", &patch, "-o", "json"];
    let output = run(&arguments, Path::new(""))?;
    let stream = serde_json::Deserializer::from_str(&output).into_iter();
    Ok(stream.map(|object| object.expect("kubectl writes JSON")).collect())
}

fn write(folder: &TempDir, name: &str, value: &Value) -> String {
    fs::write(folder.path().join(name), value.to_string()).expect("the folder is writable");
    name.to_owned()
}

fn run(arguments: &[&str], last: &Path) -> Result<String, String> {
    let mut command = Command::new("kubectl");
    command.args(arguments);
    if last != Path::new("") {
        command.arg(last);
    }
    let output = command.output().expect("kubectl runs");
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout).expect("kubectl writes UTF-8"));
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The objects in a stream of YAML documents.
pub fn read_documents(stream: &str) -> Vec<Value> {
    stream.split("\n---\n").map(|document| serde_saphyr::from_str(document).expect("the document is YAML")).collect()
}
