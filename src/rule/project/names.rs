//! Roles of a project have names, and groups that can be written into a row.
//!
//! argo-cd `types.go`, `validateRoleName` and `validateGroupName`. Argo CD writes a group into a `g` row as it is
//! (`ProjectPoliciesString`): an empty one gives the role to everyone who is signed in.

use super::super::placeholder;
use super::{Subject, has_placeholder};
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{Named, Project, ProjectRole, Role};
use crate::policy::project::{GroupFault, check_group, is_role_name};
use crate::rule::grants;
use crate::value::{ProjectName, empty_subject, shown};

/// Reports names that Argo CD does not take, and groups of everyone or of nobody.
pub fn check(subject: &Subject<'_, Project>, findings: &mut Vec<Finding>) {
    findings.extend(subject.reading.name.as_ref().and_then(project_name));
    for role in &subject.reading.roles {
        if let Some(name) = &role.name {
            placeholder::report(&name.text, name.span, subject.item, subject.facts, findings);
        }
        findings.extend(role_name(role, subject.item.role == Role::Patch));
        for group in &role.groups {
            placeholder::report(&group.text, group.span, subject.item, subject.facts, findings);
        }
        findings.extend(role.groups.iter().filter_map(group));
    }
}

fn project_name(name: &Named) -> Option<Finding> {
    if has_placeholder(&name.text) {
        return None;
    }
    let malformed = name.text.parse::<ProjectName>().err()?;
    let finding = Finding::new(Code::MalformedName, Place::Text(name.span), malformed.message);
    Some(finding.with_optional_help(malformed.help))
}

fn role_name(role: &ProjectRole, is_patch: bool) -> Option<Finding> {
    let help = "write letters, digits, `-` and `_`, with a letter or digit at both ends";
    let (place, message) = match &role.name {
        None if is_patch => return None,
        None => (role.span, "the role has no name".to_owned()),
        Some(name) if has_placeholder(&name.text) || is_role_name(&name.text) => return None,
        Some(name) => (name.span, format!("{} is no name of a project's role", shown(&name.text))),
    };
    Some(Finding::new(Code::ProjectRole, Place::Text(place), message).with_help(help))
}

fn group(group: &Named) -> Option<Finding> {
    let place = Place::Text(group.span);
    if has_placeholder(&group.text) {
        return None;
    }
    match check_group(&group.text) {
        Ok(()) if group.text.len() > 1 && group.text.starts_with('\'') && group.text.ends_with('\'') => {
            let message = format!("quotes are part of the group {}", shown(&group.text));
            let finding = Finding::new(Code::ProjectGroup, place, message).with_severity(Severity::Warning);
            Some(finding.with_help("write the name alone").with_content(group.span, group.text.trim_matches('\'')))
        }
        Ok(()) => grants::unmatched_subject(group.text.trim_matches('"'), place),
        Err(GroupFault::Empty) => {
            let refusal = empty_subject();
            Some(Finding::new(Code::EmptySubject, place, refusal.message).with_optional_help(refusal.help))
        }
        Err(fault) => {
            let message = format!("the group {} {fault}", shown(&group.text));
            Some(Finding::new(Code::ProjectGroup, place, message).with_help(help(&group.text, fault)))
        }
    }
}

/// Argo CD writes the group into a row of CSV.
fn help(group: &str, fault: GroupFault) -> String {
    match fault {
        GroupFault::Comma => format!("write `'\"{}\"'`: the inner quotes go into the row", group.trim()),
        GroupFault::Surrounded => format!("write {}", shown(group.trim())),
        GroupFault::Character | GroupFault::Empty => {
            "name the group without quotes, tabs and line breaks, one group an item".to_owned()
        }
    }
}
