//! What the paths of a command line mean: files, all files below folders, files that match patterns, standard input.
//!
//! Keeps true: nothing above the root is read; a link to a folder is not followed, so that a walk ends; a file that two
//! paths mean is read once.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::cli::Check;
use crate::command::entry;
use crate::command::root::Root;
use crate::command::{Failure, World};
use crate::environment::compose::matches_name;
use crate::source::Files;

/// The ends of the names of files that may hold something for us.
const ENDS: [&str; 4] = ["yaml", "yml", "json", "csv"];

/// One text to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    path: PathBuf,
    is_named: bool,
    is_stdin: bool,
}

impl Input {
    /// Where it is, below the root.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the user named it, rather than a folder or a pattern.
    pub const fn is_named(&self) -> bool {
        self.is_named
    }

    /// Whether it is standard input.
    pub const fn is_stdin(&self) -> bool {
        self.is_stdin
    }

    /// What findings call it.
    pub fn shown(&self, root: &Root) -> String {
        if self.is_stdin { "<stdin>".to_owned() } else { root.display(&self.path) }
    }

    /// Its bytes.
    pub fn read(&self, root: &Root, world: &mut World<'_>) -> Result<Vec<u8>, Failure> {
        if self.is_stdin {
            return entry::standard_input(world);
        }
        root.read(&self.path).map_err(|error| cannot_read(&self.shown(root), error))
    }
}

/// The one root of a run: `--root`, else the repository around everything that is named, else the folder around it.
pub fn root(arguments: &Check, world: &World<'_>) -> Result<Root, Failure> {
    let named: Vec<&Path> =
        arguments.paths.iter().map(PathBuf::as_path).filter(|path| path.as_os_str() != "-").map(literal_part).collect();
    Root::around(&world.folder, &named, arguments.reading.root.as_deref())
        .map_err(|error| cannot_read(&named.first().unwrap_or(&Path::new(".")).display().to_string(), error))
}

/// The part of a pattern before the first segment that has `*` or `?`.
fn literal_part(path: &Path) -> &Path {
    path.ancestors().find(|path| !is_pattern(path)).unwrap_or(path)
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?'])
}

/// The texts that the paths mean, in the order of the paths, those of a folder sorted.
pub fn inputs(paths: &[PathBuf], root: &Root, world: &World<'_>) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    for path in paths {
        inputs.extend(inputs_of(path, root, world)?);
    }
    let mut seen = HashSet::new();
    inputs.retain(|input: &Input| seen.insert(input.path.clone()));
    Ok(inputs)
}

fn inputs_of(path: &Path, root: &Root, world: &World<'_>) -> Result<Vec<Input>, Failure> {
    let shown = path.display().to_string();
    if path.as_os_str() == "-" {
        return Ok(vec![Input { path: PathBuf::from("<stdin>"), is_named: true, is_stdin: true }]);
    }
    let below = root.below(&world.folder.join(path)).map_err(|error| cannot_read(&shown, error))?;
    if root.is_folder(&below) {
        return Ok(found(root.walk(&below).into_iter().filter(|path| may_hold(path))));
    }
    if !is_pattern(&below) || root.is_file(&below) {
        return Ok(vec![Input { path: below, is_named: true, is_stdin: false }]);
    }
    let pattern = segments(&below);
    let matches = found(root.walk(literal_part(&below)).into_iter().filter(|path| matches(&pattern, &segments(path))));
    if matches.is_empty() {
        return Err(Failure::CouldNot(format!("read {shown}: no file matches")));
    }
    Ok(matches)
}

fn found(paths: impl Iterator<Item = PathBuf>) -> Vec<Input> {
    paths.map(|path| Input { path, is_named: false, is_stdin: false }).collect()
}

fn may_hold(path: &Path) -> bool {
    let end = path.extension().and_then(|end| end.to_str()).map(str::to_lowercase);
    end.is_some_and(|end| ENDS.contains(&end.as_str())) || path.file_name().is_some_and(|name| name == "Kustomization")
}

/// Whether a path matches a pattern: `*` stays within a segment, a segment `**` stands for any number of them.
fn matches(pattern: &[String], path: &[String]) -> bool {
    match pattern.split_first() {
        None => path.is_empty(),
        Some((first, rest)) if first == "**" => (0..=path.len()).any(|skipped| matches(rest, &path[skipped..])),
        Some((first, rest)) => {
            path.split_first().is_some_and(|(name, below)| matches_name(first, name) && matches(rest, below))
        }
    }
}

fn segments(path: &Path) -> Vec<String> {
    path.iter().map(|segment| segment.to_string_lossy().into_owned()).collect()
}

fn cannot_read(shown: &str, error: crate::source::FileError) -> Failure {
    Failure::CouldNot(format!("read {shown}: {}", entry::reason(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_paths() {
        let is_match = |pattern: &str, path: &str| matches(&segments(Path::new(pattern)), &segments(Path::new(path)));
        for (pattern, path) in
            [("a/*.yaml", "a/b.yaml"), ("a/**/*.yaml", "a/b.yaml"), ("a/**/*.yaml", "a/b/c/d.yaml"), ("**", "a/b")]
        {
            assert!(is_match(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [("a/*.yaml", "a/b/c.yaml"), ("a/*.yaml", "b/c.yaml"), ("a/**/c", "a/b")] {
            assert!(!is_match(pattern, path), "{pattern} {path}");
        }
    }
}
