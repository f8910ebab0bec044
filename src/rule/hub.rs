//! Rules over what ties a hub to its targets: workloads and accounts, federated credentials, bindings, Applications.
//!
//! What one object says is right or wrong by another: an account by its pod's label, a subject by the account, a
//! binding by the identity. Keeps true: [`Hub`] is everything that the input says of Argo CD, in groups; overlays of one
//! workload are taken together, so that a rule which misses something misses it in all of them. What another product's
//! objects say is not judged.

mod account;
mod application;
mod binding_subject;
mod cloud;
mod container_name;
mod federated_subject;
mod hub_admin;
mod identity_label;
mod ids;
mod issuer;
mod known;
mod placeholders;
mod plugin_parameter;
mod pod;
mod reserved_labels;
mod role;
mod sign_in_client;
mod slip;
mod token_audience;
mod token_expiry;
mod token_path;
mod token_sources;
mod variable_name;
mod variable_value;

use crate::document::Node;
use crate::finding::Finding;
use crate::material::{Binding, Component, Credential, Input, Item, Material, Role, Workload, names_argo_cd};
use crate::value::has_placeholder;
use known::Known;
use pod::Pod;
pub use slip::slip_of;

/// The annotation by which the webhook knows the identity of an account.
const CLIENT_ID: &str = "azure.workload.identity/client-id";
/// The annotation by which it knows the tenant.
const TENANT_ID: &str = "azure.workload.identity/tenant-id";
/// The label by which it finds pods.
const USE: &str = "azure.workload.identity/use";
/// The variable by which Azure's libraries find the token.
const TOKEN_FILE: &str = "AZURE_FEDERATED_TOKEN_FILE";

/// What the input says of Argo CD and whom it shows itself as.
struct Hub<'m> {
    material: &'m Material,
    /// Argo CD's pods, each with all that is said of it.
    pods: Vec<Pod<'m>>,
    /// The accounts of Argo CD.
    accounts: Vec<&'m Item>,
    credentials: Vec<Credential<'m>>,
    bindings: Vec<Binding<'m>>,
    known: Known,
}

/// A rule over the hub.
type Rule = fn(&Hub<'_>, &mut Vec<Finding>);

const RULES: [Rule; 21] = [
    placeholders::check,
    reserved_labels::check,
    ids::check,
    identity_label::check,
    account::check,
    token_expiry::check,
    token_audience::check,
    token_path::check,
    token_sources::check,
    variable_name::check,
    variable_value::check,
    container_name::check,
    federated_subject::check,
    issuer::check,
    sign_in_client::check,
    cloud::check,
    binding_subject::check,
    hub_admin::check,
    role::check,
    application::check,
    plugin_parameter::check,
];

/// Judges how the objects of a hub fit each other.
pub fn check(material: &Material, findings: &mut Vec<Finding>) {
    let hub = Hub::of(material);
    for rule in RULES {
        rule(&hub, findings);
    }
}

impl<'m> Hub<'m> {
    fn of(material: &'m Material) -> Self {
        let items = &material.items;
        let pods = Pod::all_of(items);
        let is_run = |name: &str| pods.iter().any(|pod| pod.runs_as(name));
        let is_ours =
            |item: &&Item| Component::of(&item.node).is_some() || names_argo_cd(item.name()) || is_run(item.name());
        let accounts = items.iter().filter(|item| item.kind() == "ServiceAccount").filter(is_ours).collect();
        Self {
            material,
            pods,
            accounts,
            credentials: items.iter().flat_map(Credential::all_of).collect(),
            bindings: items.iter().filter_map(Binding::of).collect(),
            known: Known::of(material),
        }
    }

    /// Objects of a kind.
    fn of_kind(&self, kind: &'static str) -> impl Iterator<Item = &'m Item> {
        self.material.items.iter().filter(move |item| item.kind() == kind)
    }

    /// Whether what is missing in the input may be taken for missing.
    fn holds_enough(&self) -> bool {
        let facts = &self.material.facts;
        facts.input != Input::SoleFile && !facts.is_partial
    }

    /// Whether a kustomization may set what the objects of the input do not say: by a patch that is no object.
    fn may_be_patched(&self) -> bool {
        let is_read = |path| self.material.items.iter().any(|item| &item.path == path);
        let kustomizations = &self.material.kustomizations;
        kustomizations.iter().any(|k| k.sets_identity_label || k.patches.iter().any(|path| !is_read(path)))
    }

    /// Every workload of Argo CD, as each item has it.
    fn workloads(&self) -> impl Iterator<Item = &Workload<'m>> {
        self.pods.iter().flat_map(|pod| &pod.fragments)
    }

    /// The account of that name, each time that it stands in the input.
    fn accounts_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'m Item> + 'a {
        self.accounts.iter().copied().filter(move |account| account.name() == name)
    }

    /// Whether an account is one that Argo CD's pods run as, or has an identity and says in its name for whom.
    fn is_argo_cds_account(&self, name: &str) -> bool {
        Component::named(name).is_some()
            || self.pods.iter().any(|pod| pod.runs_as(name))
            || self.accounts_named(name).any(|account| names_argo_cd(name) && account.annotation(CLIENT_ID).is_some())
    }

    /// Whether an object may get its namespace and labels from a kustomization.
    fn is_kustomized(&self, item: &Item) -> bool {
        item.role != Role::Unknown || !self.material.kustomizations.is_empty()
    }
}

/// Whether another tool fills a value in before it is read, so that nothing follows from what it says.
fn is_open(text: &str) -> bool {
    text.contains('$') || has_placeholder(text)
}

/// The text of a value that nobody else fills in.
fn settled(node: Option<&Node>) -> Option<(&Node, &str)> {
    let node = node?;
    let text = node.text()?;
    (!is_open(text)).then_some((node, text))
}
