//! The schemas of custom resources, from the definitions in Go modules and shared data.

use serde_json::{Value, json};
use tiphys::schema::Schema;

use crate::definitions::{document, shared};
use crate::kubernetes::object_meta;
use crate::shared_data;
use crate::source::module_file;
use crate::strict::strict;

/// Generates the schemas of those custom resources whose definition is at hand.
pub fn generated() -> Vec<(Schema, Value)> {
    definitions().into_iter().map(|(schema, definition)| (schema, of(schema, &definition))).collect()
}

/// Reads what the definitions say about the version that we emit, as `OpenAPI`.
fn definitions() -> Vec<(Schema, Value)> {
    let texts = [
        (Schema::AppProject, module_file("github.com/argoproj/argo-cd/v3@v3.6", "manifests/crds/appproject-crd.yaml")),
        (
            Schema::Gateway,
            module_file("sigs.k8s.io/gateway-api", "config/crd/standard/gateway.networking.k8s.io_gateways.yaml"),
        ),
        (
            Schema::HttpRoute,
            module_file("sigs.k8s.io/gateway-api", "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml"),
        ),
        (
            Schema::ClusterExternalDns,
            shared_data::text("crds/approuting.kubernetes.azure.com_clusterexternaldnses.yaml"),
        ),
        (Schema::ExternalDns, shared_data::text("crds/approuting.kubernetes.azure.com_externaldnses.yaml")),
    ];
    texts.into_iter().filter_map(|(schema, text)| Some((schema, open_api(schema, &text?)))).collect()
}

fn open_api(schema: Schema, text: &str) -> Value {
    let crd: Value = serde_saphyr::from_str(text).expect("a definition is YAML");
    let (api_version, kind) = schema.object().expect("a custom resource is an object");
    let (group, version) = api_version.split_once('/').expect("a custom resource has a group");
    assert_eq!((&crd["spec"]["group"], &crd["spec"]["names"]["kind"]), (&json!(group), &json!(kind)));
    let versions = crd["spec"]["versions"].as_array().expect("a definition has versions");
    let version = versions.iter().find(|row| row["name"] == version).expect("the version is defined");
    assert_eq!(version["served"], true);
    version["schema"]["openAPIV3Schema"].clone()
}

fn of(schema: Schema, open_api: &Value) -> Value {
    let (api_version, kind) = schema.object().expect("a custom resource is an object");
    let mut definitions = object_meta();
    let root = shared(&strict(open_api), &mut definitions);
    document(api_version, kind, &root, definitions)
}

#[test]
fn the_readme_counts_the_rules_that_are_dropped() {
    let readme = include_str!("../../schemas/README.md");
    for (schema, open_api) in definitions() {
        let row = format!("| `{}` | {} |", schema.file(), rules(&open_api));
        assert!(readme.contains(&row), "no row starts `{row}`");
    }
}

/// Counts the CEL rules of a definition.
fn rules(value: &Value) -> usize {
    let own = value["x-kubernetes-validations"].as_array().map_or(0, Vec::len);
    let inner: usize = match value {
        Value::Object(map) => map.values().map(rules).sum(),
        Value::Array(items) => items.iter().map(rules).sum(),
        _ => 0,
    };
    own + inner
}
