//! Labels and annotations that belong to others are not set by hand.
//!
//! `argocd.argoproj.io/secret-type` makes a Secret a cluster (argo-cd `common/common.go`); the addon-manager labels
//! hand the object to AKS's addon manager, which reverts or removes what it does not know (kubernetes
//! `cluster/addons/addon-manager/README.md`); `tiphys/` is ours.

use super::Draft;
use crate::finding::{Code, Finding, Place};

/// Label keys, with whose they are.
const LABELS: [(&str, &str); 5] = [
    ("argocd.argoproj.io/secret-type", "Argo CD knows cluster Secrets by it; tiphys sets it"),
    ("addonmanager.kubernetes.io/mode", "it hands the object to AKS's addon manager, which may remove it"),
    ("kubernetes.io/cluster-service", "it hands the object to AKS's addon manager, which may remove it"),
    ("app.kubernetes.io/managed-by", "tiphys sets it, so that its own objects can be found"),
    ("tiphys/environment", "tiphys sets it, so that its own objects can be found"),
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
    for (pointer, target) in draft.targets() {
        for key in target.labels.keys() {
            report(key.as_str(), "label", &LABELS, Place::Key(pointer.join("labels").join(key.as_str())), findings);
        }
        for key in target.annotations.keys() {
            let place = Place::Key(pointer.join("annotations").join(key.as_str()));
            report(key.as_str(), "annotation", &ANNOTATIONS, place, findings);
        }
    }
}

fn report(key: &str, what: &str, reserved: &[(&str, &str)], place: Place, findings: &mut Vec<Finding>) {
    if let Some((_, why)) = reserved.iter().find(|(known, _)| *known == key) {
        let finding = Finding::new(Code::ReservedLabel, place, format!("the {what} `{key}` is not for targets: {why}"));
        findings.push(finding.with_help("remove it"));
    }
}
