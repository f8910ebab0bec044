//! The cluster Secret of a target: what Argo CD knows the cluster by (argo-cd `util/db/cluster.go`).
//!
//! Keeps true: everything is in `data`, so that a key which is no longer rendered leaves the server; the `config` JSON
//! is built from values; its exec environment names every variable that the pod could otherwise slip in, except the
//! token file in webhook mode, which only the webhook knows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{labels, prune_annotations};
use crate::environment::{Ca, Environment, Remote, Target, Token};
use crate::install::token_volume;
use crate::manifest::{Manifest, Metadata};
use crate::value::{NamespaceName, ProxyUrl, ServerHostName};

/// What a config with one CA takes, so that its text is not moved while it grows.
const USUAL_BYTES: usize = 4096;

/// The Secret of one target.
pub fn manifest(environment: &Environment, target: &Target) -> Manifest {
    let mut metadata = Metadata {
        name: target.server.cluster_secret_name(),
        namespace: Some(environment.argocd.namespace.to_string()),
        labels: labels(environment),
        annotations: prune_annotations(environment),
    };
    metadata.labels.push(("argocd.argoproj.io/secret-type".to_owned(), "cluster".to_owned()));
    metadata.labels.extend(target.labels.iter().map(|(key, value)| (key.to_string(), value.to_string())));
    metadata.annotations.extend(target.annotations.iter().map(|(key, value)| (key.to_string(), value.to_string())));
    let data: Map<String, Value> = data(environment, target)
        .into_iter()
        .map(|(key, text)| (key.to_owned(), STANDARD.encode(text).into()))
        .collect();
    Manifest::new("v1", "Secret", metadata, json!({"type": "Opaque", "data": data}))
        .with_comment(format!("target {} at {}", target.name, target.server))
        .of_target(&target.name)
}

/// The keys of the Secret, decoded.
fn data(environment: &Environment, target: &Target) -> Vec<(&'static str, String)> {
    let mut data = vec![("name", target.name.to_string()), ("server", target.server.to_string())];
    if let Some(remote) = &target.remote {
        data.push(("config", config(environment, remote)));
    }
    if !target.namespaces.is_empty() {
        let names: Vec<&str> = target.namespaces.iter().map(NamespaceName::as_str).collect();
        data.push(("namespaces", names.join(",")));
    }
    if let Some(cluster_resources) = target.cluster_resources {
        data.push(("clusterResources", cluster_resources.to_string()));
    }
    if let Some(project) = &target.project {
        data.push(("project", project.to_string()));
    }
    if let Some(shard) = target.shard {
        data.push(("shard", shard.to_string()));
    }
    data
}

/// The `config` JSON (argo-cd `pkg/apis/application/v1alpha1/types.go`, `ClusterConfig`), as far as we write it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ClusterConfig<'a> {
    exec_provider_config: ExecProviderConfig<'a>,
    tls_client_config: TlsClientConfig<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disable_compression: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ExecProviderConfig<'a> {
    command: &'static str,
    args: [&'static str; 1],
    env: ExecEnvironment<'a>,
    api_version: &'static str,
}

/// The variables of `argocd-k8s-auth azure` (argo-cd `cmd/argocd-k8s-auth/commands/azure_cgo.go`; kubelogin
/// `pkg/internal/token/options.go`), in the order of their names.
#[derive(Debug, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct ExecEnvironment<'a> {
    aad_environment_name: &'static str,
    aad_login_method: &'static str,
    aad_server_application_id: &'static str,
    /// With its slash: Argo CD 2.14 to 3.0 joins the tenant to it as text.
    azure_authority_host: &'static str,
    azure_client_id: &'a str,
    /// Left out in webhook mode: only the webhook knows the path, which its version 1.6 changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    azure_federated_token_file: Option<String>,
    azure_tenant_id: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct TlsClientConfig<'a> {
    insecure: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    server_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_data: Option<String>,
}

fn config(environment: &Environment, remote: &Remote) -> String {
    let config = ClusterConfig {
        exec_provider_config: ExecProviderConfig {
            command: "argocd-k8s-auth",
            args: ["azure"],
            env: exec_environment(environment, remote),
            api_version: "client.authentication.k8s.io/v1beta1",
        },
        tls_client_config: TlsClientConfig {
            insecure: false,
            server_name: remote.tls_server_name.as_ref().map(ServerHostName::as_str),
            ca_data: match &remote.ca {
                Ca::System => None,
                Ca::Bundle(bundle) => Some(bundle.ca_data()),
            },
        },
        proxy_url: remote.proxy_url.as_ref().map(ProxyUrl::as_str),
        disable_compression: remote.disable_compression.then_some(true),
    };
    let mut json = Vec::with_capacity(USUAL_BYTES);
    serde_json::to_writer(&mut json, &config).expect("the types have no map with keys that are no strings");
    String::from_utf8(json).expect("JSON is UTF-8")
}

fn exec_environment<'a>(environment: &Environment, remote: &'a Remote) -> ExecEnvironment<'a> {
    let cloud = environment.cloud.facts();
    let is_projected = environment.identity.as_ref().is_some_and(|identity| identity.token == Token::Projected);
    ExecEnvironment {
        aad_environment_name: cloud.environment_name,
        aad_login_method: "workloadidentity",
        aad_server_application_id: cloud.server_application_id,
        azure_authority_host: cloud.authority_host,
        azure_client_id: remote.client_id.as_str(),
        azure_federated_token_file: is_projected.then(token_volume::file),
        azure_tenant_id: remote.tenant_id.as_str(),
    }
}
