//! Chart values in overlays: `settings.yaml`, which becomes part of `argocd.settings`.
//!
//! Keeps true: what the environment file says wins over a built-in set, which is a default; the user's own overlay
//! wins over the file, because adapting it is what it is for. A setting that follows from the file is refused here as
//! it is there.

use serde_json::{Map, Value};

use super::Overlay;
use super::patch::failed;
use super::template::{self, Templates};
use crate::document::{Content, Node};
use crate::environment::word::Install;
use crate::finding::{Code, Finding, Place};
use crate::merge;
use crate::rule;
use crate::source::Span;

/// Reads chart values beside an environment file and fills their templates.
pub fn read(
    document: &Node,
    node: &Node,
    templates: &Templates,
    findings: &mut Vec<Finding>,
) -> Option<Map<String, Value>> {
    if !matches!(node.content, Content::Map(_)) {
        findings.push(failed(node.span, format!("chart values are a map, not {}", node.type_name())));
        return None;
    }
    let before = findings.len();
    rule::environment::check_settings(document, node, &|_, span| Place::Text(span), findings);
    findings.extend(template::errors(node).into_iter().map(|(span, e)| template::failed(span, e.message, e.help)));
    if findings.len() > before {
        return None;
    }
    match templates.fill(node, None) {
        Ok(Value::Object(settings)) => Some(settings),
        Ok(_) => None,
        Err((span, error)) => {
            findings.push(template::failed(span, error.message, error.help));
            None
        }
    }
}

/// The finding for chart values of an installation without a chart.
pub fn unusable(span: Span) -> Finding {
    let message = "these are values of the Helm chart, which `install: manifests` does not use";
    Finding::new(Code::InstallMismatch, Place::Text(span), message).with_help(
        "put a partial object into the overlay instead: with `argocd.base` it is merged into the installation",
    )
}

/// The settings of the installation: the built-in sets' below those of the file, the user's own overlays' above.
pub fn combined(overlays: &[Overlay], install: Install, written: Map<String, Value>) -> Map<String, Value> {
    if install == Install::Manifests {
        return written;
    }
    let mut combined = written;
    let settings = |is_built_in| overlays.iter().filter(move |o| o.is_built_in == is_built_in);
    // The last set wins over the ones before it, and all lie below the file.
    for below in settings(true).rev().filter_map(|overlay| overlay.settings.as_ref()) {
        lay_below(&mut combined, below);
    }
    for above in settings(false).filter_map(|overlay| overlay.settings.clone()) {
        let mut merged = Value::Object(std::mem::take(&mut combined));
        merge::json_merge(&mut merged, &Value::Object(above));
        if let Value::Object(merged) = merged {
            combined = merged;
        }
    }
    combined
}

/// Adds what `settings` does not say itself; a `null` that it says stays, because Helm removes a default by it.
fn lay_below(settings: &mut Map<String, Value>, below: &Map<String, Value>) {
    for (key, value) in below {
        match (settings.get_mut(key), value) {
            (None, value) => drop(settings.insert(key.clone(), value.clone())),
            (Some(Value::Object(settings)), Value::Object(below)) => lay_below(settings, below),
            (Some(_), _) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn overlay(is_built_in: bool, settings: Value) -> Overlay {
        let Value::Object(settings) = settings else { panic!("settings are a map") };
        let name = String::new();
        Overlay { name, span: Span::NOWHERE, is_built_in, patches: Vec::new(), settings: Some(settings) }
    }

    fn combine(overlays: &[Overlay], install: Install, written: Value) -> Value {
        let Value::Object(written) = written else { panic!("settings are a map") };
        Value::Object(combined(overlays, install, written))
    }

    #[test]
    fn the_file_wins_over_a_built_in_set_and_the_users_overlay_over_the_file() {
        let overlays = [
            overlay(false, json!({"a": {"own": 3, "gone": null}})),
            overlay(true, json!({"a": {"set": 1, "file": 1, "own": 1}, "b": 1, "dex": {"x": 1}})),
            overlay(true, json!({"b": 2})),
        ];
        let written = json!({"a": {"file": 2, "own": 2, "gone": 2}, "dex": null});
        let expected = json!({"a": {"file": 2, "own": 3, "set": 1}, "dex": null, "b": 2});
        assert_eq!(combine(&overlays, Install::Helm, written), expected);
    }

    #[test]
    fn without_a_chart_there_are_no_chart_values() {
        let overlays = [overlay(true, json!({"a": 1}))];
        assert_eq!(combine(&overlays, Install::Manifests, json!({})), json!({}));
    }
}
