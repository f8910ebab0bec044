//! The policies of a project's roles are rows that Argo CD takes, about that role and objects of that project.
//!
//! argo-cd `types.go`, `validatePolicy`. Of what kubectl applies nothing is said: a row about another subject is loaded and
//! gives the role nothing; a row that is no CSV makes Argo CD log `Failed to load project '…' policy` and ignore the roles of
//! the whole project (`util/rbac/rbac.go`, `tryGetCasbinEnforcer`).

use super::super::placeholder;
use super::{Subject, has_placeholder};
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{Field, Project, ProjectRole};
use crate::policy::project::{self, RowFault, RowReason};
use crate::policy::{Policy, RowKind, table};
use crate::rule::grants;
use crate::value::ArgoVersion;

/// Positions of the parts of a row, its key being the first.
const RESOURCE: usize = 2;
const ACTION: usize = 3;
const OBJECT: usize = 4;

/// Reports rows that Argo CD's API refuses, and rows that never match.
pub fn check(subject: &Subject<'_, Project>, findings: &mut Vec<Finding>) {
    let version = subject.facts.assumed_version();
    let name = subject.reading.name.as_ref().map(|name| name.text.as_str()).filter(|name| !has_placeholder(name));
    for role in &subject.reading.roles {
        let Some(role_name) = role.name.as_ref().filter(|name| !has_placeholder(&name.text)) else { continue };
        for policy in &role.policies {
            placeholder::report(&policy.text, policy.span(), subject.item, subject.facts, findings);
        }
        let policies = role.policies.iter().filter(|policy| !has_placeholder(&policy.text));
        for policy in policies {
            match refused(name, &role_name.text, policy, version) {
                Some(finding) => findings.push(finding),
                None => findings.extend(ineffective(policy, &role_name.text, version)),
            }
        }
        findings.extend(without_logs(role, &role_name.text));
    }
}

fn refused(project: Option<&str>, role: &str, policy: &Field, version: ArgoVersion) -> Option<Finding> {
    let fault = project::check_row(project, role, &policy.text).err()?;
    let (code, message) = match &fault.reason {
        RowReason::Subject { .. } => {
            (Code::ProjectPolicySubject, format!("{fault}, and gives the role `{role}` nothing"))
        }
        _ => (Code::ProjectPolicy, fault.to_string()),
    };
    let mut help = help(&fault, project, role, policy, version);
    if Policy::parse(&policy.text).is_err() {
        help.push_str("; until then Argo CD ignores all roles of the project");
    }
    Some(Finding::new(code, Place::Text(policy.range(fault.part)), message).with_help(help))
}

/// How to put it right; of an action, what is nearest to it.
fn help(fault: &RowFault, project: Option<&str>, role: &str, policy: &Field, version: ArgoVersion) -> String {
    let resource = project::part(&policy.text, RESOURCE).map_or("", |bytes| &policy.text[bytes]);
    let unknown = match &fault.reason {
        RowReason::Action(action) => table::check_action(resource, action, version).err(),
        _ => None,
    };
    unknown.map_or_else(|| fault.help(project.unwrap_or("<project>"), role), |unknown| unknown.help())
}

/// What passes Argo CD's check and never matches, and read-only roles that do more.
fn ineffective(policy: &Field, role: &str, version: ArgoVersion) -> Vec<Finding> {
    let (parsed, _) = Policy::read(policy.text.trim());
    let Some((row, _)) = parsed.permissions().next() else { return Vec::new() };
    let place = |part: usize| {
        Place::Text(project::part(&policy.text, part).map_or_else(|| policy.span(), |bytes| policy.range(bytes)))
    };
    let (resource, action) = (row.resource.trim(), row.action.trim());
    let unmatched = grants::unknown_resource(resource, place(RESOURCE))
        .or_else(|| grants::unknown_action(resource, action, version, place(ACTION)))
        .or_else(|| grants::malformed_object(resource, row.object.trim(), place(OBJECT)));
    let writes = (row.effect.as_str() == "allow")
        .then(|| grants::read_only_role_writes(role, (resource, action), version, place(ACTION)));
    let unmatched = unmatched.map(|finding| finding.with_severity(Severity::Warning));
    unmatched.into_iter().chain(writes.flatten()).collect()
}

fn without_logs(role: &ProjectRole, name: &str) -> Option<Finding> {
    let rows: Vec<_> = role.policies.iter().flat_map(|policy| Policy::read(&policy.text).0.rows).collect();
    let allowed = rows.iter().filter_map(|row| match &row.kind {
        RowKind::Permission(row) if row.effect.as_str() == "allow" => {
            Some((row.resource.as_str(), row.action.as_str()))
        }
        _ => None,
    });
    let is_all_known = !role.policies.iter().any(|policy| has_placeholder(&policy.text));
    let help = "Argo CD 3 grants logs on their own: add a row with `logs, get`";
    (is_all_known && grants::lacks_logs(allowed))
        .then(|| grants::logs_not_granted(name, Place::Text(role.place()), help))
}
