//! Labels and annotations that belong to others are not set by hand.
//!
//! `argocd.argoproj.io/secret-type` makes a Secret a cluster (argo-cd `common/common.go`); the addon-manager labels
//! hand the object to AKS's addon manager, which reverts or removes what it does not know (kubernetes
//! `cluster/addons/addon-manager/README.md`); `tiphys/` is ours.

use super::{Draft, TargetPlace};
use crate::finding::{Code, Finding, Place};

/// Label keys, with whose they are.
const LABELS: [(&str, &str); 5] = [
    ("argocd.argoproj.io/secret-type", "Argo CD knows cluster Secrets by it; tiphys sets it"),
    ADDON_LABELS[0],
    ADDON_LABELS[1],
    ("app.kubernetes.io/managed-by", "tiphys sets it, so that its own objects can be found"),
    ("tiphys/environment", "tiphys sets it, so that its own objects can be found"),
];

/// Those of them that are the addon manager's, on whatever object.
pub const ADDON_LABELS: [(&str, &str); 2] = [
    ("addonmanager.kubernetes.io/mode", "it hands the object to AKS's addon manager, which may remove it"),
    ("kubernetes.io/cluster-service", "it hands the object to AKS's addon manager, which may remove it"),
];

/// Annotation keys, with whose they are.
const ANNOTATIONS: [(&str, &str); 4] = [
    ("argocd.argoproj.io/sync-options", "`argocd.prune` sets it"),
    ("argocd.argoproj.io/tracking-id", "Argo CD sets it on what it syncs"),
    ("kubectl.kubernetes.io/last-applied-configuration", "kubectl sets it"),
    ("managed-by", "Argo CD drops it"),
];

/// Reports labels and annotations that are not the user's to set.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    for (place, target) in draft.targets() {
        for key in target.labels.keys().filter_map(|key| reserved(&LABELS, key.as_str())) {
            findings.push(finding(place, "labels", "label", key));
        }
        for key in target.annotations.keys().filter_map(|key| reserved(&ANNOTATIONS, key.as_str())) {
            findings.push(finding(place, "annotations", "annotation", key));
        }
    }
}

/// The row of a key that is not the user's to set.
fn reserved(table: &[(&'static str, &'static str)], key: &str) -> Option<(&'static str, &'static str)> {
    table.iter().find(|(known, _)| *known == key).copied()
}

fn finding(place: TargetPlace, map: &str, what: &str, (key, why): (&str, &str)) -> Finding {
    let message = format!("the {what} `{key}` is not for targets: {why}");
    Finding::new(Code::ReservedLabel, Place::Key(place.join(map).join(key)), message).with_help("remove it")
}
