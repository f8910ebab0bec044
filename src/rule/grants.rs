//! What is wrong with a grant or a subject of Argo CD's RBAC, wherever it is written: in an environment file, in
//! `policy.csv`, in an AppProject.
//!
//! Keeps true: one mistake has one code and one wording. Where it stands and how bad it is there is the rule's to say.

use crate::finding::{self, Code, Finding, Place};
use crate::policy::{self, builtin, glob::Glob, table};
use crate::value::{ArgoVersion, Guid, shown};

/// A resource that Argo CD does not have (argo-cd `cmd/argocd/commands/admin/settings_rbac.go`).
pub fn unknown_resource(resource: &str, place: Place) -> Option<Finding> {
    let unknown = table::resources_matching(resource).err()?;
    Some(Finding::new(Code::UnknownAction, place, unknown.to_string()).with_help(unknown.help()))
}

/// An action that the resource does not have in a version.
pub fn unknown_action(resource: &str, action: &str, version: ArgoVersion, place: Place) -> Option<Finding> {
    let unknown = table::check_action(resource, action, version).err()?;
    Some(Finding::new(Code::UnknownAction, place, unknown.to_string()).with_help(unknown.help()))
}

/// An object that the resource never has.
pub fn malformed_object(resource: &str, object: &str, place: Place) -> Option<Finding> {
    let fault = policy::object::check_object(resource, object).err()?;
    Some(Finding::new(Code::MalformedObject, place, fault.to_string()).with_help(fault.help()))
}

/// Whether what is allowed, as pairs of resource and action, has applications without their logs.
pub fn lacks_logs<'a>(allowed: impl IntoIterator<Item = (&'a str, &'a str)>) -> bool {
    let allowed: Vec<_> = allowed.into_iter().collect();
    let matches =
        |pattern: &str, text: &str| pattern == text || Glob::new(pattern).is_ok_and(|glob| glob.matches(text));
    let has =
        |wanted: &str| allowed.iter().any(|(resource, action)| matches(resource, wanted) && matches(action, "get"));
    has("applications") && !has("logs")
}

/// A role that sees applications and not their logs, which Argo CD grants on their own since 3.0.
pub fn logs_not_granted(role: &str, place: Place, help: &str) -> Finding {
    let message = format!("the role `{role}` sees applications and not their logs");
    Finding::new(Code::LogsNotGranted, place, message).with_help(help)
}

/// A default role that may do everything.
pub fn everyone_is_admin(place: Place, help: &str) -> Finding {
    Finding::new(Code::EveryoneIsAdmin, place, "everyone who can sign in would be an admin").with_help(help)
}

/// A role that nothing defines, with the nearest that something does.
pub fn undefined_role<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, place: Place, help: &str) -> Finding {
    let finding = Finding::new(Code::UndefinedRole, place, format!("there is no role {}", shown(name)));
    finding.with_help(match finding::nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => help.to_owned(),
    })
}

/// A role that nobody has.
pub fn unbound_role(name: &str, place: Place, help: &str) -> Finding {
    Finding::new(Code::UnboundRole, place, format!("nobody has the role {}", shown(name))).with_help(help)
}

/// An e-mail address where no claim holds one.
pub fn mail_without_claim<'a>(
    subject: &str,
    claims: impl IntoIterator<Item = &'a str>,
    place: Place,
    help: &str,
) -> Option<Finding> {
    if !subject.contains('@') || claims.into_iter().any(may_hold_mail) {
        return None;
    }
    let message = format!("{} is an e-mail address, and `scopes` has no claim that holds one", shown(subject));
    Some(Finding::new(Code::UnmatchedSubject, place, message).with_help(help))
}

/// Whether a claim may hold an e-mail address: those of groups and roles do not.
fn may_hold_mail(claim: &str) -> bool {
    let claim = claim.to_lowercase();
    !["group", "role", "team"].iter().any(|word| claim.contains(word))
}

/// Prefixes of subjects that belong to Kubernetes or to nobody.
const FOREIGN_PREFIXES: [&str; 6] = ["user:", "users:", "group:", "groups:", "system:", "serviceaccount:"];

/// What templates and scripts write where they have no name.
const NO_NAMES: [&str; 6] = ["true", "false", "null", "nil", "undefined", "[object Object]"];

/// The group of `OpenShift`'s administrators, which its sign-in does give.
const OPENSHIFT_ADMINS: &str = "system:cluster-admins";

/// A subject that nobody can have, whatever the claims are (`EnforceClaims` compares exactly).
pub fn unmatched_subject(subject: &str, place: Place) -> Option<Finding> {
    let (message, help) = why_unmatched(subject)?;
    let id = subject.parse::<Guid>().ok().map(|id| id.to_string());
    let span = if let Place::Text(span) = place { Some(span) } else { None };
    let finding = Finding::new(Code::UnmatchedSubject, place, message).with_help(help);
    Some(match span.zip(id) {
        Some((span, id)) => finding.with_content(span, id),
        None => finding,
    })
}

fn why_unmatched(subject: &str) -> Option<(String, String)> {
    let shown = shown(subject);
    let folded = subject.to_lowercase();
    if subject.contains(['*', '?']) {
        let help = "subjects are no patterns; for everyone who is signed in there is `policy.default`";
        return Some((format!("nobody is called {shown}"), help.to_owned()));
    }
    if let Some(prefix) = FOREIGN_PREFIXES.iter().find(|prefix| folded.starts_with(**prefix))
        && subject != OPENSHIFT_ADMINS
    {
        let help = match *prefix {
            "system:" | "serviceaccount:" => {
                "Kubernetes' own users and groups do not sign in to Argo CD; name a user or group of the identity provider"
                    .to_owned()
            }
            prefix => format!("Argo CD compares the whole text with the claims: leave `{prefix}` out"),
        };
        return Some((format!("nobody is called {shown}: `{prefix}` is no part of a claim"), help));
    }
    if NO_NAMES.contains(&subject) {
        let help = "name a user, group or role; a template or a script left this in place of one";
        return Some((format!("nobody is called {shown}"), help.to_owned()));
    }
    let id: Guid = subject.parse().ok()?;
    (id.as_str() != subject).then(|| {
        let message = format!("{shown} is in upper case, and Entra's ids are in lower case");
        (message, format!("write `{id}`: Argo CD compares case by case"))
    })
}

/// Names of roles that promise to change nothing.
const READ_ONLY_NAMES: [&str; 5] = ["readonly", "read-only", "read_only", "viewer", "reader"];

/// Whether the name of a role promises to change nothing.
pub fn promises_to_read(role: &str) -> bool {
    let role = role.to_lowercase();
    role != builtin::READONLY && READ_ONLY_NAMES.iter().any(|name| role.contains(name))
}

/// A role whose name promises to change nothing and that may do so.
pub fn read_only_role_writes(
    role: &str,
    (resource, action): (&str, &str),
    version: ArgoVersion,
    place: Place,
) -> Option<Finding> {
    let writes =
        |(resource, action): &(&table::Resource, &table::Action)| action.name != "get" && resource.name != "extensions";
    if !promises_to_read(role) || !table::requests(resource, action, version).iter().any(writes) {
        return None;
    }
    let message = format!("the role {} may do more than read: `{action}` on `{resource}`", shown(role));
    let finding = Finding::new(Code::ReadOnlyRoleWrites, place, message);
    Some(finding.with_help("write `get`, or give the role a name that says what it may do"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_that_somebody_may_have() {
        for subject in [
            "ada",
            "my-org:team-a",
            "/Admins",
            "Dev Ops",
            "ci@example.com",
            "11111111-aaaa-4111-8111-111111111111",
            "1234567890123",
            "system:cluster-admins",
            "auth0|1234",
            "usergroup:x",
        ] {
            assert_eq!(why_unmatched(subject), None, "{subject}");
        }
    }

    #[test]
    fn subjects_that_nobody_has() {
        for (subject, help) in [
            ("*", "policy.default"),
            ("team-*", "policy.default"),
            ("user:alice", "leave `user:` out"),
            ("Group:x", "leave `group:` out"),
            ("system:serviceaccount:argocd:x", "do not sign in"),
            ("11111111-AAAA-4111-8111-111111111111", "`11111111-aaaa-4111-8111-111111111111`"),
        ] {
            let (_, found) = why_unmatched(subject).expect(subject);
            assert!(found.contains(help), "{subject}: {found}");
        }
    }

    #[test]
    fn logs_are_seen_by_globs_too() {
        for (allowed, lacks) in [
            (&[("applications", "get")][..], true),
            (&[("applications", "*")], true),
            (&[("app*", "*")], true),
            (&[("applications", "get"), ("logs", "get")], false),
            (&[("*", "get")], false),
            (&[("applications", "sync")], false),
        ] {
            assert_eq!(lacks_logs(allowed.iter().copied()), lacks, "{allowed:?}");
        }
    }

    #[test]
    fn names_that_promise_to_read() {
        for name in ["role:readonly-team", "role:read-only", "Viewer", "role:log-reader"] {
            assert!(promises_to_read(name), "{name}");
        }
        for name in ["role:readonly", "role:review", "role:ready", "role:admin"] {
            assert!(!promises_to_read(name), "{name}");
        }
    }
}
