//! The built-in roles may do what Argo CD says they may.
//!
//! Rows about `role:readonly` and `role:admin` add to the built-in ones (argo-cd `assets/builtin-policy.csv`), for everyone who
//! has the role, now and later. What repeats a built-in right does nothing, and extensions have no other way
//! (`p, role:readonly, extensions, invoke, …` is what their guides say).

use std::collections::BTreeSet;

use super::{ACTION, ROLE, Subject, groupings, permissions};
use crate::finding::{Code, Finding, Place};
use crate::material::RbacConfig;
use crate::policy::builtin::{self, ADMIN, READONLY};
use crate::policy::{Permission, table};
use crate::value::{ArgoVersion, shown};

/// A resource and an action.
type Request = (String, String);

/// Reports rows that give a built-in role more than it has.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let (config, version) = (subject.reading, subject.facts.assumed_version());
    if config.is_regex() {
        return;
    }
    let everyone = config.default_role().map(|role| role.text.as_str());
    for row in permissions(config).filter(|row| [ADMIN, READONLY].contains(&row.row.subject.as_str())) {
        let more = added(row.row, &held(&row.row.subject, version), version);
        let Some((resource, action)) = more.first() else { continue };
        let what = format!("`{action}` on `{resource}`");
        findings.push(widened(&row.row.subject, &what, everyone, row.value(ACTION)));
    }
    let readonly = held(READONLY, version);
    for row in groupings(config).filter(|row| row.row.subject == READONLY) {
        let is_admin = [ADMIN, builtin::ADMIN_USER].contains(&row.row.role.as_str());
        let mut own = permissions(config).filter(|own| own.row.subject == row.row.role);
        if is_admin || own.any(|own| !added(own.row, &readonly, version).is_empty()) {
            let what = format!("all that {} may do", shown(&row.row.role));
            findings.push(widened(READONLY, &what, everyone, row.value(ROLE)));
        }
    }
}

/// What a built-in role may do; its objects are everything.
fn held(role: &str, version: ArgoVersion) -> BTreeSet<Request> {
    let roles = if role == ADMIN { &[ADMIN, READONLY][..] } else { &[READONLY] };
    let rows = builtin::permissions(version).into_iter().filter(|row| roles.contains(&row.subject.as_str()));
    rows.flat_map(|row| requests(&row, version)).collect()
}

fn requests(row: &Permission, version: ArgoVersion) -> Vec<Request> {
    let requests = table::requests(&row.resource, &row.action, version).into_iter();
    requests.map(|(resource, action)| (resource.name.to_owned(), action.name.to_owned())).collect()
}

/// What an allowing row adds to what is held already. Nobody asks to create accounts.
fn added(row: &Permission, held: &BTreeSet<Request>, version: ArgoVersion) -> Vec<Request> {
    let is_asked = |(resource, action): &Request| {
        resource != "extensions" && (resource.as_str(), action.as_str()) != ("accounts", "create")
    };
    let mut added = requests(row, version);
    added.retain(|request| is_asked(request) && !held.contains(request) && row.effect.as_str() == "allow");
    added
}

fn widened(role: &str, what: &str, everyone: Option<&str>, place: Place) -> Finding {
    let whom = if everyone == Some(role) { "everyone, by `policy.default`," } else { "whoever has it" };
    let message = format!("the built-in `{role}` is widened: {whom} gets {what}");
    Finding::new(Code::WidenedRole, place, message)
        .with_help("define a role of your own, give it the built-in one by a `g` row, and add the right to it")
}
