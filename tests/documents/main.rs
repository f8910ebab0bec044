//! What is written about the program is true: texts that are made from it are current, examples are shown as they are.
//!
//! `UPDATE=1 cargo test --test documents` rewrites what is made; read that diff.

mod catalogue;
mod codes;
mod command_line;
mod complete;
mod environment_schema;
mod examples;
mod fields;
#[path = "../support/go_module.rs"]
mod go_module;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The path of a file of the repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The text of a file of the repository.
fn text(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Compares a file of the repository with what it should be, after writing it there when the caller asks for that.
fn assert_current(path: &str, wanted: &str) {
    if env::var_os("UPDATE").is_some() {
        fs::write(repository(path), wanted).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let found = text(path);
    if found != wanted {
        let diff = similar::TextDiff::from_lines(found.as_str(), wanted);
        panic!("{path} is stale; run `UPDATE=1 cargo test --test documents`\n{}", diff.unified_diff());
    }
}
