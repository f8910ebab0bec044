//! Role assignments: what an identity may do in Azure.
//!
//! Keeps true: a target with `access: azureRbac` gets the one built-in role that Argo CD can work with; the ingress
//! gets the role that its variant reads certificates with, and DNS rights on the named zones. Nothing is assigned on
//! the hub. Each assignment is there once, and its name is a function of scope, principal and role.

mod ingress;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::digest;
use super::needed::Hub;
use super::role::Role;
use crate::environment::{Access, Environment, Target};
use crate::value::{KeyVaultCertificateUri, ManagedClusterId, PrincipalId, TargetName, TenantId};

/// What somebody may do somewhere in Azure.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleAssignment {
    /// What may be done.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// Who may.
    pub principal: Principal,
    /// The target that it is for.
    pub target: Option<TargetName>,
    /// What it is for, in a sentence.
    pub reason: &'static str,
}

/// Where a role is assigned.
#[derive(Debug, Clone, PartialEq)]
pub enum Scope {
    /// On a resource or resource group, by its id.
    Resource(String),
    /// On the key vault of a certificate, whose resource id the file does not know.
    KeyVault(KeyVaultCertificateUri),
}

/// Whom a role is assigned to.
#[derive(Debug, Clone, PartialEq)]
pub enum Principal {
    /// An identity, by its object id.
    ServicePrincipal {
        /// The object id.
        principal_id: PrincipalId,
        /// The tenant that it is in.
        tenant_id: TenantId,
    },
    /// The identity of a cluster's App Routing add-on, which the file does not know.
    AppRouting(ManagedClusterId),
}

/// The assignments for the selected targets, then those for the ingress.
pub fn all(environment: &Environment, targets: &[&Target], hub: Hub<'_>) -> Vec<RoleAssignment> {
    let mut assignments: Vec<RoleAssignment> = targets.iter().filter_map(|target| for_target(target)).collect();
    assignments.extend(ingress::assignments(environment, hub));
    let mut seen = BTreeSet::new();
    assignments.retain(|assignment| seen.insert(assignment.name()));
    assignments
}

/// The built-in roles below this one leave out custom resources and cluster-wide reading, without which Argo CD's cache
/// fails (AKS documentation, "use Azure RBAC for Kubernetes authorization"; argo-cd `docs/operator-manual/security.md`).
fn for_target(target: &Target) -> Option<RoleAssignment> {
    let remote = target.remote.as_ref().filter(|remote| remote.access == Access::AzureRbac)?;
    Some(RoleAssignment {
        role: Role::AksRbacClusterAdmin,
        scope: Scope::Resource(remote.resource_id.as_ref()?.to_string()),
        principal: Principal::ServicePrincipal {
            principal_id: remote.principal_id.clone(),
            tenant_id: remote.tenant_id.clone(),
        },
        target: Some(target.name.clone()),
        reason: "the target's access is azureRbac, and Argo CD reads every kind in the whole cluster",
    })
}

impl RoleAssignment {
    /// Its name, a GUID of version 8 (RFC 9562): the same assignment never gets a second one.
    pub fn name(&self) -> String {
        let hexadecimal = digest([&self.scope.key(), &self.principal.key(), self.role.id()]);
        let groups = [("", 0..8), ("", 8..12), ("8", 13..16), ("8", 17..20), ("", 20..32)];
        groups.map(|(fixed, range)| format!("{fixed}{}", &hexadecimal[range])).join("-")
    }

    /// Its part of the document.
    pub fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("name".into(), self.name().into());
        body.insert("role".into(), json!({"name": self.role.name(), "id": self.role.id()}));
        body.insert("scope".into(), self.scope.body());
        body.insert("principal".into(), self.principal.body());
        if let Some(target) = &self.target {
            body.insert("target".into(), target.as_str().into());
        }
        body.insert("reason".into(), self.reason.into());
        Value::Object(body)
    }
}

impl Scope {
    /// The form that all spellings of one scope share.
    fn key(&self) -> String {
        match self {
            Self::Resource(id) => id.to_lowercase(),
            Self::KeyVault(certificate) => vault_uri(certificate),
        }
    }

    fn body(&self) -> Value {
        match self {
            Self::Resource(id) => json!({"resourceId": id}),
            Self::KeyVault(certificate) => json!({"keyVault": {
                "name": certificate.vault(),
                "uri": vault_uri(certificate),
                "certificate": certificate.as_str(),
            }}),
        }
    }
}

fn vault_uri(certificate: &KeyVaultCertificateUri) -> String {
    format!("https://{}.{}", certificate.vault(), certificate.suffix())
}

impl Principal {
    fn key(&self) -> String {
        match self {
            Self::ServicePrincipal { principal_id, .. } => principal_id.to_string(),
            Self::AppRouting(cluster) => format!("appRouting {}", cluster.normalised()),
        }
    }

    fn body(&self) -> Value {
        match self {
            Self::ServicePrincipal { principal_id, tenant_id } => json!({
                "type": "ServicePrincipal",
                "principalId": principal_id.as_str(),
                "tenantId": tenant_id.as_str(),
            }),
            Self::AppRouting(cluster) => json!({"type": "appRouting", "clusterId": cluster.as_str()}),
        }
    }
}
