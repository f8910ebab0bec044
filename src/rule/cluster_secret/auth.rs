//! Of the ways to sign in there is one, and all of it.
//!
//! argo-cd `pkg/apis/application/v1alpha1/types.go`, `rawRestConfig`: `awsAuthConfig` wins over `execProviderConfig`, that
//! over token and password. client-go: a client certificate wins over the exec plugin (`exec.go`,
//! `UpdateTransportConfig`), a token and a password together are refused (`round_trippers.go`).

use super::Subject;
use crate::cloud;
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{ClusterSecret, Datum, Role};
use crate::value::has_placeholder;

/// Reports what is not looked at, and halves of pairs.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let secret = subject.reading;
    if secret.is_in_cluster() {
        check_in_cluster(secret, findings);
        return;
    }
    let winner = WAYS.iter().find(|way| way.is_taken(secret));
    for way in WAYS.iter().filter(|way| winner.is_some_and(|winner| winner.rank < way.rank)) {
        let (Some(winner), Some(node)) = (winner, way.node(secret)) else { continue };
        let message = format!("`{}` is not looked at beside `{}`", way.name, winner.name);
        findings.push(finding(node, message).with_help("keep one of the two"));
    }
    if WAYS.iter().all(|way| way.node(secret).is_none()) {
        findings.extend(no_way(subject));
    }
    check_token_and_password(secret, findings);
    check_pair(secret, ["tlsClientConfig", "certData"], ["tlsClientConfig", "keyData"], findings);
    check_aws(secret, findings);
}

/// An AKS cluster without any way to sign in, unless `config` cannot be read or comes from elsewhere.
fn no_way(subject: &Subject<'_, ClusterSecret>) -> Option<Finding> {
    let secret = subject.reading;
    let is_aks = secret.host().is_some_and(|host| cloud::cloud_of_server(&host).is_some());
    let is_readable = match &secret.config {
        Some(config) => config.json.faults.is_empty() && !has_placeholder(&config.field.text),
        None => secret.data.get("config").is_none_or(Datum::is_null),
    };
    if !is_aks || !is_readable || subject.item.role != Role::Unknown {
        return None;
    }
    let message = "Argo CD comes to this cluster without credentials, and AKS lets nobody in so";
    let place = secret.config.as_ref().map_or_else(|| subject.item.place(), |config| Place::Text(config.field.span()));
    let finding = Finding::new(Code::ClusterIncomplete, place, message).hiding_value();
    let help = "add `execProviderConfig` to `config`: argocd-k8s-auth, which is in Argo CD's image";
    Some(finding.with_help(help).with_severity(Severity::Warning))
}

/// A way to sign in.
struct Way {
    name: &'static str,
    path: &'static [&'static str],
    rank: usize,
}

/// The ways, the one that wins first. A token and a password have no order.
const WAYS: [Way; 5] = [
    Way { name: "certData", path: &["tlsClientConfig", "certData"], rank: 0 },
    Way { name: "awsAuthConfig", path: &["awsAuthConfig"], rank: 1 },
    Way { name: "execProviderConfig", path: &["execProviderConfig"], rank: 2 },
    Way { name: "bearerToken", path: &["bearerToken"], rank: 3 },
    Way { name: "username", path: &["username"], rank: 3 },
];

impl Way {
    fn node<'s>(&self, secret: &'s ClusterSecret) -> Option<&'s Node> {
        match *self.path {
            [key] => secret.find([key]),
            [object, key] => secret.find([object, key]),
            _ => None,
        }
        .filter(|node| is_set(node))
    }

    /// Whether it keeps those below it from being looked at; a certificate does so to exec plugins only.
    fn is_taken(&self, secret: &ClusterSecret) -> bool {
        let has_plugin = || secret.find(["awsAuthConfig"]).or(secret.find(["execProviderConfig"])).is_some();
        self.node(secret).is_some() && (self.rank > 0 || has_plugin())
    }
}

fn is_set(node: &Node) -> bool {
    match &node.content {
        Content::Null => false,
        Content::Text(text) => !text.is_empty(),
        _ => true,
    }
}

fn finding(node: &Node, message: String) -> Finding {
    Finding::new(Code::ClusterAuth, Place::Text(node.span), message).hiding_value()
}

/// Of its own cluster Argo CD takes a token or a password from `config`, and nothing else.
fn check_in_cluster(secret: &ClusterSecret, findings: &mut Vec<Finding>) {
    for key in ["awsAuthConfig", "execProviderConfig"] {
        if let Some(node) = secret.find([key]) {
            let message = format!("`{key}` is not looked at for the cluster that Argo CD runs on");
            findings.push(finding(node, message).with_help("remove it").with_severity(Severity::Note));
        }
    }
}

fn check_token_and_password(secret: &ClusterSecret, findings: &mut Vec<Finding>) {
    let is_hidden = secret.find(["awsAuthConfig"]).or(secret.find(["execProviderConfig"])).is_some();
    let set = |key: &'static str| secret.find([key]).filter(|node| is_set(node));
    match (set("username"), set("password"), set("bearerToken")) {
        _ if is_hidden => {}
        (Some(username), _, Some(_)) => {
            let message = "`username` and `bearerToken` together are refused by client-go".to_owned();
            let finding = finding(username, message).with_help("keep one of the two");
            findings.push(finding.with_severity(Severity::Error));
        }
        (None, Some(password), _) => {
            let message = "`password` is not looked at without `username`".to_owned();
            findings.push(finding(password, message).with_help("add `username`, or remove `password`"));
        }
        _ => {}
    }
}

/// A client certificate without its key, or the other way round, is not shown to the server.
fn check_pair(secret: &ClusterSecret, one: [&'static str; 2], other: [&'static str; 2], findings: &mut Vec<Finding>) {
    for (one, other) in [(one, other), (other, one)] {
        let lone = secret.find(one).filter(|node| is_set(node) && !secret.find(other).is_some_and(is_set));
        if let Some(node) = lone {
            let message = format!("`{}` is not looked at without `{}`", one[1], other[1]);
            findings.push(finding(node, message).with_help("write both, or neither").with_severity(Severity::Error));
        }
    }
}

fn check_aws(secret: &ClusterSecret, findings: &mut Vec<Finding>) {
    let Some(aws) = secret.find(["awsAuthConfig"]).filter(|node| matches!(node.content, Content::Map(_))) else {
        return;
    };
    if !secret.find(["awsAuthConfig", "clusterName"]).is_some_and(is_set) {
        let message = "`awsAuthConfig` has no `clusterName`, for which EKS gives tokens";
        findings.push(
            Finding::new(Code::ClusterIncomplete, Place::Text(aws.span), message)
                .with_help("write the name of the EKS cluster as `clusterName`"),
        );
    }
}
