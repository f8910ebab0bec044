//! The workload identity of one of Argo CD's pods: what its account, its template and its container get.
//!
//! Keeps true: a pod has one source of tokens. With the webhook it has the label that the webhook selects on (it looks
//! at pods, not at accounts; azure-workload-identity `pkg/webhook/webhook.go`), and no volume; with our own volume it
//! has no label. argocd-server and the application controller need tokens, no other pod does: they open the connections
//! to targets, and argocd-server exchanges codes at sign-in.

use serde_json::{Map, Value, json};

use super::token_volume;
use crate::cloud::Cloud;
use crate::environment::shape::default_of;
use crate::environment::{Environment, ServiceAccounts, Token};
use crate::value::{ClientId, ObjectName, TenantId};

/// One of Argo CD's workloads that need a token.
#[derive(Debug, Clone, PartialEq)]
pub struct Pod {
    /// The account that it runs as.
    pub account: ObjectName,
    /// Where its tokens come from; `None` if it needs none.
    pub identity: Option<PodIdentity>,
}

/// Where a pod's tokens come from.
#[derive(Debug, Clone, PartialEq)]
pub struct PodIdentity {
    token: Token,
    client_id: ClientId,
    tenant_id: TenantId,
    cloud: Cloud,
}

/// argocd-server and the application controller, in this order.
///
/// Without `identity`, `sso` alone needs a token: argocd-server shows it when it exchanges a code, by the webhook, and
/// its account names the app registration. With both it names the managed identity, because sign-in takes the client
/// from oidc.config (argo-cd `util/oidc/oidc.go`).
pub fn pods(environment: &Environment) -> [Pod; 2] {
    let source = |token: Token, client_id: &ClientId| PodIdentity {
        token,
        client_id: client_id.clone(),
        tenant_id: environment.tenant_id.clone(),
        cloud: environment.cloud,
    };
    let (both, server_alone) = match (&environment.identity, &environment.sso) {
        (Some(identity), _) => (Some(source(identity.token, &identity.client_id)), None),
        (None, Some(sso)) => (None, Some(source(Token::Webhook, &sso.client_id))),
        (None, None) => (None, None),
    };
    let ServiceAccounts { server, application_controller } = accounts(environment);
    [
        Pod { account: server, identity: server_alone.or_else(|| both.clone()) },
        Pod { account: application_controller, identity: both },
    ]
}

/// What the accounts are called; without `identity` as Argo CD calls them.
fn accounts(environment: &Environment) -> ServiceAccounts {
    let named = environment.identity.as_ref().map(|identity| identity.service_accounts.clone());
    named.unwrap_or_else(|| default_of(&json!({})))
}

impl Pod {
    /// Labels of the pod template.
    pub fn labels(&self) -> Map<String, Value> {
        match self.by(Token::Webhook) {
            Some(_) => map([("azure.workload.identity/use", "true".to_owned())]),
            None => Map::new(),
        }
    }

    /// Annotations of the account.
    pub fn annotations(&self) -> Map<String, Value> {
        let Some(identity) = self.by(Token::Webhook) else { return Map::new() };
        map([
            ("azure.workload.identity/client-id", identity.client_id.to_string()),
            ("azure.workload.identity/tenant-id", identity.tenant_id.to_string()),
        ])
    }

    /// Volumes of the pod.
    pub fn volumes(&self) -> Vec<Value> {
        let projected = self.by(Token::Projected);
        projected.map(|identity| token_volume::volume(identity.cloud.facts().federated_audience)).into_iter().collect()
    }

    /// Mounts of the container.
    pub fn volume_mounts(&self) -> Vec<Value> {
        self.by(Token::Projected).map(|_| token_volume::mount()).into_iter().collect()
    }

    /// Variables of the container: what the webhook would set.
    pub fn env(&self) -> Vec<Value> {
        let Some(identity) = self.by(Token::Projected) else { return Vec::new() };
        let variables = [
            ("AZURE_CLIENT_ID", identity.client_id.to_string()),
            ("AZURE_TENANT_ID", identity.tenant_id.to_string()),
            ("AZURE_FEDERATED_TOKEN_FILE", token_volume::file()),
            ("AZURE_AUTHORITY_HOST", identity.cloud.facts().authority_host.to_owned()),
        ];
        variables.map(|(name, value)| json!({"name": name, "value": value})).to_vec()
    }

    fn by(&self, token: Token) -> Option<&PodIdentity> {
        self.identity.as_ref().filter(|identity| identity.token == token)
    }
}

fn map<const N: usize>(pairs: [(&str, String); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect()
}
