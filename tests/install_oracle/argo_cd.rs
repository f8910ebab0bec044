//! Argo CD's own manifests, from the Go module cache.

use std::fs;

use crate::go_module;

/// The versions whose manifests are tried, the newest of each minor when this was written.
const VERSIONS: [&str; 3] = ["v3.4.13", "v3.5.7", "v3.6.1"];

/// The text of `manifests/install.yaml` of each version that the module cache has; in CI, of all.
///
/// Without the resource definitions, which no patch is for and which are nine tenths of it.
pub fn installations() -> Vec<String> {
    VERSIONS.into_iter().filter_map(installation).collect()
}

fn installation(version: &str) -> Option<String> {
    let folder = go_module::folder(&format!("github.com/argoproj/argo-cd/v3@{version}"))?;
    let text = fs::read_to_string(folder.join("manifests/install.yaml")).expect("the module has its manifests");
    Some(without_definitions(&text))
}

fn without_definitions(stream: &str) -> String {
    let is_definition = |document: &&str| document.contains("\nkind: CustomResourceDefinition\n");
    stream.split("\n---\n").filter(|document| !is_definition(document)).collect::<Vec<_>>().join("\n---\n")
}
