//! What the ingress may do: read its certificate, write its DNS records.
//!
//! The gateway does both as the environment's identity and reads the certificate as a secret; NGINX does both as the
//! identity of the App Routing add-on and reads it as a certificate (AKS documentation,
//! `app-routing-gateway-api-dns-tls.md` and `app-routing-dns-ssl.md`). Either runs external-dns, which lists the zones of
//! the resource group before it writes to one, and fails where it may not (Azure/AKS issue 4036; external-dns
//! `provider/azure/azure.go`).

use std::collections::BTreeMap;

use super::{Principal, RoleAssignment, Scope};
use crate::environment::{Environment, Ingress, IngressType};
use crate::output::identity_plan::needed::Hub;
use crate::output::identity_plan::role::Role;
use crate::value::DnsZoneId;

/// The assignments; none without an ingress.
pub fn assignments(environment: &Environment, hub: Hub<'_>) -> Vec<RoleAssignment> {
    let Some(ingress) = &environment.argocd.ingress else { return Vec::new() };
    let Some((principal, role)) = reader(environment, ingress, hub) else { return Vec::new() };
    let assignment =
        |role, scope, reason| RoleAssignment { role, scope, principal: principal.clone(), target: None, reason };
    let vault = Scope::KeyVault(ingress.key_vault_certificate.clone());
    let mut assignments = vec![assignment(role, vault, "the ingress reads its certificate, key included")];
    for zone in &ingress.dns_zones {
        let scope = Scope::Resource(zone.to_string());
        assignments.push(assignment(zone_role(zone), scope, "external-dns writes the record of the host"));
    }
    for group in resource_groups(&ingress.dns_zones) {
        let reason = "external-dns lists the zones of the resource group before it writes to one";
        assignments.push(assignment(Role::Reader, Scope::Resource(group), reason));
    }
    assignments
}

/// Who reads the certificate, and by which role.
fn reader(environment: &Environment, ingress: &Ingress, hub: Hub<'_>) -> Option<(Principal, Role)> {
    match ingress.r#type {
        IngressType::Gateway => {
            let principal_id = environment.identity.as_ref()?.principal_id.clone();
            let tenant_id = environment.tenant_id.clone();
            Some((Principal::ServicePrincipal { principal_id, tenant_id }, Role::KeyVaultSecretsUser))
        }
        IngressType::Nginx => Some((Principal::AppRouting(hub.cluster_id.clone()), Role::KeyVaultCertificateUser)),
    }
}

fn zone_role(zone: &DnsZoneId) -> Role {
    if zone.is_private() { Role::PrivateDnsZoneContributor } else { Role::DnsZoneContributor }
}

/// The ids of the zones' resource groups, each once however it is spelled.
fn resource_groups(zones: &[DnsZoneId]) -> Vec<String> {
    let group =
        |zone: &DnsZoneId| format!("/subscriptions/{}/resourceGroups/{}", zone.subscription(), zone.resource_group());
    let groups: BTreeMap<String, String> = zones.iter().map(group).map(|group| (group.to_lowercase(), group)).collect();
    groups.into_values().collect()
}
