//! Argo CD's own manifests, from the Go module cache.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The versions whose manifests are tried, the newest of each minor when this was written.
const VERSIONS: [&str; 3] = ["v3.4.13", "v3.5.7", "v3.6.1"];

/// The text of `manifests/install.yaml` of each version that the module cache has, the newest always in CI.
///
/// Without the resource definitions, which no patch is for and which are nine tenths of it.
pub fn installations() -> Vec<String> {
    let cache = Command::new("go").args(["env", "GOMODCACHE"]).current_dir(env::temp_dir()).output();
    let cache = cache.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    VERSIONS.into_iter().filter_map(|version| installation(&cache, version)).collect()
}

fn installation(cache: &str, version: &str) -> Option<String> {
    let path = format!("github.com/argoproj/argo-cd/v3@{version}/manifests/install.yaml");
    let text = fs::read_to_string(Path::new(cache).join(path)).ok();
    if text.is_none() {
        assert!(env::var_os("CI").is_none() || version != "v3.6.1", "the module cache lacks Argo CD {version}");
        eprintln!("skipped: the module cache lacks Argo CD {version}");
    }
    text.map(|text| without_definitions(&text))
}

fn without_definitions(stream: &str) -> String {
    let is_definition = |document: &&str| document.contains("\nkind: CustomResourceDefinition\n");
    stream.split("\n---\n").filter(|document| !is_definition(document)).collect::<Vec<_>>().join("\n---\n")
}
