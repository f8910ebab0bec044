//! The three kinds of id are not mixed up.
//!
//! The SSO client is an app registration: a managed identity cannot sign users in (argo-cd issue 29437). RBAC on a
//! target binds the object id, never the client id (kubelogin, service principal page).

use super::{Draft, at};
use crate::finding::{Code, Finding, Place};

/// Reports one id in the place of another.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let identity = draft.written.identity.as_ref();
    if let (Some(sso), Some(identity)) = (&draft.written.sso, identity)
        && sso.client_id == identity.client_id
    {
        let message = format!("`{}` is the managed identity's client id", sso.client_id);
        findings.push(Finding::new(Code::SameClientId, at(["sso", "clientId"]), message).with_help(
            "sign-in needs the client id of an Entra app registration (`az ad app list`); a managed identity cannot sign users in",
        ));
    }
    if let Some(identity) = identity
        && identity.principal_id.as_str() == identity.client_id.as_str()
    {
        findings.push(principal_is_client(at(["identity", "principalId"]), identity.principal_id.as_str()));
    }
    for (pointer, target) in draft.targets() {
        if let (Some(client), Some(principal)) = (&target.client_id, &target.principal_id)
            && client.as_str() == principal.as_str()
        {
            findings.push(principal_is_client(Place::Value(pointer.join("principalId")), principal.as_str()));
        }
    }
}

fn principal_is_client(place: Place, id: &str) -> Finding {
    let message = format!("`{id}` is the client id; the object id is another");
    Finding::new(Code::PrincipalIsClient, place, message)
        .with_help("`az identity show --query principalId` prints it; RBAC on a target binds the object id")
}
