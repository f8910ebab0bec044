//! Where the sources of the generated schemas lie: the Go module cache and the shared data beside the project.

use std::env;
use std::fs;
use std::path::Path;

use crate::go_module;

/// Returns the text of a file of a Go module; `None`, with a notice, where it is missing, and a panic under `CI`.
pub fn module_file(module: &str, file: &str) -> Option<String> {
    let folder = go_module::folder(module)?;
    Some(fs::read_to_string(folder.join(file)).expect("the module has the file"))
}

/// Returns the text of a file below `../shared/data`; `None`, with a notice, where it is missing, and a panic under `CI`.
pub fn shared_data(file: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(file);
    let text = fs::read_to_string(path).ok();
    if text.is_none() {
        assert!(env::var_os("CI").is_none(), "{file} is missing");
        eprintln!("skipped: {file} is missing; `../shared/data` holds the CRDs of AKS");
    }
    text
}
