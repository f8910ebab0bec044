//! `argocd.settings` adds to what tiphys derives, and does not contradict it.
//!
//! A second value for a setting that follows from the file would make the document say one thing and the file another.

use super::{Draft, PlaceOf};
use crate::document::{Node, Pointer};
use crate::finding::{Code, Finding, Place};

/// Settings that follow from the file, as paths of nested keys, with the field that they follow from.
const DERIVED: [(&[&str], &str); 15] = [
    (&["global", "domain"], "argocd.domain"),
    (&["configs", "cm", "url"], "argocd.domain"),
    (&["configs", "cm", "admin.enabled"], "argocd.localAdmin"),
    (&["configs", "cm", "oidc.config"], "sso"),
    (&["configs", "rbac", "policy.csv"], "rbac"),
    (&["configs", "rbac", "policy.default"], "rbac.defaultRole"),
    (&["configs", "rbac", "scopes"], "rbac.scopes"),
    (&["configs", "params", "server.insecure"], "argocd.ingress"),
    (&["configs", "clusterCredentials"], "targets"),
    (&["redis-ha", "enabled"], "argocd.highAvailability"),
    (&["azure", "workloadIdentity", "enabled"], "identity"),
    (&["azure", "workloadIdentity", "clientId"], "identity.clientId"),
    (&["azure", "workloadIdentity", "entraSSOClientId"], "sso.clientId"),
    (&["server", "serviceAccount", "name"], "identity.serviceAccounts.server"),
    (&["controller", "serviceAccount", "name"], "identity.serviceAccounts.applicationController"),
];

/// What TLS that ends elsewhere needs as well, so only `argocd.ingress` itself decides it.
const INSECURE: &[&str] = &["configs", "params", "server.insecure"];

/// Reports settings of the file that have a field of their own, and settings that are not nested.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let Some(settings) = draft.document.get("argocd").and_then(|argocd| argocd.get("settings")) else { return };
    let above = Pointer::of(["argocd", "settings"]);
    let place = |pointer: Pointer, _| Place::Key(pointer.steps().fold(above.clone(), |above, step| above.join(step)));
    check_settings(draft.document, settings, &place, findings);
}

/// The same for settings beside the file; `place` gets the path of a setting and where its key stands.
pub fn check_settings(document: &Node, settings: &Node, place: PlaceOf<'_>, findings: &mut Vec<Finding>) {
    check_nesting(settings, place, findings);
    let has_ingress = document.get("argocd").is_some_and(|argocd| argocd.get("ingress").is_some());
    let is_free = |path: &[&str]| path == INSECURE && !has_ingress;
    for (path, field) in DERIVED.into_iter().filter(|(path, _)| !is_free(path)) {
        let pointer = Pointer::of(path.iter().copied());
        if let Some((_, Some(key_span))) = settings.find(&pointer) {
            let message = format!("`{}` follows from `{field}`", path.join("."));
            findings.push(
                Finding::new(Code::SettingConflict, place(pointer, key_span), message)
                    .with_help(format!("set `{field}`, and remove this")),
            );
        }
    }
}

/// No value of the chart has a name with a dot: such a key comes from the extension's flat settings, and means nothing.
fn check_nesting(settings: &Node, place: PlaceOf<'_>, findings: &mut Vec<Finding>) {
    for entry in settings.entries().iter().filter(|entry| entry.key.contains(['.', '\\', '['])) {
        let place = place(Pointer::of([entry.key.as_str()]), entry.key_span);
        let message = format!("{} is a flat key", crate::value::shown(&entry.key));
        findings.push(
            Finding::new(Code::UnwritableSetting, place, message)
                .with_help("write nested maps, `configs: {cm: {admin.enabled: …}}`; the owner's form is made of them"),
        );
    }
}
