//! The variable names the file in which the token is: mount and path, of a volume that is there.
//!
//! Azure's libraries read `AZURE_FEDERATED_TOKEN_FILE`; a wrong path is found when the first token is needed, and Argo CD
//! says only `executable argocd-k8s-auth failed with exit code 20`. The webhook's own path moved with its version 1.6
//! (azure-workload-identity `pkg/webhook/consts.go`), so that it is no path to write down.

use super::pod::Pod;
use super::{Hub, TOKEN_FILE, is_open};
use crate::document::Node;
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{ClusterSecret, Container, Mount, Token, is_at_or_below};
use crate::value::shown;

/// The folder of the webhook's tokens, in all its versions since 2022.
const WEBHOOK_FOLDER: &str = "/var/run/secrets/azure";

/// Reports variables that lead nowhere, and tokens that no container has or no variable names.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    for pod in &hub.pods {
        for (container, node, file) in pod.token_files() {
            findings.extend(wrong_file(pod, container, node, file));
        }
        for token in pod.azure_tokens() {
            findings.extend(unmounted(pod, &token).or_else(|| unnamed(hub, pod, &token)));
        }
    }
}

fn wrong_file(pod: &Pod<'_>, container: Container<'_>, node: &Node, file: &str) -> Option<Finding> {
    let mounts = pod.mounts_of(container.name_text());
    let Some(mount) = mounts.iter().filter(|mount| mount.holds(file)).max_by_key(|mount| mount.path.len()) else {
        return not_mounted(pod, &mounts, node, file);
    };
    if !pod.has_volume(mount.volume_name()) {
        return pod.is_whole().then(|| {
            let message =
                format!("there is no volume {} to mount: the API server refuses the pod", shown(mount.volume_name()));
            finding(mount.volume, message).with_help("add the volume, with a source `serviceAccountToken`")
        });
    }
    let Some(token) = pod.tokens().find(|token| token.volume_name() == mount.volume_name()) else {
        return pod.is_empty_volume(mount.volume_name()).then(|| {
            let message =
                format!("there is no token at {}: the volume {} holds none", shown(file), shown(mount.volume_name()));
            finding(mount.volume, message)
                .with_help("give the volume a source `projected` with a `serviceAccountToken`")
        });
    };
    if mount.is_part {
        return None;
    }
    let right = format!("{}/{}", mount.path, token.path()?);
    (right != file && !is_open(&right)).then(|| {
        let message = format!("there is no token at {}: mount and path make it `{right}`", shown(file));
        finding(node, message).with_help(format!("write `{right}`")).with_content(node.span, right)
    })
}

/// A variable that leads below no mount of its container.
fn not_mounted(pod: &Pod<'_>, mounts: &[Mount<'_>], node: &Node, file: &str) -> Option<Finding> {
    let tokens = pod.azure_tokens();
    // That no container has the token is said where the token is.
    if tokens.iter().any(|token| unmounted(pod, token).is_some()) {
        return None;
    }
    let mounted = tokens.iter().find_map(|token| {
        let mount = mounts.iter().find(|mount| mount.volume_name() == token.volume_name())?;
        Some(format!("{}/{}", mount.path, token.path()?)).filter(|file| !is_open(file))
    });
    if let Some(right) = mounted {
        let message = format!("nothing is mounted at {}: the token of this container is at `{right}`", shown(file));
        return Some(finding(node, message).with_help(format!("write `{right}`")).with_content(node.span, right));
    }
    if is_at_or_below(file, WEBHOOK_FOLDER) {
        let message = format!("{} is where some versions of the webhook put the token, and others do not", shown(file));
        let help = format!("remove `{TOKEN_FILE}`: the webhook sets it in pods with its label");
        return Some(finding(node, message).with_severity(Severity::Warning).with_help(help));
    }
    (pod.is_whole() || !tokens.is_empty()).then(|| {
        let message = format!("nothing is mounted at {}", shown(file));
        finding(node, message)
            .with_help("mount the volume with the token there, or remove the variable and let the webhook set it")
    })
}

/// A token that no container has.
fn unmounted(pod: &Pod<'_>, token: &Token<'_>) -> Option<Finding> {
    let mut containers = pod.containers().filter(|container| !container.is_init).peekable();
    let knows_containers = pod.is_whole() || containers.peek().is_some();
    if !knows_containers || !pod.mounts_of_volume(token.volume_name()).is_empty() {
        return None;
    }
    let message = format!("no container mounts the volume {}, so that none has its token", shown(token.volume_name()));
    Some(finding(token.volume, message).with_help(format!("mount it in the container of `{}`", pod.name())))
}

/// A token that no variable names: neither in the pod nor in a cluster Secret.
fn unnamed(hub: &Hub<'_>, pod: &Pod<'_>, token: &Token<'_>) -> Option<Finding> {
    let named =
        |container: Container<'_>| container.variable(TOKEN_FILE).is_some() || container.has_foreign_variables();
    let by_secret = hub.material.all::<ClusterSecret>().any(|(_, secret)| {
        let config = secret.config.as_ref();
        config.is_some_and(|config| config.find(["execProviderConfig", "env", TOKEN_FILE]).is_some())
    });
    let shows_identity = pod.component.is_some_and(|component| component.shows_identity);
    if !shows_identity || by_secret || pod.has_label() || pod.containers().any(named) {
        return None;
    }
    let message = format!("the token is mounted, and no variable `{TOKEN_FILE}` says where");
    let mount = pod.mounts_of_volume(token.volume_name()).into_iter().next()?;
    let file = format!("{}/{}", mount.path, token.path()?);
    let finding = finding(mount.volume, message).with_severity(Severity::Warning);
    Some(finding.with_help(format!("add the variable to the container, with the value `{file}`")))
}

fn finding(node: &Node, message: String) -> Finding {
    Finding::new(Code::TokenPath, Place::Text(node.span), message)
}
