//! Who asks the policy: a person, a group, a role, the token of a project's role, or everyone who is signed in.
//!
//! Argo CD asks for the user id (`sub`, or what Dex puts in its place) and for the values of the claims in `scopes`
//! (server/rbacpolicy `EnforceClaims`). Keeps true: a subject is asked as the token of Microsoft Entra ID would bring it. A
//! GUID is a group's object id and in lower case, an e-mail address is the value of a claim, anything else is a user id.

use crate::value::Guid;

/// Claims that hold an e-mail address or a login name.
pub const NAME_CLAIMS: [&str; 4] = ["email", "preferred_username", "upn", "name"];

/// Someone who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// As it was written; empty for everyone.
    pub written: String,
    /// What the subject is.
    pub kind: Kind,
    /// The user id that is asked for.
    pub user: String,
    /// The values of claims.
    pub groups: Vec<String>,
}

/// What a subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nobody in particular: everyone who is signed in.
    Everyone,
    /// `role:NAME`.
    Role,
    /// `proj:PROJECT:ROLE`, which tokens of a project's role have for a user id.
    ProjectToken,
    /// A GUID: the object id of an Entra group.
    Group,
    /// An e-mail address, where `scopes` has a claim that holds one.
    Mail,
    /// An e-mail address that no claim in `scopes` holds: in Argo CD it is nobody.
    UnmatchedMail,
    /// A user id.
    User,
}

impl Caller {
    /// Reads a subject and the groups that it has besides.
    #[must_use]
    pub fn read(subject: &str, groups: &[String], scopes: &[String]) -> Self {
        let kind = Kind::of(subject, scopes);
        let claims = matches!(kind, Kind::Group | Kind::Mail).then(|| as_in_token(subject));
        let user = match kind {
            Kind::Role | Kind::ProjectToken | Kind::User => subject.to_owned(),
            Kind::Everyone | Kind::Group | Kind::Mail | Kind::UnmatchedMail => String::new(),
        };
        let groups = claims.into_iter().chain(groups.iter().map(|group| as_in_token(group))).collect();
        Self { written: subject.to_owned(), kind, user, groups }
    }

    /// Takes a subject for a user id, whatever it looks like.
    #[must_use]
    pub fn user(subject: &str, groups: &[String]) -> Self {
        let groups = groups.iter().map(|group| as_in_token(group)).collect();
        Self { written: subject.to_owned(), kind: Kind::User, user: subject.to_owned(), groups }
    }

    /// The names that are asked for besides everyone's.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.user.as_str())
            .chain(self.groups.iter().map(String::as_str))
            .filter(|name| !name.is_empty())
    }
}

impl Kind {
    fn of(subject: &str, scopes: &[String]) -> Self {
        let has_name_claim = || scopes.iter().any(|scope| NAME_CLAIMS.contains(&scope.as_str()));
        if subject.is_empty() {
            Self::Everyone
        } else if subject.starts_with("role:") {
            Self::Role
        } else if super::evaluate::project_of_token(subject).is_some() {
            Self::ProjectToken
        } else if subject.parse::<Guid>().is_ok() {
            Self::Group
        } else if !subject.contains('@') {
            Self::User
        } else if has_name_claim() {
            Self::Mail
        } else {
            Self::UnmatchedMail
        }
    }
}

/// A claim's value as Entra writes it: GUIDs in lower case.
fn as_in_token(value: &str) -> String {
    value.parse::<Guid>().map_or_else(|_| value.to_owned(), |guid| guid.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: &str = "84CE98D1-E359-4F3B-85AF-985B458DE3C6";

    fn read(subject: &str, scope: &str) -> (Kind, String, Vec<String>) {
        let caller = Caller::read(subject, &["Developers".to_owned()], &[scope.to_owned()]);
        (caller.kind, caller.user, caller.groups)
    }

    #[test]
    fn subjects_are_asked_as_a_token_brings_them() {
        let lower = GROUP.to_lowercase();
        for (subject, scope, kind, user, group) in [
            ("", "groups", Kind::Everyone, "", None),
            ("role:x", "groups", Kind::Role, "role:x", None),
            ("proj:a:ci", "groups", Kind::ProjectToken, "proj:a:ci", None),
            ("proj:a", "groups", Kind::User, "proj:a", None),
            (GROUP, "groups", Kind::Group, "", Some(lower.as_str())),
            ("Ada@example.com", "email", Kind::Mail, "", Some("Ada@example.com")),
            ("Ada@example.com", "groups", Kind::UnmatchedMail, "", None),
            ("ci", "groups", Kind::User, "ci", None),
        ] {
            let groups: Vec<String> = group.into_iter().chain(["Developers"]).map(str::to_owned).collect();
            assert_eq!(read(subject, scope), (kind, user.to_owned(), groups), "{subject}");
        }
    }

    #[test]
    fn a_user_id_is_left_as_it_is() {
        let caller = Caller::user(GROUP, &[GROUP.to_owned()]);
        assert_eq!((caller.user.as_str(), caller.groups), (GROUP, vec![GROUP.to_lowercase()]));
    }
}
