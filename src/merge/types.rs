//! Which lists of Kubernetes' built-in kinds merge by key, and by which.
//!
//! Source: the tags `patchStrategy` and `patchMergeKey` in `k8s.io/api` v0.37.0, `types.go` of the stable versions; a
//! test reads those files and compares. Second keys are the `x-kubernetes-list-map-keys` by which kustomize tells
//! items apart. Kept true: a field is known by its type, never by its name alone, so `ports` merges in a Service and
//! is replaced in a `NetworkPolicy`; a field that is not listed is a list that is replaced, or a map.

use super::GroupKind;

/// The keys that tell the items of a list apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys {
    pub(super) first: &'static str,
    pub(super) second: Option<&'static str>,
}

/// How a field merges.
#[derive(Debug, Clone, Copy)]
pub(super) enum Merge {
    /// A list that replaces, a map without keyed lists inside, a scalar.
    Whole,
    /// A map with keyed lists somewhere inside.
    Map(&'static Type),
    /// A list that merges by key, and the type of its items.
    Keyed(Keys, &'static Type),
    /// A list of plain values that merges as a set.
    Set,
}

impl Merge {
    /// The type of a map in this field.
    pub(super) fn map(self) -> &'static Type {
        match self {
            Self::Map(of) | Self::Keyed(_, of) => of,
            Self::Whole | Self::Set => &PLAIN,
        }
    }
}

/// A type of the Kubernetes API: its fields that are more than [`Merge::Whole`].
#[derive(Debug)]
pub(super) struct Type {
    fields: &'static [(&'static str, Merge)],
}

impl Type {
    /// The type of a kind; of a custom resource, one in which every list replaces.
    pub(super) fn of(kind: GroupKind<'_>) -> &'static Self {
        let is_kind = |(group, name, _): &&(&str, &str, &Self)| *group == kind.group && *name == kind.kind;
        match KINDS.iter().find(is_kind) {
            Some((_, _, of)) => of,
            None if BUILT_IN_GROUPS.contains(&kind.group) => &OBJECT,
            None => &PLAIN,
        }
    }

    /// How a field merges.
    pub(super) fn field(&self, name: &str) -> Merge {
        self.fields.iter().find(|(field, _)| *field == name).map_or(Merge::Whole, |(_, merge)| *merge)
    }
}

const fn keyed(first: &'static str, of: &'static Type) -> Merge {
    Merge::Keyed(Keys { first, second: None }, of)
}

const fn keyed_twice(first: &'static str, second: &'static str, of: &'static Type) -> Merge {
    Merge::Keyed(Keys { first, second: Some(second) }, of)
}

/// The groups that an API server has without custom resources.
const BUILT_IN_GROUPS: [&str; 22] = [
    "",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "apps",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
    "storagemigration.k8s.io",
];

/// Kinds with keyed lists beyond their metadata.
const KINDS: [(&str, &str, &Type); 24] = [
    ("", "Namespace", &CONDITIONED),
    ("", "Node", &NODE),
    ("", "PersistentVolumeClaim", &CONDITIONED),
    ("", "Pod", &POD),
    ("", "PodTemplate", &TEMPLATED),
    ("", "ReplicationController", &WORKLOAD),
    ("", "Service", &SERVICE),
    ("", "ServiceAccount", &SERVICE_ACCOUNT),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicy", &MUTATING_POLICY),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration", &WEBHOOKS),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy", &VALIDATING_POLICY),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", &WEBHOOKS),
    ("apps", "DaemonSet", &WORKLOAD),
    ("apps", "Deployment", &WORKLOAD),
    ("apps", "ReplicaSet", &WORKLOAD),
    ("apps", "StatefulSet", &WORKLOAD),
    ("autoscaling", "HorizontalPodAutoscaler", &CONDITIONED),
    ("batch", "CronJob", &CRON_JOB),
    ("batch", "Job", &WORKLOAD),
    ("flowcontrol.apiserver.k8s.io", "FlowSchema", &CONDITIONED),
    ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration", &CONDITIONED),
    ("networking.k8s.io", "ServiceCIDR", &CONDITIONED),
    ("policy", "PodDisruptionBudget", &CONDITIONED),
    ("storage.k8s.io", "CSINode", &CSI_NODE),
];

const fn of(fields: &'static [(&'static str, Merge)]) -> Type {
    Type { fields }
}

static PLAIN: Type = of(&[]);

const METADATA: (&str, Merge) = ("metadata", Merge::Map(&OBJECT_META));
const STATUS: (&str, Merge) = ("status", Merge::Map(&CONDITIONS));

static OBJECT_META: Type = of(&[("finalizers", Merge::Set), ("ownerReferences", keyed("uid", &PLAIN))]);
static CONDITIONS: Type = of(&[("conditions", keyed("type", &PLAIN))]);

static OBJECT: Type = of(&[METADATA]);
static CONDITIONED: Type = of(&[METADATA, STATUS]);

static WORKLOAD: Type = of(&[METADATA, ("spec", Merge::Map(&WORKLOAD_SPEC)), STATUS]);
static WORKLOAD_SPEC: Type = of(&[("template", Merge::Map(&POD_TEMPLATE_SPEC))]);
static CRON_JOB: Type = of(&[METADATA, ("spec", Merge::Map(&CRON_JOB_SPEC))]);
static CRON_JOB_SPEC: Type = of(&[("jobTemplate", Merge::Map(&JOB_TEMPLATE))]);
static JOB_TEMPLATE: Type = of(&[METADATA, ("spec", Merge::Map(&WORKLOAD_SPEC))]);
static TEMPLATED: Type = of(&[METADATA, ("template", Merge::Map(&POD_TEMPLATE_SPEC))]);
static POD_TEMPLATE_SPEC: Type = of(&[METADATA, ("spec", Merge::Map(&POD_SPEC))]);
static POD: Type = of(&[METADATA, ("spec", Merge::Map(&POD_SPEC)), STATUS]);

static POD_SPEC: Type = of(&[
    ("containers", keyed("name", &CONTAINER)),
    ("ephemeralContainers", keyed("name", &CONTAINER)),
    ("evictionResponders", keyed("name", &PLAIN)),
    ("hostAliases", keyed("ip", &PLAIN)),
    ("imagePullSecrets", keyed("name", &PLAIN)),
    ("initContainers", keyed("name", &CONTAINER)),
    ("resourceClaims", keyed("name", &PLAIN)),
    ("schedulingGates", keyed("name", &PLAIN)),
    ("topologySpreadConstraints", keyed_twice("topologyKey", "whenUnsatisfiable", &PLAIN)),
    ("volumes", keyed("name", &PLAIN)),
]);

static CONTAINER: Type = of(&[
    ("env", keyed("name", &PLAIN)),
    ("ports", keyed_twice("containerPort", "protocol", &PLAIN)),
    ("volumeDevices", keyed("devicePath", &PLAIN)),
    ("volumeMounts", keyed("mountPath", &PLAIN)),
]);

static SERVICE: Type = of(&[METADATA, ("spec", Merge::Map(&SERVICE_SPEC)), STATUS]);
static SERVICE_SPEC: Type = of(&[("ports", keyed_twice("port", "protocol", &PLAIN))]);
static SERVICE_ACCOUNT: Type = of(&[METADATA, ("secrets", keyed("name", &PLAIN))]);

static NODE: Type = of(&[METADATA, ("spec", Merge::Map(&NODE_SPEC)), ("status", Merge::Map(&NODE_STATUS))]);
static NODE_SPEC: Type = of(&[("podCIDRs", Merge::Set)]);
static NODE_STATUS: Type = of(&[("addresses", keyed("type", &PLAIN)), ("conditions", keyed("type", &PLAIN))]);
static CSI_NODE: Type = of(&[METADATA, ("spec", Merge::Map(&CSI_NODE_SPEC))]);
static CSI_NODE_SPEC: Type = of(&[("drivers", keyed("name", &PLAIN))]);

static WEBHOOKS: Type = of(&[METADATA, ("webhooks", keyed("name", &WEBHOOK))]);
static WEBHOOK: Type = of(&[("matchConditions", keyed("name", &PLAIN))]);
static MUTATING_POLICY: Type = of(&[METADATA, ("spec", Merge::Map(&MUTATING_POLICY_SPEC))]);
static MUTATING_POLICY_SPEC: Type = of(&[("matchConditions", keyed("name", &PLAIN))]);
static VALIDATING_POLICY: Type = of(&[METADATA, ("spec", Merge::Map(&VALIDATING_POLICY_SPEC))]);
static VALIDATING_POLICY_SPEC: Type =
    of(&[("matchConditions", keyed("name", &PLAIN)), ("variables", keyed("name", &PLAIN))]);

#[cfg(test)]
mod tests;
