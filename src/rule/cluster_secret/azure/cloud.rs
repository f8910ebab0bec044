//! Environment name, authority and server are of one Azure cloud.

use super::Environment;
use crate::cloud::{self, Cloud};
use crate::finding::{Code, Finding, Severity};
use crate::material::ClusterSecret;
use crate::rule::authority::{self, AUTHORITY};

const NAME: &str = "AAD_ENVIRONMENT_NAME";

/// Reports a name that is none, an authority that is none, and what belongs to another cloud.
pub fn check(environment: Environment<'_>, secret: &ClusterSecret, findings: &mut Vec<Finding>) {
    let named = name(environment, findings);
    let authority = authority(environment, findings);
    let server = secret.host().and_then(|host| cloud::cloud_of_server(&host));
    let differ = |one: Option<Cloud>, other: Option<Cloud>| one.zip(other).filter(|(one, other)| one != other);
    let mut report = |name: &str, what: &str, clouds: Option<(Cloud, Cloud)>| {
        if let (Some((own, other)), Some(variable)) = (clouds, environment.get(name)) {
            let message = format!("`{name}` is of {own}, and {what} is of {other}");
            let finding = Finding::new(Code::CloudMismatch, variable.place(), message);
            findings.push(finding.with_help(format!("write `{}`", value_for(name, other))));
        }
    };
    report(AUTHORITY, "the server", differ(authority, server));
    report(NAME, "the server", differ(named, server));
    if server.is_none() {
        report(NAME, "the authority", differ(named, authority));
    }
}

fn value_for(name: &str, cloud: Cloud) -> &'static str {
    let facts = cloud.facts();
    if name == AUTHORITY { facts.authority_host } else { facts.environment_name }
}

fn name(environment: Environment<'_>, findings: &mut Vec<Finding>) -> Option<Cloud> {
    let name = environment.get(NAME).filter(|name| !name.text.is_empty())?;
    match name.text.parse::<Cloud>() {
        Ok(cloud) => Some(cloud),
        Err(malformed) => {
            // With an authority the name is not looked at.
            let severity = if environment.has(AUTHORITY) { Severity::Warning } else { Severity::Error };
            let message = format!("{}; kubelogin takes it for the public one", malformed.message);
            findings.push(name.finding(message).with_optional_help(malformed.help).with_severity(severity));
            None
        }
    }
}

fn authority(environment: Environment<'_>, findings: &mut Vec<Finding>) -> Option<Cloud> {
    let authority = environment.get(AUTHORITY).filter(|authority| !authority.text.is_empty())?;
    let Some(fault) = authority::fault(authority.text) else { return cloud::cloud_of_issuer(authority.text) };
    let finding = authority.finding(fault.message).with_help(fault.help);
    findings.push(finding.with_optional_content(authority.node.span, fault.meant));
    None
}
