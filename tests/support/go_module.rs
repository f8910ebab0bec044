//! Go modules: the published manifests, definitions and sources that tests compare with.
//!
//! Keeps true: a module that is missing never passes for a test that ran: under `CI` that fails, elsewhere a notice says
//! what was skipped. `.ci/run` downloads the modules of `go-modules.txt`, which is the list of all of them.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every module that a test reads, one `path@version` a line.
const LIST: &str = include_str!("../go-modules.txt");

/// The folder of a module, by the beginning of its line in the list.
pub fn folder(module: &str) -> Option<PathBuf> {
    let line = LIST.lines().find(|line| line.starts_with(module));
    let line = line.unwrap_or_else(|| panic!("{module} is not in tests/go-modules.txt"));
    let found = cache().map(|cache| cache.join(line)).filter(|folder| folder.is_dir());
    if found.is_none() {
        assert!(env::var_os("CI").is_none(), "CI needs `go mod download {line}`");
        eprintln!("skipped: {line} is not in the Go module cache; `go mod download {line}` brings it");
    }
    found
}

/// The Go module cache: what `go` says, else its default place.
fn cache() -> Option<PathBuf> {
    let said = Command::new("go").args(["env", "GOMODCACHE"]).current_dir(env::temp_dir()).output().ok();
    let said = said.filter(|output| output.status.success()).and_then(|output| String::from_utf8(output.stdout).ok());
    match said {
        Some(path) => Some(PathBuf::from(path.trim())),
        None => Some(Path::new(&env::var_os("HOME")?).join("go/pkg/mod")),
    }
}
