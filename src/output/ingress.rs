//! The Ingress of `ingress.type: nginx` for Argo CD's own manifests: TLS from Key Vault ends there.
//!
//! With the chart and the extension the Ingress is theirs, by values; `install/chart.rs` uses the names from here. Facts:
//! Azure/AKS documentation, `app-routing-dns-ssl.md`: App Routing reads the annotation, and puts the certificate into a
//! Secret that it calls after the Ingress.

use serde_json::json;

use super::labels;
use crate::environment::{Environment, Install};
use crate::install::Nginx;
use crate::manifest::{Manifest, Metadata};

/// The class of the NGINX that AKS creates with App Routing.
pub const CLASS: &str = "webapprouting.kubernetes.azure.com";
/// The annotation that names the certificate, without a version so that it is rotated.
pub const CERTIFICATE: &str = "kubernetes.azure.com/tls-cert-keyvault-uri";
/// The name of the Ingress, which is argocd-server's Service's as well.
const NAME: &str = "argocd-server";

/// The Secret that App Routing fills.
pub fn secret_name() -> String {
    format!("keyvault-{NAME}")
}

/// The Ingress, if it is ours.
pub fn manifest(environment: &Environment) -> Option<Manifest> {
    let nginx = Nginx::of(environment).filter(|_| environment.argocd.install == Install::Manifests)?;
    let metadata = Metadata {
        name: NAME.to_owned(),
        namespace: Some(environment.argocd.namespace.to_string()),
        labels: labels(environment),
        annotations: vec![(CERTIFICATE.to_owned(), nginx.key_vault_certificate)],
    };
    let backend = json!({"service": {"name": "argocd-server", "port": {"number": 80}}});
    let path = json!({"path": "/", "pathType": "Prefix", "backend": backend});
    let spec = json!({
        "ingressClassName": CLASS,
        "rules": [{"host": nginx.host, "http": {"paths": [path]}}],
        "tls": [{"hosts": [nginx.host], "secretName": secret_name()}],
    });
    Some(Manifest::new("networking.k8s.io/v1", "Ingress", metadata, json!({"spec": spec})))
}
