//! What the identity may do on a target, as Kubernetes RBAC there.
//!
//! Keeps true: the subject is the identity's object id as `kind: User` (AKS shows a service principal so; kubelogin
//! documentation, service principal page); reading is cluster-wide, which Argo CD's cache needs (argo-cd
//! `docs/operator-manual/security.md`); writing is bound in the named namespaces only; `cluster-admin` only if asked.
//! The names carry the environment's name, so that two hubs can share a target.

use serde_json::{Value, json};

use super::labels;
use crate::environment::{Access, Environment, Remote, Target};
use crate::manifest::{Manifest, Metadata};
use crate::value::NamespaceName;

const GROUP: &str = "rbac.authorization.k8s.io";
const VERSION: &str = "rbac.authorization.k8s.io/v1";

/// The roles and bindings of one target; none for the hub itself, `azureRbac` and `none`.
pub fn manifests(environment: &Environment, target: &Target) -> Vec<Manifest> {
    let Some(remote) = &target.remote else { return Vec::new() };
    let manifests = match &remote.access {
        Access::ClusterAdmin => vec![cluster_role_binding(environment, remote, "cluster-admin", "cluster-admin")],
        Access::Write(namespaces) => read_and_write(environment, remote, namespaces),
        Access::AzureRbac | Access::None => Vec::new(),
    };
    manifests.into_iter().map(|manifest| manifest.of_target(&target.name)).collect()
}

fn read_and_write(environment: &Environment, remote: &Remote, namespaces: &[NamespaceName]) -> Vec<Manifest> {
    let (read, write) = (role_name(environment, "read"), role_name(environment, "write"));
    let mut manifests = vec![
        cluster_role(environment, "read", &["get", "list", "watch"]),
        cluster_role(environment, "write", &["*"]),
        cluster_role_binding(environment, remote, "read", &read),
    ];
    let mut namespaces: Vec<&NamespaceName> = namespaces.iter().collect();
    namespaces.sort();
    namespaces.dedup();
    manifests.extend(namespaces.into_iter().map(|namespace| role_binding(environment, remote, namespace, &write)));
    manifests
}

fn role_name(environment: &Environment, what: &str) -> String {
    format!("argocd-{}-{what}", environment.name)
}

fn metadata(environment: &Environment, what: &str, namespace: Option<&NamespaceName>) -> Metadata {
    Metadata {
        name: role_name(environment, what),
        namespace: namespace.map(ToString::to_string),
        labels: labels(environment),
        annotations: Vec::new(),
    }
}

fn cluster_role(environment: &Environment, what: &str, verbs: &[&str]) -> Manifest {
    let rules = json!([{"apiGroups": ["*"], "resources": ["*"], "verbs": verbs}]);
    Manifest::new(VERSION, "ClusterRole", metadata(environment, what, None), json!({"rules": rules}))
}

fn cluster_role_binding(environment: &Environment, remote: &Remote, what: &str, role: &str) -> Manifest {
    Manifest::new(VERSION, "ClusterRoleBinding", metadata(environment, what, None), binding(remote, role))
}

fn role_binding(environment: &Environment, remote: &Remote, namespace: &NamespaceName, role: &str) -> Manifest {
    Manifest::new(VERSION, "RoleBinding", metadata(environment, "write", Some(namespace)), binding(remote, role))
}

fn binding(remote: &Remote, role: &str) -> Value {
    json!({
        "roleRef": {"apiGroup": GROUP, "kind": "ClusterRole", "name": role},
        "subjects": [{"apiGroup": GROUP, "kind": "User", "name": remote.principal_id.as_str()}],
    })
}
