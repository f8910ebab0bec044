//! What the owners of installations take: values of the chart, settings of the extension, and the objects of Argo CD that
//! they become.

use super::parts::Part;
use super::{
    ChartValues, Data, ExtensionSettings, Origin, Parameters, PlainObject, RbacConfig, Reading, ServerConfig,
    chart_workload,
};
use crate::document::Node;
use crate::source::Sources;

/// Keys beside those of the ConfigMap that the chart makes of a part.
const CHART_KEYS: [&str; 2] = ["create", "annotations"];

/// What a document is that does not say so: values, settings, or what holds settings.
pub fn of_document(node: &Node, sources: &mut Sources) -> Vec<Part> {
    if let Some(values) = ChartValues::of_file(node) {
        return of_values(values, sources);
    }
    ExtensionSettings::all_in(node).into_iter().flat_map(|settings| of_settings(settings, node, sources)).collect()
}

/// The values or settings in an object that installs.
pub fn of_installer(object: &Node, sources: &mut Sources) -> Vec<Part> {
    if object.get("kind").and_then(Node::text) == Some("Extension") {
        let settings = ExtensionSettings::all_in(object);
        return settings.into_iter().flat_map(|settings| of_settings(settings, object, sources)).collect();
    }
    ChartValues::of_installer(object, sources).into_iter().flat_map(|values| of_values(values, sources)).collect()
}

fn of_values(values: ChartValues, sources: &mut Sources) -> Vec<Part> {
    let mut parts = Vec::new();
    for [above, key, object] in [
        ["configs", "cm", "argocd-cm"],
        ["server", "config", "argocd-cm"],
        ["configs", "params", "argocd-cmd-params-cm"],
        ["configs", "rbac", "argocd-rbac-cm"],
        ["server", "rbacConfig", "argocd-rbac-cm"],
    ] {
        let Some(node) = values.values.get(above).and_then(|node| node.get(key)) else { continue };
        let mut data = Data::of_map(node);
        data.entries.retain(|datum| !CHART_KEYS.contains(&datum.key.as_str()));
        parts.extend(object_reading(object, data, sources).map(|reading| (node.clone(), Origin::Chart, reading)));
    }
    for object in chart_workload::of_values(&values.values) {
        parts.push((object, Origin::Patch, Reading::PlainObject(Box::new(PlainObject))));
    }
    parts.push((values.values.clone(), Origin::Chart, Reading::ChartValues(Box::new(values))));
    parts
}

fn of_settings(settings: ExtensionSettings, node: &Node, sources: &mut Sources) -> Vec<Part> {
    let mut parts = Vec::new();
    for (part, object) in [("cm", "argocd-cm"), ("params", "argocd-cmd-params-cm"), ("rbac", "argocd-rbac-cm")] {
        let data = settings.data(["configs", part]);
        parts.extend(object_reading(object, data, sources).map(|reading| (node.clone(), Origin::Extension, reading)));
    }
    parts.push((node.clone(), Origin::Extension, Reading::ExtensionSettings(Box::new(settings))));
    parts
}

/// Keys with values as the object of Argo CD that they become.
fn object_reading(object: &str, data: Data, sources: &mut Sources) -> Option<Reading> {
    if data.entries.is_empty() {
        return None;
    }
    match object {
        "argocd-cm" => Some(Reading::ServerConfig(Box::new(ServerConfig::of(data, sources)))),
        "argocd-cmd-params-cm" => Some(Reading::Parameters(Box::new(Parameters::of(data)))),
        "argocd-rbac-cm" => Some(Reading::RbacConfig(Box::new(RbacConfig::of(data, sources)))),
        _ => None,
    }
}
