//! Messages of Entra ID, Kubernetes and Argo CD, with what causes them and what to do: an error message or a log in,
//! ranked causes out.
//!
//! Keeps true: each message is a row of a table with a sample of it, and no other row outranks a row on its own sample; a
//! row says where its message comes from; no secret of a log is shown.

mod cluster;
mod entra;
mod kubernetes;
mod log;
mod network;
mod plugin;
mod rbac;

use std::cmp::Reverse;

use crate::finding::Code;
use log::Log;

/// A message that is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Symptom {
    /// What it is called here.
    pub name: &'static str,
    /// What a line must have, in lower case, all of it.
    pub fragments: &'static [&'static str],
    /// Whether it names its cause, or only says that something failed.
    pub tells: Tells,
    /// What causes it.
    pub cause: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// The codes that find the cause in files.
    pub codes: &'static [Code],
    /// Who says it, and where that is written.
    pub source: &'static str,
    /// The message as it was seen.
    pub sample: &'static str,
}

/// What a message tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tells {
    /// The cause.
    Cause,
    /// That something failed; the cause often stands in another line, or in another pod's log.
    Failure,
}

/// A symptom in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// What is known about it.
    pub symptom: &'static Symptom,
    /// The first line that shows it, from 1.
    pub line: usize,
    /// How many lines show it.
    pub count: usize,
    /// That line, as far as it may be shown.
    pub shown: String,
}

/// Every message that is known.
pub fn symptoms() -> impl Iterator<Item = &'static Symptom> {
    [entra::TABLE, cluster::TABLE, network::TABLE, rbac::TABLE, plugin::TABLE, kubernetes::TABLE].into_iter().flatten()
}

/// What a text shows: what names a cause first, then the more specific, then the more frequent.
pub fn diagnose(text: &str) -> Vec<Diagnosis> {
    let log = Log::new(text);
    let mut found: Vec<Diagnosis> = symptoms().filter_map(|symptom| log.find(symptom)).collect();
    found.sort_by_key(|d| (d.symptom.tells, Reverse(d.symptom.specificity()), Reverse(d.count)));
    found
}

impl Symptom {
    /// How much of a line it takes.
    fn specificity(&self) -> usize {
        self.fragments.iter().map(|fragment| fragment.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_rows_are_complete() {
        let mut names = BTreeSet::new();
        for symptom in symptoms() {
            assert!(names.insert(symptom.name), "{} stands twice", symptom.name);
            let texts = [symptom.cause, symptom.remedy, symptom.source, symptom.sample];
            assert!(texts.iter().all(|text| !text.is_empty()), "{} has a gap", symptom.name);
            for sentence in [symptom.cause, symptom.remedy] {
                assert!(!sentence.ends_with('.'), "{sentence}");
            }
        }
    }

    #[test]
    fn fragments_are_what_a_line_is_compared_with() {
        for fragment in symptoms().flat_map(|symptom| symptom.fragments) {
            assert_eq!(log::normal(fragment), *fragment);
        }
    }

    #[test]
    fn each_row_is_first_on_its_own_sample() {
        for symptom in symptoms() {
            let found = diagnose(symptom.sample);
            let first = found.first().map(|diagnosis| diagnosis.symptom.name);
            assert_eq!(first, Some(symptom.name), "{}", symptom.sample);
        }
    }

    #[test]
    fn a_sample_is_found_inside_a_log_in_every_form() {
        for symptom in symptoms() {
            let in_json = serde_json::json!({"level": "error", "msg": format!("rpc error: {}", symptom.sample)});
            let in_text = format!("time=\"2026-11-24\" level=error msg={:?}", symptom.sample);
            let in_json_in_json = serde_json::json!({"message": in_json.to_string()});
            for line in [in_json.to_string(), in_text, in_json_in_json.to_string()] {
                let found = diagnose(&line);
                assert!(found.iter().any(|d| d.symptom == symptom), "{} is not found in {line}", symptom.name);
            }
        }
    }

    #[test]
    fn a_wrapped_message_is_found() {
        for symptom in symptoms() {
            let words: Vec<&str> = symptom.sample.split(' ').collect();
            let half = words.len() / 2;
            let wrapped = format!("{}\n    {}", words[..half].join(" "), words[half..].join(" "));
            assert!(diagnose(&wrapped).iter().any(|d| d.symptom == symptom), "{}", symptom.name);
        }
    }

    #[test]
    fn what_names_a_cause_comes_first_and_lines_are_counted() {
        let failure = "getting credentials: exec: executable argocd-k8s-auth failed with exit code 20";
        let log = format!("all is well\n{failure}\n{failure}\nAADSTS700211: No matching federated identity record\n");
        let found = diagnose(&log);
        let told: Vec<_> = found.iter().map(|d| (d.symptom.name, d.line, d.count)).collect();
        assert_eq!(told, [("federated-issuer-unknown", 4, 1), ("exec-plugin-exit-20", 2, 2)]);
    }

    #[test]
    fn a_longer_number_is_another_one() {
        assert!(diagnose("AADSTS7002139: something else").is_empty());
    }
}
