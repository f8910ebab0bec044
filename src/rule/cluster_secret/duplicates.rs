//! No two cluster Secrets have one name or one server.
//!
//! Of two Secrets with one server Argo CD takes either (`util/db/cluster.go`, `GetCluster`); with one name, Applications
//! that use it are refused. Servers are compared as URLs: case of the host and the default port do not make two of one.

use std::collections::HashMap;

use crate::finding::{Code, Finding, Place};
use crate::material::{ClusterSecret, Field, Item, Material};
use crate::value::ServerUrl;

/// Reports each name and each server that stands in a second Secret.
pub fn check(material: &Material, findings: &mut Vec<Finding>) {
    let mut names = HashMap::new();
    let mut servers = HashMap::new();
    for (item, secret) in material.all::<ClusterSecret>().filter(|(item, _)| !is_repetition(item)) {
        let namespace = item.metadata("namespace").and_then(|node| node.text());
        if let Some(field) = &secret.name {
            report(
                Code::DuplicateTarget,
                "name",
                field,
                (namespace, field.text.clone()),
                (item, secret),
                &mut names,
                findings,
            );
        }
        if let Some(field) = &secret.server {
            let server = field.text.parse().map_or_else(|_| field.text.clone(), |url: ServerUrl| url.normalised());
            report(Code::DuplicateServer, "server", field, (namespace, server), (item, secret), &mut servers, findings);
        }
    }
}

/// Whether an item is one of the same object in another overlay or as a patch.
fn is_repetition(item: &Item) -> bool {
    item.role != crate::material::Role::Unknown
}

type Known<'m> = HashMap<(Option<&'m str>, String), &'m Item>;

fn report<'m>(
    code: Code,
    what: &str,
    field: &Field,
    key: (Option<&'m str>, String),
    (item, _): (&'m Item, &ClusterSecret),
    known: &mut Known<'m>,
    findings: &mut Vec<Finding>,
) {
    let Some(first) = known.get(&key) else {
        known.insert(key, item);
        return;
    };
    // The same object again is another version of it: a copy for another environment.
    if first.name() == item.name() {
        return;
    }
    let message =
        format!("the {what} {} is that of the Secret `{}` too", crate::value::shown(&field.text), first.name());
    let help = match code {
        Code::DuplicateTarget => "Applications find a cluster by its name; give each its own",
        _ => "Argo CD takes either Secret of one server, not always the same; keep one",
    };
    findings.push(Finding::new(code, Place::Text(field.span()), message).with_help(help));
}
