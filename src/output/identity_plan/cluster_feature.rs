//! What the clusters must have switched on.
//!
//! Keeps true: every feature has a reason in the environment file. The hub comes first; a target is there if the file
//! says which cluster it is.

use serde_json::{Map, Value, json};

use super::needed::Hub;
use crate::environment::{Access, Environment, IngressType, Target, Token};
use crate::value::{ManagedClusterId, TargetName};

/// A cluster and what it must have.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterFeatures {
    /// Its resource id.
    pub cluster_id: ManagedClusterId,
    /// The target that it is; `None` for the hub.
    pub target: Option<TargetName>,
    /// What it must have.
    pub features: Vec<Feature>,
}

/// A feature of AKS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// The cluster publishes the keys that its tokens are signed with.
    OidcIssuer,
    /// The webhook that gives pods their token.
    WorkloadIdentity,
    /// The Secrets Store CSI driver with its provider for Azure Key Vault.
    KeyVaultSecretsProvider,
    /// The App Routing add-on.
    AppRouting,
    /// App Routing's implementation of Gateway API.
    AppRoutingIstio,
    /// The managed installation of Gateway API's own kinds.
    GatewayApi,
    /// Sign-in with Entra ID.
    EntraIntegration,
    /// Rights by role assignments of Azure.
    AzureRbac,
}

impl Feature {
    /// Every feature.
    pub const ALL: [Self; 8] = [
        Self::OidcIssuer,
        Self::WorkloadIdentity,
        Self::KeyVaultSecretsProvider,
        Self::AppRouting,
        Self::AppRoutingIstio,
        Self::GatewayApi,
        Self::EntraIntegration,
        Self::AzureRbac,
    ];

    /// Its name in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OidcIssuer => "oidcIssuer",
            Self::WorkloadIdentity => "workloadIdentity",
            Self::KeyVaultSecretsProvider => "keyVaultSecretsProvider",
            Self::AppRouting => "appRouting",
            Self::AppRoutingIstio => "appRoutingIstio",
            Self::GatewayApi => "gatewayApi",
            Self::EntraIntegration => "entraIntegration",
            Self::AzureRbac => "azureRbac",
        }
    }

    /// Why it must be on.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::OidcIssuer => {
                "Entra ID checks the tokens of the hub's service accounts with the keys published there"
            }
            Self::WorkloadIdentity => "its webhook puts the token into the pods that use an identity",
            Self::KeyVaultSecretsProvider => "it brings the certificate from the key vault into the cluster",
            Self::AppRouting => "its operator connects the ingress with the key vault and the DNS zones",
            Self::AppRoutingIstio => "it serves the Gateway, whose class is approuting-istio",
            Self::GatewayApi => "it installs the kinds Gateway and HTTPRoute",
            Self::EntraIntegration => "the API server accepts tokens of Entra ID, which is how Argo CD signs in",
            Self::AzureRbac => "the target's access is a role assignment, which counts only with it",
        }
    }
}

/// The hub's features, then those of the selected targets.
pub fn all(environment: &Environment, targets: &[&Target], hub: Hub<'_>) -> Vec<ClusterFeatures> {
    let hub = ClusterFeatures { cluster_id: hub.cluster_id.clone(), target: None, features: of_hub(environment) };
    std::iter::once(hub).chain(targets.iter().filter_map(|target| of_target(target))).collect()
}

fn of_hub(environment: &Environment) -> Vec<Feature> {
    let ingress = environment.argocd.ingress.as_ref().map(|ingress| ingress.r#type);
    let projects_tokens = environment.identity.as_ref().is_some_and(|identity| identity.token == Token::Projected);
    let mut features = vec![Feature::OidcIssuer];
    // external-dns, which the gateway brings, knows no other way to its token.
    if !projects_tokens || ingress == Some(IngressType::Gateway) {
        features.push(Feature::WorkloadIdentity);
    }
    match ingress {
        Some(IngressType::Gateway) => features.extend([
            Feature::KeyVaultSecretsProvider,
            Feature::AppRouting,
            Feature::AppRoutingIstio,
            Feature::GatewayApi,
        ]),
        Some(IngressType::Nginx) => features.extend([Feature::KeyVaultSecretsProvider, Feature::AppRouting]),
        None => {}
    }
    features
}

fn of_target(target: &Target) -> Option<ClusterFeatures> {
    let remote = target.remote.as_ref()?;
    let mut features = vec![Feature::EntraIntegration];
    if remote.access == Access::AzureRbac {
        features.push(Feature::AzureRbac);
    }
    Some(ClusterFeatures { cluster_id: remote.resource_id.clone()?, target: Some(target.name.clone()), features })
}

impl ClusterFeatures {
    /// Its part of the document.
    pub fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("clusterId".into(), self.cluster_id.as_str().into());
        if let Some(target) = &self.target {
            body.insert("target".into(), target.as_str().into());
        }
        let features = self.features.iter().map(|feature| json!({"name": feature.name(), "reason": feature.reason()}));
        body.insert("features".into(), features.collect());
        Value::Object(body)
    }
}
