//! Names and servers are unique across the fleet.
//!
//! Two cluster Secrets with one server are taken by Argo CD in no particular order (argo-cd `util/db/cluster.go`,
//! `GetCluster` takes the index's first item); with one name, Applications that say `destination.name` are refused.
//! Servers are compared as URLs: case of the host and the default port do not make two of one.

use std::collections::{HashMap, HashSet};

use super::Draft;
use crate::finding::{Code, Finding, Place};

/// Reports each name and each server that stands twice.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let mut names = HashSet::new();
    let mut servers = HashMap::new();
    for (pointer, target) in draft.targets() {
        let name = target.name.to_string();
        if !names.insert(name.clone()) {
            let message = format!("the name `{name}` is taken by another target");
            let finding = Finding::new(Code::DuplicateTarget, Place::Value(pointer.join("name")), message);
            findings.push(finding.with_help("Applications find a cluster by its name; give each target its own"));
        }
        if let Some(other) = servers.insert(target.server.normalised(), name) {
            let message = format!("`{}` is the server of the target `{other}` too", target.server);
            let finding = Finding::new(Code::DuplicateServer, Place::Value(pointer.join("server")), message);
            findings
                .push(finding.with_help("Argo CD takes either Secret of one server, not always the same; keep one"));
        }
    }
}
