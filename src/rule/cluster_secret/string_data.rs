//! What a cluster Secret may stop to say is not in `stringData`.
//!
//! The API server writes `stringData` into `data` and forgets it: a key that is no longer written stays there, with both
//! kinds of apply. Only for keys that come and go; `server`, `name` and `config` are always written anew.

use super::Subject;
use crate::finding::{Code, Finding, Place};
use crate::material::ClusterSecret;

/// Keys of which each is optional and changes what Argo CD does.
const OPTIONAL: [&str; 4] = ["namespaces", "clusterResources", "shard", "project"];

/// Reports the first such key of a Secret.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let entries = subject.item.node.get("stringData").map_or(&[][..], |node| node.entries());
    if let Some(entry) = entries.iter().find(|entry| OPTIONAL.contains(&entry.key.as_str())) {
        let message = format!("`{}` stays on the server when it is no longer written here", entry.key);
        findings.push(
            Finding::new(Code::StringDataStays, Place::Text(entry.key_span), message)
                .with_help("write it in `data`, in base64: what leaves `data` leaves the server"),
        );
    }
}
