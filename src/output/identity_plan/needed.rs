//! The values that only the identity plan needs, all missing ones reported at once.
//!
//! Keeps true: whoever holds a [`Hub`] knows that the plan can be made without another look at what is optional.

use crate::document::Pointer;
use crate::environment::Environment;
use crate::finding::{Code, Finding, Place};
use crate::value::{ManagedClusterId, OidcIssuer};

/// The cluster that runs Argo CD, as Azure knows it.
#[derive(Debug, Clone, Copy)]
pub struct Hub<'e> {
    /// Its resource id.
    pub cluster_id: &'e ManagedClusterId,
    /// Who signs the tokens of its service accounts.
    pub issuer: &'e OidcIssuer,
}

/// The hub; `None` if anything that the plan needs is missing.
pub fn hub<'e>(environment: &'e Environment, findings: &mut Vec<Finding>) -> Option<Hub<'e>> {
    let missing = missing(environment);
    let is_complete = missing.is_empty();
    findings.extend(missing);
    let (Some(cluster_id), Some(issuer)) = (&environment.hub.cluster_id, &environment.hub.oidc_issuer) else {
        return None;
    };
    is_complete.then_some(Hub { cluster_id, issuer })
}

fn missing(environment: &Environment) -> Vec<Finding> {
    let mut missing = Vec::new();
    if environment.hub.cluster_id.is_none() {
        missing.push(needed(
            environment,
            "hub",
            "clusterId",
            "the cluster's features are for it",
            CLUSTER_ID.to_owned(),
        ));
    }
    if environment.hub.oidc_issuer.is_none() {
        let why = "federated credentials trust it";
        missing.push(needed(environment, "hub", "oidcIssuer", why, issuer_help(environment)));
    }
    if let Some(identity) = environment.identity.as_ref().filter(|identity| identity.resource_id.is_none()) {
        let why = "federated credentials are part of that resource";
        let command = format!("az identity list --query \"[?clientId=='{}'].id\" -o tsv", identity.client_id);
        missing.push(needed(environment, "identity", "resourceId", why, prints(&command)));
    }
    missing
}

const CLUSTER_ID: &str = "`az aks show -g GROUP -n NAME --query id -o tsv` prints it";

fn issuer_help(environment: &Environment) -> String {
    let cluster = match &environment.hub.cluster_id {
        Some(id) => format!("--ids {id}"),
        None => "-g GROUP -n NAME".to_owned(),
    };
    prints(&format!("az aks show {cluster} --query oidcIssuerProfile.issuerUrl -o tsv"))
}

fn prints(command: &str) -> String {
    format!("`{command}` prints it")
}

/// The finding for a key that is missing in a map, which may be missing itself.
fn needed(environment: &Environment, map: &str, key: &str, why: &str, help: String) -> Finding {
    let steps: &[&str] = if environment.document.get(map).is_some() { &[map] } else { &[] };
    let place = Place::Value(Pointer::of(steps.iter().copied()));
    let message = format!("`{map}.{key}` is missing, and the identity plan needs it: {why}");
    Finding::new(Code::NeededHere, place, message).with_help(help)
}
