//! Runs commands of a page in its folder, with the program that was built for the tests.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use libtest_mimic::Failed;
use tempfile::TempDir;

use crate::go_module;

/// What stands in for a program that needs a cluster, Azure or the network.
const STAND_IN: &str = include_str!("stand_in.sh");
/// The programs that a page may name for that.
const PROGRAMS: [&str; 7] = ["kubectl", "az", "argocd", "helm", "curl", "docker", "cosign"];

/// A page's folder, and what was printed last.
pub struct Shell {
    folder: TempDir,
    stand_ins: TempDir,
    printed: String,
}

impl Shell {
    /// A folder that begins as a copy of one of the repository.
    pub fn new(beginning: Option<&str>) -> Result<Self, Failed> {
        let folder = TempDir::new()?;
        if let Some(beginning) = beginning {
            copy(&crate::repository(beginning), folder.path())?;
        }
        let stand_ins = TempDir::new()?;
        for program in PROGRAMS {
            let path = stand_ins.path().join(program);
            fs::write(&path, STAND_IN)?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
        }
        Ok(Self { folder, stand_ins, printed: String::new() })
    }

    /// Runs commands that need nothing but this machine.
    pub fn run(&mut self, commands: &str, status: i32) -> Result<(), Failed> {
        self.bash(commands, status, &[])
    }

    /// Runs commands with stand-ins for what they would reach.
    pub fn run_with_stand_ins(&mut self, commands: &str, status: i32) -> Result<(), Failed> {
        self.bash(commands, status, &[self.stand_ins.path().to_path_buf()])
    }

    /// What the last commands printed, on both streams as a terminal shows them.
    pub fn printed(&self) -> &str {
        &self.printed
    }

    /// Writes a file of the page.
    pub fn write(&self, path: &str, text: &str) -> Result<(), Failed> {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().ok_or("it has no name")?)?;
        Ok(fs::write(path, text)?)
    }

    fn bash(&mut self, commands: &str, status: i32, first: &[PathBuf]) -> Result<(), Failed> {
        let built = Path::new(env!("CARGO_BIN_EXE_tiphys")).parent().ok_or("the program is in a folder")?.to_path_buf();
        let usual = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(first.iter().cloned().chain([built]).chain(env::split_paths(&usual)))?;
        let output = Command::new("bash")
            .args(["-c", &format!("exec 2>&1\nset -euo pipefail\n{commands}")])
            .current_dir(self.folder.path())
            .env("PATH", path)
            .env("USUAL_PATH", usual)
            .env("ARGO_CD", go_module::folder("github.com/argoproj/argo-cd/v3@v3.6").unwrap_or_default())
            .env("KUBECONFIG", "/dev/null")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .stdin(Stdio::null())
            .output()?;
        self.printed = String::from_utf8(output.stdout)?;
        if output.status.code() == Some(status) {
            return Ok(());
        }
        Err(format!("`{commands}` ends with {}, not with {status}:\n{}", output.status, self.printed).into())
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
