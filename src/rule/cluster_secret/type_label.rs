//! A cluster Secret has the label by which Argo CD finds it.
//!
//! argo-cd `common/common.go`, `LabelKeySecretType`; the informer's selector leaves every other Secret out.

use super::Subject;
use crate::finding::{Code, Finding, Place, slip};
use crate::material::{ClusterSecret, Role, TYPE_LABEL};
use crate::value::{has_placeholder, shown};

const HELP: &str = "add the label `argocd.argoproj.io/secret-type: cluster`";

/// Reports a Secret that has the data of a cluster and not its label.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let item = subject.item;
    match item.label(TYPE_LABEL) {
        Some(label) if label.text() == Some("cluster") || label.text().is_some_and(has_placeholder) => {}
        Some(label) => {
            let message =
                format!("the type {} is none that Argo CD looks for", shown(label.text().unwrap_or(label.type_name())));
            let finding = Finding::new(Code::ClusterLabel, Place::Text(label.span), message);
            let meant = label.text().and_then(|text| slip(text, ["cluster"]));
            findings.push(finding.with_help("write `cluster`").with_optional_content(label.span, meant));
        }
        // A kustomization may add the label to a patch or a resource.
        None if item.role != Role::Unknown => {}
        None => findings.push(missing(subject)),
    }
}

fn missing(subject: &Subject<'_, ClusterSecret>) -> Finding {
    if let Some(annotation) = subject.item.annotation(TYPE_LABEL) {
        let message = "the type of the Secret is an annotation here, and Argo CD looks for a label";
        return Finding::new(Code::ClusterLabel, Place::Text(annotation.span), message).with_help(HELP);
    }
    let message = "this Secret has the data of a cluster, and Argo CD does not see it without its label";
    Finding::new(Code::ClusterLabel, subject.item.place(), message).with_help(HELP)
}
