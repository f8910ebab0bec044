//! Kinds: which have a namespace, and in which order they are applied.

/// Kinds of objects without a namespace, each with its API group (Kubernetes 1.34, `kubectl api-resources
/// --namespaced=false`, and the Gateway API).
const CLUSTER_SCOPED: [(&str, &str); 27] = [
    ("", "Namespace"),
    ("", "Node"),
    ("", "PersistentVolume"),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicy"),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"),
    ("apiregistration.k8s.io", "APIService"),
    ("certificates.k8s.io", "CertificateSigningRequest"),
    ("flowcontrol.apiserver.k8s.io", "FlowSchema"),
    ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"),
    ("gateway.networking.k8s.io", "GatewayClass"),
    ("networking.k8s.io", "IPAddress"),
    ("networking.k8s.io", "IngressClass"),
    ("networking.k8s.io", "ServiceCIDR"),
    ("node.k8s.io", "RuntimeClass"),
    ("rbac.authorization.k8s.io", "ClusterRole"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
    ("resource.k8s.io", "DeviceClass"),
    ("scheduling.k8s.io", "PriorityClass"),
    ("storage.k8s.io", "CSIDriver"),
    ("storage.k8s.io", "CSINode"),
    ("storage.k8s.io", "StorageClass"),
    ("storage.k8s.io", "VolumeAttachment"),
];

/// Kinds in the order in which they are applied; what is not listed comes after.
///
/// A namespace and a definition come before what needs them, an account before its rights, and settings before the pods
/// that read them.
const ORDER: [&str; 18] = [
    "Namespace",
    "CustomResourceDefinition",
    "PriorityClass",
    "ServiceAccount",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Service",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "CronJob",
    "PodDisruptionBudget",
    "NetworkPolicy",
];

/// Whether objects of a kind lie in a namespace; those of a custom resource are taken to.
pub fn is_namespaced(group: &str, kind: &str) -> bool {
    !CLUSTER_SCOPED.contains(&(group, kind))
}

/// The place of a kind in the order of application.
pub fn rank(kind: &str) -> usize {
    ORDER.iter().position(|known| *known == kind).unwrap_or(ORDER.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_name_a_kind_once() {
        assert!(CLUSTER_SCOPED.is_sorted_by(|a, b| a < b));
        assert!(ORDER.iter().all(|kind| ORDER.iter().filter(|other| other == &kind).count() == 1));
    }

    #[test]
    fn a_group_tells_kinds_of_one_name_apart() {
        assert!(!is_namespaced("rbac.authorization.k8s.io", "ClusterRole"));
        assert!(is_namespaced("example.com", "ClusterRole"));
        assert!(is_namespaced("apps", "Deployment"));
    }
}
