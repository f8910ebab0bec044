//! What Argo CD and its chart publish has no error, in any version; where upstream is wrong, a table says how.
//!
//! Keeps true: every YAML and JSON file of Argo CD's module is judged: manifests, documentation, examples, tests. A mistake that
//! upstream mends must leave the table.

#[path = "support/go_module.rs"]
mod go_module;
#[path = "support/shared_data.rs"]
mod shared_data;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use tiphys::command::{self, World};

/// Argo CD's modules, and the version that rules assume of each.
const ARGO_CD: [(&str, &str); 3] = [
    ("github.com/argoproj/argo-cd/v3@v3.4.", "3.4"),
    ("github.com/argoproj/argo-cd/v3@v3.5.", "3.5"),
    ("github.com/argoproj/argo-cd/v3@v3.6.", "3.6"),
];

/// Values of the argo-cd chart as it publishes them.
const CHART_VALUES: &str = "argo-helm/values-10.1.1.yaml";

/// What is wrong upstream, in every version: the file, the code, and why it is right to say so.
const WRONG: [(&str, &str, &str); 2] = [
    (
        "docs/operator-manual/argocd-repo-creds.yaml",
        "secret-data",
        "`githubAppID: 1` in `stringData`: the API server takes texts only",
    ),
    (
        "docs/operator-manual/argocd-secret.yaml",
        "secret-data",
        "`data` holds `shhhh! it's a github secret` and JSON as they are, which are no base64",
    ),
];

#[test]
fn what_argo_cd_publishes_has_no_error() {
    let wrong: BTreeSet<_> = WRONG.iter().map(|(file, code, _)| ((*file).to_owned(), (*code).to_owned())).collect();
    for (module, version) in ARGO_CD {
        let Some(folder) = go_module::folder(module) else { continue };
        assert_eq!(errors(&folder, "", ".", version), wrong, "{module}");
    }
}

#[test]
fn what_the_chart_publishes_has_no_error() {
    let Some(values) = shared_data::text(CHART_VALUES) else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(errors(folder, &values, "-", "3.4"), BTreeSet::new());
}

/// The errors that `check` finds, each as the file and the code.
fn errors(folder: &Path, stdin: &str, path: &str, version: &str) -> BTreeSet<(String, String)> {
    let arguments = ["tiphys", "check", path, "--root", ".", "--format", "json", "--argocd-version", version];
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = World {
        stdin: &mut stdin.as_bytes(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        folder: folder.to_owned(),
        today: "2026-11-24".parse().expect("a date"),
        may_colour: false,
        variables: std::collections::BTreeMap::new(),
    };
    command::run(arguments.into_iter().map(Into::into), &mut world);
    // It would say that nothing was judged, or that something could not be read.
    assert!(stderr.is_empty(), "{}", String::from_utf8_lossy(&stderr));
    let lines = String::from_utf8(stdout).expect("output is UTF-8");
    let findings = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("a finding is JSON"));
    let text = |finding: &Value, key: &str| finding[key].as_str().expect("it is a text").to_owned();
    findings
        .filter(|finding| finding["severity"] == "error")
        .map(|finding| (text(&finding, "file"), text(&finding, "code")))
        .collect()
}
