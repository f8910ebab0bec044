//! The pages below `docs/` are true: their examples are run, the files that they show are as they are, their links lead somewhere.
//!
//! A page works in a temporary folder; `<!-- folder: PATH -->` on it names a folder of the repository that is copied there first.
//! The words behind a fence's language say what the example is, and every fence has some:
//!
//! | fence | the example is |
//! |---|---|
//! | `sh run` | commands, run by Bash in the page's folder |
//! | `sh cluster` | commands that need a cluster, Azure or the network, run with stand-ins (`stand_in.sh`) for all programs but tiphys |
//! | `text shown`, `yaml shown` … | what the commands before it print; a line that ends with `…` shows the beginning, a line `…` stands for any lines |
//! | `yaml file PATH` … | a file, written into the page's folder |
//! | `yaml of PATH` … | a file of the repository, shown like output, and copied into the page's folder under its name |
//! | `mermaid drawing` | a drawing, not run |
//!
//! `exit=N` behind `run` or `cluster` says that the commands end so.

mod link;
mod object;
mod page;
mod shell;
#[path = "../schemas/strict.rs"]
mod strict;
#[path = "../support/go_module.rs"]
mod go_module;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use crate::page::{Fence, Page};
use crate::shell::Shell;

fn main() -> ExitCode {
    let mut trials = Vec::new();
    for path in files("docs", "md") {
        let name = path.clone();
        trials.push(Trial::test(format!("links/{name}"), move || link::lead_somewhere(&name)));
        if !is_made(&path) {
            trials.push(Trial::test(format!("examples/{path}"), move || run(&Page::of(&text(&path))?)));
        }
    }
    for path in ["README.md", "ARCHITECTURE.md"] {
        trials.push(Trial::test(format!("links/{path}"), move || link::lead_somewhere(path)));
    }
    trials.push(Trial::test("every_page_is_in_the_index", link::every_page_is_in_the_index));
    trials.extend(object::trials());
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// Whether `tests/documents` makes a page; its examples are run elsewhere.
fn is_made(path: &str) -> bool {
    ["docs/findings.md", "docs/reference/fields.md", "docs/reference/command-line.md"].contains(&path)
}

/// Takes a page's examples in their order.
fn run(page: &Page) -> Result<(), Failed> {
    let mut shell = Shell::new(page.folder.as_deref())?;
    for fence in &page.fences {
        take(fence, &mut shell)
            .map_err(|error| format!("line {}: {}", fence.line, error.message().unwrap_or_default()))?;
    }
    Ok(())
}

fn take(fence: &Fence, shell: &mut Shell) -> Result<(), Failed> {
    let words: Vec<&str> = fence.words.iter().map(String::as_str).collect();
    match words[..] {
        ["sh", "run"] => shell.run(&fence.text, 0),
        ["sh", "run", exit] => shell.run(&fence.text, status(exit)?),
        ["sh", "cluster"] => shell.run_with_stand_ins(&fence.text, 0),
        ["sh", "cluster", exit] => shell.run_with_stand_ins(&fence.text, status(exit)?),
        [_, "shown"] => page::shows(&fence.text, shell.printed()),
        [_, "file", path] => shell.write(path, &fence.text),
        [_, "of", path] => {
            let whole = text(path);
            shell.write(path.rsplit('/').next().unwrap_or(path), &whole)?;
            page::shows(&fence.text, &whole)
        }
        ["mermaid", "drawing"] => Ok(()),
        _ => Err(format!("nobody knows what `{words:?}` means").into()),
    }
}

fn status(word: &str) -> Result<i32, Failed> {
    let number = word.strip_prefix("exit=").ok_or_else(|| format!("`{word}` is no `exit=N`"))?;
    Ok(number.parse()?)
}

/// The path of a file of the repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The text of a file of the repository.
fn text(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The paths of all files below a folder of the repository that end so, in order.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(repository(folder)).expect("it is a folder").flatten() {
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.extend(files(&path, ending));
        } else if entry.path().extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}
