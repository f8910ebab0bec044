//! The server is a URL by which Argo CD reaches an API server.
//!
//! argo-cd `util/db/cluster.go` trims slashes at the end and looks no further; Applications name the URL letter by
//! letter. Paths (Rancher, virtual clusters), queries (argocd-agent) and the ARN of an EKS cluster (the managed Argo CD
//! of AWS) are as right as a bare host.

use super::Subject;
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{ClusterSecret, Field};
use crate::value::{ServerUrl, has_placeholder, shown};

/// Reports a server that cannot be reached, or by another URL than it seems.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let Some(field) = subject.reading.server.as_ref().filter(|field| !has_placeholder(&field.text)) else { return };
    // White space around a value is what the rule over values says.
    let text = field.text.trim();
    if text.is_empty() || text.starts_with("arn:") {
        return;
    }
    if text.contains('@') {
        let finding = finding(field, "the server has a user name or password in it".to_owned()).hiding_value();
        findings.push(finding.with_help("take it out and revoke it; `config` says how Argo CD signs in"));
        return;
    }
    findings.extend(fault(field, text));
}

fn fault(field: &Field, text: &str) -> Option<Finding> {
    if let Some(rest) = text.strip_prefix("http://") {
        let finding = finding(field, format!("{} is not encrypted: tokens go over the wire as they are", shown(text)));
        return Some(finding.with_help(format!("write `https://{rest}`")).with_severity(Severity::Warning));
    }
    let end = text.strip_prefix("https://").and_then(|rest| Some("https://".len() + rest.find(['/', '?'])?));
    let malformed = text[..end.unwrap_or(text.len())].parse::<ServerUrl>().err()?;
    // With credentials of its own it is reached all the same, as another cluster.
    let is_own = text.starts_with("https://kubernetes.default");
    let severity = if is_own { Severity::Warning } else { Severity::Error };
    Some(finding(field, malformed.message).with_optional_help(malformed.help).with_severity(severity))
}

fn finding(field: &Field, message: String) -> Finding {
    Finding::new(Code::ServerUrl, Place::Text(field.span()), message)
}
