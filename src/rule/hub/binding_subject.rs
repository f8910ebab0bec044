//! A binding on a target names the identity as AKS shows it: `kind: User`, the object id in lower case.
//!
//! Kubernetes compares names letter by letter. AKS shows a managed identity as a user with its object id (kubelogin,
//! "Service Principal"); an account or a group of that name is nobody, and so is a user with the client id. API groups
//! and namespaces of subjects: kubernetes `pkg/apis/rbac/validation/validation.go`, `validateRoleBindingSubject`.

use super::Hub;
use crate::finding::{Code, Finding, Place};
use crate::material::{Binding, BoundSubject, names_argo_cd};
use crate::value::{Guid, shown};

const GROUP: &str = "rbac.authorization.k8s.io";
const HELP: &str =
    "write `kind: User` with the object id: `az identity show -g GROUP -n NAME --query principalId -o tsv`";

/// Reports subjects that are nobody, and subjects that the API server refuses.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    for binding in hub.bindings.iter().copied() {
        for subject in binding.subjects().filter(|subject| concerns_us(hub, binding, *subject)) {
            findings.extend(nobody(hub, subject).or_else(|| refused(hub, binding, subject)));
        }
    }
}

/// Whether a subject is Argo CD's, or an id in a binding that is Argo CD's or of an identity that the input knows.
fn concerns_us(hub: &Hub<'_>, binding: Binding<'_>, subject: BoundSubject<'_>) -> bool {
    match id(subject) {
        Some(id) => hub.known.is_identity(id.as_str()) || names_argo_cd(binding.item.name()),
        None => subject.kind() == "ServiceAccount" && hub.is_argo_cds_account(subject.name()),
    }
}

fn id(subject: BoundSubject<'_>) -> Option<Guid> {
    subject.name().parse().ok()
}

fn nobody(hub: &Hub<'_>, subject: BoundSubject<'_>) -> Option<Finding> {
    let id = id(subject)?;
    let place = Place::Text(subject.name_node().span);
    let id = id.as_str();
    if let Some(whose) = hub.known.client(id).filter(|_| !hub.known.is_principal(id)) {
        let message = format!("`{id}` is a client id, which {whose} shows; AKS knows the identity by its object id");
        let help =
            hub.known.principal_of(id).map_or_else(|| HELP.to_owned(), |principal| format!("write `{principal}`"));
        return Some(Finding::new(Code::PrincipalIsClient, place, message).with_help(help));
    }
    let message = match subject.kind() {
        "ServiceAccount" => {
            format!("an identity of Entra is a user on its targets, and no account {}", shown(subject.name()))
        }
        "Group" if hub.known.is_principal(id) => {
            format!("{} is an identity, and is bound as a group", shown(subject.name()))
        }
        "User" if subject.name() != id => {
            format!(
                "{} has upper case, and AKS shows the object id in lower case: the binding names nobody",
                shown(subject.name())
            )
        }
        _ => return None,
    };
    let finding = Finding::new(Code::BindingSubject, place, message);
    Some(match subject.kind() {
        "User" => finding.with_help(format!("write `{id}`")).with_fix(subject.name_node().span, format!("\"{id}\"")),
        _ => finding.with_help(HELP),
    })
}

fn refused(hub: &Hub<'_>, binding: Binding<'_>, subject: BoundSubject<'_>) -> Option<Finding> {
    let is_account = subject.kind() == "ServiceAccount";
    let group = subject.node.get("apiGroup").and_then(|group| Some((group, group.text()?)));
    let allowed: &[&str] = if is_account { &[""] } else { &["", GROUP] };
    if let Some((node, text)) = group.filter(|(_, text)| !allowed.contains(text)) {
        let message =
            format!("{} is not the API group of a {}: the API server refuses the binding", shown(text), subject.kind());
        let help = if is_account { "remove `apiGroup`".to_owned() } else { format!("write `{GROUP}`") };
        return Some(Finding::new(Code::BindingSubject, Place::Text(node.span), message).with_help(help));
    }
    let lacks_namespace = is_account && binding.is_cluster_wide() && subject.namespace().is_none();
    (lacks_namespace && !hub.is_kustomized(binding.item)).then(|| {
        let message =
            format!("the account {} has no namespace here: the API server refuses the binding", shown(subject.name()));
        Finding::new(Code::BindingSubject, Place::Text(subject.name_node().span), message)
            .with_help("add `namespace: argocd`, or where Argo CD is")
    })
}
