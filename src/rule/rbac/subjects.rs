//! The subjects of rows are people, groups or roles that can be.
//!
//! argo-cd `util/rbac/rbac.go`, `enforce`: when a user's own rows and those of his groups do not allow, the empty subject is
//! asked, so that a row about it is a row about everyone who is signed in. Subjects are compared exactly.

use super::super::grants;
use super::{SUBJECT, Subject, groupings, permissions};
use crate::finding::{Code, Finding, Place};
use crate::material::{Origin, RbacConfig};
use crate::value::empty_subject;

/// Reports rows about nobody and rows about everyone.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let is_operator = subject.item.origin == Origin::Operator;
    let config = subject.reading;
    let permissions = permissions(config).map(|row| (row.row.subject.as_str(), row.value(SUBJECT)));
    let groupings = groupings(config).map(|row| (row.row.subject.as_str(), row.value(SUBJECT)));
    for (name, place) in permissions.chain(groupings) {
        // OpenShift's sign-in gives users Kubernetes' own groups.
        if !(is_operator && name.starts_with("system:")) {
            findings.extend(judged(name, place));
        }
    }
}

fn judged(name: &str, place: Place) -> Option<Finding> {
    if name.trim().is_empty() {
        let refusal = empty_subject();
        return Some(Finding::new(Code::EmptySubject, place, refusal.message).with_optional_help(refusal.help));
    }
    grants::unmatched_subject(name, place)
}
