//! AppProjects, as Argo CD's `ValidateProject` accepts them (argo-cd `pkg/apis/application/v1alpha1/app_project_types.go`).
//!
//! A destination names the server as the cluster Secret does: Argo CD compares the texts.

use serde_json::{Value, json};

use super::{labels, prune_annotations};
use crate::environment::{Environment, Project};
use crate::manifest::{Manifest, Metadata};
use crate::value::ProjectName;

/// The projects of the file, by name.
pub fn manifests(environment: &Environment) -> Vec<Manifest> {
    environment.projects.iter().map(|(name, project)| manifest(environment, name, project)).collect()
}

fn manifest(environment: &Environment, name: &ProjectName, project: &Project) -> Manifest {
    let metadata = Metadata {
        name: name.to_string(),
        namespace: Some(environment.argocd.namespace.to_string()),
        labels: labels(environment),
        annotations: prune_annotations(environment),
    };
    let mut spec = json!({});
    if let Some(description) = &project.description {
        spec["description"] = json!(description.as_str());
    }
    spec["sourceRepos"] = project.source_repos.iter().map(|repo| Value::from(repo.as_str())).collect();
    spec["destinations"] = destinations(environment, project);
    Manifest::new("argoproj.io/v1alpha1", "AppProject", metadata, json!({"spec": spec}))
}

/// Every namespace of the project on every target of the project.
fn destinations(environment: &Environment, project: &Project) -> Value {
    let servers = environment.targets.iter().filter(|target| project.targets.contains(&target.name));
    servers
        .flat_map(|target| {
            let server = target.server.as_str();
            project.namespaces.iter().map(move |namespace| json!({"server": server, "namespace": namespace.as_str()}))
        })
        .collect()
}
