//! The login method exists, and needs neither a terminal nor a program that the image does not have.

use super::Environment;
use crate::finding::{Finding, Severity, slip, suggestion};
use crate::value::shown;

/// How a login method fares in the pods of Argo CD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It works.
    Works,
    /// It waits for a person.
    Waits,
    /// It needs what the library does not pass on: a user's name and password.
    Lacks,
    /// It needs a program that is not in Argo CD's image.
    Program(&'static str),
}

/// Every login method (kubelogin `pkg/internal/token/options.go`).
const METHODS: [(&str, Fate); 9] = [
    ("workloadidentity", Fate::Works),
    ("spn", Fate::Works),
    ("msi", Fate::Works),
    ("devicecode", Fate::Waits),
    ("interactive", Fate::Waits),
    ("ropc", Fate::Lacks),
    ("azurecli", Fate::Program("az")),
    ("azd", Fate::Program("azd")),
    ("azurepipelines", Fate::Program("a pipeline's agent")),
];

const HELP: &str = "use `workloadidentity`";

/// Reports a method that gives no token.
pub fn check(environment: Environment<'_>, findings: &mut Vec<Finding>) {
    let Some(method) = environment.get("AAD_LOGIN_METHOD").filter(|method| !method.text.is_empty()) else { return };
    let name = shown(method.text);
    let fate = METHODS.iter().find(|(known, _)| *known == method.text).map(|(_, fate)| *fate);
    findings.extend(match fate {
        Some(Fate::Works) => None,
        Some(Fate::Waits) => {
            Some(method.finding(format!("the login method {name} waits for a person to sign in")).with_help(HELP))
        }
        Some(Fate::Lacks) => {
            Some(method.finding(format!("the login method {name} gets no user name in Argo CD")).with_help(HELP))
        }
        Some(Fate::Program(program)) => {
            let message = format!("the login method {name} needs `{program}`, which is not in Argo CD's image");
            Some(method.finding(message).with_help(HELP).with_severity(Severity::Warning))
        }
        None => {
            let help = suggestion(method.text, &METHODS.map(|(known, _)| known));
            let finding = method.finding(format!("{name} is no login method of kubelogin, case by case"));
            let meant = slip(method.text, METHODS.map(|(known, _)| known)).filter(|meant| *meant == METHODS[0].0);
            Some(finding.with_help(help).with_optional_content(method.node.span, meant))
        }
    });
    if method.text == "workloadidentity" {
        check_client_variable(environment, findings);
    }
}

/// Of the two variables for the client id the webhook sets one in the pod, and that one wins.
fn check_client_variable(environment: Environment<'_>, findings: &mut Vec<Finding>) {
    const OLD: &str = "AAD_SERVICE_PRINCIPAL_CLIENT_ID";
    if let Some(client) = environment.get(OLD)
        && !environment.has("AZURE_CLIENT_ID")
    {
        let message = format!("the webhook's `AZURE_CLIENT_ID` wins over `{OLD}`");
        findings.push(client.finding(message).with_help("write `AZURE_CLIENT_ID`").with_severity(Severity::Warning));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_stand_once() {
        for (at, (name, _)) in METHODS.iter().enumerate() {
            assert!(METHODS[..at].iter().all(|(other, _)| other != name), "{name}");
        }
    }
}
