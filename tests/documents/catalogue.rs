//! `src/catalogue/keys.tsv` is what `scripts/settings-catalogue.py` reads out of Argo CD's source.

use std::process::Command;

use crate::{assert_current, go_module, repository};

/// The versions that rules may assume, with the newest of each when this was written.
const VERSIONS: [(&str, &str); 3] = [("3.4", "v3.4.13"), ("3.5", "v3.5.7"), ("3.6", "v3.6.1")];

#[test]
fn the_catalogue_is_that_of_argo_cd() {
    let folder = |(minor, version): (&str, &str)| {
        let folder = go_module::folder(&format!("github.com/argoproj/argo-cd/v3@{version}"))?;
        Some(format!("{minor}={}", folder.display()))
    };
    let Some(folders) = VERSIONS.into_iter().map(folder).collect::<Option<Vec<_>>>() else { return };
    let run = Command::new("python3").arg(repository("scripts/settings-catalogue.py")).args(folders).output();
    let Ok(output) = run else {
        assert!(std::env::var_os("CI").is_none(), "CI needs Python 3");
        eprintln!("skipped: there is no Python 3, which the script needs");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_current("src/catalogue/keys.tsv", &String::from_utf8(output.stdout).expect("it prints UTF-8"));
}
