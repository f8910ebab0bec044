//! argocd-cm has the label by which Argo CD finds it.
//!
//! argo-cd `util/settings/settings.go`, `partOfArgoCDSelector`: the informer leaves every other ConfigMap out, and each
//! component says `configmap "argocd-cm" not found`. A patch needs no label, and most files without one are patches.

use super::Subject;
use crate::finding::{Code, Finding};
use crate::material::{Origin, Role, ServerConfig};

const LABEL: &str = "app.kubernetes.io/part-of";

/// Reports an argocd-cm without its label, unless a kustomization may add it.
pub fn check(subject: &Subject<'_, ServerConfig>, findings: &mut Vec<Finding>) {
    let item = subject.item;
    let is_labelled = item.label(LABEL).is_some_and(|label| label.text() == Some("argocd"));
    if is_labelled || item.origin != Origin::Object || item.role != Role::Unknown {
        return;
    }
    let message = format!("without the label `{LABEL}: argocd` Argo CD does not find argocd-cm");
    let help = "add the label; if this is a patch, keep it beside the kustomization that names it, and check both";
    findings.push(Finding::new(Code::SettingsLabel, item.place(), message).with_help(help));
}
