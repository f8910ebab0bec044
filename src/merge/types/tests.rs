//! Compares the table with the sources of `k8s.io/api`, struct by struct.

use std::collections::BTreeSet;
use std::fs;

use super::*;

#[path = "../../../tests/support/go_module.rs"]
mod go_module;

/// The Go structs whose tags each type states. A type without a struct here only leads to others.
const STRUCTS: [(&str, &str, &Type); 17] = [
    ("core/v1", "PodSpec", &POD_SPEC),
    ("core/v1", "Container", &CONTAINER),
    ("core/v1", "EphemeralContainerCommon", &CONTAINER),
    ("core/v1", "ServiceSpec", &SERVICE_SPEC),
    ("core/v1", "ServiceAccount", &SERVICE_ACCOUNT),
    ("core/v1", "NodeSpec", &NODE_SPEC),
    ("core/v1", "NodeStatus", &NODE_STATUS),
    ("storage/v1", "CSINodeSpec", &CSI_NODE_SPEC),
    ("admissionregistration/v1", "MutatingWebhookConfiguration", &WEBHOOKS),
    ("admissionregistration/v1", "ValidatingWebhookConfiguration", &WEBHOOKS),
    ("admissionregistration/v1", "MutatingWebhook", &WEBHOOK),
    ("admissionregistration/v1", "ValidatingWebhook", &WEBHOOK),
    ("admissionregistration/v1", "MutatingAdmissionPolicySpec", &MUTATING_POLICY_SPEC),
    ("admissionregistration/v1", "ValidatingAdmissionPolicySpec", &VALIDATING_POLICY_SPEC),
    ("apps/v1", "DeploymentStatus", &CONDITIONS),
    ("batch/v1", "JobStatus", &CONDITIONS),
    ("policy/v1", "PodDisruptionBudgetStatus", &CONDITIONS),
];

/// Structs with tags that the table leaves out: what only controllers write, beyond the usual `conditions`, and what
/// has no list in it.
const LEFT_OUT: [&str; 14] = [
    "CSINodeStatus",
    "ComponentStatus",
    "ContainerStatus",
    "DeploymentSpec",
    "DeviceTaintRuleStatus",
    "JobSchedulingConfiguration",
    "NodeAllocatableResourceClaimStatus",
    "PodCertificateRequestStatus",
    "PodDisruptionBudgetSpec",
    "PodStatus",
    "PodVolumeHealth",
    "ResourceClaimStatus",
    "StorageVersionMigrationStatus",
    "VolumeHealthStatus",
];

/// Statuses whose only tag is `conditions` by `type`, and that a kind in the table has.
const CONDITIONED_STATUSES: [&str; 14] = [
    "DaemonSetStatus",
    "DeploymentStatus",
    "FlowSchemaStatus",
    "HorizontalPodAutoscalerStatus",
    "JobStatus",
    "NamespaceStatus",
    "PersistentVolumeClaimStatus",
    "PodDisruptionBudgetStatus",
    "PriorityLevelConfigurationStatus",
    "ReplicaSetStatus",
    "ReplicationControllerStatus",
    "ServiceCIDRStatus",
    "ServiceStatus",
    "StatefulSetStatus",
];

/// One tagged field of `k8s.io/api`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Tagged {
    package: String,
    of: String,
    field: String,
    key: Option<String>,
}

/// The tagged fields of every stable version, or nothing when the module is not there.
fn published() -> Option<Vec<Tagged>> {
    let root = go_module::folder("k8s.io/api")?;
    let mut tagged = Vec::new();
    for group in fs::read_dir(root).expect("the module is a folder").flatten() {
        for version in ["v1", "v2"] {
            let package = format!("{}/{version}", group.file_name().to_string_lossy());
            if let Ok(source) = fs::read_to_string(group.path().join(version).join("types.go")) {
                tagged.extend(tags(&package, &source));
            }
        }
    }
    Some(tagged)
}

fn tags(package: &str, source: &str) -> Vec<Tagged> {
    let mut of = "";
    let mut tagged = Vec::new();
    for line in source.lines() {
        if let Some(rest) = line.strip_prefix("type ") {
            of = rest.split(' ').next().unwrap_or_default();
        }
        if let (Some(json), Some(_)) = (tag(line, "json"), tag(line, "patchStrategy")) {
            tagged.push(Tagged {
                package: package.to_owned(),
                of: of.to_owned(),
                field: json.split(',').next().unwrap_or_default().to_owned(),
                key: tag(line, "patchMergeKey").map(str::to_owned),
            });
        }
    }
    tagged
}

fn tag<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.split_once(&format!("{name}:\""))?.1.split('"').next()
}

/// What a type of ours states, as the sources would.
fn stated(of: &Type) -> BTreeSet<(String, Option<String>)> {
    let row = |(field, merge): &(&str, Merge)| match merge {
        Merge::Keyed(keys, _) => Some(((*field).to_owned(), Some(keys.first.to_owned()))),
        Merge::Set => Some(((*field).to_owned(), None)),
        Merge::Map(_) | Merge::Whole => None,
    };
    of.fields.iter().filter_map(row).collect()
}

#[test]
fn every_type_states_exactly_the_tags_of_its_structs() {
    let Some(published) = published() else { return };
    for (package, name, of) in STRUCTS {
        let expected: BTreeSet<_> = published
            .iter()
            .filter(|tagged| tagged.package == package && tagged.of == name)
            .map(|tagged| (tagged.field.clone(), tagged.key.clone()))
            .collect();
        assert_eq!(stated(of), expected, "{package} {name}");
    }
}

#[test]
fn every_struct_with_tags_is_in_the_table_or_left_out_by_name() {
    let Some(published) = published() else { return };
    for Tagged { package, of, field, key } in published {
        let in_table = STRUCTS.iter().any(|(in_package, name, _)| *in_package == package && *name == of);
        let conditions =
            CONDITIONED_STATUSES.contains(&of.as_str()) && field == "conditions" && key.as_deref() == Some("type");
        let left_out = LEFT_OUT.contains(&of.as_str());
        assert!(in_table || conditions || left_out, "{package} {of} {field}");
    }
}

#[test]
fn kinds_are_unique_sorted_and_of_built_in_groups() {
    let names: Vec<_> = KINDS.iter().map(|(group, kind, _)| (*group, *kind)).collect();
    assert!(names.is_sorted() && names.windows(2).all(|pair| pair[0] != pair[1]));
    assert!(names.iter().all(|(group, _)| BUILT_IN_GROUPS.contains(group)));
    assert!(BUILT_IN_GROUPS.is_sorted());
}

#[test]
fn every_kind_has_metadata_that_merges() {
    for (_, kind, of) in KINDS {
        assert!(matches!(of.field("metadata"), Merge::Map(meta) if !stated(meta).is_empty()), "{kind}");
    }
}

#[test]
fn a_custom_resource_has_no_keyed_lists_and_a_built_in_kind_has_metadata() {
    let of = |group, kind| Type::of(GroupKind { group, kind });
    assert!(of("argoproj.io", "AppProject").fields.is_empty());
    assert!(of("apps.example.com", "Deployment").fields.is_empty());
    assert!(matches!(of("", "ConfigMap").field("metadata"), Merge::Map(_)));
}
