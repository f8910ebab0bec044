//! The Gateway objects of `ingress.type: gateway`: TLS from Key Vault ends there, DNS records follow the route.
//!
//! Shapes: Azure/AKS documentation, `app-routing-gateway-api.md` and `app-routing-gateway-api-dns-tls.md`. App Routing
//! adds `certificateRefs` to the listener, so Argo CD needs to ignore that one path. External DNS is the namespaced
//! kind: it watches our route and nothing else.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::labels;
use crate::environment::{Environment, Identity, Ingress, IngressType};
use crate::manifest::{Manifest, Metadata};
use crate::value::{DnsZoneId, Domain};

/// The account that reads the certificate and writes DNS records; its federated credential is in the identity plan.
pub const SERVICE_ACCOUNT: &str = "argocd-gateway";
/// How many zones one ExternalDNS takes (its CRD, `maxItems`).
const MAX_ZONES: usize = 7;

/// The objects; none without a gateway.
pub fn manifests(environment: &Environment) -> Vec<Manifest> {
    let Some(ingress) = environment.argocd.ingress.as_ref().filter(|ingress| ingress.r#type == IngressType::Gateway)
    else {
        return Vec::new();
    };
    let (Some(domain), Some(identity)) = (&environment.argocd.domain, &environment.identity) else { return Vec::new() };
    let mut manifests = vec![service_account(environment, identity)];
    manifests.extend(external_dns(environment, ingress));
    manifests.push(gateway(environment, ingress, domain));
    manifests.push(http_route(environment, domain));
    manifests
}

fn metadata(environment: &Environment, name: &str) -> Metadata {
    Metadata {
        name: name.to_owned(),
        namespace: Some(environment.argocd.namespace.to_string()),
        labels: labels(environment),
        annotations: Vec::new(),
    }
}

fn service_account(environment: &Environment, identity: &Identity) -> Manifest {
    let mut metadata = metadata(environment, SERVICE_ACCOUNT);
    metadata.labels.push(("azure.workload.identity/use".to_owned(), "true".to_owned()));
    metadata.annotations = vec![
        ("azure.workload.identity/client-id".to_owned(), identity.client_id.to_string()),
        ("azure.workload.identity/tenant-id".to_owned(), environment.tenant_id.to_string()),
    ];
    Manifest::new("v1", "ServiceAccount", metadata, json!({}))
}

fn gateway(environment: &Environment, ingress: &Ingress, domain: &Domain) -> Manifest {
    let listener = json!({
        "name": "https",
        "hostname": domain.host(),
        "port": domain.port().unwrap_or(443),
        "protocol": "HTTPS",
        "tls": {
            "mode": "Terminate",
            "options": {
                "kubernetes.azure.com/tls-cert-keyvault-uri": ingress.key_vault_certificate.as_str(),
                "kubernetes.azure.com/tls-cert-service-account": SERVICE_ACCOUNT,
            },
        },
        "allowedRoutes": {"namespaces": {"from": "Same"}},
    });
    let spec = json!({"gatewayClassName": "approuting-istio", "listeners": [listener]});
    Manifest::new("gateway.networking.k8s.io/v1", "Gateway", metadata(environment, "argocd"), json!({"spec": spec}))
}

/// The route with every default of its CRD said: the server puts them into lists that have one owner as a whole, so that
/// what leaves them out differs from what is there at every apply, and another kind of apply conflicts with the last one.
fn http_route(environment: &Environment, domain: &Domain) -> Manifest {
    let gateway = json!({
        "group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "argocd", "sectionName": "https",
    });
    let server = json!({"group": "", "kind": "Service", "name": "argocd-server", "port": 80, "weight": 1});
    let everything = json!({"path": {"type": "PathPrefix", "value": "/"}});
    let spec = json!({
        "parentRefs": [gateway],
        "hostnames": [domain.host()],
        "rules": [{"matches": [everything], "backendRefs": [server]}],
    });
    Manifest::new(
        "gateway.networking.k8s.io/v1",
        "HTTPRoute",
        metadata(environment, "argocd-server"),
        json!({"spec": spec}),
    )
}

/// One ExternalDNS for the zones of each resource group and type, which is what its CRD takes.
fn external_dns(environment: &Environment, ingress: &Ingress) -> Vec<Manifest> {
    let mut groups: BTreeMap<(bool, String, String), Vec<&DnsZoneId>> = BTreeMap::new();
    for zone in &ingress.dns_zones {
        let key = (zone.is_private(), zone.subscription().to_string(), zone.resource_group().to_lowercase());
        groups.entry(key).or_default().push(zone);
    }
    let chunks: Vec<&[&DnsZoneId]> = groups.values().flat_map(|zones| zones.chunks(MAX_ZONES)).collect();
    let name = |i: usize| if chunks.len() == 1 { "argocd-dns".to_owned() } else { format!("argocd-dns-{}", i + 1) };
    chunks.iter().enumerate().map(|(i, zones)| one_external_dns(environment, &name(i), zones)).collect()
}

fn one_external_dns(environment: &Environment, name: &str, zones: &[&DnsZoneId]) -> Manifest {
    let spec = json!({
        "resourceName": name,
        "tenantId": environment.tenant_id.as_str(),
        "dnsZoneResourceIDs": zones.iter().map(|zone| Value::from(zone.as_str())).collect::<Value>(),
        "resourceTypes": ["gateway"],
        "identity": {"type": "workloadIdentity", "serviceAccount": SERVICE_ACCOUNT},
    });
    let version = "approuting.kubernetes.azure.com/v1alpha1";
    Manifest::new(version, "ExternalDNS", metadata(environment, name), json!({"spec": spec}))
}
