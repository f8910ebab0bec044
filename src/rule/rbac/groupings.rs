//! A `g` row gives a role to a user or group, in this order and by the role's name.
//!
//! casbin's `g(subject, role)` in argo-cd `assets/model.conf`. The built-in account `admin` has `role:admin` by a `g` row of
//! the built-in policy, so that a row to `admin` makes its subject an admin as well (`assets/builtin-policy.csv`).

use std::collections::BTreeSet;

use super::{Judged, ROLE, SUBJECT, Subject, groupings};
use crate::finding::{Code, Finding};
use crate::material::RbacConfig;
use crate::policy::builtin::{ADMIN, ADMIN_USER};
use crate::policy::{Grouping, RowKind};
use crate::value::shown;

/// Reports rows the wrong way round, and rows that make admins without saying so.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let owners = owners(subject.reading);
    for row in groupings(subject.reading) {
        if is_reversed(row.row, &owners) {
            findings.push(reversed(&row));
        } else if row.row.role == ADMIN_USER {
            let message =
                format!("{} is an admin by this: the built-in account `admin` is one", shown(&row.row.subject));
            let help = format!("write `{ADMIN}` if that is meant, else the role that is");
            findings.push(Finding::new(Code::AdminWithoutRole, row.value(ROLE), message).with_help(help));
        }
    }
}

/// The names that have rows of their own, so that others may inherit them.
fn owners(config: &RbacConfig) -> BTreeSet<&str> {
    let rows = config.rows().filter_map(|(_, row)| match &row.kind {
        RowKind::Permission(permission) => Some(permission.subject.as_str()),
        RowKind::Grouping(_) | RowKind::Other(_) => None,
    });
    rows.collect()
}

/// A role that is to get what a name without rows may do: nothing.
fn is_reversed(row: &Grouping, owners: &BTreeSet<&str>) -> bool {
    let is_role = |name: &str| name.starts_with("role:") || name.starts_with("proj:");
    is_role(&row.subject)
        && !is_role(&row.role)
        && row.role != ADMIN_USER
        && !row.role.trim().is_empty()
        && !owners.contains(row.role.as_str())
}

fn reversed(row: &Judged<'_, Grouping>) -> Finding {
    let Grouping { subject, role } = row.row;
    let message = format!("the row is the wrong way round: it gives {} what {} may do", shown(subject), shown(role));
    Finding::new(Code::ReversedGrouping, row.value(SUBJECT), message).with_help(format!("write `g, {role}, {subject}`"))
}
