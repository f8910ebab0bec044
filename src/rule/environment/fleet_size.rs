//! The fleet has not shrunk below what the file promises.
//!
//! A pattern in `targetFiles` that matches nothing, or a merge that went wrong, would take clusters away without an
//! error: Argo CD prunes their Secrets, and with them every Application loses its destination.

use super::{Draft, at};
use crate::finding::{Code, Finding};

/// Reports fewer targets than `argocd.minTargets`.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let (Some(targets), Some(argocd)) = (&draft.written.targets, &draft.written.argocd) else { return };
    let (found, wanted) = (targets.len(), argocd.min_targets as usize);
    if found >= wanted {
        return;
    }
    let place = if draft.has("targets") { at(["targets"]) } else { at([]) };
    let message = match found {
        0 => "the file has no targets".to_owned(),
        _ => format!("the file has {found} targets, fewer than the {wanted} of `argocd.minTargets`"),
    };
    let help = "add targets, mend `targetFiles`, or lower `argocd.minTargets` if the fleet is meant to be that small";
    findings.push(Finding::new(Code::FleetShrank, place, message).with_help(help));
}
