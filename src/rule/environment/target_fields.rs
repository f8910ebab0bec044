//! Each target's fields fit each other: a remote cluster has what it needs, the hub's own entry has nothing else.
//!
//! For `https://kubernetes.default.svc` Argo CD ignores every connection setting (argo-cd
//! `pkg/apis/application/v1alpha1/types.go`, `RawRestConfig`), so a field there would only seem to do something.

use super::{Draft, TargetPlace};
use crate::environment::written::{Access, Target};
use crate::finding::{Code, Finding, Place};

/// Reports fields that are missing, that contradict each other, or that the hub's own entry cannot have.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    for (place, target) in draft.targets() {
        if target.server.is_in_cluster() {
            check_hub(draft, place, findings);
        } else {
            check_remote(draft, place, target, findings);
        }
        if target.cluster_resources.is_some() && target.namespaces.as_ref().is_none_or(Vec::is_empty) {
            let message = "`clusterResources` narrows nothing without `namespaces`";
            let finding = Finding::new(Code::TargetMismatch, Place::Value(place.join("clusterResources")), message);
            findings.push(finding.with_help("list the `namespaces` that Argo CD watches, or remove it"));
        }
    }
}

fn check_hub(draft: &Draft<'_>, place: TargetPlace, findings: &mut Vec<Finding>) {
    let (node, _) = draft.document.find(&place.pointer()).expect("the target was read from there");
    for entry in
        node.entries().iter().filter(|entry| !crate::environment::written::HUB_FIELDS.contains(&entry.key.as_str()))
    {
        let message = format!("the hub itself has no `{}`", entry.key);
        let finding = Finding::new(Code::TargetMismatch, Place::Key(place.join(&entry.key)), message);
        findings.push(finding.with_help("Argo CD reaches its own cluster by its own account; remove the field"));
    }
}

fn check_remote(draft: &Draft<'_>, place: TargetPlace, target: &Target, findings: &mut Vec<Finding>) {
    let mut missing = |key: &str, help: &str| {
        let message = format!("`{key}` is missing");
        findings.push(Finding::new(Code::MissingKey, Place::Value(place.pointer()), message).with_help(help));
    };
    if target.ca.is_none() {
        missing(
            "ca",
            "give the cluster's CA (`certificate-authority-data` of its kubeconfig), or `system` if it is publicly trusted",
        );
    }
    if target.access.is_none() {
        missing(
            "access",
            "choose what the identity may do there: `{write: [namespace]}`, `clusterAdmin`, `azureRbac` or `none`",
        );
    }
    if !draft.has("identity") && (target.client_id.is_none() || target.principal_id.is_none()) {
        missing("identity", "the target authenticates the managed identity that the file's `identity` describes");
    }
    check_overrides(place, target, findings);
    check_access(place, target, findings);
}

fn check_overrides(place: TargetPlace, target: &Target, findings: &mut Vec<Finding>) {
    let (present, missing) = match (&target.client_id, &target.principal_id) {
        (Some(_), None) => ("clientId", "principalId"),
        (None, Some(_)) => ("principalId", "clientId"),
        _ => return,
    };
    let message = format!("`{present}` names another identity than `identity`, and its `{missing}` is not said");
    let finding = Finding::new(Code::TargetMismatch, Place::Value(place.join(present)), message);
    findings.push(finding.with_help("`clientId` and `principalId` belong to one identity; write both or neither"));
}

fn check_access(place: TargetPlace, target: &Target, findings: &mut Vec<Finding>) {
    match &target.access {
        Some(Access::AzureRbac) if target.resource_id.is_none() => {
            let message = "`azureRbac` needs the cluster's `resourceId`: the role is assigned on it";
            findings.push(Finding::new(Code::MissingKey, Place::Value(place.join("access")), message));
        }
        Some(Access::Write(write)) if write.is_empty() => {
            let message = "the list of namespaces is empty";
            let finding = Finding::new(Code::TargetMismatch, Place::Value(place.join("access").join("write")), message);
            findings.push(
                finding.with_help("name the namespaces that Argo CD may write to, or choose another form of access"),
            );
        }
        Some(Access::Write(write)) => check_write(place, target, write, findings),
        _ => {}
    }
}

fn check_write(
    place: TargetPlace,
    target: &Target,
    write: &[crate::value::NamespaceName],
    findings: &mut Vec<Finding>,
) {
    let Some(watched) = target.namespaces.as_ref().filter(|namespaces| !namespaces.is_empty()) else { return };
    for (i, namespace) in write.iter().enumerate().filter(|(_, namespace)| !watched.contains(namespace)) {
        let message = format!("`{namespace}` is not among the `namespaces` that Argo CD watches there");
        let at = Place::Value(place.join("access").join("write").join(i));
        let finding = Finding::new(Code::AccessOutsideNamespaces, at, message);
        findings.push(finding.with_help("add it to `namespaces`, or do not grant it"));
    }
}
