//! The workloads and accounts that the argo-cd chart makes of its values, as far as the values say anything about them.
//!
//! Keeps true: each value stands where it is written; containers are called as in Argo CD's manifests, whatever the chart
//! calls them, so that rules see one installation in either case (argo-helm `templates/argocd-server/deployment.yaml`,
//! `templates/argocd-application-controller/statefulset.yaml`).

use super::Component;
use crate::document::{Content, Entry, Node};
use crate::source::Span;

/// The keys of the values that stand for workloads which show an identity, with the workload and its kind.
const PARTS: [(&str, &str, &str); 2] =
    [("server", "argocd-server", "Deployment"), ("controller", "argocd-application-controller", "StatefulSet")];

/// The workloads and accounts that values say something about, as patches of them.
pub fn of_values(values: &Node) -> Vec<Node> {
    PARTS
        .into_iter()
        .flat_map(|(key, name, kind)| {
            let labels = values.get("global").and_then(|global| global.get("podLabels"));
            values.get(key).map_or_else(Vec::new, |part| of_part(part, labels, name, kind))
        })
        .collect()
}

fn of_part(part: &Node, of_all: Option<&Node>, name: &str, kind: &str) -> Vec<Node> {
    let at = part.span;
    let account = part.get("serviceAccount");
    let mut objects = Vec::new();
    if let Some(annotations) = account.and_then(|account| account.get("annotations")) {
        let called = account.and_then(|account| account.get("name")).cloned().unwrap_or_else(|| text(name, at));
        let metadata = map(at, [("name", Some(called)), ("annotations", Some(annotations.clone()))]);
        objects.push(object("v1", "ServiceAccount", metadata, None, at));
    }
    let container = Component::named(name).map_or(name, |component| component.container);
    let pod = map(
        at,
        [
            ("serviceAccountName", account.and_then(|account| account.get("name")).cloned()),
            ("volumes", part.get("volumes").cloned()),
            ("containers", containers(part, container, at)),
        ],
    );
    let labels = labels(part.get("podLabels"), of_all).map(|labels| map(at, [("labels", Some(labels))]));
    if labels.is_some() || !pod.entries().is_empty() || account.is_some() {
        let template = map(at, [("metadata", labels), ("spec", Some(pod))]);
        let spec = map(at, [("template", Some(template))]);
        objects.push(object("apps/v1", kind, map(at, [("name", Some(text(name, at)))]), Some(spec), at));
    }
    objects
}

/// The labels of a part's pods, and those of all pods.
fn labels(own: Option<&Node>, of_all: Option<&Node>) -> Option<Node> {
    let entries = [of_all, own].into_iter().flatten().flat_map(Node::entries).cloned().collect();
    own.or(of_all).map(|labels| Node { content: Content::Map(entries), span: labels.span })
}

/// The one container that values say something about.
fn containers(part: &Node, name: &str, at: Span) -> Option<Node> {
    let (env, mounts) = (part.get("env"), part.get("volumeMounts"));
    if env.is_none() && mounts.is_none() {
        return None;
    }
    let container = map(at, [("name", Some(text(name, at))), ("env", env.cloned()), ("volumeMounts", mounts.cloned())]);
    Some(Node { content: Content::List(vec![container]), span: at })
}

fn object(version: &str, kind: &str, metadata: Node, spec: Option<Node>, at: Span) -> Node {
    map(
        at,
        [
            ("apiVersion", Some(text(version, at))),
            ("kind", Some(text(kind, at))),
            ("metadata", Some(metadata)),
            ("spec", spec),
        ],
    )
}

/// A map of those values that are there.
fn map<const N: usize>(at: Span, entries: [(&str, Option<Node>); N]) -> Node {
    let entry = |(key, value): (&str, Option<Node>)| Some(Entry { key: key.to_owned(), key_span: at, value: value? });
    Node { content: Content::Map(entries.into_iter().filter_map(entry).collect()), span: at }
}

fn text(text: &str, at: Span) -> Node {
    Node { content: Content::Text(text.to_owned()), span: at }
}
