//! A switch of the chart is a boolean, not a text.
//!
//! In a template a text is true unless it is empty: `enabled: "false"` turns the part on. As a condition of a dependency
//! (`redis-ha.enabled`) Helm passes it over: `returned non-bool value` (helm `pkg/chartutil/dependencies.go`).

use super::{Subject, walk};
use crate::catalogue::chart::{self, ChartForm, Lookup};
use crate::finding::{Code, Finding, Place};
use crate::material::ChartValues;

/// Keys of dependencies that are conditions: their values are tested before any template is.
const CONDITIONS: [&[&str]; 1] = [&["redis-ha", "enabled"]];

/// Reports texts where the chart has a boolean.
pub fn check(subject: &Subject<'_, ChartValues>, findings: &mut Vec<Finding>) {
    walk(&subject.reading.values, &mut Vec::new(), &mut |path, entry| {
        let lookup = chart::find(path);
        let is_switch =
            matches!(&lookup, Lookup::Known(key) if key.form == ChartForm::Boolean) || CONDITIONS.contains(&path);
        if let (true, Some(text @ ("true" | "false"))) = (is_switch, entry.value.text()) {
            let message = format!("`{}` is the text `{text}`, not a boolean", path.join("."));
            findings.push(
                Finding::new(Code::ChartBoolean, Place::Text(entry.value.span), message)
                    .with_help("remove the quotes: any text that is not empty counts as true")
                    .with_fix(entry.value.span, text),
            );
        }
        matches!(lookup, Lookup::Known(_)) || path == ["redis-ha"]
    });
}
