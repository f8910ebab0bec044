//! Runs kubectl in temporary folders; no cluster is needed.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

/// True when kubectl is there. Without it a test says that it skips, and in CI it fails.
pub fn is_here() -> bool {
    let version = Command::new("kubectl").args(["version", "--client"]).output();
    let here = version.is_ok_and(|output| output.status.success());
    if !here {
        assert!(env::var_os("CI").is_none(), "CI needs kubectl");
        eprintln!("skipped: kubectl is not there");
    }
    here
}

/// What `kubectl kustomize` makes of objects and a Component; else what it says.
pub fn kustomize(base: &[Value], component: &str) -> Result<Vec<Value>, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder is writable");
        fs::write(path, text).expect("the folder is writable");
    };
    let kustomization = json!({"resources": ["base.json"], "components": ["settings"]});
    write("kustomization.yaml", &kustomization.to_string());
    write("base.json", &json!({"apiVersion": "v1", "kind": "List", "items": base}).to_string());
    write("settings/kustomization.yaml", component);
    run(Command::new("kubectl").arg("kustomize").arg(folder.path())).map(|stream| read_documents(&stream))
}

/// Runs a command; what it printed, else what it complained of.
pub fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().expect("the command runs");
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout).expect("output is UTF-8"));
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The objects in a stream of YAML documents.
pub fn read_documents(stream: &str) -> Vec<Value> {
    let document = |text: &str| serde_saphyr::from_str(&format!("{text}\n")).expect("the document is YAML");
    stream.split("\n---\n").map(document).collect()
}

/// The path of the real kubectl, for a stand-in that comes before it.
pub fn path() -> String {
    let folders = env::var_os("PATH").unwrap_or_default();
    let mut paths = env::split_paths(&folders).map(|folder| folder.join("kubectl"));
    let path = paths.find(|path| Path::is_file(path)).expect("kubectl is in a folder of PATH");
    path.to_string_lossy().into_owned()
}
