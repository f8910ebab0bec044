//! No two cluster Secrets have one name or one server.
//!
//! Of two Secrets with one server Argo CD takes either (`util/db/cluster.go`, `GetCluster`); with one name, Applications
//! that use it are refused. Servers are compared as URLs: case of the host and the default port do not make two of one.
//! Folders may be hubs: what stands in two of them is worth a look, and Argo CD's own cluster is in each hub.

use std::collections::HashMap;

use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{ClusterSecret, Field, Item, Material, Role};
use crate::value::{ServerUrl, has_placeholder, shown};

/// Reports each name and each server that stands in a second Secret.
pub fn check(material: &Material, findings: &mut Vec<Finding>) {
    let mut names = Known::new(Code::DuplicateTarget, "name");
    let mut servers = Known::new(Code::DuplicateServer, "server");
    // What a kustomization names is the same object in another overlay, or a patch of one.
    for (item, secret) in material.all::<ClusterSecret>().filter(|(item, _)| item.role == Role::Unknown) {
        let seen = Seen { item, is_in_cluster: secret.is_in_cluster() };
        if let Some(field) = &secret.name {
            findings.extend(names.add(field.text.clone(), field, seen));
        }
        if let Some(field) = &secret.server {
            let server = field.text.parse().map_or_else(|_| field.text.clone(), |url: ServerUrl| url.normalised());
            findings.extend(servers.add(server, field, seen));
        }
    }
}

/// A Secret that has a value.
#[derive(Debug, Clone, Copy)]
struct Seen<'m> {
    item: &'m Item,
    is_in_cluster: bool,
}

/// The values that were seen, each with the Secret that has it first.
struct Known<'m> {
    code: Code,
    what: &'static str,
    first: HashMap<(Option<&'m str>, String), Seen<'m>>,
}

impl<'m> Known<'m> {
    fn new(code: Code, what: &'static str) -> Self {
        Self { code, what, first: HashMap::new() }
    }

    /// Notes a value; a finding if another Secret of the same namespace has it.
    fn add(&mut self, value: String, field: &Field, seen: Seen<'m>) -> Option<Finding> {
        if has_placeholder(&value) {
            return None;
        }
        let namespace = seen.item.metadata("namespace").and_then(|node| node.text());
        let first = *self.first.entry((namespace, value)).or_insert(seen);
        let is_beside = first.item.path.parent() == seen.item.path.parent();
        // The same object again is another version of it: a copy for another environment.
        if first.item.name() == seen.item.name() || (!is_beside && first.is_in_cluster && seen.is_in_cluster) {
            return None;
        }
        let message =
            format!("the {} {} is that of the Secret `{}` too", self.what, shown(&field.text), first.item.name());
        let finding = Finding::new(self.code, Place::Text(field.span()), message).with_help(self.help());
        Some(if is_beside { finding } else { finding.with_severity(Severity::Warning) })
    }

    const fn help(&self) -> &'static str {
        match self.code {
            Code::DuplicateTarget => "Applications find a cluster by its name; give each its own",
            _ => "Argo CD takes either Secret of one server, not always the same; keep one",
        }
    }
}
