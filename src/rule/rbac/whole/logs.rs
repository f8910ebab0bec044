//! Who sees applications sees their logs.
//!
//! Since Argo CD 3.0 logs are granted on their own (docs/operator-manual/upgrading/2.14-3.0.md); a policy from before shows
//! empty log tabs.

use std::collections::BTreeSet;

use super::super::{RESOURCE, permissions};
use super::{Subject, inherited};
use crate::finding::Finding;
use crate::material::RbacConfig;
use crate::policy::{Effect, Permission, builtin};
use crate::rule::grants;

/// Notes roles that see applications only.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let config = subject.reading;
    if config.is_regex() {
        return;
    }
    let built_in = builtin::permissions(subject.facts.assumed_version());
    let everyone = config.default_role().map(|role| inherited(&role.text, config)).unwrap_or_default();
    let own: Vec<&Permission> = permissions(config).map(|row| row.row).collect();
    let mut seen = BTreeSet::new();
    for row in permissions(config).filter(|row| row.row.effect == Effect::Allow && row.row.resource != "logs") {
        let role = row.row.subject.as_str();
        if !sees(row.row) || !seen.insert(role) {
            continue;
        }
        let names: BTreeSet<&str> = inherited(role, config).union(&everyone).copied().collect();
        let rows = own.iter().copied().chain(&built_in);
        let allowed = rows.filter(|row| row.effect == Effect::Allow && names.contains(row.subject.as_str()));
        if grants::lacks_logs(allowed.map(|row| (row.resource.as_str(), row.action.as_str()))) {
            let help = format!("Argo CD 3 grants logs on their own: `p, {role}, logs, get, {}, allow`", row.row.object);
            findings.push(grants::logs_not_granted(role, row.value(RESOURCE), &help));
        }
    }
}

fn sees(row: &Permission) -> bool {
    grants::lacks_logs([(row.resource.as_str(), row.action.as_str())])
}
