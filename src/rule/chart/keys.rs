//! Keys that no template of the chart reads: moved in another generation, misspelt, or the extension's alone.
//!
//! Helm merges any key into the values and never says that none reads it. Which keys a chart has depends on its version;
//! where that is unknown, a key is doubtful, not wrong.

use super::{Subject, walk};
use crate::catalogue::chart::{self, Lookup};
use crate::document::Entry;
use crate::finding::{Code, Finding, Place, Severity, slip};
use crate::material::ChartValues;

/// The first major version whose templates do not honour the keys of charts before 5.
const WITHOUT_OLD_KEYS: u32 = 6;

/// Reports keys that do nothing.
pub fn check(subject: &Subject<'_, ChartValues>, findings: &mut Vec<Finding>) {
    let major = subject.reading.major;
    walk(&subject.reading.values, &mut Vec::new(), &mut |path, entry| {
        if let Some(new) = chart::moved(path) {
            findings.push(moved(path, entry, new, major));
            return false;
        }
        if let Some(meant) = switch_of_dependency(path) {
            findings.extend(unknown(path, entry, Some(meant.to_owned()), major));
            return false;
        }
        match chart::find(path) {
            Lookup::Known(key) => {
                let is_gone = key.last.is_some_and(|last| major.is_some_and(|major| major > last));
                findings.extend(is_gone.then(|| gone(path, entry, key.last)));
                !is_gone
            }
            Lookup::Free => path == ["redis-ha"],
            Lookup::Unknown { meant, .. } => {
                findings.extend(unknown(path, entry, meant, major));
                false
            }
        }
    });
}

fn moved(path: &[&str], entry: &Entry, new: &str, major: Option<u32>) -> Finding {
    let message = format!("`{}` is a key of older charts; charts of today read `{new}`", path.join("."));
    let finding = Finding::new(Code::ChartKeyMoved, Place::Text(entry.key_span), message);
    let finding = finding.with_help(format!("move what it holds to `{new}`"));
    if major.is_some_and(|major| major >= WITHOUT_OLD_KEYS) { finding.with_severity(Severity::Error) } else { finding }
}

fn gone(path: &[&str], entry: &Entry, last: Option<u32>) -> Finding {
    let last = last.map(|last| format!(" since chart {}", last + 1)).unwrap_or_default();
    let message = format!("no template reads `{}`{last}", path.join("."));
    Finding::new(Code::ChartKeyMoved, Place::Text(entry.key_span), message).with_help("remove it")
}

/// A key that the catalogue does not have: a finding only if something near is meant, or the extension has it.
fn unknown(path: &[&str], entry: &Entry, meant: Option<String>, major: Option<u32>) -> Option<Finding> {
    let name = path.join(".");
    if chart::EXTENSION_KEYS.iter().any(|key| *key == name || key.starts_with(&format!("{name}."))) {
        let message =
            format!("`{name}` is a setting of the Microsoft.ArgoCD extension; no template of the chart reads it");
        let finding = Finding::new(Code::ChartKeyUnknown, Place::Text(entry.key_span), message);
        return Some(finding.with_help(
            "label the pods and annotate the accounts instead: `server.podLabels`, `server.serviceAccount.annotations`",
        ));
    }
    // A parent chart or an anchor holder may have keys of its own at the top; not such as hold what the chart's near key does.
    let meant = meant.filter(|meant| path.len() > 1 || major.is_some() || holds_the_same(entry, meant))?;
    let message = format!("no template of the chart reads {}", crate::value::shown(&name));
    let finding = Finding::new(Code::ChartKeyUnknown, Place::Text(entry.key_span), message);
    let slip = slip(path.last().copied().unwrap_or_default(), [meant.as_str()]);
    Some(finding.with_help(format!("did you mean `{meant}`?")).with_optional_content(entry.key_span, slip))
}

/// Whether something below a key is what the chart has below another one: `confgs: {cm: …}`.
fn holds_the_same(entry: &Entry, meant: &str) -> bool {
    let below = entry.value.entries().iter();
    below.map(|below| chart::find(&[meant, &below.key])).any(|lookup| matches!(lookup, Lookup::Known(_)))
        || meant == "redis-ha" && entry.value.get("enabled").is_some()
}

/// The condition of the dependency `redis-ha` that a key near to it was meant to be; the rest are the dependency's own.
fn switch_of_dependency(path: &[&str]) -> Option<&'static str> {
    let [above, key] = path else { return None };
    let is_near = *key != "enabled" && strsim::damerau_levenshtein(&key.to_ascii_lowercase(), "enabled") <= 1;
    (*above == "redis-ha" && is_near).then_some("enabled")
}
