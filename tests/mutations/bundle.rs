//! Bundles that are right: what tiphys renders for its own cases, and what people write.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tiphys::command::{self, World};
use tiphys::document;
use tiphys::source::Sources;

/// Documents that belong together.
#[derive(Debug)]
pub struct Bundle {
    /// Where they come from.
    pub name: String,
    /// What is applied, or handed to the owner of the installation.
    pub documents: Vec<Value>,
}

/// What is rendered, and for whom.
const RENDERED: [(&str, &str); 7] = [
    ("examples/private-targets", "hub"),
    ("examples/entra-sso", "install"),
    ("examples/us-government", "hub"),
    ("ok/complete", "hub"),
    ("ok/install-helm-projected", "install"),
    ("ok/install-manifests-projected", "install"),
    ("ok/install-extension", "install"),
];

/// Every bundle.
pub fn all() -> Vec<Bundle> {
    let written = hand_written();
    RENDERED.into_iter().map(|(case, destination)| rendered(case, destination)).chain(written).collect()
}

fn rendered(case: &str, destination: &str) -> Bundle {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = World {
        stdin: &mut std::io::empty(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        folder: testdata().join(case),
        today: "2026-11-24".parse().expect("it is a day"),
        may_colour: false,
        variables: std::collections::BTreeMap::new(),
    };
    let arguments = ["tiphys", "render", "env.yaml", "--for", destination].into_iter().map(OsString::from);
    command::run(arguments, &mut world);
    let documents = documents(&String::from_utf8(stdout).expect("output is text"));
    assert!(!documents.is_empty(), "{case} has nothing for {destination}: {}", String::from_utf8_lossy(&stderr));
    Bundle { name: format!("{case} for {destination}"), documents }
}

/// The bundles of `testdata/check/good/mutated`: each file one.
fn hand_written() -> Vec<Bundle> {
    let folder = testdata().join("check/good/mutated");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("there are bundles").flatten().map(|e| e.path()).collect();
    paths.sort();
    let bundle = |path: PathBuf| Bundle {
        name: path.file_name().expect("it has a name").to_string_lossy().into_owned(),
        documents: documents(&fs::read_to_string(&path).expect("it is text")),
    };
    paths.into_iter().map(bundle).collect()
}

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// The documents of a stream, as kubectl reads them.
pub fn documents(text: &str) -> Vec<Value> {
    let mut sources = Sources::default();
    let id = sources.add("text", Path::new("text"), text.as_bytes().to_vec()).expect("it is small");
    let mut findings = Vec::new();
    let nodes = document::parse_stream(sources.get(id), id, &mut findings).unwrap_or_else(|| panic!("{findings:?}"));
    nodes.iter().map(document::Node::to_value).collect()
}
