//! A good object of every schema is accepted, and refused once somebody misspells, mistypes or forgets a key of it.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tiphys::schema::{self, Schema, SchemaError};

/// How the good object in `good/` is spoilt, and where the error must point.
struct Row {
    schema: Schema,
    /// Objects that get a key that nobody knows.
    unknown: &'static [&'static str],
    /// Values that get another type or a value that is not among the allowed ones.
    wrong: &'static [(&'static str, Wrong)],
    /// Keys that are taken away: the object and the key.
    missing: &'static [(&'static str, &'static str)],
}

#[derive(Clone, Copy)]
enum Wrong {
    Text(&'static str),
    Number(i64),
    True,
    Null,
    Map,
}

use Wrong::{Map, Null, Number, Text, True};

const ROWS: &[Row] = &[
    Row {
        schema: Schema::Secret,
        unknown: &["", "/metadata"],
        wrong: &[
            ("/data/config", Map),
            ("/data/name", Number(1)),
            ("/metadata/labels/env", True),
            ("/metadata/name", Text("")),
        ],
        missing: &[("/metadata", "name"), ("", "metadata"), ("", "kind")],
    },
    Row {
        schema: Schema::ConfigMap,
        unknown: &["", "/metadata"],
        wrong: &[("/data/admin.enabled", True), ("/data", Null)],
        missing: &[("/metadata", "name"), ("", "apiVersion")],
    },
    Row {
        schema: Schema::ServiceAccount,
        unknown: &["", "/imagePullSecrets/0"],
        wrong: &[
            ("/automountServiceAccountToken", Text("true")),
            ("/metadata/annotations/azure.workload.identity~1client-id", Null),
        ],
        missing: &[("/metadata", "name")],
    },
    Row {
        schema: Schema::Service,
        unknown: &["/spec", "/spec/ports/0"],
        wrong: &[
            ("/spec/ports/0/port", Text("80")),
            ("/spec/ports/1/targetPort", True),
            ("/spec/ports/0/port", Number(1 << 40)),
        ],
        missing: &[("/spec/ports/1", "port")],
    },
    Row {
        schema: Schema::Namespace,
        unknown: &["", "/spec"],
        wrong: &[("/spec/finalizers", Text("kubernetes")), ("/metadata/name", Number(7))],
        missing: &[("/metadata", "name")],
    },
    Row {
        schema: Schema::Deployment,
        unknown: &[
            "/spec/template/spec/containers/0",
            "/spec/template/metadata",
            "/spec/template/spec/volumes/0/projected",
        ],
        wrong: &[
            ("/spec/replicas", Text("2")),
            ("/spec/template/spec/containers/0/env/0/value", True),
            ("/spec/template/spec/containers/0/resources/requests/cpu", Null),
        ],
        missing: &[
            ("/spec", "selector"),
            ("/spec/template/spec/containers/0", "name"),
            ("/spec/template/spec", "containers"),
        ],
    },
    Row {
        schema: Schema::StatefulSet,
        unknown: &["/spec", "/spec/volumeClaimTemplates/0/spec"],
        wrong: &[("/spec/serviceName", Number(1)), ("/spec/template/spec/containers", Map)],
        missing: &[("/spec", "template"), ("/spec/template/spec/containers/0", "name")],
    },
    Row {
        schema: Schema::NetworkPolicy,
        unknown: &["/spec", "/spec/ingress/0/from/0"],
        wrong: &[("/spec/policyTypes", Text("Ingress")), ("/spec/ingress/0/ports/0/port", Null)],
        missing: &[("/metadata", "name")],
    },
    Row {
        schema: Schema::Ingress,
        unknown: &["", "/spec", "/spec/rules/0/http/paths/0", "/spec/tls/0"],
        wrong: &[
            ("/spec/rules/0/http/paths/0/backend/service/port/number", Text("80")),
            ("/spec/tls/0/hosts", Text("argocd.example.com")),
            ("/spec/ingressClassName", True),
        ],
        missing: &[("/spec/rules/0/http/paths/0", "pathType"), ("/spec/rules/0/http/paths/0/backend/service", "name")],
    },
    Row {
        schema: Schema::Role,
        unknown: &["", "/rules/0"],
        wrong: &[("/rules/0/verbs", Text("*")), ("/rules/0/apiGroups/0", Number(1))],
        missing: &[("/rules/0", "verbs")],
    },
    Row {
        schema: Schema::RoleBinding,
        unknown: &["/roleRef", "/subjects/0"],
        wrong: &[("/subjects", Map), ("/roleRef/name", True)],
        missing: &[("", "roleRef"), ("/subjects/0", "name")],
    },
    Row {
        schema: Schema::ClusterRole,
        unknown: &["", "/rules/1"],
        wrong: &[("/rules/1/nonResourceURLs", Text("*")), ("/rules", Null)],
        missing: &[("/rules/0", "verbs")],
    },
    Row {
        schema: Schema::ClusterRoleBinding,
        unknown: &["", "/subjects/0"],
        wrong: &[("/roleRef", Text("argocd-read"))],
        missing: &[("/roleRef", "kind"), ("/subjects/0", "kind")],
    },
    Row {
        schema: Schema::AppProject,
        unknown: &["/spec", "/spec/destinations/0", "/spec/roles/0"],
        wrong: &[("/spec/sourceRepos", Text("*")), ("/spec/roles/0/name", Number(1))],
        missing: &[("", "spec"), ("/spec/namespaceResourceWhitelist/0", "kind"), ("/spec/roles/0", "name")],
    },
    Row {
        schema: Schema::Gateway,
        unknown: &["/spec/listeners/0", "/spec/listeners/0/tls", "/metadata"],
        wrong: &[
            ("/spec/listeners/0/port", Number(65_536)),
            ("/spec/listeners/0/hostname", Text("https://argocd.example.com")),
            ("/spec/listeners/0/tls/mode", Text("terminate")),
            ("/spec/addresses/0", Text("10.0.0.4")),
        ],
        missing: &[("/spec", "gatewayClassName"), ("/spec/listeners/0", "port"), ("/metadata", "name")],
    },
    Row {
        schema: Schema::HttpRoute,
        unknown: &["/spec", "/spec/rules/0/backendRefs/0", "/spec/parentRefs/0"],
        wrong: &[
            ("/spec/rules/0/backendRefs/0/port", Text("80")),
            ("/spec/rules/0/matches/0/path/type", Text("Prefix")),
        ],
        missing: &[("/spec/rules/0/backendRefs/0", "name"), ("/spec/parentRefs/0", "name")],
    },
    Row {
        schema: Schema::ClusterExternalDns,
        unknown: &["/spec", "/spec/identity"],
        wrong: &[
            ("/spec/tenantId", Text("contoso")),
            ("/spec/identity/type", Text("msi")),
            ("/spec/dnsZoneResourceIDs", Text("x")),
        ],
        missing: &[("/spec", "dnsZoneResourceIDs"), ("/spec", "identity")],
    },
    Row {
        schema: Schema::ExternalDns,
        unknown: &["/spec", "/metadata"],
        wrong: &[("/spec/tenantId", Number(1)), ("/spec/resourceName", Text("Argo CD"))],
        missing: &[("/spec", "resourceName"), ("/spec", "resourceTypes")],
    },
    Row {
        schema: Schema::KustomizeComponent,
        unknown: &["", "/patches/0", "/patches/0/target"],
        wrong: &[("/patches", Map), ("/patches/1/patch", Map), ("/patches/1/patch", Text(""))],
        missing: &[("/patches/0", "patch"), ("/patches/0/target", "name"), ("", "patches")],
    },
    Row {
        schema: Schema::ClusterConfig,
        unknown: &["", "/tlsClientConfig", "/execProviderConfig"],
        wrong: &[
            ("/execProviderConfig/env/AAD_LOGIN_METHOD", True),
            ("/execProviderConfig/args", Text("azure")),
            ("/execProviderConfig/apiVersion", Text("client.authentication.k8s.io/v1alpha1")),
            ("/tlsClientConfig/insecure", Text("false")),
            ("/tlsClientConfig/caData", Text("-----BEGIN CERTIFICATE-----")),
            ("/tlsClientConfig/caData", Text("")),
            ("/proxyUrl", Text("proxy:3128")),
        ],
        missing: &[("/execProviderConfig", "command"), ("/execProviderConfig", "apiVersion")],
    },
    Row {
        schema: Schema::OidcConfig,
        unknown: &["", "/azure", "/requestedIDTokenClaims/groups"],
        wrong: &[
            ("/azure/useWorkloadIdentity", Text("true // if using workload identity")),
            ("/issuer", Text("login.microsoftonline.com")),
            ("/requestedScopes", Text("openid")),
        ],
        missing: &[("", "issuer"), ("", "clientID"), ("", "name")],
    },
    Row {
        schema: Schema::ExtensionSettings,
        unknown: &[],
        wrong: &[
            ("/redis-ha.enabled", True),
            ("/configs.cm.admin\\.enabled", Text("")),
            ("/configs.cm.oidc\\.config", Map),
        ],
        missing: &[],
    },
    Row {
        schema: Schema::IdentityPlan,
        unknown: &["", "/identities/0", "/applicationRegistration/web", "/roleAssignments/0"],
        wrong: &[
            ("/tenantId", Text("contoso.example.com")),
            ("/identities/0/federatedCredentials/0/audiences", Text("api://AzureADTokenExchange")),
            ("/applicationRegistration/servicePrincipal/appRoleAssignmentRequired", Text("true")),
            ("/clusterFeatures/0/features/0/name", Text("oidc-issuer")),
        ],
        missing: &[
            ("", "clusterFeatures"),
            ("/identities/0", "credentialCount"),
            ("/identities/0/federatedCredentials/0", "subject"),
        ],
    },
];

fn good(schema: Schema) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/good").join(schema.file());
    let text = fs::read_to_string(path).expect("every schema has its file in `good/`");
    serde_json::from_str(&text).expect("a good object is JSON")
}

#[test]
fn every_schema_has_its_row() {
    let rows: Vec<Schema> = ROWS.iter().map(|row| row.schema).collect();
    assert_eq!(rows, Schema::all().collect::<Vec<_>>());
    for row in ROWS {
        let mutations = row.unknown.len() + row.wrong.len() + row.missing.len();
        assert!(mutations >= 3, "{} has {mutations} mutations only", row.schema.file());
    }
}

#[test]
fn a_good_object_is_accepted() {
    for schema in Schema::all() {
        assert_eq!(schema::errors(schema, &good(schema)), [], "{}", schema.file());
    }
}

#[test]
fn an_unknown_key_is_refused_at_its_place() {
    for row in ROWS {
        for object in row.unknown {
            let spoilt = with(row.schema, object, |value| value["colour"] = json!("blue"));
            expect_one(row.schema, &spoilt, &format!("{object}/colour"), "unknown key `colour`");
        }
    }
}

#[test]
fn a_wrong_value_is_refused_at_its_place() {
    for row in ROWS {
        for (place, wrong) in row.wrong {
            let spoilt = with(row.schema, place, |value| *value = wrong.value());
            expect_one(row.schema, &spoilt, place, "");
        }
    }
}

#[test]
fn a_missing_key_is_refused_at_the_object_that_lacks_it() {
    for row in ROWS {
        for (object, key) in row.missing {
            let spoilt = with(row.schema, object, |value| {
                let removed = value.as_object_mut().and_then(|object| object.remove(*key));
                assert!(removed.is_some(), "{}: no `{key}` in `{object}`", row.schema.file());
            });
            expect_one(row.schema, &spoilt, object, &format!("key `{key}` is missing"));
        }
    }
}

impl Wrong {
    fn value(self) -> Value {
        match self {
            Text(text) => json!(text),
            Number(number) => json!(number),
            True => json!(true),
            Null => json!(null),
            Map => json!({}),
        }
    }
}

/// Returns the good object of a schema after `change` was made at `place`.
fn with(schema: Schema, place: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut value = good(schema);
    let target = value.pointer_mut(place).expect("a row names places of its good object");
    change(target);
    value
}

/// Asserts that there is exactly one error: a second one would send the reader to a place that is fine.
fn expect_one(schema: Schema, spoilt: &Value, pointer: &str, message: &str) {
    let errors = schema::errors(schema, spoilt);
    assert_eq!(errors.len(), 1, "{}: not one error at `{pointer}` but {errors:?}", schema.file());
    let SchemaError { pointer: at, message: says, .. } = &errors[0];
    assert_eq!(at, pointer, "{}: {says}", schema.file());
    assert!(says.starts_with(message), "{}: {says}", schema.file());
}
