//! Nothing in a project stands twice.
//!
//! argo-cd `ValidateProject` refuses a project of which anything does. Applied by kubectl it works; but then the API refuses
//! every change of it, and every token for its roles (`server/project/project.go`, `createToken`).

use std::collections::HashSet;

use super::{Subject, list, text, texts};
use crate::document::Node;
use crate::finding::{Code, Finding, Place};
use crate::material::{Named, Project};
use crate::source::Span;
use crate::value::shown;

/// Reports each entry that stands a second time.
pub fn check(subject: &Subject<'_, Project>, findings: &mut Vec<Finding>) {
    let item = subject.item;
    report("the destination", list(item, "destinations").iter().filter_map(destination), findings);
    for (what, key) in [("the source namespace", "sourceNamespaces"), ("the source repository", "sourceRepos")] {
        report(what, texts(item, key).into_iter().map(|text| (text.text, text.span)), findings);
    }
    let roles = &subject.reading.roles;
    report("the role", roles.iter().filter_map(|role| role.name.as_ref()).map(named), findings);
    for role in roles {
        report("the policy", role.policies.iter().map(|policy| (policy.text.clone(), policy.span())), findings);
        report("the group", role.groups.iter().map(named), findings);
    }
    report("the sync window", list(item, "syncWindows").iter().filter_map(window), findings);
    report("the account of", list(item, "destinationServiceAccounts").iter().filter_map(account), findings);
}

fn report(what: &str, entries: impl Iterator<Item = (String, Span)>, findings: &mut Vec<Finding>) {
    let mut seen = HashSet::new();
    for (entry, span) in entries {
        if !seen.insert(entry.clone()) {
            let message = format!("{what} {} stands twice", shown(&entry));
            let help = "remove one of the two; until then Argo CD's API refuses changes of the project, and tokens";
            findings.push(Finding::new(Code::ProjectDuplicate, Place::Text(span), message).with_help(help));
        }
    }
}

fn named(name: &Named) -> (String, Span) {
    (name.text.clone(), name.span)
}

/// Where an entry begins.
fn start(entry: &Node) -> Option<Span> {
    entry.entries().first().map(|entry| entry.key_span)
}

/// Server and namespace; without a server, name and namespace.
fn destination(entry: &Node) -> Option<(String, Span)> {
    let (server, name) = (text(entry, "server"), text(entry, "name"));
    let cluster = if server.is_empty() { name } else { server };
    Some((format!("{cluster}/{}", text(entry, "namespace")), start(entry)?))
}

/// What makes a window that window (`HashIdentity`).
fn window(entry: &Node) -> Option<(String, Span)> {
    const IDENTITY: [&str; 8] =
        ["kind", "schedule", "duration", "applications", "namespaces", "clusters", "timeZone", "andOperator"];
    let values = IDENTITY.iter().filter_map(|key| Some((key, entry.get(key)?.to_value())));
    let identity: Vec<String> = values.map(|(key, value)| format!("{key}: {value}")).collect();
    Some((identity.join(", "), start(entry)?))
}

fn account(entry: &Node) -> Option<(String, Span)> {
    Some((format!("{}/{}", text(entry, "server"), text(entry, "namespace")), start(entry)?))
}
