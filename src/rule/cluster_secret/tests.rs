//! Laws of the rules over cluster Secrets, over configs that are spoilt in every way.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::finding::{Code, Finding, Severity};
use crate::material::{Facts, Input, Material};
use crate::rule::check_material;
use crate::source::Sources;

/// A config that is right.
fn right() -> Value {
    json!({
        "execProviderConfig": {
            "command": "argocd-k8s-auth",
            "args": ["azure"],
            "env": {
                "AAD_LOGIN_METHOD": "workloadidentity",
                "AAD_ENVIRONMENT_NAME": "AzurePublicCloud",
                "AZURE_AUTHORITY_HOST": "https://login.microsoftonline.com/",
                "AZURE_CLIENT_ID": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                "AZURE_TENANT_ID": "9b2d6f0a-1c55-4b7e-8a39-5d0c7e1f2a34",
            },
            "apiVersion": "client.authentication.k8s.io/v1beta1",
            "installHint": "none",
        },
        "tlsClientConfig": {"insecure": false, "serverName": "dev"},
        "disableCompression": true,
        "proxyUrl": "http://proxy:3128",
    })
}

/// What is found in a Secret with a config, in a file.
fn found(config: &str) -> Vec<Finding> {
    found_in(&json!({"name": "dev", "server": "https://dev.example.com", "config": config}))
}

fn found_in(data: &Value) -> Vec<Finding> {
    let secret = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "dev", "labels": {"argocd.argoproj.io/secret-type": "cluster"}},
        "stringData": data,
    });
    let path = Path::new("dev.json");
    let mut sources = Sources::default();
    let id = sources.add("dev.json", path, secret.to_string().into_bytes()).expect("it is small");
    let mut material = Material::default();
    material.facts = Facts { input: Input::Files, ..material.facts };
    let mut findings = Vec::new();
    material.read(id, path, true, &mut sources, &mut findings);
    material.settle();
    check_material(&material, &mut findings);
    findings
}

/// Pointers to every value in a value, itself left out.
fn pointers(value: &Value, at: &str) -> Vec<String> {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (format!("{at}/{key}"), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(i, value)| (format!("{at}/{i}"), value)).collect(),
        _ => Vec::new(),
    };
    below.into_iter().flat_map(|(at, value)| [vec![at.clone()], pointers(value, &at)].concat()).collect()
}

#[test]
fn what_is_right_has_no_finding() {
    assert_eq!(found(&right().to_string()), []);
    assert_eq!(found(&serde_json::to_string_pretty(&right()).expect("it is JSON")), []);
    assert_eq!(found(""), []);
    assert_eq!(found("null"), []);
}

#[test]
fn null_is_as_good_as_nothing() {
    for pointer in pointers(&right(), "") {
        let mut config = right();
        *config.pointer_mut(&pointer).expect("it is there") = Value::Null;
        let codes: Vec<Code> = found(&config.to_string()).iter().map(|finding| finding.code).collect();
        assert!(codes.iter().all(|code| *code == Code::ClusterExec), "{pointer}: {codes:?}");
    }
}

#[test]
fn a_value_of_another_type_is_one_error() {
    for pointer in pointers(&right(), "") {
        let mut config = right();
        *config.pointer_mut(&pointer).expect("it is there") = json!(7);
        let found = found(&config.to_string());
        let is_type = |finding: &&Finding| finding.code == Code::ClusterConfigType;
        assert_eq!(found.iter().filter(is_type).count(), 1, "{pointer}: {found:?}");
    }
}

#[test]
fn a_value_that_a_tool_fills_in_is_not_judged() {
    for pointer in pointers(&right(), "") {
        let mut config = right();
        *config.pointer_mut(&pointer).expect("it is there") = json!("${VALUE}");
        assert_eq!(found(&config.to_string()), [], "{pointer}");
    }
}

#[test]
fn keys_in_another_case_are_notes() {
    let text = right().to_string().replace("tlsClientConfig", "TLSClientConfig").replace("\"args\"", "\"Args\"");
    let found = found(&text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|finding| finding.severity() == Severity::Note), "{found:?}");
}

#[test]
fn no_credential_is_in_a_message() {
    let words = |finding: Finding| format!("{} {}", finding.message, finding.help.unwrap_or_default());
    for secret in ["hunter2hunter2", "https://me:hunter2@proxy:3128", "<hunter2", "hunter2\u{200b}"] {
        for key in ["bearerToken", "password"] {
            let config = json!({key: secret, "tlsClientConfig": {"keyData": secret}});
            assert!(!found(&config.to_string()).into_iter().map(words).any(|words| words.contains("hunter2")), "{key}");
        }
    }
    let found = found(&json!({"proxyUrl": "https://me:hunter2@proxy:3128"}).to_string());
    assert!(!found.into_iter().map(words).any(|words| words.contains("hunter2")));
}

proptest! {
    #[test]
    fn any_config_is_judged(config in "[{}\\[\\]\",:a-cA0 \n<>$#-]{0,40}") {
        let _ = found(&config);
    }

    #[test]
    fn a_damaged_config_is_judged(cut in 0_usize..700, junk in "[\\PC\n]{0,3}") {
        let text = serde_json::to_string_pretty(&right()).expect("it is JSON");
        let cut = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let _ = found(&format!("{}{junk}{}", &text[..cut], &text[cut..]));
        let _ = found(&text[..cut]);
    }

    #[test]
    fn any_data_is_judged(key in "name|server|shard|namespaces|clusterResources|project|confi", value in "\\PC{0,12}") {
        let _ = found_in(&json!({"name": "dev", "server": "https://dev.example.com", key: value}));
    }
}
