//! What a code means: the summary that findings.rs has, and a page of Markdown in `explain/CODE.md`.
//!
//! A page has a paragraph where the summary does not say enough, then `## In production` (what happens, in the words of
//! Argo CD, Azure or kubectl), `## Bad` and `## Good` (an example each) and `## Source`. `tests/explain.rs` runs the examples:
//! the bad one gives the code, the good one does not. The words behind a fence's `yaml` say how:
//!
//! | fence | the example is |
//! |---|---|
//! | `yaml env ARGUMENTS…` | an environment file, run as `render env.yaml ARGUMENTS…` |
//! | `yaml env+ ARGUMENTS…` | the same, a part that refines a small file which is right |
//! | `yaml check ARGUMENTS…` | manifests, run as `check - ARGUMENTS…` |
//! | `yaml can ARGUMENTS…` | a file with a policy, run as `can -f - ARGUMENTS…` |
//! | `yaml expectations ARGUMENTS…` | expectations of a policy, run as `can test expectations.yaml ARGUMENTS…` |
//! | `yaml plugin NAME=VALUE…` | an Application's parameters, run as `plugin generate` with these variables of Argo CD |
//! | `yaml file PATH` | a file beside it |
//! | `yaml excerpt` | not run, because it takes bytes or files that a page cannot hold |

use std::fmt::Write as _;

use crate::finding::{Code, Severity};

/// The page of a code as people read it: title, severity, summary, and the page without the words for the test.
pub fn page(code: Code) -> String {
    let fix = fix(code).map(|fix| format!("{fix}\n\n")).unwrap_or_default();
    format!("# {code} ({})\n\n{}\n\n{fix}{}", code.severity(), summary(code), body(code))
}

/// What is said of a code that `--fix` mends.
pub fn fix(code: Code) -> Option<&'static str> {
    code.has_fix().then_some("`tiphys check --fix` mends it where that needs no judgement.")
}

/// The page without title and summary.
pub fn body(code: Code) -> String {
    code.page().lines().fold(String::new(), |text, line| text + &shown(line) + "\n")
}

/// A line of a page; what a fence says to the test is said to people above it.
fn shown(line: &str) -> String {
    let Some(words) = line.strip_prefix("```yaml ") else { return line.to_owned() };
    match words.split_once(' ').unwrap_or((words, "")) {
        ("file", path) => format!("`{path}`:\n\n```yaml"),
        ("plugin", "") => "`spec.source.plugin.parameters` of the Application:\n\n```yaml".to_owned(),
        ("plugin", variables) => {
            format!("With `{variables}`; `spec.source.plugin.parameters` of the Application:\n\n```yaml")
        }
        (_, "") => "```yaml".to_owned(),
        (_, arguments) => format!("With `{arguments}`:\n\n```yaml"),
    }
}

/// The summary in one line.
pub fn summary(code: Code) -> String {
    code.summary().replace('\n', " ")
}

/// All codes by severity, each with the first sentence of its summary.
pub fn list() -> String {
    let mut out = String::new();
    let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or_default();
    for (severity, title) in [(Severity::Error, "Errors"), (Severity::Warning, "Warnings"), (Severity::Note, "Notes")] {
        let _ = writeln!(out, "{title}:");
        for code in Code::ALL.iter().filter(|code| code.severity() == severity) {
            let _ = writeln!(out, "  {:width$}  {}", code.as_str(), first_sentence(&summary(*code)));
        }
        out.push('\n');
    }
    out + "`tiphys explain CODE` says more.\n"
}

fn first_sentence(text: &str) -> &str {
    text.split_once(". ").map_or(text, |(first, _)| first).trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_its_sections_in_order() {
        for code in Code::ALL {
            let page = code.page();
            let headings: Vec<&str> = page.lines().filter(|line| line.starts_with("## ")).collect();
            assert_eq!(headings, ["## In production", "## Bad", "## Good", "## Source"], "{code}");
            assert_eq!(page.matches("```").count() % 2, 0, "{code} has an open fence");
        }
    }

    #[test]
    fn a_page_shows_nothing_that_is_for_the_test() {
        for code in Code::ALL {
            assert!(!page(*code).contains("```yaml "), "{code}");
        }
    }

    #[test]
    fn the_list_has_every_code_once() {
        let list = list();
        for code in Code::ALL {
            assert_eq!(list.matches(&format!("\n  {code} ")).count(), 1, "{code}");
        }
    }
}
