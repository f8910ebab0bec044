//! What tiphys owns, one output a file.

pub mod app_project;
pub mod cluster_secret;
pub mod gateway;
pub mod identity_plan;
pub mod ingress;
pub mod namespace;
pub mod target_access;

use crate::environment::{Environment, Prune};

/// The labels of every object that is ours: `kubectl get -l app.kubernetes.io/managed-by=tiphys` finds them.
fn labels(environment: &Environment) -> Vec<(String, String)> {
    vec![
        ("app.kubernetes.io/managed-by".to_owned(), "tiphys".to_owned()),
        ("tiphys/environment".to_owned(), environment.name.to_string()),
    ]
}

/// The annotation that makes Argo CD ask before it removes an object (argo-cd `docs/user-guide/sync-options.md`).
fn prune_annotations(environment: &Environment) -> Vec<(String, String)> {
    match environment.argocd.prune {
        Prune::Confirm => {
            vec![("argocd.argoproj.io/sync-options".to_owned(), "Prune=confirm,Delete=confirm".to_owned())]
        }
        Prune::Allow => Vec::new(),
    }
}
