//! argocd-cm has the label by which Argo CD finds it.
//!
//! argo-cd `util/settings/settings.go`, `partOfArgoCDSelector`: the informer leaves every other ConfigMap out, and each
//! component says `configmap "argocd-cm" not found`. A patch needs no label, and most files without one are patches.

use super::Subject;
use crate::document::Node;
use crate::finding::{Code, Finding};
use crate::material::{Item, Origin, Role, ServerConfig};

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
    findings.push(mended(item, Finding::new(Code::SettingsLabel, item.place(), message).with_help(help)));
}

/// With the label before the others, or with labels before the rest of the metadata.
fn mended(item: &Item, finding: Finding) -> Finding {
    let entry = format!("\"{LABEL}\": \"argocd\"");
    let first = |map: Option<&Node>| map.and_then(|map| map.entries().first()).map(|entry| entry.key_span);
    match (item.label(LABEL), item.metadata("labels")) {
        (Some(label), _) => finding.with_content(label.span, "argocd"),
        (None, Some(labels)) => match first(Some(labels)) {
            Some(key) => finding.with_entry_before(key, entry),
            None => finding,
        },
        (None, None) => match first(item.node.get("metadata")) {
            Some(key) => finding.with_entry_before(key, format!("\"labels\": {{{entry}}}")),
            None => finding,
        },
    }
}
