//! How many federated credentials one identity gets from all environment files of a run.
//!
//! One file gives an identity three at most. Hubs that share an identity add up: Entra takes [`LIMIT`], and the hub that
//! comes too late is refused when the plan is applied.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::credential::LIMIT;
use crate::finding::{Code, Finding, Place};

/// The identities, by client id, that get more credentials from these plans than Entra takes.
pub fn findings<'p>(plans: impl IntoIterator<Item = &'p Value>) -> Vec<Finding> {
    let mut trusted: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for holder in plans.into_iter().flat_map(holders) {
        trusted.entry(text(holder, "clientId")).or_default().extend(credentials(holder));
    }
    let crowded = trusted.into_iter().filter(|(_, credentials)| credentials.len() > LIMIT);
    crowded.map(|(client_id, credentials)| too_many(client_id, credentials.len())).collect()
}

/// What has federated credentials: the identities and the app registration.
fn holders(plan: &Value) -> impl Iterator<Item = &Value> {
    let identities = plan.get("identities").and_then(Value::as_array);
    identities.into_iter().flatten().chain(plan.get("applicationRegistration"))
}

fn credentials(holder: &Value) -> impl Iterator<Item = (&str, &str)> {
    let credentials = holder.get("federatedCredentials").and_then(Value::as_array);
    credentials.into_iter().flatten().map(|credential| (text(credential, "issuer"), text(credential, "subject")))
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn too_many(client_id: &str, count: usize) -> Finding {
    let message = format!(
        "`{client_id}` gets {count} federated credentials from these files, and Entra ID takes {LIMIT} for one identity"
    );
    let finding = Finding::new(Code::TooManyCredentials, Place::Run("azure".to_owned()), message);
    finding.with_help("give some of the hubs an identity of their own")
}
