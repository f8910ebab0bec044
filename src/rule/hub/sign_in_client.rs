//! People sign in to an app registration, and Argo CD shows clusters a managed identity: two client ids.
//!
//! A managed identity has no redirect URIs (argo-cd issue 29437). The account of argocd-server may name the app
//! registration where sign-in is all that it is for; a cluster Secret and the application controller may not.

use super::known::{client_of, lower_case};
use super::{CLIENT_ID, Hub};
use crate::document::Node;
use crate::finding::{Code, Finding, Place};
use crate::material::ClusterSecret;

/// Reports the first place at which the client of sign-in is shown to clusters.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    let Some(sign_in) = &hub.known.sign_in.client_id else { return };
    let controllers =
        hub.accounts_named("argocd-application-controller").filter_map(|account| account.annotation(CLIENT_ID));
    let secrets = hub.material.all::<ClusterSecret>().filter_map(|(_, secret)| client_of(secret));
    let mut shown = secrets.chain(controllers).filter(|node| lower_case(node).as_ref() == Some(sign_in));
    findings.extend(shown.next().map(finding));
}

fn finding(node: &Node) -> Finding {
    let message =
        "clusters are shown the client id of the app registration that people sign in to, `clientID` in argocd-cm";
    Finding::new(Code::SameClientId, Place::Text(node.span), message).with_help(
        "write the client id of the managed identity: `az identity show -g GROUP -n NAME --query clientId -o tsv`",
    )
}
