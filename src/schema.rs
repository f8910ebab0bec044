//! The strict schemas of everything that we emit, and the check of a value against one of them.
//!
//! Each row of [`ROWS`] is a file in `schemas/`, embedded in the binary. A schema is compiled when it is first used, once
//! per process; nothing happens at start-up. What keeps true: a message never contains a value of the instance, only key
//! names and what the schema itself says, because the instance may be a Secret.

mod message;

use std::sync::OnceLock;

use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::Value;

/// Something we emit that has a schema of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Schema {
    /// `v1`, also the shape of an Argo CD cluster Secret; its `config` is [`Schema::ClusterConfig`].
    Secret,
    /// `v1`
    ConfigMap,
    /// `v1`
    ServiceAccount,
    /// `v1`
    Service,
    /// `v1`
    Namespace,
    /// `apps/v1`
    Deployment,
    /// `apps/v1`
    StatefulSet,
    /// `networking.k8s.io/v1`
    NetworkPolicy,
    /// `networking.k8s.io/v1`
    Ingress,
    /// `rbac.authorization.k8s.io/v1`
    Role,
    /// `rbac.authorization.k8s.io/v1`
    RoleBinding,
    /// `rbac.authorization.k8s.io/v1`
    ClusterRole,
    /// `rbac.authorization.k8s.io/v1`
    ClusterRoleBinding,
    /// `argoproj.io/v1alpha1`
    AppProject,
    /// `gateway.networking.k8s.io/v1`
    Gateway,
    /// `gateway.networking.k8s.io/v1`
    HttpRoute,
    /// `approuting.kubernetes.azure.com/v1alpha1`
    ClusterExternalDns,
    /// `approuting.kubernetes.azure.com/v1alpha1`
    ExternalDns,
    /// `kustomize.config.k8s.io/v1alpha1`, the install document of `install: manifests`.
    KustomizeComponent,
    /// The JSON in `data.config` of a cluster Secret.
    ClusterConfig,
    /// The YAML in `oidc.config` of `argocd-cm`.
    OidcConfig,
    /// The flat settings of the Microsoft.ArgoCD extension, as they go over the wire.
    ExtensionSettings,
    /// `tiphys/v1alpha1`, what Azure must hold: the document of `--for azure`.
    IdentityPlan,
}

/// Where an instance departs from its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    /// JSON pointer (RFC 6901) into the instance: the offending value, or the object that lacks a key.
    pub pointer: String,
    /// What is wrong, without any value of the instance.
    pub message: String,
    /// What kind of departure it is.
    pub fault: SchemaFault,
}

/// How an instance departs from its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SchemaFault {
    /// A key that must be there is not.
    Missing,
    /// A key that the schema does not have.
    UnknownKey,
    /// A value of another type or form.
    Value,
}

/// A schema, the object it is for, and its compiled form once somebody asked for it.
struct Row {
    schema: Schema,
    object: Option<(&'static str, &'static str)>,
    file: &'static str,
    text: &'static str,
    compiled: OnceLock<Validator>,
}

macro_rules! row {
    ($schema:ident, $object:expr, $file:literal) => {
        Row {
            schema: Schema::$schema,
            object: $object,
            file: $file,
            text: include_str!(concat!("../schemas/", $file)),
            compiled: OnceLock::new(),
        }
    };
}

const APPS: &str = "apps/v1";
const RBAC: &str = "rbac.authorization.k8s.io/v1";
const GATEWAY: &str = "gateway.networking.k8s.io/v1";
const APP_ROUTING: &str = "approuting.kubernetes.azure.com/v1alpha1";
const TIPHYS: &str = "tiphys/v1alpha1";
const KUSTOMIZE: &str = "kustomize.config.k8s.io/v1alpha1";

/// One row per [`Schema`], in the order of its variants.
static ROWS: [Row; 23] = [
    row!(Secret, Some(("v1", "Secret")), "secret.json"),
    row!(ConfigMap, Some(("v1", "ConfigMap")), "configmap.json"),
    row!(ServiceAccount, Some(("v1", "ServiceAccount")), "serviceaccount.json"),
    row!(Service, Some(("v1", "Service")), "service.json"),
    row!(Namespace, Some(("v1", "Namespace")), "namespace.json"),
    row!(Deployment, Some((APPS, "Deployment")), "deployment.json"),
    row!(StatefulSet, Some((APPS, "StatefulSet")), "statefulset.json"),
    row!(NetworkPolicy, Some(("networking.k8s.io/v1", "NetworkPolicy")), "networkpolicy.json"),
    row!(Ingress, Some(("networking.k8s.io/v1", "Ingress")), "ingress.json"),
    row!(Role, Some((RBAC, "Role")), "role.json"),
    row!(RoleBinding, Some((RBAC, "RoleBinding")), "rolebinding.json"),
    row!(ClusterRole, Some((RBAC, "ClusterRole")), "clusterrole.json"),
    row!(ClusterRoleBinding, Some((RBAC, "ClusterRoleBinding")), "clusterrolebinding.json"),
    row!(AppProject, Some(("argoproj.io/v1alpha1", "AppProject")), "appproject.json"),
    row!(Gateway, Some((GATEWAY, "Gateway")), "gateway.json"),
    row!(HttpRoute, Some((GATEWAY, "HTTPRoute")), "httproute.json"),
    row!(ClusterExternalDns, Some((APP_ROUTING, "ClusterExternalDNS")), "clusterexternaldns.json"),
    row!(ExternalDns, Some((APP_ROUTING, "ExternalDNS")), "externaldns.json"),
    row!(KustomizeComponent, Some((KUSTOMIZE, "Component")), "kustomize-component.json"),
    row!(ClusterConfig, None, "cluster-config.json"),
    row!(OidcConfig, None, "oidc-config.json"),
    row!(ExtensionSettings, None, "extension-settings.json"),
    row!(IdentityPlan, Some((TIPHYS, "IdentityPlan")), "identity-plan.json"),
];

/// Returns the schema of a Kubernetes object, or `None` for a kind that we do not emit.
pub fn for_object(api_version: &str, kind: &str) -> Option<Schema> {
    let row = ROWS.iter().find(|row| row.object == Some((api_version, kind)))?;
    Some(row.schema)
}

/// Returns every departure of `instance` from `schema`; none means valid.
///
/// `format: byte` is not looked at: whoever reads base64 decodes it.
pub fn errors(schema: Schema, instance: &Value) -> Vec<SchemaError> {
    let validator = schema.validator();
    if validator.is_valid(instance) {
        return Vec::new();
    }
    let found: Vec<ValidationError<'_>> = validator.iter_errors(instance).collect();
    let telling = found.iter().filter(|error| !message::is_echo(error, &found));
    telling.flat_map(message::schema_errors).collect()
}

impl Schema {
    /// Iterates over all schemas, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.schema)
    }

    /// Returns `apiVersion` and `kind` of the object the schema is for; `None` for what is not a Kubernetes object.
    pub fn object(self) -> Option<(&'static str, &'static str)> {
        self.row().object
    }

    /// Returns the name of its file in `schemas/`.
    pub fn file(self) -> &'static str {
        self.row().file
    }

    /// Returns the schema itself, as JSON text.
    pub fn text(self) -> &'static str {
        self.row().text
    }

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    fn validator(self) -> &'static Validator {
        self.row()
            .compiled
            .get_or_init(|| compiled(self.text()).expect("every embedded schema compiles: a test compiles them all"))
    }
}

/// Compiles a schema text. The linear-time engine runs the patterns: those of CRDs are written for Go's, which is its kin.
fn compiled(text: &str) -> Result<Validator, ValidationError<'static>> {
    let schema: Value = serde_json::from_str(text).map_err(|error| ValidationError::schema(error.to_string()))?;
    jsonschema::options().should_validate_formats(true).with_pattern_options(PatternOptions::regex()).build(&schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_finds_its_own_row() {
        for (index, row) in ROWS.iter().enumerate() {
            assert_eq!(row.schema as usize, index, "{:?} is not at its place", row.schema);
        }
    }

    #[test]
    fn an_object_finds_its_schema_and_a_stranger_finds_none() {
        for schema in Schema::all() {
            if let Some((api_version, kind)) = schema.object() {
                assert_eq!(for_object(api_version, kind), Some(schema));
            }
        }
        assert_eq!(for_object("v1", "Deployment"), None);
        assert_eq!(for_object("apps/v1", "deployment"), None);
    }

    #[test]
    fn every_schema_compiles() {
        for schema in Schema::all() {
            compiled(schema.text()).unwrap_or_else(|error| panic!("{}: {error}", schema.file()));
        }
    }
}
