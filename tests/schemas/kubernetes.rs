//! The schemas of Kubernetes' own kinds, from the types of k8s-openapi.

use k8s_openapi::Resource;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Secret, Service, ServiceAccount};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, Role, RoleBinding};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use tiphys::schema::{self, Schema};

use crate::definitions::{Definitions, document};
use crate::strict::strict;

/// Generates the schemas of all of Kubernetes' own kinds.
pub fn generated() -> Vec<(Schema, Value)> {
    vec![
        of::<Secret>(),
        of::<ConfigMap>(),
        of::<ServiceAccount>(),
        of::<Service>(),
        of::<Namespace>(),
        of::<Deployment>(),
        of::<StatefulSet>(),
        of::<NetworkPolicy>(),
        of::<Ingress>(),
        of::<Role>(),
        of::<RoleBinding>(),
        of::<ClusterRole>(),
        of::<ClusterRoleBinding>(),
    ]
}

/// Returns the definitions that the metadata of any object needs, `ObjectMeta` among them.
pub fn object_meta() -> Definitions {
    let (root, mut definitions) = root_and_definitions::<ObjectMeta>();
    definitions.insert("ObjectMeta".to_owned(), with_null_creation_time(root));
    definitions
}

fn of<T: JsonSchema + Resource>() -> (Schema, Value) {
    let schema = schema::for_object(T::API_VERSION, T::KIND).expect("every kind generated here has a row");
    let (root, mut definitions) = root_and_definitions::<T>();
    definitions.extend(object_meta());
    (schema, document(T::API_VERSION, T::KIND, &root, definitions))
}

fn root_and_definitions<T: JsonSchema>() -> (Value, Definitions) {
    let mut root = SchemaSettings::draft07().into_generator().into_root_schema_for::<T>().to_value();
    let root = root.as_object_mut().expect("a root schema is an object");
    root.remove("$schema");
    let found = root.remove("definitions").unwrap_or_else(|| json!({}));
    let mut definitions = Definitions::new();
    for (name, schema) in found.as_object().expect("definitions are an object") {
        let earlier = definitions.insert(short(name).to_owned(), definition(name, schema));
        assert!(earlier.is_none(), "two types are called `{}`", short(name));
    }
    (strict(&with_short_references(Value::Object(root.clone()))), definitions)
}

/// Translates a definition. Three of them say less than the API server knows.
fn definition(name: &str, schema: &Value) -> Value {
    match short(name) {
        // Also a plain number, as in `cpu: 0.5`.
        "Quantity" => json!({"type": ["number", "string"]}),
        // Any set of fields: the managed fields of an object.
        "FieldsV1" => json!({"type": "object"}),
        "ObjectMeta" => with_null_creation_time(strict(&with_short_references(schema.clone()))),
        _ => strict(&with_short_references(schema.clone())),
    }
}

/// `kubectl create --dry-run=client -o yaml` and many generators write `creationTimestamp: null`.
fn with_null_creation_time(mut object_meta: Value) -> Value {
    object_meta["properties"]["creationTimestamp"] = json!({"type": ["string", "null"], "format": "date-time"});
    object_meta
}

/// `io.k8s.api.core.v1.PodSpec` is `PodSpec` here.
fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn with_short_references(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(map.into_iter().map(with_short_reference).collect::<Map<_, _>>()),
        Value::Array(items) => items.into_iter().map(with_short_references).collect(),
        scalar => scalar,
    }
}

fn with_short_reference((key, value): (String, Value)) -> (String, Value) {
    match value {
        Value::String(target) if key == "$ref" => (key, json!(format!("#/definitions/{}", short(&target)))),
        value => (key, with_short_references(value)),
    }
}
