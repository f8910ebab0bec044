//! Labels of AKS's addon manager are not put on objects of Argo CD.
//!
//! kubernetes `cluster/addons/addon-manager/README.md`: what has `addonmanager.kubernetes.io/mode` is the addon manager's:
//! it reverts it to the manifest it has, and removes what it has none for.

use super::Hub;
use crate::document::Entry;
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{Binding, ClusterSecret, Component, Item, names_argo_cd};
use crate::rule::environment::ADDON_LABELS;

/// Reports an object that hands itself to the addon manager.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    let secrets = hub.material.all::<ClusterSecret>().map(|(item, _)| item);
    let others = hub.material.items.iter().filter(|item| item.kind() != "Secret" && is_ours(hub, item));
    for item in secrets.chain(others) {
        let labels = item.metadata("labels").map_or(&[][..], |labels| labels.entries());
        if let Some(entry) = labels.iter().find(|entry| ADDON_LABELS.iter().any(|(key, _)| *key == entry.key)) {
            findings.push(finding(entry));
        }
    }
}

fn finding(entry: &Entry) -> Finding {
    let why = ADDON_LABELS.iter().find(|(key, _)| *key == entry.key).map_or("", |(_, why)| *why);
    let message = format!("the label `{}` is not for objects of one's own: {why}", entry.key);
    Finding::new(Code::ReservedLabel, Place::Text(entry.key_span), message)
        .with_severity(Severity::Warning)
        .with_help("remove `addonmanager.kubernetes.io/mode` and `kubernetes.io/cluster-service`")
}

/// Whether an object concerns Argo CD or an identity that the input knows.
fn is_ours(hub: &Hub<'_>, item: &Item) -> bool {
    let binds_ours = |binding: Binding<'_>| {
        binding.subjects().any(|subject| {
            hub.is_argo_cds_account(subject.name()) || hub.known.is_identity(&subject.name().to_ascii_lowercase())
        })
    };
    names_argo_cd(item.name()) || Component::of(&item.node).is_some() || Binding::of(item).is_some_and(binds_ours)
}
