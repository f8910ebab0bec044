//! The identity that a target names is one that can exist: it is in the target's tenant, and has one object id there.
//!
//! A managed identity lives in one tenant (Microsoft Entra documentation, managed identities' known issues): a token of
//! another tenant needs an identity of that tenant.

use std::collections::BTreeMap;

use super::Draft;
use crate::environment::written::Target;
use crate::finding::{Code, Finding, Place};
use crate::value::{ClientId, PrincipalId, TenantId};

/// Reports another tenant without an identity of its own, and one client id with two object ids.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let mut known = BTreeMap::new();
    if let (Some(tenant_id), Some(identity)) = (&draft.written.tenant_id, &draft.written.identity) {
        known.insert((tenant_id, &identity.client_id), &identity.principal_id);
    }
    for (pointer, target) in draft.targets() {
        if let Some(tenant_id) = foreign_tenant(draft, target)
            && target.client_id.is_none()
        {
            let message = format!("the environment's identity does not exist in the tenant `{tenant_id}`");
            let finding = Finding::new(Code::TargetMismatch, Place::Value(pointer.join("tenantId")), message);
            findings.push(finding.with_help(
                "a managed identity lives in one tenant; add `clientId` and `principalId` of an identity of that tenant",
            ));
        }
        if let Some((client_id, principal_id)) = second_principal(draft, target, &mut known) {
            let message = format!("`{client_id}` has the object id `{principal_id}` elsewhere in this file");
            let finding = Finding::new(Code::TargetMismatch, Place::Value(pointer.join("principalId")), message);
            findings.push(finding.with_help(
                "one identity has one object id: `az ad sp show --id CLIENT_ID --query id -o tsv` prints it",
            ));
        }
    }
}

/// The target's tenant, if it is not the environment's.
fn foreign_tenant<'t>(draft: &Draft<'_>, target: &'t Target) -> Option<&'t TenantId> {
    target.tenant_id.as_ref().filter(|tenant_id| draft.written.tenant_id.as_ref().is_some_and(|own| own != *tenant_id))
}

/// The client id of the target and the object id that it was first given, if the target gives it another.
fn second_principal<'a>(
    draft: &Draft<'a>,
    target: &'a Target,
    known: &mut BTreeMap<(&'a TenantId, &'a ClientId), &'a PrincipalId>,
) -> Option<(&'a ClientId, &'a PrincipalId)> {
    let tenant_id = target.tenant_id.as_ref().or(draft.written.tenant_id.as_ref())?;
    let (client_id, principal_id) = (target.client_id.as_ref()?, target.principal_id.as_ref()?);
    let first = *known.entry((tenant_id, client_id)).or_insert(principal_id);
    (first != principal_id).then_some((client_id, first))
}
