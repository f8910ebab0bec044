//! What a finding is known by from one run to the next, so that a service can tell old ones from new ones.
//!
//! Keeps true: the same mistake has the same fingerprint when lines above it come or go; no two findings of a report
//! have the same one.

use std::collections::HashMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::Told;

/// The fingerprints of the findings, in their order: hexadecimal SHA-256 of code, file, pointer and message.
///
/// Findings that have all of these in common, such as two tabs in one file, are numbered.
pub fn of(told: &[Told]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    told.iter()
        .map(|one| {
            let text = identity(one);
            let number = seen.entry(text.clone()).or_default();
            *number += 1;
            hexadecimal(&format!("{text}\0{number}"))
        })
        .collect()
}

fn identity(told: &Told) -> String {
    let finding = &told.finding;
    let file = told.file.as_deref().unwrap_or_default();
    [finding.code.as_str(), file, &told.about().unwrap_or_default(), &finding.message].join("\0")
}

fn hexadecimal(text: &str) -> String {
    let mut out = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Pointer;
    use crate::finding::{Code, Finding, Place};
    use crate::report::Range;

    fn told(line: usize) -> Told {
        let finding = Finding::new(Code::ServerUrl, Place::Value(Pointer::default()), "`x` is no server URL");
        let range = Range { line, column: 1, end_line: line, end_column: 2 };
        Told { finding, file: Some("env.yaml".to_owned()), range: Some(range), is_fixable: false, fix: Vec::new() }
    }

    #[test]
    fn a_moved_line_changes_nothing() {
        assert_eq!(of(&[told(3)]), of(&[told(4)]));
    }

    #[test]
    fn two_findings_have_two_fingerprints() {
        let both = of(&[told(3), told(4)]);
        assert_ne!(both[0], both[1]);
        let elsewhere = Told { file: Some("other.yaml".to_owned()), ..told(3) };
        assert_ne!(of(&[elsewhere]), of(&[told(3)]));
    }
}
