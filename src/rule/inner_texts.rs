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
use crate::material::rbac_config;
use crate::policy::Policy;
use crate::schema::{self, Schema};
use crate::source::Sources;

/// Checks the texts in one object.
pub fn check_manifest(manifest: &Manifest, findings: &mut Vec<Finding>) {
    let identity = manifest.identity();
    match (identity.kind.as_str(), identity.name.as_str()) {
        ("Secret", _) => check_secret(manifest, findings),
        // argocd-rbac-cm has rules of its own.
        ("ConfigMap", "argocd-cm") => {
            let data = manifest.body().get("data").unwrap_or(&Value::Null);
            check_settings(data, &|pointer| manifest.place(Pointer::from_written(format!("/data{pointer}"))), findings);
        }
        _ => {}
    }
}

/// Checks the texts in a document of Argo CD's settings: `oidc.config` and the parts of `policy.csv`, wherever they are.
///
/// They are keys of argocd-cm's and argocd-rbac-cm's data, of nested values, of flat settings (escaped), or of a patch in
/// a kustomize Component.
pub fn check_settings(settings: &Value, place: &dyn Fn(Pointer) -> Place, findings: &mut Vec<Finding>) {
    if settings.get("kind").and_then(Value::as_str) == Some("Component") {
        check_patches(settings, place, findings);
    } else {
        check_below(settings, &Pointer::default(), place, findings);
    }
}

fn check_below(value: &Value, at: &Pointer, place: &dyn Fn(Pointer) -> Place, findings: &mut Vec<Finding>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let at = at.join(key);
                match (own_key(key).as_str(), value.as_str()) {
                    ("oidc.config", Some(text)) => check_oidc(text, &|| place(at.clone()), findings),
                    (key, Some(text)) if rbac_config::is_policy(key) => {
                        check_policy(text, &|| place(at.clone()), findings);
                    }
                    _ => check_below(value, &at, place, findings),
                }
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                check_below(item, &at.join(i), place, findings);
            }
        }
        _ => {}
    }
}

/// The key itself, or the last one of a flat key, in which dots are escaped: of `configs.cm.oidc\.config`, `oidc.config`.
fn own_key(key: &str) -> String {
    if !key.contains('\\') {
        return key.to_owned();
    }
    let literal = key.replace("\\.", "\0");
    literal.rsplit('.').next().unwrap_or_default().replace('\0', ".")
}

fn check_patches(component: &Value, place: &dyn Fn(Pointer) -> Place, findings: &mut Vec<Finding>) {
    for (i, patch) in component.get("patches").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let Some(text) = patch.get("patch").and_then(Value::as_str) else { continue };
        let place = || place(Pointer::default().join("patches").join(i).join("patch"));
        match parsed("patch", text) {
            Ok(patch) => check_below(&patch, &Pointer::default(), &|_| place(), findings),
            Err(why) => findings.push(Finding::new(Code::InnerText, place(), format!("the patch is not read: {why}"))),
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
    for key in ["caData", "certData", "keyData"] {
        let data = config.get("tlsClientConfig").and_then(|tls| tls.get(key)).and_then(Value::as_str);
        if data.is_some_and(|data| STANDARD.decode(data.replace(['\r', '\n'], "")).is_err()) {
            let message = format!("in `config`, `{key}` is not base64 (standard alphabet, padded)");
            findings.push(Finding::new(Code::InnerText, place(), message).hiding_value());
        }
    }
    for error in schema::errors(Schema::ClusterConfig, &config) {
        let message = format!("in `config`, at `{}`: {}", error.pointer, error.message);
        findings.push(Finding::new(Code::InnerText, place(), message).hiding_value());
    }
}

fn check_oidc(text: &str, place: &dyn Fn() -> Place, findings: &mut Vec<Finding>) {
    let config = match parsed("oidc.config", text) {
        Ok(config) => config,
        Err(why) => {
            findings.push(Finding::new(Code::InnerText, place(), format!("`oidc.config` is not read: {why}")));
            return;
        }
    };
    for error in schema::errors(Schema::OidcConfig, &config) {
        let message = format!("in `oidc.config`, at `{}`: {}", error.pointer, error.message);
        findings.push(Finding::new(Code::InnerText, place(), message));
    }
}

/// A YAML text as a value, or why it is none.
fn parsed(name: &str, text: &str) -> Result<Value, String> {
    let mut sources = Sources::default();
    let mut found = Vec::new();
    let id =
        sources.add(name, std::path::Path::new(""), text.as_bytes().to_vec()).map_err(|error| error.to_string())?;
    let node = document::parse(sources.get(id), id, &mut found);
    node.map(|node| node.to_value())
        .ok_or_else(|| found.first().map_or_else(|| "it is empty".to_owned(), |finding| finding.message.clone()))
}

fn check_policy(text: &str, place: &dyn Fn() -> Place, findings: &mut Vec<Finding>) {
    if let Err(errors) = Policy::parse(text) {
        for error in errors {
            findings.push(Finding::new(Code::InnerText, place(), format!("in `policy.csv`: {error}")));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Where the findings of a document are.
    fn places(settings: &Value) -> Vec<String> {
        let mut findings = Vec::new();
        check_settings(settings, &Place::Value, &mut findings);
        let place = |finding: &Finding| match &finding.place {
            Place::Value(pointer) => pointer.to_string(),
            other => format!("{other:?}"),
        };
        findings.iter().map(place).collect()
    }

    fn component(patch: &str) -> Value {
        json!({"kind": "Component", "patches": [{"patch": "kind: Other\n"}, {"patch": patch}]})
    }

    #[test]
    fn a_policy_is_found_in_every_form() {
        for (wrong, pointer) in [
            (json!({"policy.csv": "x"}), "/policy.csv"),
            (json!({"policy.team-a.csv": "x"}), "/policy.team-a.csv"),
            (json!({"configs": {"rbac": {"policy.csv": "x"}}}), "/configs/rbac/policy.csv"),
            (json!({"configs.rbac.policy\\.csv": "x"}), "/configs.rbac.policy\\.csv"),
            (json!({"configs.rbac.policy\\.team-a\\.csv": "x"}), "/configs.rbac.policy\\.team-a\\.csv"),
            (json!({"list": [{"policy.csv": "x"}]}), "/list/0/policy.csv"),
            (component("data:\n  policy.csv: |\n    x\n"), "/patches/1/patch"),
        ] {
            assert_eq!(places(&wrong), [pointer], "{wrong}");
        }
    }

    #[test]
    fn a_sign_in_is_found_in_every_form() {
        let text = "name: x\nissuer: https://x.example.com\nclientID: y\nazure: {useWorkloadIdentity: \"true\"}\n";
        for (wrong, pointer) in [
            (json!({"oidc.config": text}), "/oidc.config"),
            (json!({"configs": {"cm": {"oidc.config": text}}}), "/configs/cm/oidc.config"),
            (json!({"configs.cm.oidc\\.config": text}), "/configs.cm.oidc\\.config"),
            (component(&crate::emit::yaml_value(&json!({"data": {"oidc.config": text}}))), "/patches/1/patch"),
        ] {
            assert_eq!(places(&wrong), [pointer], "{wrong}");
        }
    }

    #[test]
    fn good_texts_and_other_keys_pass() {
        for right in [
            json!({"policy.csv": "g, a, role:admin\n", "policy.default": "x", "config": "x", "csv": "x"}),
            json!({"configs.cm.oidc\\.config": "name: x\nissuer: https://x.example.com\nclientID: y\n"}),
            json!({"patch": "{"}),
        ] {
            assert_eq!(places(&right), Vec::<String>::new(), "{right}");
        }
    }

    #[test]
    fn a_patch_that_is_no_yaml_is_found() {
        assert_eq!(places(&component("a: {")), ["/patches/1/patch"]);
    }

    /// The places of findings in a cluster Secret with this `config`.
    fn places_in_secret(config: &str) -> Vec<String> {
        let manifest = Manifest::from_body(json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "x", "labels": {"argocd.argoproj.io/secret-type": "cluster"}},
            "data": {"config": STANDARD.encode(config)},
        }));
        let mut findings = Vec::new();
        check_manifest(&manifest.expect("it says who it is"), &mut findings);
        findings.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn base64_in_a_config_is_what_go_decodes() {
        for right in ["YQ==", "YQ\\n==\\n", "YWI=", "YWJj"] {
            let config = format!(r#"{{"tlsClientConfig": {{"caData": "{right}"}}}}"#);
            assert_eq!(places_in_secret(&config), Vec::<String>::new(), "{right}");
        }
        for wrong in ["YQ-_", "YQ ==", "=YQ=", "-----BEGIN", "YQ", "YQ==YQ=="] {
            let config = format!(r#"{{"tlsClientConfig": {{"caData": "{wrong}"}}}}"#);
            let found = places_in_secret(&config);
            assert!(found.iter().any(|message| message.contains("`caData` is not base64")), "{wrong}: {found:?}");
        }
    }

    #[test]
    fn a_config_that_is_no_json_is_found() {
        for wrong in ["{", "{\"a\": 1,}", "{} # comment", "{'a': 1}"] {
            assert_eq!(places_in_secret(wrong).len(), 1, "{wrong}");
        }
    }
}
