//! Roles and subjects of Argo CD's RBAC policy.
//!
//! The policy is lines of comma-separated values, and Argo CD grants what an empty subject has to
//! everyone who is signed in, so these types refuse what a policy cannot carry safely.

use serde_json::json;

use crate::finding::Code;

use super::shown::shown;
use super::{Malformed, schema, word};

/// The roles of Argo CD's built-in policy (`assets/builtin-policy.csv`), without `role:`.
const BUILT_IN_ROLES: [&str; 2] = ["admin", "readonly"];

/// What `defaultRole` says for "no role", so no role may be called so.
const NO_ROLE: &str = "none";

newtype! {
    /// The name of a role, without `role:`.
    ///
    /// The form is that of `AppProject` roles (`roleNameRegexp` in
    /// `pkg/apis/application/v1alpha1/types.go`), for all roles alike. The built-in names pass,
    /// because a binding may name them.
    RoleName,
    code = MalformedName,
    parse = role_name,
    schema = schema::but_not(
        schema::text(
            "a role's name, without `role:`",
            "[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?",
            &["deployer", "admin"],
        ),
        json!({"const": NO_ROLE}),
    ),
}

newtype! {
    /// A user in the RBAC policy: a login, an e-mail address, the `sub` of a token. Case is kept,
    /// because Argo CD compares it.
    RbacSubject,
    code_of = subject_code,
    parse = subject,
    schema = schema::but_not(
        schema::text(
            "a user as the claims in `scopes` name it, such as an e-mail address",
            r"[^\s#]([^\x00-\x1f\x7f]*[^\s])?",
            &["ci@example.com", "Ada Lovelace"],
        ),
        json!({"pattern": "^(admin$|role:|proj:)"}),
    ),
}

newtype! {
    /// What people call a group: any text, for comments only.
    DisplayName,
    parse = |text| Ok(text.to_owned()),
    schema = json!({
        "description": "what people call it; written into comments only",
        "type": "string",
        "examples": ["ArgoCdAdmins"],
    }),
}

newtype! {
    /// The role of everyone who can sign in: a role's name, or `none`.
    DefaultRole,
    code = MalformedName,
    parse = |text| if text == NO_ROLE { Ok(text.to_owned()) } else { role_name(text) },
    schema = schema::text(
        "a role's name, without `role:`, or `none`",
        "[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?",
        &["none", "readonly"],
    ),
}

impl DefaultRole {
    /// The name of the role; nothing for `none`.
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        Some(self.as_str()).filter(|name| *name != NO_ROLE)
    }
}

impl RoleName {
    /// Whether Argo CD itself defines the role.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        BUILT_IN_ROLES.contains(&self.as_str())
    }

    /// Returns the role as the policy names it, `role:NAME`.
    #[must_use]
    pub fn policy_subject(&self) -> String {
        format!("role:{self}")
    }
}

impl DisplayName {
    /// Returns the name as one line of a comment: spaces for line breaks and control characters.
    #[must_use]
    pub fn as_comment(&self) -> String {
        let visible = |c: char| !c.is_control() && !super::shown::is_invisible(c);
        let line: String = self.text.chars().map(|c| if visible(c) { c } else { ' ' }).collect();
        line.trim().to_owned()
    }
}

/// An empty subject is everyone; a reserved one is an admin or a role.
fn subject_code(text: &str) -> Code {
    if text.trim().is_empty() {
        Code::EmptySubject
    } else if text == "admin" || text.starts_with("role:") || text.starts_with("proj:") {
        Code::ReservedSubject
    } else {
        Code::MalformedValue
    }
}

fn role_name(text: &str) -> Result<String, Malformed> {
    if let Some(name) = text.strip_prefix("role:") {
        let message = format!("{} has the prefix `role:`", shown(text));
        return Err(Malformed::new(message).with_help(format!("write {}, without `role:`", shown(name))));
    }
    word::one_word(text)?;
    if text == NO_ROLE {
        return Err(Malformed::new("no role can be called `none`")
            .with_help("`none` means that nobody gets a role by default; choose another name"));
    }
    if is_role_name(text) {
        Ok(text.to_owned())
    } else {
        Err(Malformed::new(format!("{} is not a role's name", shown(text)))
            .with_help("write letters, digits, hyphens and underscores, with a letter or digit at both ends"))
    }
}

fn is_role_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    text.bytes().all(allowed) && !text.starts_with(['-', '_']) && !text.ends_with(['-', '_'])
}

fn subject(text: &str) -> Result<String, Malformed> {
    if text.trim().is_empty() {
        return Err(word::empty_subject());
    }
    if text.trim() != text {
        return Err(word::surrounded(text));
    }
    word::visible(text)?;
    word::filled_in(text)?;
    if text.starts_with('#') || text.contains(|c: char| c.is_whitespace() && c != ' ') {
        let message = format!("{} is not how a user is called", shown(text));
        return Err(Malformed::new(message).with_help("write the user without `#` in front and with plain spaces only"));
    }
    refuse_role(text)?;
    Ok(text.to_owned())
}

/// Refuses what the policy takes for a role: a claim of that text would get the role's rights.
fn refuse_role(text: &str) -> Result<(), Malformed> {
    if text != "admin" && !text.starts_with("role:") && !text.starts_with("proj:") {
        return Ok(());
    }
    let message = format!("{} is the name of a role or of the built-in account", shown(text));
    Err(Malformed::new(message)
        .with_help("name a user here; a role stands in `role`, and the built-in account is set by `localAdmin`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{exact, holds, refusal};

    #[test]
    fn laws() {
        exact::<RoleName>(&["", "none", "role:admin", "a b", "a:b", "a,b", "-a", "a_", "proj:a:b", "é"]);
        holds::<RbacSubject>(&[
            "",
            " ",
            "admin",
            "role:x",
            "proj:a:b",
            " a",
            "a ",
            "#a",
            "a\nb",
            "a\u{200b}",
            "a\u{a0}b",
            "<user>",
            "$(USER)",
        ]);
        exact::<DisplayName>(&[]);
    }

    #[test]
    fn the_built_in_roles_are_known() {
        let role = |text: &str| text.parse::<RoleName>().expect("a role");
        assert!(role("admin").is_built_in() && role("readonly").is_built_in());
        assert!(!role("deployer").is_built_in());
        assert_eq!(role("deployer").policy_subject(), "role:deployer");
    }

    #[test]
    fn a_prefixed_role_leads_to_its_name() {
        let help = refusal::<RoleName>("role:admin").help;
        assert_eq!(help.as_deref(), Some("write `admin`, without `role:`"));
    }

    #[test]
    fn an_empty_subject_is_told_what_it_would_do() {
        let message = refusal::<RbacSubject>("").message;
        assert!(message.contains("everyone"));
    }

    #[test]
    fn subjects_keep_case_commas_and_quotes() {
        for text in ["Ada@Example.com", "Dev, Ops", "say \"hi\"", "Admin", "user:alice"] {
            let subject: RbacSubject = text.parse().expect("a subject");
            assert_eq!(subject.as_str(), text);
        }
    }

    #[test]
    fn a_display_name_is_one_line_in_a_comment() {
        let name: DisplayName = "Ops\r\n---\u{2028}\u{202e}x\n".parse().expect("a name");
        assert_eq!(name.as_comment(), "Ops  ---  x");
    }
}
