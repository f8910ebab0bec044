//! The cluster Secret of a target: what Argo CD knows the cluster by (argo-cd `util/db/cluster.go`).
//!
//! Keeps true: everything is in `data`, so that a key which is no longer rendered leaves the server; the `config` JSON
//! is built from values; its exec environment names every variable that the pod could otherwise slip in, except the
//! token file in webhook mode, which only the webhook knows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::{labels, prune_annotations};
use crate::environment::{Ca, Environment, Remote, Target, Token};
use crate::install::token_volume;
use crate::manifest::{Manifest, Metadata};

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
        data.push(("config", config(environment, remote).to_string()));
    }
    if !target.namespaces.is_empty() {
        let names: Vec<&str> = target.namespaces.iter().map(crate::value::NamespaceName::as_str).collect();
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

/// The `config` JSON (argo-cd `pkg/apis/application/v1alpha1/types.go`, `ClusterConfig`).
fn config(environment: &Environment, remote: &Remote) -> Value {
    let mut config = json!({
        "execProviderConfig": {
            "command": "argocd-k8s-auth",
            "args": ["azure"],
            "env": exec_environment(environment, remote),
            "apiVersion": "client.authentication.k8s.io/v1beta1",
        },
        "tlsClientConfig": tls(remote),
    });
    if let Some(proxy_url) = &remote.proxy_url {
        config["proxyUrl"] = json!(proxy_url.as_str());
    }
    if remote.disable_compression {
        config["disableCompression"] = json!(true);
    }
    config
}

fn tls(remote: &Remote) -> Value {
    let mut tls = json!({"insecure": false});
    if let Some(name) = &remote.tls_server_name {
        tls["serverName"] = json!(name.as_str());
    }
    if let Ca::Bundle(bundle) = &remote.ca {
        tls["caData"] = json!(bundle.ca_data());
    }
    tls
}

/// The variables of `argocd-k8s-auth azure` (argo-cd `cmd/argocd-k8s-auth/commands/azure_cgo.go`; kubelogin `pkg/internal/token/options.go`).
///
/// The authority keeps its slash: Argo CD 2.14 to 3.0 joins the tenant to it as text.
fn exec_environment(environment: &Environment, remote: &Remote) -> Value {
    let cloud = environment.cloud.facts();
    let mut variables = json!({
        "AAD_ENVIRONMENT_NAME": cloud.environment_name,
        "AAD_LOGIN_METHOD": "workloadidentity",
        "AAD_SERVER_APPLICATION_ID": cloud.server_application_id,
        "AZURE_AUTHORITY_HOST": cloud.authority_host,
        "AZURE_CLIENT_ID": remote.client_id.as_str(),
        "AZURE_TENANT_ID": remote.tenant_id.as_str(),
    });
    if environment.identity.as_ref().is_some_and(|identity| identity.token == Token::Projected) {
        variables["AZURE_FEDERATED_TOKEN_FILE"] = json!(token_volume::file());
    }
    variables
}
