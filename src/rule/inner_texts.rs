//! The texts inside objects read back as they were meant: JSON in cluster Secrets, CSV and YAML in settings.
//!
//! Argo CD reads these texts when it is too late to say what is wrong: a cluster vanishes (`util/db/cluster.go`), the
//! SSO button disappears (`util/settings/settings.go`), argocd-server stops (`util/rbac/rbac.go`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::document::{self, Pointer};
use crate::finding::{Code, Finding, Place};
use crate::manifest::Manifest;
use crate::policy::Policy;
use crate::schema::{self, Schema};
use crate::source::Sources;

/// Checks the texts in one object.
pub fn check_manifest(manifest: &Manifest, findings: &mut Vec<Finding>) {
    let identity = manifest.identity();
    match (identity.kind.as_str(), identity.name.as_str()) {
        ("Secret", _) => check_secret(manifest, findings),
        ("ConfigMap", "argocd-cm" | "argocd-rbac-cm") => {
            let data = manifest.body().get("data").unwrap_or(&Value::Null);
            check_settings(data, &|pointer| manifest.place(Pointer::from_written(format!("/data{pointer}"))), findings);
        }
        _ => {}
    }
}

/// Checks the texts in a map of Argo CD's settings: `oidc.config` and `policy.csv`, wherever they are.
pub fn check_settings(settings: &Value, place: &dyn Fn(Pointer) -> Place, findings: &mut Vec<Finding>) {
    let Some(settings) = settings.as_object() else { return };
    for (key, value) in settings {
        let Some(text) = value.as_str() else { continue };
        let place = || place(Pointer::default().join(key));
        match key.replace('\\', "").rsplit_once("configs.").map_or(key.as_str(), |(_, rest)| rest) {
            "oidc.config" | "cm.oidc.config" | r"cm.oidc\.config" => check_oidc(text, &place, findings),
            "policy.csv" | "rbac.policy.csv" | r"rbac.policy\.csv" => check_policy(text, &place, findings),
            _ => {}
        }
    }
}

fn check_secret(manifest: &Manifest, findings: &mut Vec<Finding>) {
    let data = manifest.body().get("data").and_then(Value::as_object);
    for (key, value) in data.into_iter().flatten() {
        let place = || manifest.place(Pointer::of(["data", key]));
        let decoded =
            value.as_str().and_then(|text| STANDARD.decode(text).ok()).and_then(|bytes| String::from_utf8(bytes).ok());
        let Some(text) = decoded else {
            findings
                .push(Finding::new(Code::InnerText, place(), format!("`{key}` is not base64 of text")).hiding_value());
            continue;
        };
        if key == "config"
            && manifest.body().pointer("/metadata/labels/argocd.argoproj.io~1secret-type") == Some(&"cluster".into())
        {
            check_config(&text, &place, findings);
        }
    }
}

fn check_config(text: &str, place: &dyn Fn() -> Place, findings: &mut Vec<Finding>) {
    let config: Value = match serde_json::from_str(text) {
        Ok(config) => config,
        Err(error) => {
            let message = format!("`config` is not JSON (line {}, column {})", error.line(), error.column());
            findings.push(Finding::new(Code::InnerText, place(), message).hiding_value());
            return;
        }
    };
    for error in schema::errors(Schema::ClusterConfig, &config) {
        let message = format!("in `config`, at `{}`: {}", error.pointer, error.message);
        findings.push(Finding::new(Code::InnerText, place(), message).hiding_value());
    }
}

fn check_oidc(text: &str, place: &dyn Fn() -> Place, findings: &mut Vec<Finding>) {
    let mut sources = Sources::default();
    let mut found = Vec::new();
    let id = sources.add("oidc.config", std::path::Path::new(""), text.as_bytes().to_vec());
    let node = id.ok().and_then(|id| document::parse(sources.get(id), id, &mut found));
    let Some(node) = node else {
        let why = found.first().map_or("it is too large", |finding| finding.message.as_str());
        findings.push(Finding::new(Code::InnerText, place(), format!("`oidc.config` is not read: {why}")));
        return;
    };
    for error in schema::errors(Schema::OidcConfig, &node.to_value()) {
        let message = format!("in `oidc.config`, at `{}`: {}", error.pointer, error.message);
        findings.push(Finding::new(Code::InnerText, place(), message));
    }
}

fn check_policy(text: &str, place: &dyn Fn() -> Place, findings: &mut Vec<Finding>) {
    if let Err(errors) = Policy::parse(text) {
        for error in errors {
            findings.push(Finding::new(Code::InnerText, place(), format!("in `policy.csv`: {error}")));
        }
    }
}
