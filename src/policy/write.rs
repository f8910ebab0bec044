//! Writes the text of a policy.
//!
//! What it keeps true: [`Policy::parse`](crate::policy::Policy::parse) reads the text back as exactly the rows that
//! were put in, `p` rows first; a display name is a comment on one line and never a row; and no row gives rights to
//! everyone, because an empty subject (an unset variable, mostly) and the built-in subjects are refused.

use crate::{
    policy::{Effect, Grouping, Permission, builtin},
    value::Malformed,
};

/// Collects rows and gives the text of a policy.
#[derive(Debug, Clone, Default)]
pub struct PolicyWriter {
    /// Finished lines, comments among them.
    permissions: Vec<String>,
    groupings: Vec<String>,
}

impl PolicyWriter {
    /// A policy without rows, whose text is empty.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a comment before the next `p` row. A name that shows nothing adds none.
    pub fn permission_comment(&mut self, name: &str) {
        self.permissions.extend(comment(name));
    }

    /// Adds a comment before the next `g` row. A name that shows nothing adds none.
    pub fn grouping_comment(&mut self, name: &str) {
        self.groupings.extend(comment(name));
    }

    /// Adds a `p` row.
    ///
    /// # Errors
    /// A built-in or project's subject, an effect other than allow and deny, or a value that Argo CD would not
    /// compare as it looks.
    pub fn permission(&mut self, permission: &Permission) -> Result<(), Malformed> {
        let Permission { subject, resource, action, object, effect } = permission;
        check_permission_subject(subject)?;
        check_value("resource", resource)?;
        check_value("action", action)?;
        check_value("object", object)?;
        if let Effect::Neither(word) = effect {
            return Err(Malformed::new(format!("the effect `{}` does nothing", word.escape_debug()))
                .with_help("write `allow` or `deny`"));
        }
        self.permissions.push(format!(
            "p, {}, {}, {}, {}, {}",
            quoted_if_needed(subject),
            quoted_if_needed(resource),
            quoted_if_needed(action),
            quoted(object),
            effect.as_str()
        ));
        Ok(())
    }

    /// Adds a `g` row for a user or group.
    ///
    /// # Errors
    /// A subject that is empty, built in or a role, or a value that Argo CD would not compare as it looks.
    pub fn grouping(&mut self, grouping: &Grouping) -> Result<(), Malformed> {
        let Grouping { subject, role } = grouping;
        check_grouping_subject(subject)?;
        check_value("role", role)?;
        self.groupings.push(format!("g, {}, {}", quoted(subject), quoted_if_needed(role)));
        Ok(())
    }

    /// The text so far, each line with its line feed.
    #[must_use]
    pub fn text(&self) -> String {
        let lines = self.permissions.iter().chain(&self.groupings);
        lines.flat_map(|line| [line.as_str(), "\n"]).collect()
    }
}

/// A `p` row may be about any role, user or group of one's own.
fn check_permission_subject(subject: &str) -> Result<(), Malformed> {
    check_subject(subject)?;
    let built_in = [builtin::ADMIN_USER, builtin::ADMIN, builtin::READONLY].contains(&subject);
    if built_in || subject.starts_with("proj:") {
        return Err(Malformed::new(format!("the subject `{subject}` is Argo CD's own"))
            .with_help("give the rights to a role of your own, such as `role:deployer`"));
    }
    Ok(())
}

/// A `g` row gives a role to a user or group. Argo CD takes a group by the name of a built-in subject for that
/// subject, so such a name would make its members admins.
fn check_grouping_subject(subject: &str) -> Result<(), Malformed> {
    check_subject(subject)?;
    let is_role = subject.starts_with("role:") || subject.starts_with("proj:");
    if is_role || subject == builtin::ADMIN_USER {
        return Err(Malformed::new(format!("`{subject}` is no user or group"))
            .with_help("name a user or group as the identity provider does, a group of Entra ID by its object id"));
    }
    Ok(())
}

fn check_subject(subject: &str) -> Result<(), Malformed> {
    if subject.trim().is_empty() {
        return Err(Malformed::new("the subject is empty, which means everyone who is signed in")
            .with_help("check the variable that should fill it"));
    }
    check_value("subject", subject)?;
    if subject.starts_with('#') {
        return Err(Malformed::new(format!("the subject `{subject}` looks like a comment")));
    }
    Ok(())
}

/// Refuses what Argo CD would not compare as it looks: nothing, white space at an end, characters that do not show.
fn check_value(what: &str, value: &str) -> Result<(), Malformed> {
    if value.trim().is_empty() {
        return Err(Malformed::new(format!("the {what} is empty")).with_help("check the variable that should fill it"));
    }
    let shown = value.escape_debug();
    if value.contains(is_hidden) {
        return Err(Malformed::new(format!("the {what} `{shown}` has a character that does not show"))
            .with_help("type it again instead of pasting it"));
    }
    if value.trim() != value {
        return Err(Malformed::new(format!("the {what} `{shown}` begins or ends with white space"))
            .with_help("remove the white space; Argo CD compares every character"));
    }
    Ok(())
}

/// A display name as a comment line: hidden characters and white space become single spaces, so that it stays a line.
fn comment(name: &str) -> Option<String> {
    let visible = name.replace(is_hidden, " ");
    let words: Vec<&str> = visible.split_whitespace().collect();
    (!words.is_empty()).then(|| format!("# {}", words.join(" ")))
}

/// Control characters and line breaks of any kind, and what has no width of its own (Unicode category Cf: zero-width,
/// bidirectional, tags).
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{600}'..='\u{605}'
                | '\u{61c}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{890}'..='\u{891}'
                | '\u{8e2}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{110bd}'
                | '\u{110cd}'
                | '\u{13430}'..='\u{1343f}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('"', "\"\""))
}

/// Go's reader takes anything else than a comma or a quote as it is.
fn quoted_if_needed(value: &str) -> String {
    if value.contains([',', '"']) { quoted(value) } else { value.to_owned() }
}

#[cfg(test)]
mod tests;
