//! The label by which the workload identity webhook finds pods is on the pods, and says `"true"`.
//!
//! The webhook's `objectSelector` is `azure.workload.identity/use: "true"` on the pod (azure-workload-identity
//! `manifest_staging/charts/…/mutatingwebhookconfiguration.yaml`); labels of the account or of the Deployment play no
//! part. Argo CD's pods run unchanged without it, and `argocd-k8s-auth` fails: `federated token file cannot be empty`.
//!
//! An account of a Gateway has the label too, as App Routing's documentation asks: only accounts of Argo CD's pods are judged.

use super::pod::Pod;
use super::{CLIENT_ID, Hub, USE, is_open};
use crate::document::{Content, Entry};
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{Component, Item, Workload};
use crate::rule::metadata::meant_key;
use crate::source::Span;
use crate::value::shown;

/// Reports a label that is no text or says something else, stands elsewhere, or is missing.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    let of_pods = hub.workloads().filter_map(|workload| workload.pod_label(USE));
    findings.extend(of_pods.filter_map(wrong_value));
    findings.extend(hub.accounts.iter().filter_map(|account| label(account)).filter_map(wrong_type));
    let is_misspelt = |pod: &Pod<'_>| {
        let mut entries = pod.fragments.iter().flat_map(Workload::pod_metadata);
        entries.any(|entry| meant_key(&entry.key).as_deref() == Some(USE))
    };
    for pod in hub.pods.iter().filter(|pod| !pod.has_label() && !is_misspelt(pod)) {
        findings.extend(missing(hub, pod));
    }
    findings.extend(hub.accounts.iter().filter_map(|account| without_pod(hub, account)));
}

/// The value, as YAML and JSON read it as a text.
const TRUE: &str = "\"true\"";

fn label(item: &Item) -> Option<&Entry> {
    item.metadata("labels")?.entry(USE)
}

fn wrong_value(label: &Entry) -> Option<Finding> {
    wrong_type(label).or_else(|| {
        let text = label.value.text().filter(|text| !matches!(*text, "true" | "false") && !is_open(text))?;
        let message = format!("the webhook looks for `{USE}: \"true\"`, and passes over pods that say {}", shown(text));
        let finding = finding(label.value.span, message).with_help("write `\"true\"`, in lower case and in quotes");
        Some(if text.eq_ignore_ascii_case("true") { finding.with_fix(label.value.span, TRUE) } else { finding })
    })
}

/// Labels are texts; the API server refuses the whole object.
fn wrong_type(label: &Entry) -> Option<Finding> {
    if matches!(label.value.content, Content::Text(_)) {
        return None;
    }
    let message =
        format!("`{USE}` is {}, and a label is a text: the API server refuses the object", label.value.type_name());
    let finding = finding(label.value.span, message).with_help("put it in quotes: `\"true\"`");
    let is_true = label.value.content == Content::Boolean(true);
    Some(if is_true { finding.with_fix(label.value.span, TRUE) } else { finding })
}

fn finding(span: Span, message: String) -> Finding {
    Finding::new(Code::IdentityLabel, Place::Text(span), message)
}

/// What is wrong with a pod that has no label.
fn missing(hub: &Hub<'_>, pod: &Pod<'_>) -> Option<Finding> {
    let names = pod.account_names();
    let accounts = || hub.accounts.iter().filter(|account| names.contains(&account.name()));
    let on_account = accounts().find_map(|account| label(account));
    let on_workload = pod.fragments.iter().find_map(|fragment| label(fragment.item));
    if !pod.azure_tokens().is_empty() {
        return on_account.map(|label| {
            let finding = misplaced(label, "account", pod.name()).with_severity(Severity::Note);
            finding.with_help(format!("remove it: the pods of `{}` bring a token of their own", pod.name()))
        });
    }
    let is_certain = hub.holds_enough() && pod.is_whole() && !hub.may_be_patched();
    let severity = if is_certain { Severity::Error } else { Severity::Warning };
    let misplaced = on_workload
        .map(|label| misplaced(label, "workload", pod.name()))
        .or_else(|| on_account.map(|label| misplaced(label, "account", pod.name())));
    if let Some(misplaced) = misplaced {
        return Some(misplaced.with_severity(severity));
    }
    let account = accounts().find(|account| account.annotation(CLIENT_ID).is_some()).filter(|_| is_certain)?;
    let message = format!(
        "the account `{}` has an identity, and the pods of `{}` lack the label by which the webhook finds them: they get no token",
        account.name(),
        pod.name(),
    );
    let place = pod.fragments.iter().find(|fragment| fragment.is_whole())?.item.place();
    Some(Finding::new(Code::IdentityLabel, place, message).with_help(HELP))
}

const HELP: &str = "add `azure.workload.identity/use: \"true\"` to `spec.template.metadata.labels`";

fn misplaced(label: &Entry, whose: &str, pod: &str) -> Finding {
    let message = format!("the webhook looks for `{USE}` on pods; on the {whose} it does nothing");
    finding(label.key_span, message)
        .with_help(format!("put it into the pod template of `{pod}`: `spec.template.metadata.labels`"))
}

/// An account of Argo CD with the label, and no workload that could tell what its pods have.
fn without_pod(hub: &Hub<'_>, account: &Item) -> Option<Finding> {
    let component = Component::named(account.name())?;
    if hub.pods.iter().any(|pod| pod.account_names().contains(&account.name()) || pod.component == Some(component)) {
        return None;
    }
    Some(misplaced(label(account)?, "account", component.name).with_severity(Severity::Note))
}
