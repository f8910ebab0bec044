//! Federated credentials: which service account of the hub may take the place of an identity.
//!
//! Keeps true: issuer and subject are exactly what the token of that account says, the audience is the one that the
//! token is projected with, and there is one (Microsoft Entra, "considerations and restrictions for federated
//! credentials": wrong values are accepted and fail when a token is exchanged). The name is a function of hub,
//! namespace and account: two environment files of one hub agree on it, two hubs that share an identity do not meet,
//! and a hub that was made anew replaces what it had.

use serde_json::{Value, json};

use super::digest;
use super::needed::Hub;
use crate::environment::Environment;
use crate::value::{NamespaceName, OidcIssuer};

/// How many federated credentials Entra takes for one identity or app registration.
pub const LIMIT: usize = 20;
/// How long a credential's name may be.
const MAX_NAME: usize = 120;
/// How much of the digest tells names apart.
const DIGEST: usize = 8;

/// A service account that may take the place of an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FederatedCredential {
    /// What it is called: 3 to 120 letters, digits, hyphens and underscores; never changed once it is there.
    pub name: String,
    /// Who signs the token.
    pub issuer: OidcIssuer,
    /// Whose token it is.
    pub subject: String,
    /// Whom the token is for.
    pub audience: &'static str,
}

impl FederatedCredential {
    /// The credential of a service account in Argo CD's namespace.
    pub fn of(environment: &Environment, hub: Hub<'_>, account: &str) -> Self {
        let namespace = &environment.argocd.namespace;
        Self {
            name: name(hub, namespace, account),
            issuer: hub.issuer.clone(),
            subject: format!("system:serviceaccount:{namespace}:{account}"),
            audience: environment.cloud.facts().federated_audience,
        }
    }

    /// Its part of the document.
    pub fn body(&self) -> Value {
        json!({
            "name": self.name,
            "issuer": self.issuer.as_str(),
            "subject": self.subject,
            "audiences": [self.audience],
        })
    }
}

/// `ACCOUNT-DIGEST`; an account's name may have dots, and more characters than fit.
fn name(hub: Hub<'_>, namespace: &NamespaceName, account: &str) -> String {
    let digest = digest([&hub.cluster_id.normalised(), namespace.as_str(), account]);
    let account: String = account.replace('.', "-").chars().take(MAX_NAME - DIGEST - 1).collect();
    format!("{account}-{}", &digest[..DIGEST])
}

/// Credentials and how many more fit, as part of the document.
pub fn counted(credentials: &[FederatedCredential]) -> [(String, Value); 2] {
    let planned = credentials.len();
    let count = json!({"limit": LIMIT, "planned": planned, "remaining": LIMIT.saturating_sub(planned)});
    let credentials = credentials.iter().map(FederatedCredential::body).collect();
    [("federatedCredentials".to_owned(), credentials), ("credentialCount".to_owned(), count)]
}
