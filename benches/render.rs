//! What a render costs, beside what parsing the same text costs: `cargo bench`.
//!
//! The aim is a render, fully validated, in at most three times the time of the parse.
//! `cargo bench --bench render -- --write 1000 > fleet.yaml` writes a fleet for measuring the whole process.

mod fleet;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use divan::{Bencher, black_box};
use tiphys::command::{self, World};
use tiphys::document;
use tiphys::source::Sources;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|argument| argument == "--write").map(|at| arguments[at + 1].parse()) {
        Some(targets) => print!("{}", fleet::environment(targets.expect("a number of targets"))),
        None => divan::main(),
    }
}

#[divan::bench(args = [1, 100, 1000])]
fn parse(bencher: Bencher<'_, '_>, targets: usize) {
    let text = fleet::environment(targets);
    bencher.bench_local(|| {
        let mut sources = Sources::default();
        let id = sources.add("fleet", Path::new("fleet"), text.clone().into_bytes()).expect("it is UTF-8");
        black_box(document::parse(sources.get(id), id, &mut Vec::new()).expect("it is YAML"));
    });
}

#[divan::bench(args = [1, 100, 1000])]
fn render(bencher: Bencher<'_, '_>, targets: usize) {
    let text = fleet::environment(targets);
    bencher.bench_local(|| {
        let mut stdout = Vec::new();
        let mut world = World {
            stdin: &mut text.as_bytes(),
            stdout: &mut stdout,
            stderr: &mut std::io::stderr(),
            folder: PathBuf::from(env!("CARGO_MANIFEST_DIR")),
            today: "2026-11-24".parse().expect("it is a date"),
            may_colour: false,
            variables: std::collections::BTreeMap::new(),
        };
        let line = ["tiphys", "render", "-"].map(OsString::from);
        assert_eq!(command::run(line, &mut world) as u8, 0);
        black_box(stdout.len());
    });
}
