//! A policy by itself: what stands behind `policy.csv:`.

use super::{PolicyText, Setup};
use crate::source::{SourceId, Sources};

/// Whether a text is a policy by itself: its first line that says something begins with `p,` or `g,`.
///
/// A text that says nothing is one where the file's name ends in `.csv`.
pub fn is_plain(name: &str, text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let has_extension = std::path::Path::new(name).extension().is_some_and(|extension| extension == "csv");
    let is_row = |line: &str| line.split_once(',').is_some_and(|(key, _)| matches!(key.trim(), "p" | "g"));
    has_extension || first.is_some_and(is_row)
}

/// The setup of a policy by itself.
pub fn of_plain(sources: &Sources, id: SourceId) -> Setup {
    let mut policy = PolicyText::default();
    policy.push_source(sources, id);
    Setup { policy, ..Setup::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_known_by_its_first_row_or_its_name() {
        for (name, text, wanted) in [
            ("a", "# comment\n\n  p, role:x, logs, get, *, allow", true),
            ("a", "g,x,y", true),
            ("a.csv", "", true),
            ("a.csv", "policy.default: x", true),
            ("a", "", false),
            ("a.yaml", "# comment\nkind: ConfigMap\n", false),
            ("a.yaml", "policy.csv: |\n  p, a, b, c, d, allow\n", false),
            ("<stdin>", "{\"kind\": \"ConfigMap\"}", false),
        ] {
            assert_eq!(is_plain(name, text), wanted, "{name} {text}");
        }
    }
}
