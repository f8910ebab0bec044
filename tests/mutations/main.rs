//! What `check` finds of faults that are made mechanically out of what is right.
//!
//! Every value and key of a good bundle is dropped, renamed, misspelt, retyped, swapped, emptied, re-quoted, re-encoded, also inside
//! the JSON, YAML and CSV that it holds. A mutant that `check` passes over is either in `harmless.rs`, with the reason why
//! nobody is hurt, or counts against us. `MUTANTS=1` prints the ones that were missed.

mod bundle;
mod harmless;
mod mending;
mod mutant;
mod unfold;

use std::collections::BTreeMap;
use std::ffi::OsString;

use serde_json::Value;
use tiphys::command::{self, Status, World};

use mutant::Mutant;

/// The least share of harmful mutants that must be found.
const WANTED_PERCENT: usize = 98;

#[test]
fn harmful_mutants_are_found() {
    let mut tally: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    let mut harmless = 0;
    for bundle in bundle::all() {
        for mutant in mutant::all(&bundle.documents) {
            let is_found = has_findings(&mutant.documents);
            if !is_found && harmless::reason(&bundle, &mutant).is_some() {
                harmless += 1;
                continue;
            }
            let (found, all) = tally.entry(mutant.fault).or_default();
            *all += 1;
            *found += usize::from(is_found);
            if !is_found {
                missed.push(format!("{}: {}", bundle.name, mutant.title()));
            }
        }
    }
    let (found, all) = tally.values().fold((0, 0), |(found, all), row| (found + row.0, all + row.1));
    let rows: Vec<String> = tally.iter().map(|(fault, (found, all))| format!("{fault}: {found} of {all}")).collect();
    println!("{found} of {all} mutants are found, {harmless} are harmless\n{}", rows.join("\n"));
    if std::env::var_os("MUTANTS").is_some() {
        println!("missed:\n{}", missed.join("\n"));
    }
    assert!(all > 1000, "there are bundles to mutate");
    assert!(found * 100 >= all * WANTED_PERCENT, "{found} of {all} mutants are found; MUTANTS=1 prints the others");
}

/// A bundle is right as it is, and as it is written anew for each mutant.
#[test]
fn good_bundles_have_no_findings() {
    for bundle in bundle::all() {
        let folded: Vec<Value> =
            bundle.documents.iter().map(|document| unfold::fold(&unfold::unfold(document))).collect();
        for documents in [&bundle.documents, &folded] {
            let findings = findings(documents);
            assert!(!is_bad(&findings), "{} is right, and has findings\n{findings}", bundle.name);
        }
    }
}

/// A row of `harmless.rs` that fits nothing hides nothing, and should go.
#[test]
fn every_reason_is_needed() {
    let bundles = bundle::all();
    let mutants: Vec<(&bundle::Bundle, Mutant)> = bundles
        .iter()
        .flat_map(|bundle| mutant::all(&bundle.documents).into_iter().map(move |mutant| (bundle, mutant)))
        .collect();
    for row in harmless::ROWS {
        assert!(mutants.iter().any(|(bundle, mutant)| row.fits(bundle, mutant)), "no mutant is {row:?}");
    }
}

fn has_findings(documents: &[Value]) -> bool {
    is_bad(&findings(documents))
}

fn is_bad(findings: &str) -> bool {
    findings.contains("\"severity\":\"error\"") || findings.contains("\"severity\":\"warning\"")
}

/// What `check` says about documents on standard input, as somebody would pipe a folder into it.
fn findings(documents: &[Value]) -> String {
    let texts: Vec<String> = documents.iter().map(Value::to_string).collect();
    let stdin = texts.join("\n---\n");
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = World {
        stdin: &mut stdin.as_bytes(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        folder: std::env::temp_dir(),
        today: "2026-11-24".parse().expect("it is a day"),
        may_colour: false,
        variables: std::collections::BTreeMap::new(),
    };
    let arguments = ["tiphys", "check", "--format", "json", "-"].into_iter().map(OsString::from);
    let status = command::run(arguments, &mut world);
    assert!(matches!(status, Status::Success | Status::Findings), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).expect("findings are text")
}
