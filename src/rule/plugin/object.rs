//! A plugin's configuration is a file in the sidecar, not an object of a cluster.
//!
//! There is no such kind: `kubectl apply` ends in `no matches for kind "ConfigManagementPlugin" in version
//! "argoproj.io/v1alpha1"` (argo-cd `docs/operator-manual/config-management-plugins.md`).

use crate::finding::{Code, Finding};
use crate::material::{Item, Material, Origin, Plugin, Reading, Role};

/// Reports plugins that a kustomization applies, or that stand among objects in one file.
pub fn check(material: &Material, findings: &mut Vec<Finding>) {
    let plugins = material.all::<Plugin>().map(|(item, _)| item).filter(|item| item.origin == Origin::Object);
    for item in plugins.filter(|item| item.role == Role::Resource || is_among_objects(item, material)) {
        let message = format!("no cluster knows the kind `{}`: to apply it fails", Plugin::KIND);
        let finding = Finding::new(Code::PluginApplied, item.place(), message);
        findings
            .push(finding.with_help("put the file into a ConfigMap (`configMapGenerator`) that the sidecar mounts"));
    }
}

fn is_among_objects(plugin: &Item, material: &Material) -> bool {
    let is_object = |item: &Item| item.origin == Origin::Object && !matches!(item.reading, Reading::Plugin(_));
    material.items.iter().any(|item| item.path == plugin.path && is_object(item))
}
