//! The script of `--form patch`, run by `sh` with a stand-in for kubectl that patches files instead of a cluster.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::{assert_holds, find, kubectl, rendered, small_installation};

const CASE: &str = "ok/install-patch";

/// Each object is a file of its kind and name; a patch says `no change` as the API server's answer would.
const STAND_IN: &str = r#"#!/bin/sh
set -eu
[ "$1 $2 $3 $6 $7 $8" = "--namespace gitops patch --type strategic --patch-file" ]
file=$STATE/$4-$5.json
"$KUBECTL" patch --local --filename "$file" --type strategic --patch-file "$9" --output json > "$file.new"
if cmp -s "$file" "$file.new"; then echo "$4/$5 patched (no change)"; else echo "$4/$5 patched"; fi
mv "$file.new" "$file"
"#;

/// A cluster of files, and a script that patches it.
struct Cluster {
    folder: TempDir,
}

impl Cluster {
    fn of(objects: &[Value]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let cluster = Self { folder };
        for object in objects {
            fs::write(cluster.path(object), object.to_string()).expect("the folder is writable");
        }
        let stand_in = cluster.folder.path().join("kubectl");
        fs::write(&stand_in, STAND_IN).expect("the folder is writable");
        fs::set_permissions(&stand_in, fs::Permissions::from_mode(0o755)).expect("it is ours");
        cluster
    }

    fn path(&self, object: &Value) -> std::path::PathBuf {
        let text = |value: &Value| value.as_str().expect("a name is text").to_lowercase();
        let name = format!("{}-{}.json", text(&object["kind"]), text(&object["metadata"]["name"]));
        self.folder.path().join(name)
    }

    fn object(&self, of: &Value) -> Value {
        let text = fs::read_to_string(self.path(of)).expect("the object is there");
        serde_json::from_str(&text).expect("kubectl writes JSON")
    }

    fn run(&self, script: &Path) -> Result<String, String> {
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("sh");
        command.arg(script).env("PATH", format!("{}:{path}", self.folder.path().display()));
        kubectl::run(command.env("STATE", self.folder.path()).env("KUBECTL", kubectl::path()))
    }
}

fn script_in(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("script.sh");
    fs::write(&path, rendered(CASE, &["--form", "patch"])).expect("the folder is writable");
    path
}

#[test]
fn a_script_adds_to_an_installation_takes_nothing_and_changes_nothing_again() {
    if !kubectl::is_here() {
        return;
    }
    let base = small_installation("argocd-server");
    let cluster = Cluster::of(&base);
    let script = script_in(cluster.folder.path());
    let first = cluster.run(&script).expect("the script runs");
    assert_eq!(first.lines().filter(|line| line.ends_with(" patched")).count(), 5, "{first}");
    let result: Vec<Value> = base.iter().map(|object| cluster.object(object)).collect();
    for object in &base {
        assert_holds(find(&result, object), object, CASE);
    }
    let server = find(&result, &base[5]);
    let container = &server["spec"]["template"]["spec"]["containers"][0];
    let names: Vec<&str> =
        container["env"].as_array().expect("a list").iter().filter_map(|v| v["name"].as_str()).collect();
    assert!(names.contains(&"AZURE_FEDERATED_TOKEN_FILE") && names.contains(&"REDIS"), "{names:?}");
    assert!(
        find(&result, &base[0])["data"]["oidc.config"]
            .as_str()
            .is_some_and(|text| text.contains("useWorkloadIdentity: true\n"))
    );
    let second = cluster.run(&script).expect("the script runs");
    assert!(second.lines().all(|line| line.ends_with("(no change)")), "{second}");
}

#[test]
fn a_script_stops_at_the_first_object_that_is_missing() {
    if !kubectl::is_here() {
        return;
    }
    let mut base = small_installation("argocd-server");
    let missing = base.remove(1);
    let cluster = Cluster::of(&base);
    let script = script_in(cluster.folder.path());
    cluster.run(&script).expect_err("an object is missing");
    assert_ne!(cluster.object(&base[0]), base[0], "what came before was patched");
    assert_eq!(cluster.object(&base[1]), base[1], "what comes after was not");
    assert!(!cluster.path(&missing).exists());
}
