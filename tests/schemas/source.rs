//! Where the sources of the generated schemas lie: the Go module cache and the shared data beside the project.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A Go module at the version that our schemas are made from.
pub struct GoModule {
    pub path: &'static str,
    pub version: &'static str,
}

pub const ARGO_CD: GoModule = GoModule { path: "github.com/argoproj/argo-cd/v3", version: "v3.6.1" };
pub const GATEWAY_API: GoModule = GoModule { path: "sigs.k8s.io/gateway-api", version: "v1.7.0" };

impl GoModule {
    /// Returns the text of a file of the module; `None`, with a notice, where neither cache nor network has it.
    ///
    /// # Panics
    ///
    /// Panics under `CI`, where a source that is missing must not pass for a test that ran.
    pub fn read(&self, file: &str) -> Option<String> {
        let folder = self.cached().or_else(|| self.downloaded());
        read(folder.map(|folder| folder.join(file)), &format!("{}@{}", self.path, self.version))
    }

    /// Looks into the module cache first: it answers offline, and to a Go that is older than the module asks for.
    fn cached(&self) -> Option<PathBuf> {
        let cache = go(&["env", "GOMODCACHE"])?;
        let folder = Path::new(cache.trim()).join(format!("{}@{}", self.path, self.version));
        folder.is_dir().then_some(folder)
    }

    fn downloaded(&self) -> Option<PathBuf> {
        let answer = go(&["mod", "download", "-json", &format!("{}@{}", self.path, self.version)])?;
        let answer: Value = serde_json::from_str(&answer).ok()?;
        Some(PathBuf::from(answer["Dir"].as_str()?))
    }
}

/// Returns the text of a file below `../shared/data`; `None`, with a notice, where it is missing, and a panic under `CI`.
pub fn shared_data(file: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(file);
    read(Some(path), file)
}

fn read(path: Option<PathBuf>, what: &str) -> Option<String> {
    let text = path.and_then(|path| fs::read_to_string(path).ok());
    if text.is_none() {
        assert!(env::var_os("CI").is_none(), "{what} is missing");
        eprintln!(
            "skipped: {what} is missing (Go 1.27 or newer downloads modules, `../shared/data` holds the CRDs of AKS)"
        );
    }
    text
}

/// Runs `go` outside of every module and returns what it printed; `None` when there is no Go or it failed.
fn go(arguments: &[&str]) -> Option<String> {
    let output = Command::new("go").args(arguments).current_dir(env::temp_dir()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
