//! Entries in a project's resource lists match a kind.
//!
//! argo-cd `types.go`, `isResourceInList`: group and kind are compared as `filepath.Match` does, so that a group with its
//! version, or a kind in the plural, matches nothing. Cluster lists are asked about what has no namespace, namespace lists
//! about the rest (`IsGroupKindNamePermitted`). The custom resource requires both keys.

use super::{Subject, has_placeholder, list, text};
use crate::document::Node;
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::Project;
use crate::value::shown;

/// The lists, each with whether it is about what has no namespace.
const LISTS: [(&str, bool); 4] = [
    ("clusterResourceWhitelist", true),
    ("clusterResourceBlacklist", true),
    ("namespaceResourceWhitelist", false),
    ("namespaceResourceBlacklist", false),
];

/// Kinds of Kubernetes, each with its group and whether it has no namespace.
const KINDS: [(&str, &str, bool); 37] = [
    ("", "ConfigMap", false),
    ("", "Endpoints", false),
    ("", "Event", false),
    ("", "LimitRange", false),
    ("", "Namespace", true),
    ("", "Node", true),
    ("", "PersistentVolume", true),
    ("", "PersistentVolumeClaim", false),
    ("", "Pod", false),
    ("", "ReplicationController", false),
    ("", "ResourceQuota", false),
    ("", "Secret", false),
    ("", "Service", false),
    ("", "ServiceAccount", false),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration", true),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy", true),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding", true),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", true),
    ("apiextensions.k8s.io", "CustomResourceDefinition", true),
    ("apiregistration.k8s.io", "APIService", true),
    ("apps", "DaemonSet", false),
    ("apps", "Deployment", false),
    ("apps", "ReplicaSet", false),
    ("apps", "StatefulSet", false),
    ("autoscaling", "HorizontalPodAutoscaler", false),
    ("batch", "CronJob", false),
    ("batch", "Job", false),
    ("networking.k8s.io", "Ingress", false),
    ("networking.k8s.io", "IngressClass", true),
    ("networking.k8s.io", "NetworkPolicy", false),
    ("policy", "PodDisruptionBudget", false),
    ("rbac.authorization.k8s.io", "ClusterRole", true),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding", true),
    ("rbac.authorization.k8s.io", "Role", false),
    ("rbac.authorization.k8s.io", "RoleBinding", false),
    ("scheduling.k8s.io", "PriorityClass", true),
    ("storage.k8s.io", "StorageClass", true),
];

/// Reports entries that match nothing.
pub fn check(subject: &Subject<'_, Project>, findings: &mut Vec<Finding>) {
    for (key, is_cluster) in LISTS {
        for entry in list(subject.item, key) {
            findings.extend(missing(entry).or_else(|| unmatched(entry, key, is_cluster)));
        }
    }
}

fn missing(entry: &Node) -> Option<Finding> {
    let key = ["group", "kind"].into_iter().find(|key| entry.get(key).is_none())?;
    let place = Place::Text(entry.entries().first().map_or(entry.span, |entry| entry.key_span));
    let help =
        if key == "group" { "add `group: ''` for the core group, `'*'` for any" } else { "add `kind`; `'*'` is any" };
    let finding =
        Finding::new(Code::ProjectResourceList, place, format!("the entry has no `{key}`, which is required"));
    Some(finding.with_help(help).with_severity(Severity::Error))
}

fn unmatched(entry: &Node, list: &str, is_cluster: bool) -> Option<Finding> {
    let (group, kind) = (text(entry, "group"), text(entry, "kind"));
    if has_placeholder(group) || has_placeholder(kind) {
        return None;
    }
    let finding = |key: &str, message, help: String| {
        let place = Place::Text(entry.get(key).map_or(entry.span, |node| node.span));
        Finding::new(Code::ProjectResourceList, place, message).with_help(help)
    };
    if let Some(help) = group_without_version(group) {
        return Some(finding("group", format!("{} is no group: it has a version", shown(group)), help));
    }
    if let Some((_, known, _)) = KINDS.iter().find(|(_, known, _)| is_misspelt(kind, known)) {
        return Some(finding("kind", format!("{} is no kind", shown(kind)), format!("write `{known}`")));
    }
    let (known_group, _, has_no_namespace) = KINDS.iter().find(|(_, known, _)| *known == kind)?;
    if !has_pattern(group) && group != *known_group {
        // A kind of that name may be someone's own.
        let is_core = group.is_empty() || KINDS.iter().any(|(known, ..)| *known == group);
        let help = format!("write `group: '{known_group}'`");
        return is_core.then(|| finding("group", format!("`{kind}` is no kind of {}", shown_group(group)), help));
    }
    if group == *known_group && *has_no_namespace != is_cluster {
        let (what, other) = if is_cluster {
            ("has a namespace", list.replace("cluster", "namespace"))
        } else {
            ("has no namespace", list.replace("namespace", "cluster"))
        };
        return Some(finding(
            "kind",
            format!("`{kind}` {what}, so that `{list}` is never asked about it"),
            format!("move it to `{other}`"),
        ));
    }
    None
}

fn shown_group(group: &str) -> String {
    if group.is_empty() { "the core group".to_owned() } else { format!("the group {}", shown(group)) }
}

/// `apps/v1` and `v1` are versions of a group.
fn group_without_version(group: &str) -> Option<String> {
    let is_version = |text: &str| {
        text.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.contains('.'))
    };
    match group.split_once('/') {
        Some((group, _)) => Some(format!("write `group: {group}`")),
        None if is_version(group) => Some("write `group: ''`".to_owned()),
        None => None,
    }
}

/// Whether a kind is a known one in lower case or in the plural.
fn is_misspelt(kind: &str, known: &str) -> bool {
    let (kind, folded) = (kind, known.to_lowercase());
    let plurals =
        [folded.clone(), format!("{folded}s"), format!("{folded}es"), format!("{}ies", folded.trim_end_matches('y'))];
    kind != known && plurals.contains(&kind.to_lowercase()) && !KINDS.iter().any(|(_, other, _)| *other == kind)
}

fn has_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_stand_once_and_are_told_from_their_misspellings() {
        for (at, (_, kind, _)) in KINDS.iter().enumerate() {
            assert!(KINDS[at + 1..].iter().all(|(_, other, _)| other != kind), "{kind}");
            assert!(!KINDS.iter().any(|(_, known, _)| is_misspelt(kind, known)), "{kind}");
        }
        for (kind, known) in [
            ("namespaces", "Namespace"),
            ("ingresses", "Ingress"),
            ("networkpolicies", "NetworkPolicy"),
            ("configmap", "ConfigMap"),
        ] {
            assert!(is_misspelt(kind, known), "{kind}");
        }
    }

    #[test]
    fn groups_have_no_version() {
        for group in ["apps/v1", "v1", "v1beta1", "rbac.authorization.k8s.io/v1"] {
            assert!(group_without_version(group).is_some(), "{group}");
        }
        for group in ["", "*", "apps", "v1.example.com", "velero.io"] {
            assert_eq!(group_without_version(group), None, "{group}");
        }
    }
}
