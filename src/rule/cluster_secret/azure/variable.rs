//! The names of variables are those that kubelogin and Argo CD read.

use super::Environment;
use crate::document::Node;
use crate::finding::{Code, Finding, Place, Severity, nearest, slip};
use crate::value::shown;

/// Every variable that `argocd-k8s-auth azure` reads.
const READ: [&str; 17] = [
    "AAD_LOGIN_METHOD",
    "AAD_ENVIRONMENT_NAME",
    "AAD_SERVER_APPLICATION_ID",
    "AAD_SERVICE_PRINCIPAL_CLIENT_ID",
    "AAD_SERVICE_PRINCIPAL_CLIENT_SECRET",
    "AAD_SERVICE_PRINCIPAL_CLIENT_CERTIFICATE",
    "AAD_SERVICE_PRINCIPAL_CLIENT_CERTIFICATE_PASSWORD",
    "AAD_IS_POP_TOKEN_ENABLED",
    "AAD_POP_TOKEN_CLAIMS",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "AZURE_CLIENT_CERTIFICATE_PATH",
    "AZURE_CLIENT_CERTIFICATE_PASSWORD",
    "AZURE_TENANT_ID",
    "AZURE_AUTHORITY_HOST",
    "AZURE_FEDERATED_TOKEN_FILE",
    "AZURE_REGIONAL_AUTHORITY_NAME",
];

/// Variables with names near to those, which others read or which Argo CD's documentation lists.
const OTHERS: [&str; 8] = [
    "AAD_USER_PRINCIPAL_NAME",
    "AAD_USER_PRINCIPAL_PASSWORD",
    "AZURE_USERNAME",
    "AZURE_PASSWORD",
    "AZURE_SUBSCRIPTION_ID",
    "AZURE_CONFIG_DIR",
    "AZURE_CLI_TIMEOUT",
    "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN",
];

/// Names from elsewhere, and what they are called here.
const ELSEWHERE: [(&str, &str); 8] = [
    ("AAD_ENVIRONMENT", "AAD_ENVIRONMENT_NAME"),
    ("AZURE_ENVIRONMENT", "AAD_ENVIRONMENT_NAME"),
    ("AZURE_CLOUD", "AAD_ENVIRONMENT_NAME"),
    ("ARM_CLIENT_ID", "AZURE_CLIENT_ID"),
    ("ARM_TENANT_ID", "AZURE_TENANT_ID"),
    ("ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET"),
    ("CLIENT_ID", "AZURE_CLIENT_ID"),
    ("TENANT_ID", "AZURE_TENANT_ID"),
];

/// Reports variables that look like one that is read.
pub fn check(environment: Environment<'_>, findings: &mut Vec<Finding>) {
    for entry in environment.node.into_iter().flat_map(Node::entries) {
        if let Some(meant) = meant(&entry.key).filter(|meant| !environment.has(meant)) {
            let message = format!("`argocd-k8s-auth` does not read {}", shown(&entry.key));
            let finding = Finding::new(Code::AzureLogin, Place::Text(entry.key_span), message);
            let help = format!("did you mean `{meant}`?");
            let finding = finding.with_optional_content(entry.key_span, slip(&entry.key, READ));
            findings.push(finding.with_help(help).with_severity(Severity::Warning));
        }
    }
}

/// The variable that a name was probably meant to be; none for one that is read.
fn meant(name: &str) -> Option<&'static str> {
    if READ.contains(&name) || OTHERS.contains(&name) {
        return None;
    }
    let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == name).map(|(_, meant)| *meant);
    let is_azure = ["AAD_", "AZURE_"].iter().any(|start| name.to_ascii_uppercase().starts_with(start));
    elsewhere.or_else(|| if is_azure { nearest(name, READ) } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_meant_as_it_is() {
        for name in READ.iter().chain(&OTHERS) {
            assert_eq!(meant(name), None, "{name}");
        }
        for name in ["HTTPS_PROXY", "AZURE_LOG_LEVEL", "PATH", "MSI_ENDPOINT"] {
            assert_eq!(meant(name), None, "{name}");
        }
    }

    #[test]
    fn slips_are_meant_otherwise() {
        for (name, wanted) in [
            ("AZURE_CLIENTID", "AZURE_CLIENT_ID"),
            ("azure_client_id", "AZURE_CLIENT_ID"),
            ("AZURE_TENANT", "AZURE_TENANT_ID"),
            ("AAD_LOGIN_MODE", "AAD_LOGIN_METHOD"),
        ] {
            assert_eq!(meant(name), Some(wanted), "{name}");
        }
        for (name, wanted) in ELSEWHERE {
            assert_eq!(meant(name), Some(wanted), "{name}");
        }
    }
}
