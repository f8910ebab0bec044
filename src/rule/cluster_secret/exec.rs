//! The exec block gives a token: a command of Argo CD's image, with arguments and the API version that it speaks.
//!
//! client-go `plugin/pkg/client/auth/exec/exec.go`: other API versions are refused (`exec plugin: invalid apiVersion`).
//! `argocd-k8s-auth` always answers with `v1beta1` (argo-cd `cmd/argocd-k8s-auth/commands/aws.go`, `formatJSON`).

use super::Subject;
use crate::document::{Content, Node};
use crate::finding::{self, Code, Finding, Place, Severity, suggestion};
use crate::material::{ClusterSecret, get_folded};
use crate::value::{has_placeholder, shown};

/// The command that Argo CD's image has.
pub const COMMAND: &str = "argocd-k8s-auth";

/// What it knows how to sign in to.
const CLOUDS: [&str; 3] = ["aws", "azure", "gcp"];

const BETA: &str = "client.authentication.k8s.io/v1beta1";
const STABLE: &str = "client.authentication.k8s.io/v1";

/// Commands of kubeconfigs that the image does not have.
const NOT_IN_IMAGE: [&str; 8] = [
    "kubelogin",
    "az",
    "aws",
    "aws-iam-authenticator",
    "gcloud",
    "gke-gcloud-auth-plugin",
    "kubectl",
    "kubectl-oidc_login",
];

/// Reports what keeps the command from giving a token.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let Some(exec) = subject.reading.find(["execProviderConfig"]) else { return };
    let Content::Map(_) = exec.content else { return };
    let Some(command) = text(exec, "command") else {
        let finding = Finding::new(Code::ClusterExec, Place::Text(exec.span), "`execProviderConfig` has no command");
        findings.push(finding.with_help(format!("write `\"command\": \"{COMMAND}\"`, which is in Argo CD's image")));
        return;
    };
    check_command(exec, command, findings);
    check_version(exec, is_own(command), findings);
    if is_own(command) {
        check_arguments(exec, findings);
    }
}

/// Whether a command is the one in Argo CD's image, with or without its folder.
pub fn is_own(command: &str) -> bool {
    command.rsplit('/').next() == Some(COMMAND)
}

/// The text of a key, unless it is empty or no text.
fn text<'n>(exec: &'n Node, key: &str) -> Option<&'n str> {
    get_folded(exec, key)?.text().filter(|text| !text.is_empty())
}

fn check_command(exec: &Node, command: &str, findings: &mut Vec<Finding>) {
    let Some(node) = get_folded(exec, "command") else { return };
    if command.contains(char::is_whitespace) && !has_placeholder(command) {
        let message = format!("the command {} has its arguments in it", shown(command));
        let finding = Finding::new(Code::ClusterExec, Place::Text(node.span), message);
        findings.push(finding.with_help("write the program alone, and the arguments in `args`"));
    } else if !is_own(command) && finding::nearest(command, [COMMAND]).is_some() {
        let message = format!("{} is not in Argo CD's image", shown(command));
        let finding = Finding::new(Code::ClusterExec, Place::Text(node.span), message);
        let finding = finding.with_help(format!("did you mean `{COMMAND}`?"));
        findings.push(finding.with_optional_content(node.span, finding::slip(command, [COMMAND])));
    } else if NOT_IN_IMAGE.contains(&command) {
        let message = format!("{} is not in Argo CD's image", shown(command));
        let finding = Finding::new(Code::ClusterExec, Place::Text(node.span), message);
        let help = format!("use `{COMMAND}`, or put the program into the images of controller and server");
        findings.push(finding.with_help(help).with_severity(Severity::Warning));
    }
}

fn check_version(exec: &Node, is_own: bool, findings: &mut Vec<Finding>) {
    let written = get_folded(exec, "apiVersion");
    let (message, span) = match (written, text(exec, "apiVersion")) {
        (_, Some(BETA)) => return,
        (_, Some(STABLE)) if !is_own => return,
        (_, Some(version)) if has_placeholder(version) => return,
        (Some(node), Some(STABLE)) => (format!("`{COMMAND}` answers with `v1beta1`, and `v1` is asked for"), node.span),
        (Some(node), Some(version)) => (format!("{} is no API version of exec plugins", shown(version)), node.span),
        (Some(node), None) if node.text().is_none() && node.content != Content::Null => return,
        (node, _) => ("`execProviderConfig` has no `apiVersion`".to_owned(), node.map_or(exec.span, |node| node.span)),
    };
    let finding = Finding::new(Code::ClusterExec, Place::Text(span), message);
    let right = text(exec, "apiVersion").filter(|_| is_own).map(|_| BETA);
    let finding = finding.with_optional_content(span, right);
    findings.push(finding.with_help(format!("write `\"apiVersion\": \"{BETA}\"`")));
}

fn check_arguments(exec: &Node, findings: &mut Vec<Finding>) {
    let written = get_folded(exec, "args");
    let arguments: Vec<&Node> = written.map_or(&[][..], Node::items).iter().collect();
    let is_cloud = |text: &str| CLOUDS.contains(&text) || has_placeholder(text);
    let is_list = written.is_none_or(|node| matches!(node.content, Content::List(_) | Content::Null));
    if !is_list || arguments.iter().filter_map(|node| node.text()).any(is_cloud) {
        return;
    }
    let first = arguments.iter().find_map(|node| Some((node.text()?, node.span)));
    let (message, span, help) = match first {
        Some((text, span)) if text.contains(' ') => {
            (format!("{} is one argument", shown(text)), span, "write each word as a string of its own".to_owned())
        }
        Some((text, span)) => (format!("`{COMMAND}` does not know {}", shown(text)), span, suggestion(text, &CLOUDS)),
        None => {
            let span = written.map_or(exec.span, |node| node.span);
            (format!("`{COMMAND}` is not told for which cloud"), span, "write `\"args\": [\"azure\"]`".to_owned())
        }
    };
    findings.push(Finding::new(Code::ClusterExec, Place::Text(span), message).with_help(help));
}
