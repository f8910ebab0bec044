//! `--fix` on what the mutants break: what it mends is gone, and nothing new has come but notes.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tiphys::command::{self, World};

use crate::bundle;
use crate::mutant;

/// One of so many mutants is mended: they are alike, and each is written to a file and read three times.
const EACH: usize = 11;

#[test]
fn what_is_mended_is_right() {
    let (mut mended, mut wrong) = (0, Vec::new());
    for bundle in bundle::all() {
        for mutant in mutant::all(&bundle.documents).into_iter().step_by(EACH) {
            let folder = tempfile::tempdir().expect("a folder");
            let texts: Vec<String> = mutant.documents.iter().map(Value::to_string).collect();
            fs::write(folder.path().join("bundle.yaml"), texts.join("\n---\n")).expect("it can be written");
            let before = findings(folder.path(), &[]);
            if !before.iter().any(is_fixable) {
                continue;
            }
            mended += 1;
            for _ in 0..2 {
                findings(folder.path(), &["--fix"]);
            }
            let (left, known) = (count(&findings(folder.path(), &[])), count(&before));
            let is_new = |(kind, after): (&Kind, &usize)| *after > known.get(kind).copied().unwrap_or_default();
            if left.iter().any(is_new) || left.values().sum::<usize>() >= known.values().sum() {
                wrong.push(format!("{}: {}\nbefore {known:?}\nafter {left:?}\n", bundle.name, mutant.title()));
            }
        }
    }
    println!("{mended} mutants are mended");
    assert!(mended > 50, "some mutants can be mended");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_fixable(finding: &Value) -> bool {
    finding["fixable"] == true
}

/// Code and message of a finding.
type Kind = (String, String);

/// How many findings there are of each kind, without notes.
fn count(findings: &[Value]) -> BTreeMap<Kind, usize> {
    let mut count = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding["severity"] != "note" || is_fixable(finding)) {
        let message = finding["message"].as_str().unwrap_or_default();
        let message = message.split(" (line ").next().unwrap_or_default();
        *count.entry((finding["code"].to_string(), message.to_owned())).or_default() += 1;
    }
    count
}

fn findings(folder: &Path, more: &[&str]) -> Vec<Value> {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = World {
        stdin: &mut std::io::empty(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        folder: folder.to_path_buf(),
        today: "2026-11-24".parse().expect("it is a day"),
        variables: BTreeMap::new(),
        may_colour: false,
    };
    let arguments = ["tiphys", "check", "--format", "json", "."].iter().chain(more).map(OsString::from);
    command::run(arguments, &mut world);
    let stdout = String::from_utf8(stdout).expect("findings are text");
    serde_json::Deserializer::from_str(&stdout).into_iter().collect::<Result<_, _>>().expect("findings are JSON")
}
