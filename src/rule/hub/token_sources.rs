//! A pod has its token from the webhook or from a volume of its own, not from both.
//!
//! What the webhook does beside a volume depends on its version (azure-workload-identity `pkg/webhook/webhook.go`): up to
//! 1.5 it adds volume and mount `azure-identity-token` at `/var/run/secrets/azure/tokens`, unless a token with that path
//! is there, and does not look at names of volumes; from 1.6 on it mounts below `/var/run/secrets/azure/wi`. Where the two
//! meet, the API server refuses the pod; where they do not, one of them is of no use.

use super::Hub;
use super::pod::{Pod, WEBHOOK_NAME, overlap};
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::Token;

/// The mount of the webhook up to 1.5.
const OLD_MOUNT: &str = "/var/run/secrets/azure/tokens";
/// The mount of the webhook from 1.6 on.
const NEW_MOUNT: &str = "/var/run/secrets/azure/wi";

/// Reports a volume of one's own in a pod that the webhook gives a token.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    for pod in hub.pods.iter().filter(|pod| pod.is_labelled()) {
        findings.extend(pod.azure_tokens().first().map(|token| finding(pod, token)));
    }
}

fn finding(pod: &Pod<'_>, token: &Token<'_>) -> Finding {
    let (severity, message) = match collision(pod, token) {
        Some(message) => (Severity::Error, message),
        None => {
            (Severity::Note, "the pod has a token from the webhook, by its label, and one from this volume".to_owned())
        }
    };
    Finding::new(Code::TwoTokenSources, Place::Text(token.volume.span), message)
        .with_severity(severity)
        .with_help("choose one: remove volume, mount and variables, or the label `azure.workload.identity/use`")
}

/// Where volume and webhook meet.
fn collision(pod: &Pod<'_>, token: &Token<'_>) -> Option<String> {
    let mounts = pod.mounts_of_volume(token.volume_name());
    let is_webhooks_volume = token.volume_name() == WEBHOOK_NAME;
    let is_webhooks_path = token.path() == Some(WEBHOOK_NAME);
    if is_webhooks_volume && !is_webhooks_path {
        return Some(format!(
            "the webhook up to 1.5 adds a second volume `{WEBHOOK_NAME}`, and the API server refuses the pod"
        ));
    }
    if is_webhooks_path && !pod.has_volume(WEBHOOK_NAME) {
        return Some(format!(
            "the webhook up to 1.5 takes this token for its own and mounts a volume `{WEBHOOK_NAME}`, which is not there"
        ));
    }
    let meets = |folder: &str| mounts.iter().any(|mount| overlap(mount.path, folder));
    if meets(OLD_MOUNT) && !is_webhooks_volume {
        return Some(format!("the webhook up to 1.5 mounts its own volume at `{OLD_MOUNT}` too"));
    }
    meets(NEW_MOUNT).then(|| format!("the webhook from 1.6 on mounts its own volume at `{NEW_MOUNT}` too"))
}
