//! Pods of the chart whose account has an identity have the label by which the webhook finds them.
//!
//! argo-helm puts `serviceAccount.annotations` on the account and `podLabels` on the pods (`templates/argocd-server/`); the
//! webhook looks at the pods. Values are put together of several files, so that the label may stand in any of the input.

use crate::document::{Content, Entry, Node};
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{ChartValues, Input, Material};
use crate::rule::metadata::meant_key;

const CLIENT_ID: &str = "azure.workload.identity/client-id";
const USE: &str = "azure.workload.identity/use";

/// The parts whose pods show an identity.
const PARTS: [&str; 2] = ["server", "controller"];

/// Reports annotations of accounts whose pods no values label.
pub fn check(material: &Material, findings: &mut Vec<Finding>) {
    if material.facts.input == Input::SoleFile || material.facts.is_partial {
        return;
    }
    let all: Vec<&ChartValues> = material.all::<ChartValues>().map(|(_, values)| values).collect();
    for part in PARTS {
        let mut annotations = all.iter().filter_map(|values| annotation(&values.values, part));
        if let Some(entry) = annotations.next()
            && !all.iter().any(|values| has_token(&values.values, part))
        {
            findings.push(finding(part, entry));
        }
    }
}

fn annotation<'v>(values: &'v Node, part: &str) -> Option<&'v Entry> {
    let entry = values.get(part)?.get("serviceAccount")?.get("annotations")?.entry(CLIENT_ID)?;
    (entry.value.content != Content::Null).then_some(entry)
}

/// Whether values give the pods of a part a token: by the label, however it is spelt, or by a volume or variables of their own.
fn has_token(values: &Node, part: &str) -> bool {
    let labels =
        [values.get("global"), values.get(part)].into_iter().flatten().filter_map(|above| above.get("podLabels"));
    let is_label = |entry: &Entry| entry.key == USE || meant_key(&entry.key).as_deref() == Some(USE);
    let is_own =
        |key: &str| values.get(part).and_then(|part| part.get(key)).is_some_and(|node| !node.items().is_empty());
    labels.flat_map(Node::entries).any(is_label) || ["volumes", "envFrom"].into_iter().any(is_own)
}

fn finding(part: &str, entry: &Entry) -> Finding {
    let message = format!("the account has an identity, and no values label the pods of `{part}`: they get no token");
    Finding::new(Code::IdentityLabel, Place::Text(entry.key_span), message)
        .with_severity(Severity::Warning)
        .with_help(format!("add `{USE}: \"true\"` to `{part}.podLabels`"))
}
