//! Labels and annotations are called what Argo CD and the workload identity webhook ask for.
//!
//! Both look keys up by name, letter by letter (argo-cd `common/common.go`; azure-workload-identity `pkg/webhook/consts.go`),
//! and Kubernetes takes any other key without a word. The label of cluster Secrets has a rule of its own.

use crate::document::{Entry, Node};
use crate::finding::{Code, Finding, Place};
use crate::material::{Item, Workload};
use crate::value::shown;

/// What each of them reads: the prefix, and the names behind it.
const READ: [(&str, &[&str]); 2] = [
    (
        "argocd.argoproj.io",
        &[
            "compare-options",
            "hook",
            "hook-delete-policy",
            "ignore-healthcheck",
            "manifest-generate-paths",
            "refresh",
            "skip-reconcile",
            "sync-options",
            "sync-wave",
            "tracking-id",
        ],
    ),
    (
        "azure.workload.identity",
        &[
            "client-id",
            "inject-proxy-sidecar",
            "proxy-sidecar-port",
            "service-account-token-expiration",
            "skip-containers",
            "tenant-id",
            "use",
        ],
    ),
];

/// Reports keys that are one slip away from one that is read.
pub fn check(item: &Item, findings: &mut Vec<Finding>) {
    let own = ["labels", "annotations"].into_iter().filter_map(|map| item.metadata(map)).flat_map(Node::entries);
    let of_pods = Workload::of(item).map(|workload| workload.pod_metadata()).unwrap_or_default();
    findings.extend(own.chain(of_pods).filter_map(finding));
}

fn finding(entry: &Entry) -> Option<Finding> {
    let meant = meant(&entry.key)?;
    let message = format!("nobody reads {}", shown(&entry.key));
    let finding = Finding::new(Code::MetadataKey, Place::Text(entry.key_span), message);
    Some(finding.with_help(format!("did you mean `{meant}`?")).with_content(entry.key_span, meant))
}

/// The key that somebody meant who wrote another one: in other letters, or one slip away in its prefix or name.
pub fn meant(key: &str) -> Option<String> {
    let (prefix, name) = key.split_once('/')?;
    let slips = |one: &str, other: &str| strsim::damerau_levenshtein(&one.to_ascii_lowercase(), other);
    let whole = |(known, names): &(&'static str, &'static [&'static str])| {
        let of_prefix = slips(prefix, known);
        let near = names.iter().find(|other| of_prefix + slips(name, other) <= 1)?;
        Some((format!("{known}/{near}"), names.contains(&name) && prefix == *known))
    };
    let (meant, is_right) = READ.iter().find_map(whole)?;
    (!is_right).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_meant_as_it_is() {
        for (prefix, names) in READ {
            for name in names {
                assert_eq!(meant(&format!("{prefix}/{name}")), None, "{prefix}/{name}");
            }
        }
    }

    #[test]
    fn one_slip_is_seen_and_two_are_another_key() {
        for (key, wanted) in [
            ("azure.workloa.identity/use", "azure.workload.identity/use"),
            ("AZURE.WORKLOAD.IDENTITY/USE", "azure.workload.identity/use"),
            ("azure.workload.identity/clientid", "azure.workload.identity/client-id"),
            ("argocd.argoproj.io/sync-option", "argocd.argoproj.io/sync-options"),
        ] {
            assert_eq!(meant(key).as_deref(), Some(wanted), "{key}");
        }
        for key in ["argocd.argoproj.io/secret-type", "argocd.argoproj.io/managed-by", "example.com/use", "use"] {
            assert_eq!(meant(key), None, "{key}");
        }
    }
}
