//! Client and tenant are ids of what they say they are.

use super::{Environment, Variable};
use crate::cloud::Cloud;
use crate::finding::{Code, Finding, Place};
use crate::value::{ClientId, Malformed, TenantId};

const TENANT: &str = "AZURE_TENANT_ID";
const CLIENTS: [&str; 2] = ["AZURE_CLIENT_ID", "AAD_SERVICE_PRINCIPAL_CLIENT_ID"];

/// The application of `kubectl` users who sign in to AKS; nothing to sign in as (AKS documentation, "kubelogin").
const AKS_CLIENT: &str = "80faf920-1908-4b52-b5ef-a8e7bedfc67a";

/// Reports ids that are none, and ids of something else.
pub fn check(environment: Environment<'_>, findings: &mut Vec<Finding>) {
    let tenant = environment.get(TENANT).and_then(|variable| {
        let is_domain = variable.text.contains('.') && !variable.text.contains(char::is_whitespace);
        // Entra takes a domain of the tenant as well.
        if is_domain { None } else { parsed::<TenantId>(&variable, findings) }
    });
    if let Some(variable) = environment.get("AAD_SERVER_APPLICATION_ID") {
        parsed::<ClientId>(&variable, findings);
    }
    for variable in CLIENTS.iter().filter_map(|name| environment.get(name)) {
        let Some(client) = parsed::<ClientId>(&variable, findings) else { continue };
        if tenant.as_ref().is_some_and(|tenant| tenant.guid() == client.guid()) {
            let finding = variable.finding("the client id is the tenant's id");
            findings.push(finding.with_help("write the client id of the managed identity or app registration"));
        } else if let Some(whose) = application(client.as_str()) {
            let finding = variable.finding(format!("this is the id of {whose}, and nobody can sign in as that"));
            findings.push(finding.with_help("write the client id of the managed identity or app registration"));
        }
    }
}

/// The application of AKS itself that an id belongs to.
fn application(id: &str) -> Option<&'static str> {
    if id == Cloud::default().facts().server_application_id {
        return Some("AKS's server application");
    }
    (id == AKS_CLIENT).then_some("AKS's client application")
}

/// The id; a variable that is set to nothing is reported like any text that is no id.
fn parsed<T: std::str::FromStr<Err = Malformed>>(variable: &Variable<'_>, findings: &mut Vec<Finding>) -> Option<T> {
    variable.text.parse().map_err(|malformed: Malformed| findings.push(refused(variable, malformed))).ok()
}

fn refused(variable: &Variable<'_>, malformed: Malformed) -> Finding {
    let finding = Finding::new(Code::MalformedGuid, Place::Text(variable.node.span), malformed.message);
    finding.with_optional_help(malformed.help).hiding_value()
}
