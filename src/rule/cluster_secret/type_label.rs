//! A cluster Secret has the label by which Argo CD finds it.
//!
//! argo-cd `common/common.go`, `LabelKeySecretType`; the informer's selector leaves every other Secret out.

use super::Subject;
use crate::finding::{Code, Finding};
use crate::material::{ClusterSecret, Role};

/// Reports a Secret that has the data of a cluster and not its label.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let is_labelled = subject.item.label("argocd.argoproj.io/secret-type").is_some();
    // A kustomization may add the label to a patch or a resource.
    if is_labelled || subject.item.role != Role::Unknown {
        return;
    }
    let message = "this Secret has the data of a cluster, and Argo CD does not see it without its label";
    findings.push(
        Finding::new(Code::ClusterLabel, subject.item.place(), message)
            .with_help("add the label `argocd.argoproj.io/secret-type: cluster`"),
    );
}
