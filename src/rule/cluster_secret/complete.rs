//! A cluster Secret has what Argo CD knows a cluster by: a server and a name.
//!
//! argo-cd `util/db/cluster.go`, `SecretToCluster`: what is missing is empty, and no Application finds it. A Secret
//! without any data is filled in by somebody else.

use super::Subject;
use crate::finding::{Code, Finding, Severity};
use crate::material::{ClusterSecret, Datum, Role};

/// Reports a missing server, and a missing name.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let data = &subject.reading.data;
    // A kustomization may add to a patch or a resource.
    if data.entries.is_empty() || subject.item.role != Role::Unknown {
        return;
    }
    let lacks = |key: &str| {
        let near = data.entries.iter().any(|datum| datum.key.eq_ignore_ascii_case(key));
        !near && data.get(key).is_none() || data.get(key).is_some_and(Datum::is_null)
    };
    if lacks("server") {
        let finding = Finding::new(Code::ClusterIncomplete, subject.item.place(), "this cluster has no `server`");
        findings.push(finding.with_help("add the URL of its API server"));
    }
    if lacks("name") {
        let message = "this cluster has no `name`: no Application finds it by one, and generators get none";
        let finding = Finding::new(Code::ClusterIncomplete, subject.item.place(), message);
        findings.push(finding.with_help("add `name`").with_severity(Severity::Warning));
    }
}
