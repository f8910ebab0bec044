//! The certificate of the API server is verified, by one way.
//!
//! client-go `transport/transport.go`: `specifying a root certificates file with the insecure flag is not allowed`. API
//! servers of AKS show certificates of the cluster's own authority, which no system trusts.

use super::Subject;
use crate::cloud;
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{ClusterSecret, Input};
use crate::value::{ProxyUrl, ServerHostName, Text, has_placeholder};

/// Reports a connection that is not verified, one that is both, one without the CA that it needs, and a proxy.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let secret = subject.reading;
    check_proxy(secret, findings);
    findings.extend(server_name(secret));
    if secret.is_in_cluster() {
        return;
    }
    let ca = secret.find(["tlsClientConfig", "caData"]).filter(|node| node.text() != Some(""));
    match secret.find(["tlsClientConfig", "insecure"]).filter(|node| node.content == Content::Boolean(true)) {
        Some(insecure) => findings.push(not_verified(insecure, ca.is_some())),
        None if ca.is_none() && subject.facts.input != Input::Rendered => check_aks(secret, findings),
        None => {}
    }
}

fn not_verified(insecure: &Node, has_ca: bool) -> Finding {
    let place = Place::Text(insecure.span);
    if has_ca {
        let message = "`insecure` and `caData` together are refused by client-go";
        return Finding::new(Code::InsecureTls, place, message)
            .with_help("write `\"insecure\": false`")
            .with_severity(Severity::Error);
    }
    Finding::new(Code::InsecureTls, place, "whoever is on the way to this API server can read and change everything")
        .with_help("write `\"insecure\": false` and the cluster's CA as `caData`")
}

/// An AKS cluster without a CA; not where there is nothing to read or somebody else may end TLS: behind a server name that is
/// not the cluster's, a public authority may vouch.
fn check_aks(secret: &ClusterSecret, findings: &mut Vec<Finding>) {
    let (Some(config), Some(server)) = (&secret.config, &secret.server) else { return };
    let is_aks = secret.host().is_some_and(|host| cloud::cloud_of_server(&host).is_some());
    let names_other = config.find(["tlsClientConfig", "serverName"]).is_some_and(|name| name.text() != Some(""));
    if !is_aks || !config.json.faults.is_empty() || names_other {
        return;
    }
    let message = "no system trusts the CA of an AKS cluster, and `caData` is not there";
    findings.push(
        Finding::new(Code::CaMissing, Place::Text(server.span()), message)
            .with_help("add `certificate-authority-data` of the cluster's kubeconfig as `tlsClientConfig.caData`"),
    );
}

/// A server name is a host: Go compares it with the names in the certificate (`crypto/x509`, `VerifyHostname`).
fn server_name(secret: &ClusterSecret) -> Option<Finding> {
    let node = secret.find(["tlsClientConfig", "serverName"])?;
    let text = node.text().filter(|text| !text.is_empty() && !has_placeholder(text))?;
    let malformed = text.to_ascii_lowercase().parse::<ServerHostName>().err().filter(|_| !text.contains(':'))?;
    let finding = Finding::new(Code::ClusterValue, Place::Text(node.span), malformed.message);
    Some(finding.with_optional_help(malformed.help))
}

fn check_proxy(secret: &ClusterSecret, findings: &mut Vec<Finding>) {
    let Some(node) = secret.find(["proxyUrl"]) else { return };
    let Some(text) = node.text().filter(|text| !text.is_empty() && !text.contains('@') && !has_placeholder(text))
    else {
        return;
    };
    if let Err(malformed) = text.parse::<ProxyUrl>() {
        let finding = Finding::new(ProxyUrl::CODE, Place::Text(node.span), malformed.message);
        findings.push(finding.with_optional_help(malformed.help));
    }
}
