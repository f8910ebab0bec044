//! Authority, issuers and servers belong to one Azure cloud.
//!
//! `argocd-k8s-auth` asks the authority that it is told (`AZURE_AUTHORITY_HOST`, from the Secret, else from the pod) for a
//! token; one of another cloud does not know the tenant (`AADSTS90002`). What depends on the cloud is in `src/cloud.rs`.

use super::{Hub, is_open};
use crate::cloud::{Cloud, cloud_of_cluster_issuer, cloud_of_issuer, cloud_of_server};
use crate::document::Node;
use crate::finding::{Code, Finding, Place};
use crate::material::ClusterSecret;
use crate::source::Span;
use crate::value::{OidcIssuer, ServerUrl};

const AUTHORITY: &str = "AZURE_AUTHORITY_HOST";

/// Reports what belongs to another cloud than the hub.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    let authorities: Vec<_> = authorities(hub).collect();
    let issuer = cluster_issuer(hub);
    let Some(cloud) = authorities.first().map(|(cloud, _)| *cloud).or(issuer) else { return };
    if let Some((_, span)) = authorities.iter().find(|(authority, _)| issuer.is_some_and(|issuer| issuer != *authority))
    {
        findings.push(finding(*span, cloud, "this authority", issuer.unwrap_or(cloud), "the hub's OIDC issuer"));
        return;
    }
    if let Some((sign_in, span)) = sign_in(hub).filter(|(sign_in, _)| *sign_in != cloud) {
        findings.push(finding(span, sign_in, "the issuer in argocd-cm", cloud, "the hub"));
    }
    for (server, span) in servers(hub).filter(|(server, _)| *server != cloud) {
        findings.push(finding(span, server, "this server", cloud, "the authority that Argo CD asks"));
    }
}

/// The authorities that Argo CD's pods are told.
fn authorities(hub: &Hub<'_>) -> impl Iterator<Item = (Cloud, Span)> {
    let values =
        hub.pods.iter().flat_map(super::pod::Pod::containers).filter_map(|container| container.value(AUTHORITY));
    values.filter_map(|node| Some((cloud_of_issuer(node.text()?.trim_end_matches('/'))?, node.span)))
}

/// The cloud of the cluster that signs Argo CD's tokens.
fn cluster_issuer(hub: &Hub<'_>) -> Option<Cloud> {
    let of_argo_cd = |account: (&str, &str)| hub.is_argo_cds_account(account.1);
    let ours = hub.credentials.iter().filter(|credential| credential.account().is_some_and(of_argo_cd));
    let mut issuers = ours.filter_map(|credential| credential.issuer()?.text()?.parse::<OidcIssuer>().ok());
    issuers.find_map(|issuer| cloud_of_cluster_issuer(issuer.host()))
}

fn sign_in(hub: &Hub<'_>) -> Option<(Cloud, Span)> {
    let (issuer, span) = hub.known.sign_in.issuer.as_ref().filter(|(issuer, _)| !is_open(issuer))?;
    Some((cloud_of_issuer(issuer)?, *span))
}

/// Servers whose Secrets leave the authority to the pod.
fn servers(hub: &Hub<'_>) -> impl Iterator<Item = (Cloud, Span)> {
    let secrets = hub.material.all::<ClusterSecret>().map(|(_, secret)| secret);
    secrets.filter(|secret| leaves_authority(secret)).filter_map(|secret| {
        let server = secret.server.as_ref()?;
        let url: ServerUrl = server.text.trim_end_matches('/').parse().ok()?;
        Some((cloud_of_server(url.host())?, server.span()))
    })
}

fn leaves_authority(secret: &ClusterSecret) -> bool {
    let Some(config) = &secret.config else { return false };
    let has_command = config.find(["execProviderConfig", "command"]).and_then(Node::text) == Some("argocd-k8s-auth");
    has_command && config.find(["execProviderConfig", "env", AUTHORITY]).is_none()
}

fn finding(span: Span, found: Cloud, what: &str, cloud: Cloud, whose: &str) -> Finding {
    let message = format!("{what} belongs to {found}, and {whose} to {cloud}");
    let help = format!(
        "the authority of {found} is `{}`, that of {cloud} `{}`",
        found.facts().authority_host,
        cloud.facts().authority_host
    );
    Finding::new(Code::CloudMismatch, Place::Text(span), message).with_help(help)
}
