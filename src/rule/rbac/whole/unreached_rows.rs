//! A group with rows of its own is one that Argo CD looks up.
//!
//! argo-cd `server/rbacpolicy/rbacpolicy.go`, `EnforceClaims`: of a user's groups only those that begin some `g` row are asked,
//! so that a `p` row about any other group does nothing (argo-cd #28729, #7952, #12082). The user himself is asked by his
//! id, so a name that may be one is none of this.

use std::collections::BTreeSet;

use super::super::{SUBJECT, permissions};
use super::Subject;
use crate::finding::{Code, Finding, Place};
use crate::material::RbacConfig;
use crate::policy::RowKind;
use crate::rule::grants;
use crate::value::{Guid, shown};

/// Reports, once each, groups whose rows are never reached.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let config = subject.reading;
    let known = known(config);
    let has_ids = known.iter().any(|name| is_id(name));
    let mut seen = BTreeSet::new();
    for row in permissions(config) {
        let name = row.row.subject.as_str();
        let is_named = known.contains(name) || name.starts_with("role:") || name.starts_with("proj:");
        let is_judged = grants::unmatched_subject(name, row.value(SUBJECT)).is_some();
        if !is_named && !is_judged && is_group(name, has_ids) && seen.insert(name) {
            findings.push(unreached(name, row.value(SUBJECT)));
        }
    }
}

/// The subjects of `g` rows, also of those that do nothing else.
fn known(config: &RbacConfig) -> BTreeSet<&str> {
    let subjects = config.rows().filter_map(|(_, row)| match &row.kind {
        RowKind::Grouping(grouping) => Some(grouping.subject.as_str()),
        RowKind::Permission(_) | RowKind::Other(_) => None,
    });
    subjects.collect()
}

/// Whether a name is a group's rather than a local account's or a user's id. A GUID is one where other groups have them.
fn is_group(name: &str, has_ids: bool) -> bool {
    name.contains([':', '/', ' ', '@']) || (has_ids && is_id(name))
}

fn is_id(name: &str) -> bool {
    name.parse::<Guid>().is_ok()
}

fn unreached(name: &str, place: Place) -> Finding {
    let message = format!("no `g` row begins with {}, so that its rows are never reached", shown(name));
    let help = format!("give the rights to a role, and the role to the group: `g, {name}, role:…`");
    Finding::new(Code::UnreachedRow, place, message).with_help(help)
}
