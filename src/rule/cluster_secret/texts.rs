//! The texts in `config` were filled in, and none of them is a credential for everyone to read.
//!
//! argo-cd `pkg/apis/application/v1alpha1/types.go`, `ClusterConfig`. With workload identity a cluster Secret has no
//! credential at all: ids and certificates of authorities are public.

use super::Subject;
use crate::document::{Content, Entry, Node};
use crate::finding::Finding;
use crate::material::ClusterSecret;
use crate::rule::{in_the_clear, placeholder};

/// Keys of credentials, in lower case, and what their values are: of `config`, and of variables.
const CREDENTIALS: [(&str, &str); 10] = [
    ("password", "a password"),
    ("bearertoken", "a token"),
    ("keydata", "a private key"),
    ("azure_client_secret", "a client secret"),
    ("aad_service_principal_client_secret", "a client secret"),
    ("azure_client_certificate_password", "a password"),
    ("aad_service_principal_client_certificate_password", "a password"),
    ("aad_user_principal_password", "a password"),
    ("aws_secret_access_key", "a key"),
    ("aws_session_token", "a token"),
];

/// Reports each placeholder and each credential.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let Some(config) = &subject.reading.config else { return };
    if let Some(node) = &config.json.node {
        check_below(node, None, subject, findings);
    }
}

fn check_below(node: &Node, key: Option<&str>, subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    match &node.content {
        Content::Map(entries) => {
            for Entry { key, value, .. } in entries {
                check_below(value, Some(key), subject, findings);
            }
        }
        Content::List(items) => items.iter().for_each(|item| check_below(item, None, subject, findings)),
        Content::Text(text) => check_text(text, key, node, subject, findings),
        _ => {}
    }
}

fn check_text(
    text: &str,
    key: Option<&str>,
    node: &Node,
    subject: &Subject<'_, ClusterSecret>,
    findings: &mut Vec<Finding>,
) {
    if placeholder::report(text, node.span, subject.item, subject.facts, findings) {
        return;
    }
    if let Some(what) = key.and_then(|key| credential(key, text)) {
        findings.extend(in_the_clear::finding(what, text, node.span, subject.facts));
    }
}

/// What a text is, if it is a credential.
fn credential(key: &str, text: &str) -> Option<&'static str> {
    if key.eq_ignore_ascii_case("proxyUrl") {
        let user = text.split_once("://")?.1.rsplit_once('@')?.0;
        return user.contains(':').then_some("the proxy's password");
    }
    CREDENTIALS.iter().find(|(known, _)| key.eq_ignore_ascii_case(known)).map(|(_, what)| *what)
}
