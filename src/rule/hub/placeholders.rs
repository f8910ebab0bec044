//! Nothing that the identity of Argo CD's pods depends on was left to be filled in.
//!
//! Accounts and their annotations, names of containers, variables, and what projected tokens are for.

use super::Hub;
use crate::document::Node;
use crate::finding::Finding;
use crate::material::{Facts, Item, Workload};
use crate::rule::placeholder;

/// Reports what a template or an example left.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    let facts = &hub.material.facts;
    for account in &hub.accounts {
        for entry in account.metadata("annotations").map_or(&[][..], Node::entries) {
            if entry.key.starts_with("azure.workload.identity/") {
                report(&entry.value, account, facts, findings);
            }
        }
    }
    for workload in hub.workloads().filter(|workload| workload.component.is_some()) {
        for node in values(workload) {
            report(node, workload.item, facts, findings);
        }
    }
}

fn report(node: &Node, item: &Item, facts: &Facts, findings: &mut Vec<Finding>) {
    if let Some(text) = node.text() {
        placeholder::report(text, node.span, item, facts, findings);
    }
}

/// Every value of a workload that is looked at.
fn values<'m>(workload: &Workload<'m>) -> Vec<&'m Node> {
    let containers = workload.containers();
    let of_containers = containers.iter().flat_map(|container| {
        let variables = container.node.get("env").map_or(&[][..], Node::items).iter();
        container
            .name()
            .into_iter()
            .chain(variables.flat_map(|variable| [variable.get("name"), variable.get("value")]).flatten())
    });
    let labels = workload.pod_metadata().into_iter().map(|entry| &entry.value);
    let tokens = workload.tokens();
    let of_tokens = tokens.iter().flat_map(|token| [token.source.get("audience"), token.source.get("path")]).flatten();
    workload.account().into_iter().chain(labels).chain(of_containers).chain(of_tokens).collect()
}
