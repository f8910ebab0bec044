//! Data beside the project: definitions of AKS, schemas of formats.
//!
//! Keeps true: what is missing never passes for a test that ran: under `CI` that fails, elsewhere a notice says what was
//! skipped.

use std::env;
use std::path::{Path, PathBuf};

/// The path of a file below `../shared/data`.
pub fn path(file: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(file);
    if path.is_file() {
        return Some(path);
    }
    assert!(env::var_os("CI").is_none(), "{file} is missing");
    eprintln!("skipped: {file} is missing; `../shared/data` holds it");
    None
}

/// The text of a file below `../shared/data`.
pub fn text(file: &str) -> Option<String> {
    path(file).map(|path| std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}")))
}
