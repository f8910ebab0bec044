//! The identities that Argo CD shows: the environment's own, and those of targets that name another.
//!
//! Keeps true: each identity trusts the accounts that run `argocd-k8s-auth`, those of argocd-server and of the
//! application controller; the account of the gateway is trusted by the environment's own identity only. A target in
//! another tenant has an identity of that tenant: the hub's issuer is public, so that identity trusts it just as well.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::credential::{self, FederatedCredential};
use super::needed::Hub;
use crate::environment::shape::default_of;
use crate::environment::{Environment, Identity, IngressType, Remote, ServiceAccounts};
use crate::output::gateway;
use crate::value::{ClientId, PrincipalId, TenantId, UserAssignedIdentityId};

/// An identity with the accounts that may take its place.
#[derive(Debug, Clone, PartialEq)]
pub struct ManagedIdentity {
    /// Its resource id; `None` where a target names another identity, whose resource the file does not know.
    pub resource_id: Option<UserAssignedIdentityId>,
    /// Its client id.
    pub client_id: ClientId,
    /// Its object id.
    pub principal_id: PrincipalId,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// Which accounts of the hub may take its place.
    pub credentials: Vec<FederatedCredential>,
}

/// The environment's own identity, then every other that a target names, by tenant and client id.
pub fn all(environment: &Environment, hub: Hub<'_>) -> Vec<ManagedIdentity> {
    let own = environment.identity.as_ref().map(|identity| own(environment, hub, identity));
    let others = others(environment).into_iter().map(|(tenant_id, client_id, principal_id)| ManagedIdentity {
        resource_id: None,
        client_id: client_id.clone(),
        principal_id: principal_id.clone(),
        tenant_id: tenant_id.clone(),
        credentials: credentials(environment, hub, false),
    });
    own.into_iter().chain(others).collect()
}

fn own(environment: &Environment, hub: Hub<'_>, identity: &Identity) -> ManagedIdentity {
    ManagedIdentity {
        resource_id: identity.resource_id.clone(),
        client_id: identity.client_id.clone(),
        principal_id: identity.principal_id.clone(),
        tenant_id: environment.tenant_id.clone(),
        credentials: credentials(environment, hub, has_gateway(environment)),
    }
}

fn others(environment: &Environment) -> BTreeSet<(&TenantId, &ClientId, &PrincipalId)> {
    let is_own = |remote: &Remote| {
        environment.identity.as_ref().is_some_and(|identity| identity.client_id == remote.client_id)
            && environment.tenant_id == remote.tenant_id
    };
    let remotes = environment.targets.iter().filter_map(|target| target.remote.as_ref());
    let others = remotes.filter(|remote| !is_own(remote));
    others.map(|remote| (&remote.tenant_id, &remote.client_id, &remote.principal_id)).collect()
}

fn has_gateway(environment: &Environment) -> bool {
    environment.argocd.ingress.as_ref().is_some_and(|ingress| ingress.r#type == IngressType::Gateway)
}

/// One credential an account: Entra refuses two with the same issuer and subject.
fn credentials(environment: &Environment, hub: Hub<'_>, with_gateway: bool) -> Vec<FederatedCredential> {
    let accounts = service_accounts(environment);
    let mut names = vec![accounts.server.to_string(), accounts.application_controller.to_string()];
    if with_gateway {
        names.push(gateway::SERVICE_ACCOUNT.to_owned());
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names.iter().map(|name| FederatedCredential::of(environment, hub, name)).collect()
}

/// What the installation's accounts are called.
pub fn service_accounts(environment: &Environment) -> ServiceAccounts {
    let said = environment.identity.as_ref().map(|identity| identity.service_accounts.clone());
    said.unwrap_or_else(|| default_of(&json!({})))
}

impl ManagedIdentity {
    /// Its part of the document; what Azure's tools ask for besides the resource id is read from it.
    pub fn body(&self) -> Value {
        let mut body = Map::new();
        if let Some(id) = &self.resource_id {
            body.insert("resourceId".into(), id.as_str().into());
            body.insert("subscriptionId".into(), id.subscription().as_str().into());
            body.insert("resourceGroup".into(), id.resource_group().into());
            body.insert("name".into(), id.name().into());
        }
        body.insert("clientId".into(), self.client_id.as_str().into());
        body.insert("principalId".into(), self.principal_id.as_str().into());
        body.insert("tenantId".into(), self.tenant_id.as_str().into());
        body.extend(credential::counted(&self.credentials));
        Value::Object(body)
    }
}
