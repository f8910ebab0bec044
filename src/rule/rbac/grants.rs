//! Rows name resources, actions and objects that Argo CD asks for.
//!
//! Argo CD loads a row with any words and never matches it (argo-cd `cmd/argocd/commands/admin/settings_rbac.go` has the table
//! that only its command line consults). That is a warning here: it grants too little, or fails to deny.

use super::super::grants;
use super::{ACTION, Judged, OBJECT, RESOURCE, Subject, permissions};
use crate::finding::{Finding, Severity};
use crate::material::RbacConfig;
use crate::policy::Permission;
use crate::value::ArgoVersion;

/// Reports words that are never asked for, and read-only roles that do more.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let version = subject.facts.assumed_version();
    let is_regex = subject.reading.is_regex();
    for row in permissions(subject.reading).filter(|row| !is_regex || is_plain(row.row)) {
        let found = judged(&row, version);
        findings.extend(found.map(|finding| finding.with_severity(Severity::Warning)));
        findings.extend(read_only(&row, version));
    }
}

/// The first of its words that makes a row match nothing.
fn judged(row: &Judged<'_, Permission>, version: ArgoVersion) -> Option<Finding> {
    let Permission { resource, action, object, .. } = row.row;
    grants::unknown_resource(resource, row.value(RESOURCE))
        .or_else(|| grants::unknown_action(resource, action, version, row.value(ACTION)))
        .or_else(|| Some(lowered(row, grants::malformed_object(resource, object, row.value(OBJECT))?)))
}

/// An object that is wrong by its capital letters alone, as it is written.
fn lowered(row: &Judged<'_, Permission>, finding: Finding) -> Finding {
    let Permission { resource, object, .. } = row.row;
    let lower = object.to_lowercase();
    let is_mended = lower != *object && grants::malformed_object(resource, &lower, row.value(OBJECT)).is_none();
    match row.place.fields.get(OBJECT) {
        Some(bytes) if is_mended && row.text.field.text[bytes.clone()] == **object => {
            finding.with_fix(row.text.field.range(bytes.clone()), lower)
        }
        _ => finding,
    }
}

fn read_only(row: &Judged<'_, Permission>, version: ArgoVersion) -> Option<Finding> {
    let Permission { subject, resource, action, effect, .. } = row.row;
    let is_role = subject.starts_with("role:") && effect.as_str() == "allow";
    let request = (resource.as_str(), action.as_str());
    is_role.then(|| grants::read_only_role_writes(subject, request, version, row.value(ACTION)))?
}

/// Whether a row has no pattern, so that it means the same as a glob and as a regular expression.
fn is_plain(row: &Permission) -> bool {
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_/:".contains(&byte));
    [&row.resource, &row.action, &row.object].into_iter().all(|text| is_plain(text))
}
