//! The workloads of an Argo CD installation, and what they are called by whom installed it.
//!
//! Argo CD's own manifests (`manifests/base/*/*-{deployment,statefulset}.yaml`) name a container like its workload; the
//! argo-cd chart names it by `server.name`, `controller.name` and so on of its values. Accounts are called like
//! workloads in both. Keeps true: a workload of another product is none of these.

use crate::document::Node;

/// One of the workloads.
#[derive(Debug, PartialEq, Eq)]
pub struct Component {
    /// The workload, its account, and the label `app.kubernetes.io/name` of both.
    pub name: &'static str,
    /// Its container in Argo CD's manifests.
    pub container: &'static str,
    /// Its container in the chart.
    pub chart_container: &'static str,
    /// Its init container, called the same in both.
    pub init_container: Option<&'static str>,
    /// Whether it opens connections to targets, and so needs a token of its own.
    pub shows_identity: bool,
}

const fn component(name: &'static str, container: &'static str, chart_container: &'static str) -> Component {
    Component { name, container, chart_container, init_container: None, shows_identity: false }
}

const COMPONENTS: [Component; 8] = [
    Component { shows_identity: true, ..component("argocd-server", "argocd-server", "server") },
    Component {
        shows_identity: true,
        ..component("argocd-application-controller", "argocd-application-controller", "application-controller")
    },
    Component {
        init_container: Some("copyutil"),
        ..component("argocd-repo-server", "argocd-repo-server", "repo-server")
    },
    component("argocd-applicationset-controller", "argocd-applicationset-controller", "applicationset-controller"),
    Component { init_container: Some("copyutil"), ..component("argocd-dex-server", "dex", "dex-server") },
    component("argocd-notifications-controller", "argocd-notifications-controller", "notifications-controller"),
    component("argocd-commit-server", "argocd-commit-server", "commit-server"),
    Component { init_container: Some("secret-init"), ..component("argocd-redis", "redis", "redis") },
];

/// The label that says which of the workloads an object belongs to.
const NAME_LABEL: &str = "app.kubernetes.io/name";

impl Component {
    /// All of them.
    pub const ALL: &'static [Self] = &COMPONENTS;

    /// The one that is called so.
    pub fn named(name: &str) -> Option<&'static Self> {
        COMPONENTS.iter().find(|component| component.name == name)
    }

    /// The one that an object belongs to: by its label, else by its name, which a release may begin.
    pub fn of(object: &Node) -> Option<&'static Self> {
        let metadata = object.get("metadata")?;
        let label = metadata.get("labels").and_then(|labels| labels.get(NAME_LABEL)?.text());
        let name = metadata.get("name").and_then(Node::text)?;
        let is_called = |component: &&Self| name.strip_suffix(component.name).is_some_and(|rest| rest.ends_with('-'));
        label.and_then(Self::named).or_else(|| Self::named(name)).or_else(|| COMPONENTS.iter().find(is_called))
    }
}

/// Whether an object belongs to an installation of Argo CD: by its label, or because its name says so.
pub fn is_argo_cds(object: &Node) -> bool {
    let metadata = object.get("metadata");
    let label = metadata.and_then(|metadata| metadata.get("labels")?.get("app.kubernetes.io/part-of")?.text());
    let name = metadata.and_then(|metadata| metadata.get("name")?.text());
    label == Some("argocd") || name.is_some_and(names_argo_cd)
}

/// Whether a name says that something is for Argo CD.
pub fn names_argo_cd(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("argocd") || name.contains("argo-cd")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_names_of_its_own() {
        for (i, component) in Component::ALL.iter().enumerate() {
            assert!(names_argo_cd(component.name));
            assert!(Component::ALL[..i].iter().all(|other| other.name != component.name), "{}", component.name);
            assert!(!component.container.is_empty() && !component.chart_container.is_empty());
        }
    }

    #[test]
    fn the_chart_names_a_container_by_the_end_of_its_workload() {
        for component in Component::ALL {
            assert_eq!(component.name.strip_prefix("argocd-"), Some(component.chart_container));
        }
    }
}
