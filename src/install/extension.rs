//! The settings of the Microsoft.ArgoCD extension: a flat map of strings, as it goes over the wire.
//!
//! Keeps true: a dot inside a key is escaped by one backslash and nothing else is; channels escape again for themselves.
//! Reading the map back as Helm reads `--set` gives the nested values again. The platform's reader is not public; what is
//! known of it (dots, indices, types taken from texts, `{` for lists; `az k8s-extension`) is Helm's `strvals`, but for
//! commas, which separate nothing here.
//!
//! An update adds to what is there, so a setting that follows from the file is said even where it is the default: false
//! replaces an earlier true. What cannot be said so is `oidc.config`, url and policy of a file that drops `sso`,
//! `domain` or `rbac`: a setting is never empty.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::values::{Values, settings_pointer};
use super::{Settings, chart};
use crate::document::Pointer;
use crate::finding::{Code, Finding, Place};

/// What `policy.default` says for no role. Empty is not possible, and left out an earlier role would stay; a role that
/// nothing defines grants nothing, and no role of the file can have this name.
pub const NO_ROLE: &str = "role:none";

/// The document.
pub fn document(settings: &Settings, extra: Map<String, Value>, findings: &mut Vec<Finding>) -> Value {
    let mut values = chart::shared(settings, NO_ROLE);
    set_workload_identity(&mut values, settings);
    flat(values.merged(resets(), extra, findings), findings)
}

/// Nested values on the wire; what cannot be said there is a finding.
pub fn flat(nested: Map<String, Value>, findings: &mut Vec<Finding>) -> Value {
    let mut flat = Flat { settings: BTreeMap::new(), findings };
    flat.add_map("", nested, &settings_pointer());
    Value::Object(flat.settings.into_iter().map(|(key, value)| (key, value.into())).collect())
}

/// The extension labels the pods and annotates the accounts itself.
fn set_workload_identity(values: &mut Values, settings: &Settings) {
    let is_needed = settings.identity_client.is_some() || settings.sso_client.is_some();
    values.set(["azure", "workloadIdentity", "enabled"], is_needed);
    if let Some(client) = &settings.identity_client {
        values.set(["azure", "workloadIdentity", "clientId"], client.as_str());
    }
    if let Some(client) = &settings.sso_client {
        values.set(["azure", "workloadIdentity", "entraSSOClientId"], client.as_str());
    }
}

/// What an earlier ingress of the file left on.
fn resets() -> Values {
    let mut values = Values::default();
    values.set(["configs", "params", "server.insecure"], false);
    values.set(["server", "ingress", "enabled"], false);
    values
}

/// Settings that are being flattened.
struct Flat<'f> {
    settings: BTreeMap<String, String>,
    findings: &'f mut Vec<Finding>,
}

impl Flat<'_> {
    fn add_map(&mut self, prefix: &str, map: Map<String, Value>, at: &Pointer) {
        for (key, value) in map {
            let at = at.join(&key);
            match escaped(&key) {
                Some(key) if prefix.is_empty() => self.add(key, value, &at),
                Some(key) => self.add(format!("{prefix}.{key}"), value, &at),
                None => self.refuse(
                    Place::Key(at),
                    "a key of the extension has no such characters",
                    "write letters, digits, `.`, `-`, `_` and `/`",
                ),
            }
        }
    }

    fn add(&mut self, key: String, value: Value, at: &Pointer) {
        match value {
            Value::Object(map) if !map.is_empty() => self.add_map(&key, map, at),
            Value::Array(items) if !items.is_empty() => {
                for (i, item) in items.into_iter().enumerate() {
                    self.add(format!("{key}[{i}]"), item, &at.join(i));
                }
            }
            Value::Object(_) | Value::Array(_) | Value::Null => {
                let message = "the extension has no way to say that something is empty";
                self.refuse(Place::Value(at.clone()), message, "remove it: what is left out has the chart's default");
            }
            Value::Bool(boolean) => drop(self.settings.insert(key, boolean.to_string())),
            Value::Number(number) => drop(self.settings.insert(key, number.to_string())),
            Value::String(text) => self.add_text(key, text, at),
        }
    }

    fn add_text(&mut self, key: String, text: String, at: &Pointer) {
        let place = Place::Value(at.clone());
        if text.is_empty() {
            self.refuse(
                place,
                "a setting of the extension is never empty",
                "remove it, or write the value that is meant",
            );
        } else if text.starts_with('{') {
            self.refuse(
                place,
                "the extension reads a text that starts with `{` as a list",
                "write a list as a list, or begin the text with a line break or a space",
            );
        } else {
            if is_retyped(&text) && !is_made_text(at) {
                let message = format!("the extension reads the text `{text}` as a boolean, a number or nothing");
                let finding = Finding::new(Code::RetypedSetting, place, message);
                self.findings.push(
                    finding.with_help(
                        "Kubernetes refuses it where it takes texts only: labels, variables, node selectors",
                    ),
                );
            }
            self.settings.insert(key, text);
        }
    }

    fn refuse(&mut self, place: Place, message: &str, help: &str) {
        self.findings.push(Finding::new(Code::UnwritableSetting, place, message).with_help(help));
    }
}

/// A key on the wire; `None` if it has characters that mean something else there.
fn escaped(key: &str) -> Option<String> {
    let means_else = |c: char| ",=\\{}[]".contains(c) || c.is_whitespace();
    (!key.is_empty() && !key.contains(means_else)).then(|| key.replace('.', "\\."))
}

/// Whether a text becomes another type (Helm `pkg/strvals/parser.go`, `typedVal`).
fn is_retyped(text: &str) -> bool {
    let is_word = ["true", "false", "null"].iter().any(|word| text.eq_ignore_ascii_case(word));
    is_word || text == "0" || (!text.starts_with('0') && text.parse::<i64>().is_ok())
}

/// Whether the chart makes a text of a value whatever its type: argocd-cm, argocd-cmd-params-cm, annotations.
fn is_made_text(at: &Pointer) -> bool {
    let steps: Vec<_> = at.steps().collect();
    let below_settings = &steps[settings_pointer().steps().count()..];
    let is_config =
        matches!(below_settings, [configs, map, ..] if configs == "configs" && (map == "cm" || map == "params"));
    is_config
        || steps.iter().rev().nth(1).is_some_and(|parent| parent == "annotations" || parent.ends_with("Annotations"))
}

#[cfg(test)]
mod tests;
