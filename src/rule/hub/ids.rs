//! Ids of identities and tenants are GUIDs, where the webhook or Azure's libraries read them.
//!
//! azure-workload-identity `pkg/webhook/webhook.go` copies the annotations into variables as they are; Entra then answers
//! `AADSTS700016: Application with identifier … was not found`.

use super::{CLIENT_ID, Hub, TENANT_ID, settled};
use crate::document::Node;
use crate::finding::{Code, Finding, Place};
use crate::value::{ClientId, Malformed, TenantId};

/// Reports annotations of accounts, and variables of Argo CD's containers, that are no ids.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    for account in &hub.accounts {
        check_client(account.annotation(CLIENT_ID), findings);
        check_tenant(account.annotation(TENANT_ID), findings);
    }
    for container in hub.pods.iter().flat_map(super::pod::Pod::containers) {
        check_client(container.value("AZURE_CLIENT_ID"), findings);
        check_tenant(container.value("AZURE_TENANT_ID"), findings);
    }
}

fn check_client(node: Option<&Node>, findings: &mut Vec<Finding>) {
    let Some((node, text)) = settled(node) else { return };
    findings.extend(text.parse::<ClientId>().err().map(|malformed| finding(node, malformed)));
}

fn check_tenant(node: Option<&Node>, findings: &mut Vec<Finding>) {
    let Some((node, text)) = settled(node) else { return };
    findings.extend(text.parse::<TenantId>().err().map(|malformed| finding(node, malformed)));
}

fn finding(node: &Node, malformed: Malformed) -> Finding {
    Finding::new(Code::MalformedGuid, Place::Text(node.span), malformed.message).with_optional_help(malformed.help)
}
