//! The token file is not one whose path somebody else may change.
//!
//! azure-workload-identity 1.6 (pull request 1720) moved the webhook's mount from `/var/run/secrets/azure/tokens` to
//! `/var/run/secrets/azure/wi`, and asks to read `AZURE_FEDERATED_TOKEN_FILE` of the pod instead, which the exec plugin
//! inherits. A file of an own volume may be anywhere else.

use super::{Subject, exec};
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::ClusterSecret;
use crate::value::{has_placeholder, shown};

const VARIABLE: &str = "AZURE_FEDERATED_TOKEN_FILE";

/// Where the webhook mounts its token, and which of its versions do.
const GENERATIONS: [(&str, &str); 2] =
    [("/var/run/secrets/azure/tokens/", "before 1.6"), ("/var/run/secrets/azure/wi/", "from 1.6 on")];

/// Where every pod has a token, for the API server of its own cluster.
const OWN_TOKEN: &str = "/var/run/secrets/kubernetes.io/serviceaccount/";

/// Reports a path of the webhook, of the pod's own token, and one that begins nowhere.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let Some(exec) = subject.reading.find(["execProviderConfig"]) else { return };
    let is_own = exec.get("command").and_then(|command| command.text()).is_some_and(exec::is_own);
    let Some(file) = exec.get("env").and_then(|env| env.get(VARIABLE)).filter(|_| is_own) else { return };
    let Some(path) = file.text().filter(|path| !has_placeholder(path)) else { return };
    let path = path.replacen("/run/", "/var/run/", usize::from(path.starts_with("/run/")));
    if let Some((message, help, severity)) = fault(&path) {
        let finding = Finding::new(Code::ClusterTokenPath, Place::Text(file.span), message);
        let trimmed = Some(path.trim()).filter(|trimmed| *trimmed != path && trimmed.starts_with('/'));
        findings.push(finding.with_help(help).with_severity(severity).with_optional_content(file.span, trimmed));
    }
}

fn fault(path: &str) -> Option<(String, String, Severity)> {
    let shown = shown(path);
    if let Some((_, versions)) = GENERATIONS.iter().find(|(folder, _)| path.starts_with(folder)) {
        let message = format!("{shown} is the path of the workload identity webhook {versions} only");
        let help = format!("leave `{VARIABLE}` out: the webhook sets it in the pod, with the path that it uses");
        return Some((message, help, Severity::Warning));
    }
    if path.starts_with(OWN_TOKEN) {
        let message = format!("{shown} is a token for the pod's own API server, which Entra does not take");
        let help =
            format!("leave `{VARIABLE}` out, or name a projected token of audience `api://AzureADTokenExchange`");
        return Some((message, help, Severity::Error));
    }
    if path.trim() != path {
        let help = "remove the blanks".to_owned();
        return Some((format!("blanks are part of the path {shown}"), help, Severity::Error));
    }
    let help = "write the whole path in the pod, or leave the variable out".to_owned();
    (!path.starts_with('/')).then(|| (format!("{shown} is no absolute path"), help, Severity::Error))
}
