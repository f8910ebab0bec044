//! How long a token is valid is within what the webhook, or the API server, takes.
//!
//! The webhook refuses the pod outside 3600 to 86400 seconds (azure-workload-identity `pkg/webhook/webhook.go`,
//! `validServiceAccountTokenExpiry`); the API server refuses a projected token of less than ten minutes (kubernetes
//! `pkg/apis/core/validation/validation.go`, `validateProjectionSources`). Longer ones it shortens in silence.

use super::{Hub, is_open};
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place};
use crate::value::shown;

const ANNOTATION: &str = "azure.workload.identity/service-account-token-expiration";
const WEBHOOK_SECONDS: std::ops::RangeInclusive<i64> = 3600..=86_400;
const SHORTEST_SECONDS: i64 = 600;

/// Reports annotations and projected tokens that are refused.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    let of_accounts = hub.accounts.iter().filter_map(|account| account.annotation(ANNOTATION));
    let of_pods = hub.workloads().filter_map(|workload| workload.pod_annotation(ANNOTATION));
    findings.extend(of_accounts.chain(of_pods).filter_map(annotation));
    findings.extend(hub.pods.iter().flat_map(super::pod::Pod::tokens).filter_map(|token| projected(token.source)));
}

fn annotation(node: &Node) -> Option<Finding> {
    let Some(text) = node.text() else {
        let message = format!(
            "`{ANNOTATION}` is {}, and an annotation is a text: the API server refuses the object",
            node.type_name()
        );
        return Some(finding(node, message).with_help("put it in quotes: `\"3600\"`"));
    };
    if is_open(text) || text.is_empty() || text.parse().is_ok_and(|seconds: i64| WEBHOOK_SECONDS.contains(&seconds)) {
        return None;
    }
    let message = format!("{} is not a number of seconds from 3600 to 86400: the webhook refuses the pod", shown(text));
    Some(finding(node, message).with_help("write a number in that range, or remove the annotation: it is 3600 then"))
}

fn projected(source: &Node) -> Option<Finding> {
    let node = source.get("expirationSeconds")?;
    let message = match &node.content {
        Content::Integer(seconds) if *seconds >= SHORTEST_SECONDS => return None,
        Content::Integer(seconds) => {
            format!("a token of {seconds} seconds is shorter than ten minutes: the API server refuses the pod")
        }
        Content::Text(text) if is_open(text) => return None,
        _ => format!("`expirationSeconds` is {}, not a number: the API server refuses the pod", node.type_name()),
    };
    Some(finding(node, message).with_help("write 3600, which is also what it is when left out"))
}

fn finding(node: &Node, message: String) -> Finding {
    Finding::new(Code::TokenExpiry, Place::Text(node.span), message)
}
