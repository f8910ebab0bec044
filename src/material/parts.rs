//! Things inside things: objects that hold what is read elsewhere as an object of its own.
//!
//! A part has the place and the origin of what it is a part of. `ArgoCD` is the object of the operator on `OpenShift`
//! (argocd-operator `api/v1beta1/argocd_types.go`): `extraConfig` becomes keys of argocd-cm, `oidcConfig` its
//! `oidc.config`, `rbac` becomes argocd-rbac-cm.

use super::rbac_config::{DEFAULT_ROLE, MATCH_MODE, POLICY, SCOPES};
use super::{Data, Datum, Origin, Plugin, RbacConfig, Reading, ServerConfig, channel};
use crate::document::Node;
use crate::source::Sources;

/// A part: what it is, how it comes to its reader, and what it is read as.
pub type Part = (Node, Origin, Reading);

/// What an object holds that is read as something of its own.
pub fn parts(object: &Node, sources: &mut Sources) -> Vec<Part> {
    match object.get("kind").and_then(Node::text) {
        Some("ConfigMap") => plugin_files(object, sources),
        Some("ArgoCD") => {
            [operator_settings(object, sources), operator_rbac(object, sources)].into_iter().flatten().collect()
        }
        Some("Application" | "HelmRelease" | "Extension") => channel::of_installer(object, sources),
        _ => Vec::new(),
    }
}

/// The plugins' files in a ConfigMap, such as the chart's argocd-cmp-cm.
fn plugin_files(config_map: &Node, sources: &mut Sources) -> Vec<Part> {
    let file = |datum: &Datum| {
        let plugin = Plugin::of_file(datum, sources)?;
        Some((plugin.document.clone()?, Origin::File, Reading::Plugin(Box::new(plugin))))
    };
    Data::of_config_map(config_map).entries.iter().filter_map(file).collect()
}

/// The keys of argocd-cm that the operator's object has.
fn operator_settings(argocd: &Node, sources: &mut Sources) -> Option<Part> {
    let spec = argocd.get("spec")?;
    let mut data = spec.get("extraConfig").map(Data::of_map).unwrap_or_default();
    if let Some(entry) = spec.entry("oidcConfig") {
        data.entries.extend(Data::of_entries([entry], |_| "oidc.config"));
    }
    let node = spec.get("extraConfig").unwrap_or(spec).clone();
    let settings = ServerConfig::of(data, sources);
    (!settings.data.entries.is_empty()).then(|| (node, Origin::Operator, Reading::ServerConfig(Box::new(settings))))
}

/// The operator's names for the keys of argocd-rbac-cm (`ArgoCDRBACSpec`).
const RBAC_KEYS: [(&str, &str); 4] =
    [("policy", POLICY), ("defaultPolicy", DEFAULT_ROLE), ("policyMatcherMode", MATCH_MODE), ("scopes", SCOPES)];

/// The keys of argocd-rbac-cm that the operator's object has.
fn operator_rbac(argocd: &Node, sources: &mut Sources) -> Option<Part> {
    let node = argocd.get("spec")?.get("rbac")?;
    let mut data = Data::default();
    for (written, key) in RBAC_KEYS {
        data.entries.extend(Data::of_entries(node.entry(written), |_| key));
    }
    let config = RbacConfig::of(data, sources);
    (!config.data.entries.is_empty()).then(|| (node.clone(), Origin::Operator, Reading::RbacConfig(Box::new(config))))
}
