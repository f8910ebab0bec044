//! Where the sources of the generated schemas lie: the Go module cache and the shared data beside the project.

use std::fs;

use crate::go_module;

/// Returns the text of a file of a Go module; `None`, with a notice, where it is missing, and a panic under `CI`.
pub fn module_file(module: &str, file: &str) -> Option<String> {
    let folder = go_module::folder(module)?;
    Some(fs::read_to_string(folder.join(file)).expect("the module has the file"))
}
