use std::path::Path;

use serde_json::json;

use super::*;
use crate::environment;
use crate::source::{NoFiles, Sources};

/// An environment of these fields and no targets.
fn environment(fields: &Value) -> Environment {
    let mut file = json!({
        "apiVersion": "tiphys/v1alpha1",
        "kind": "Environment",
        "metadata": {"name": "contoso-dev"},
        "tenantId": "11111111-1111-4111-8111-111111111111",
        "targets": [],
    });
    file.as_object_mut().expect("a map").extend(fields.as_object().expect("a map").clone());
    file["argocd"]["minTargets"] = 0.into();
    let mut sources = Sources::default();
    let path = Path::new("env.yaml");
    let id = sources.add("env.yaml", path, file.to_string().into_bytes()).expect("a source");
    let mut findings = Vec::new();
    let today = "2026-11-24".parse().expect("a date");
    let loaded = environment::load(id, path, &NoFiles, &mut sources, today, &mut findings);
    assert_eq!(findings, []);
    loaded.environment.expect("nothing is wrong with it")
}

fn identity(token: &str) -> Value {
    json!({
        "clientId": "33333333-3333-4333-8333-333333333333",
        "principalId": "44444444-4444-4444-8444-444444444444",
        "token": token,
    })
}

fn sso() -> Value {
    json!({"clientId": "55555555-5555-4555-8555-555555555555"})
}

fn document(environment: &Environment) -> Value {
    let mut findings = Vec::new();
    let content = content(environment, None, &mut findings);
    assert_eq!(findings, []);
    let body = match content {
        Some(Content::Document { body, .. }) => Some(body),
        _ => None,
    };
    body.expect("without a form it is a document")
}

fn patches_of(fields: &Value) -> Vec<Value> {
    let mut findings = Vec::new();
    patches(&environment(fields), &mut findings)
}

fn patch<'p>(patches: &'p [Value], kind: &str, name: &str) -> Option<&'p Value> {
    patches.iter().find(|patch| patch["kind"] == kind && patch["metadata"]["name"] == name)
}

const MANIFESTS: &str = "manifests";

fn manifests(extra: &Value) -> Value {
    let mut fields = json!({"argocd": {"install": MANIFESTS, "domain": "argocd.example.com"}});
    fields.as_object_mut().expect("a map").extend(extra.as_object().expect("a map").clone());
    fields
}

#[test]
fn a_pod_has_one_source_of_tokens() {
    let webhook = patches_of(&manifests(&json!({"identity": identity("webhook")})))
        .iter()
        .map(Value::to_string)
        .collect::<String>();
    assert!(webhook.contains("azure.workload.identity/use") && webhook.contains("azure.workload.identity/client-id"));
    assert!(!webhook.contains("volume") && !webhook.contains("AZURE_"));
    let projected = patches_of(&manifests(&json!({"identity": identity("projected")})))
        .iter()
        .map(Value::to_string)
        .collect::<String>();
    assert!(!projected.contains("azure.workload.identity"));
    assert!(projected.contains(token_volume::NAME) && projected.contains("AZURE_FEDERATED_TOKEN_FILE"));
}

#[test]
fn without_an_identity_sign_in_needs_the_servers_token_only() {
    let patches = patches_of(&manifests(&json!({"sso": sso()})));
    let account = patch(&patches, "ServiceAccount", "argocd-server").expect("an account");
    let client = &account["metadata"]["annotations"]["azure.workload.identity/client-id"];
    assert_eq!(client, "55555555-5555-4555-8555-555555555555");
    assert!(patch(&patches, "Deployment", "argocd-server").is_some());
    assert_eq!(patch(&patches, "StatefulSet", "argocd-application-controller"), None);
}

#[test]
fn with_both_the_accounts_name_the_managed_identity() {
    let patches = patches_of(&manifests(&json!({"sso": sso(), "identity": identity("webhook")})));
    for name in ["argocd-server", "argocd-application-controller"] {
        let account = patch(&patches, "ServiceAccount", name).expect("an account");
        let client = &account["metadata"]["annotations"]["azure.workload.identity/client-id"];
        assert_eq!(client, "33333333-3333-4333-8333-333333333333");
    }
}

#[test]
fn accounts_are_called_what_the_file_says_and_nothing_moves_to_them() {
    let mut identity = identity("webhook");
    identity["serviceAccounts"] = json!({"server": "my-server"});
    let patches = patches_of(&manifests(&json!({"identity": identity})));
    assert!(patch(&patches, "ServiceAccount", "my-server").is_some());
    assert!(patch(&patches, "ServiceAccount", "argocd-server").is_none());
    assert!(!Value::from(patches).to_string().contains("serviceAccountName"));
}

#[test]
fn what_the_file_does_not_speak_of_is_not_said() {
    let fields = json!({"argocd": {"install": "helm"}});
    assert_eq!(
        document(&environment(&fields)),
        json!({
            "applicationSet": {"replicas": 2},
            "configs": {"cm": {"admin.enabled": true}},
            "redis-ha": {"enabled": true},
            "repoServer": {"replicas": 2},
            "server": {"replicas": 2},
        })
    );
    let patches = patches_of(&manifests(&json!({})));
    assert_eq!(patches.len(), 1);
    assert_eq!(patches[0]["data"], json!({"url": "https://argocd.example.com", "admin.enabled": "true"}));
}

#[test]
fn who_has_no_role_is_said_in_each_language() {
    for (install, pointer, none) in [
        ("helm", "/configs/rbac/policy.default", ""),
        ("extension", "/configs.rbac.policy\\.default", extension::NO_ROLE),
    ] {
        let fields = |rbac: Value| {
            let argocd = json!({"install": install, "domain": "argocd.example.com"});
            let mut fields = json!({"argocd": argocd, "sso": sso()});
            fields.as_object_mut().expect("a map").extend(rbac.as_object().expect("a map").clone());
            environment(&fields)
        };
        let role = |rbac: Value| document(&fields(rbac)).pointer(pointer).cloned();
        assert_eq!(role(json!({})), Some(none.into()), "{install}");
        assert_eq!(role(json!({"rbac": {}})), Some(none.into()), "{install}");
        assert_eq!(role(json!({"rbac": {"defaultRole": "readonly"}})), Some("role:readonly".into()), "{install}");
    }
}

#[test]
fn the_extension_says_also_what_is_off() {
    let argocd = json!({"install": "extension", "highAvailability": false});
    assert_eq!(
        document(&environment(&json!({"argocd": argocd}))),
        json!({
            "azure.workloadIdentity.enabled": "false",
            "configs.cm.admin\\.enabled": "true",
            "configs.params.server\\.insecure": "false",
            "redis-ha.enabled": "false",
            "server.ingress.enabled": "false",
        })
    );
}

#[test]
fn tls_that_ends_elsewhere_may_be_said_by_the_file() {
    let settings = json!({"configs": {"params": {"server.insecure": true}}});
    for (install, pointer, value) in [
        ("extension", "/configs.params.server\\.insecure", json!("true")),
        ("helm", "/configs/params/server.insecure", json!(true)),
    ] {
        let fields = json!({"argocd": {"install": install, "settings": settings}});
        assert_eq!(document(&environment(&fields)).pointer(pointer), Some(&value));
    }
}

#[test]
fn settings_of_the_file_join_ours() {
    let settings = json!({"server": {"env": [{"name": "HTTPS_PROXY", "value": "x"}], "replicas": 3}});
    let fields = json!({
        "argocd": {"install": "helm", "domain": "argocd.example.com", "settings": settings},
        "identity": identity("projected"),
    });
    let values = document(&environment(&fields));
    let names: Vec<&str> =
        values["server"]["env"].as_array().expect("a list").iter().filter_map(|v| v["name"].as_str()).collect();
    assert_eq!(
        names,
        ["HTTPS_PROXY", "AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_AUTHORITY_HOST"]
    );
    assert_eq!(values["server"]["replicas"], 3);
}

#[test]
fn a_form_of_patches_is_for_manifests_only() {
    for install in ["helm", "extension"] {
        for form in [Form::Patch, Form::Component] {
            let mut findings = Vec::new();
            let environment = environment(&json!({"argocd": {"install": install}}));
            assert_eq!(content(&environment, Some(form), &mut findings), None);
            assert_eq!(findings[0].code, Code::InstallMismatch);
        }
    }
}

#[test]
fn no_line_of_a_patch_ends_its_here_document() {
    let rbac = json!({
        "roles": {"x": [{"resource": "repositories", "actions": ["get"], "objects": ["PATCH/*"]}]},
        "bindings": [{"role": "x", "groups": [{"id": "aaaaaaaa-0000-4000-8000-00000000000a", "name": "a\nPATCH\n"}]}],
    });
    let environment = environment(&manifests(&json!({"rbac": rbac, "sso": sso(), "identity": identity("projected")})));
    let mut findings = Vec::new();
    let Some(Content::Script(script)) = content(&environment, Some(Form::Patch), &mut findings) else {
        panic!("{findings:?}")
    };
    let count = patches(&environment, &mut findings).len();
    assert_eq!(script.lines().filter(|line| *line == "PATCH").count(), count);
    assert_eq!(script.lines().filter(|line| line.starts_with("patch ")).count(), count);
}
