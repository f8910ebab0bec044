//! The namespace of the base's objects: Argo CD's manifests are written without one.
//!
//! As `namespace:` of a kustomization does (kustomize `api/filters/namespace`), with two differences on purpose: an
//! object that names its namespace keeps it, and a `ClusterRoleBinding` follows the account that it binds, which
//! kustomize leaves at `argocd`, so that Argo CD in another namespace has no rights.

use std::collections::BTreeSet;

use serde_json::Value;

use super::kind;
use crate::manifest::Identity;

/// Puts every object that needs a namespace and has none into this one, and the accounts in bindings likewise.
pub fn set(bodies: &mut [Value], namespace: &str) {
    let mut accounts = BTreeSet::new();
    for body in &mut *bodies {
        let Some(identity) = Identity::of(body) else { continue };
        if identity.namespace.is_some() || !kind::is_namespaced(identity.group(), &identity.kind) {
            continue;
        }
        body["metadata"]["namespace"] = namespace.into();
        if identity.kind == "ServiceAccount" {
            accounts.insert(identity.name);
        }
    }
    let bindings =
        bodies.iter_mut().filter(|body| matches!(body["kind"].as_str(), Some("RoleBinding" | "ClusterRoleBinding")));
    for binding in bindings {
        for subject in binding.get_mut("subjects").and_then(Value::as_array_mut).into_iter().flatten() {
            let is_moved = subject["name"].as_str().is_some_and(|name| accounts.contains(name));
            if subject["kind"] == "ServiceAccount" && is_moved {
                subject["namespace"] = namespace.into();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn accounts_of_the_base_are_followed_by_their_bindings() {
        let object = |kind: &str, name: &str| json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": name}});
        let mut binding = object("ClusterRoleBinding", "b");
        binding["apiVersion"] = json!("rbac.authorization.k8s.io/v1");
        binding["subjects"] = json!([
            {"kind": "ServiceAccount", "name": "a", "namespace": "argocd"},
            {"kind": "ServiceAccount", "name": "stranger", "namespace": "argocd"},
            {"kind": "User", "name": "a"},
        ]);
        let mut elsewhere = object("ConfigMap", "c");
        elsewhere["metadata"]["namespace"] = json!("kube-system");
        let mut bodies = [object("ServiceAccount", "a"), binding, elsewhere, object("Namespace", "n")];
        set(&mut bodies, "gitops");
        assert_eq!(bodies[0]["metadata"]["namespace"], "gitops");
        assert_eq!(bodies[1]["metadata"], json!({"name": "b"}));
        let of = |index: usize| bodies[1]["subjects"][index].get("namespace").cloned();
        assert_eq!((of(0), of(1), of(2)), (Some(json!("gitops")), Some(json!("argocd")), None));
        assert_eq!(bodies[2]["metadata"]["namespace"], "kube-system");
        assert_eq!(bodies[3]["metadata"], json!({"name": "n"}));
    }
}
