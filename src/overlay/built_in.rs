//! The sets of overlays that tiphys ships: the folders of `overlays/`, as they are in the binary.

/// A set: its name and its files, each with its text.
struct Set {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
}

macro_rules! set {
    ($name:literal, $($file:literal),+) => {
        Set { name: $name, files: &[$(($file, include_str!(concat!("../../overlays/", $name, "/", $file)))),+] }
    };
}

/// One row a folder of `overlays/`.
static SETS: [Set; 2] =
    [set!("aks-automatic", "settings.yaml", "workloads.yaml"), set!("gitops-bridge", "cluster-secrets.yaml")];

/// The names of all sets.
pub fn names() -> Vec<&'static str> {
    SETS.iter().map(|set| set.name).collect()
}

/// The files of a set, each with its text, in the order of their names.
pub fn files(name: &str) -> Option<&'static [(&'static str, &'static str)]> {
    SETS.iter().find(|set| set.name == name).map(|set| set.files)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::environment::{self, Environment};
    use crate::source::{NoFiles, Sources};

    /// The file that `tiphys init` writes, with one overlay; `None` if anything is said about it.
    fn environment(overlay: &str) -> Option<Environment> {
        let text = format!("{}\noverlays: [{overlay}]\n", include_str!("../command/init/env.yaml"));
        let (mut sources, mut findings) = (Sources::default(), Vec::new());
        let path = Path::new("env.yaml");
        let entry = sources.add("env.yaml", path, text.into_bytes()).unwrap();
        let today = "2026-11-24".parse().unwrap();
        let loaded = environment::load(entry, path, &NoFiles, &mut sources, today, &mut findings);
        loaded.environment.filter(|_| findings.is_empty())
    }

    #[test]
    fn every_set_loads_and_is_for_something() {
        for set in &SETS {
            assert!(environment(set.name).is_some(), "{}", set.name);
        }
        assert!(environment("no-such-set").is_none());
    }

    #[test]
    fn settings_of_a_set_become_settings_of_the_installation() {
        let settings = environment("aks-automatic").unwrap().extra_settings();
        assert_eq!(settings["repoServer"]["copyutil"]["resources"]["limits"]["memory"], "256Mi");
        assert!(environment("gitops-bridge").unwrap().extra_settings().is_empty());
    }

    #[test]
    fn the_table_is_the_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("overlays");
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "README.md")
            .collect();
        found.sort();
        assert_eq!(names(), found);
    }

    #[test]
    fn every_set_has_all_its_files_and_a_readme() {
        for set in &SETS {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("overlays").join(set.name);
            let mut found: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            found.sort();
            let mut expected: Vec<&str> = set.files.iter().map(|(file, _)| *file).chain(["README.md"]).collect();
            expected.sort_unstable();
            assert_eq!(found, expected, "{}", set.name);
        }
    }
}
