//! Roles that are given are defined, and roles that are defined are given.
//!
//! Argo CD logs `user defined roles not found in policies` for the first, for built-in roles too (argo-cd `util/rbac/rbac.go`,
//! `CheckUserDefinedRoleReferentialIntegrity`). A `g` row of a subject with rows of its own is none of this: it makes a group
//! known, to whichever role.

use std::collections::BTreeSet;

use super::super::default_role::is_scalar;
use super::super::{ROLE, SUBJECT, groupings, permissions};
use super::Subject;
use crate::finding::{Finding, Place, Severity, nearest};
use crate::material::RbacConfig;
use crate::policy::builtin::{ADMIN, ADMIN_USER, READONLY};
use crate::policy::{Grouping, RowKind};
use crate::rule::{grants, hub::slip_of};
use crate::value::has_placeholder;

/// Roles that say that they grant nothing, so that nobody need define them.
const EMPTY_ROLES: [&str; 6] = ["none", "deny", "nobody", "noaccess", "no-access", "empty"];

/// Reports roles without rows, and roles that nobody has.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let names = Names::of(subject.reading);
    check_given(subject.reading, &names, findings);
    check_bound(subject.reading, &names, findings);
}

/// The names in a policy, in whichever rows.
struct Names<'c> {
    /// Subjects of `p` rows.
    owners: BTreeSet<&'c str>,
    /// Subjects of `g` rows.
    members: BTreeSet<&'c str>,
    /// What `g` rows and the default give.
    given: BTreeSet<&'c str>,
}

impl<'c> Names<'c> {
    fn of(config: &'c RbacConfig) -> Self {
        let mut names = Self { owners: BTreeSet::new(), members: BTreeSet::new(), given: BTreeSet::new() };
        for (_, row) in config.rows() {
            match &row.kind {
                RowKind::Permission(permission) => {
                    names.owners.insert(&permission.subject);
                }
                RowKind::Grouping(grouping) => {
                    names.members.insert(&grouping.subject);
                    names.given.insert(&grouping.role);
                }
                RowKind::Other(_) => {}
            }
        }
        names.given.extend(config.default_role().map(|role| role.text.as_str()));
        names
    }

    fn defines(&self, role: &str) -> bool {
        [ADMIN, READONLY, ADMIN_USER].contains(&role) || self.owners.contains(role) || self.members.contains(role)
    }

    /// Whether a role that nothing defines is given in place of one: then the finding is there.
    fn means(&self, role: &str) -> bool {
        let undefined = self.given.iter().filter(|given| !self.defines(given));
        let is_meant = |given: &&str| format!("role:{given}") == role || nearest(given, self.roles()) == Some(role);
        undefined.into_iter().any(is_meant)
    }

    /// Roles that could be meant.
    fn roles(&self) -> impl Iterator<Item = &str> {
        let own = self.owners.iter().copied().filter(|name| name.starts_with("role:"));
        own.chain([ADMIN, READONLY])
    }
}

fn check_given(config: &RbacConfig, names: &Names<'_>, findings: &mut Vec<Finding>) {
    let bound =
        groupings(config).filter(|row| is_gift(row.row, names)).map(|row| (row.row.role.as_str(), row.value(ROLE)));
    let default = config.default_role().filter(|role| !is_judged(&role.text) && !has_placeholder(&role.text));
    let default = default.map(|role| (role.text.as_str(), Place::Text(role.span())));
    for (role, place) in bound.chain(default) {
        if !names.defines(role) && !role.starts_with("proj:") {
            findings.push(undefined(role, names, place));
        }
    }
}

/// Whether a row is there for its role's rights: not to make a group with rows of its own known, nor the wrong way round.
fn is_gift(row: &Grouping, names: &Names<'_>) -> bool {
    if row.subject.starts_with("role:") {
        return row.role.starts_with("role:");
    }
    !names.owners.contains(row.subject.as_str())
}

fn undefined(role: &str, names: &Names<'_>, place: Place) -> Finding {
    let prefixed = format!("role:{role}");
    let finding = if names.roles().any(|known| known == prefixed) {
        grants::undefined_role(role, [], place, &format!("did you mean `{prefixed}`?"))
    } else {
        grants::undefined_role(role, names.roles(), place, "define it by `p` rows, or give another")
    };
    finding.with_severity(Severity::Warning)
}

/// Whether a default role grants nothing by its name, or is no name, which has a finding of its own.
fn is_judged(role: &str) -> bool {
    says_nothing(role) || is_scalar(role) || role.trim().trim_matches(['\'', '"']) != role
}

fn says_nothing(role: &str) -> bool {
    let name = role.rsplit(':').next().unwrap_or_default().to_lowercase();
    EMPTY_ROLES.contains(&name.as_str())
}

fn check_bound(config: &RbacConfig, names: &Names<'_>, findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for row in permissions(config) {
        let role = row.row.subject.as_str();
        let is_own = role.starts_with("role:") && ![ADMIN, READONLY].contains(&role) && !says_nothing(role);
        if is_own && !names.given.contains(role) && !names.means(role) && seen.insert(role) {
            findings.push(unbound(role, names, row.value(SUBJECT)));
        }
    }
}

/// A role that nobody has; one that is a slip away from a role with rows and members was meant to be that one.
fn unbound(role: &str, names: &Names<'_>, place: Place) -> Finding {
    let complete = names.given.iter().copied().filter(|given| names.owners.contains(given));
    if let Some(near) = slip_of(role, complete) {
        return grants::unbound_role(role, place, &format!("did you mean `{near}`?"));
    }
    let help = "give it to a user or group by a `g` row, or remove its rows";
    grants::unbound_role(role, place, help).with_severity(Severity::Note)
}
