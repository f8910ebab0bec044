//! The keys of a cluster Secret are those that Argo CD reads.
//!
//! argo-cd `util/db/cluster.go`, `SecretToCluster`. A key of `config` beside `config` does nothing.

use super::Subject;
use super::config_keys;
use crate::finding::{Code, Finding, Place, Severity, nearest, slip};
use crate::material::{ClusterSecret, Datum};
use crate::value::shown;

/// The keys that are read.
const READ: [&str; 7] = ["name", "server", "config", "namespaces", "clusterResources", "shard", "project"];

/// Keys that Kubernetes itself puts into a service account's Secret.
const SERVICE_ACCOUNT: [&str; 3] = ["ca.crt", "namespace", "token"];

/// Reports every other key.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let data = &subject.reading.data;
    let kind = subject.item.node.get("type").and_then(|node| node.text());
    let is_account = kind == Some("kubernetes.io/service-account-token");
    let is_read = |key: &str| READ.contains(&key) || (is_account && SERVICE_ACCOUNT.contains(&key));
    for datum in data.entries.iter().filter(|datum| !is_read(&datum.key)) {
        let free = READ.into_iter().filter(|key| data.get(key).is_none());
        let slip = slip(&datum.key, free.clone());
        findings.push(unknown(datum, nearest(&datum.key, free)).with_optional_content(datum.key_span, slip));
    }
}

fn unknown(datum: &Datum, near: Option<&str>) -> Finding {
    let message = format!("Argo CD does not read {} in a cluster Secret", shown(&datum.key));
    let finding = Finding::new(Code::ClusterDataKey, Place::Text(datum.key_span), message);
    match (near, config_keys::home_of(&datum.key)) {
        (Some(near), _) => finding.with_help(format!("did you mean `{near}`?")).with_severity(Severity::Error),
        (None, Some((home, key))) => {
            let home = if home == "config" { "`config`".to_owned() } else { format!("`{home}` in `config`") };
            finding.with_help(format!("it is `{key}` of {home}")).with_severity(Severity::Error)
        }
        (None, None) => finding.with_help(format!("it reads {}", READ.map(|key| format!("`{key}`")).join(", "))),
    }
}
