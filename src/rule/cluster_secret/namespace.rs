//! A cluster Secret is in Argo CD's namespace, the only one in which Argo CD looks.
//!
//! argo-cd `util/settings/settings.go`: the informer watches one namespace. `argocd admin cluster generate-spec` writes
//! `default`.

use crate::finding::{Code, Finding, Place};
use crate::material::{ClusterSecret, Item, Material, Reading, Role};

/// Namespaces in which hardly anybody runs Argo CD.
const ELSEWHERE: [&str; 4] = ["default", "kube-system", "kube-public", "kube-node-lease"];

/// Reports Secrets in such a namespace, unless something else of Argo CD is there too.
pub fn check(material: &Material, findings: &mut Vec<Finding>) {
    for (item, _) in material.all::<ClusterSecret>().filter(|(item, _)| item.role == Role::Unknown) {
        let Some(node) = item.metadata("namespace") else { continue };
        let Some(namespace) = node.text().filter(|namespace| ELSEWHERE.contains(namespace)) else { continue };
        if !runs_argo_cd(material, namespace) {
            let message = format!("Argo CD hardly runs in `{namespace}`, and reads Secrets of its own namespace only");
            findings.push(
                Finding::new(Code::ClusterNamespace, Place::Text(node.span), message)
                    .with_help("write Argo CD's namespace, such as `argocd`"),
            );
        }
    }
}

fn runs_argo_cd(material: &Material, namespace: &str) -> bool {
    let is_there = |item: &Item| item.metadata("namespace").and_then(|node| node.text()) == Some(namespace);
    let is_own = |item: &Item| item.name().starts_with("argocd") && !matches!(item.reading, Reading::ClusterSecret(_));
    material.items.iter().any(|item| is_own(item) && is_there(item))
}
