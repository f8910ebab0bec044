//! Why nothing allows: how near the policy came, and what its author probably meant.
//!
//! Keeps true: a hint is about this question only, and names the row that it is about. Each check is one function; they
//! run from the subject to the object.

use super::{Because, Hint, Rulebook, WrittenRow};
use crate::finding;
use crate::policy::caller::{Caller, Kind};
use crate::policy::pattern::Pattern;
use crate::policy::request::Request;
use crate::policy::{Effect, Grouping, Permission, RowKind, builtin};

/// The most hints that help rather than tire.
const MOST: usize = 5;
/// The most other roles that are named.
const MOST_ROLES: usize = 3;

/// A question that nothing allows.
struct Refused<'a> {
    book: &'a Rulebook,
    caller: &'a Caller,
    request: &'a Request,
    /// The rows that the caller has.
    held: Vec<Because>,
}

type Check = fn(&Refused<'_>) -> Vec<Hint>;

/// Why the caller may have no rows, or fewer than meant.
const OF_THE_SUBJECT: [Check; 6] =
    [unmatched_mail, name_of_a_group, written_otherwise, bare_role, group_without_role, role_without_rows];

/// Why the rows do not allow this.
const OF_THE_ROWS: [Check; 4] = [idle_row, other_path, other_object, other_roles];

/// What to know about a refusal that no row makes.
pub(super) fn hints(book: &Rulebook, caller: &Caller, request: &Request) -> Vec<Hint> {
    let refused = Refused { book, caller, request, held: book.held_rows(caller) };
    let mut hints: Vec<Hint> = OF_THE_SUBJECT.iter().flat_map(|check| check(&refused)).collect();
    if refused.held.is_empty() && hints.is_empty() {
        hints.push(no_rows(caller));
    }
    hints.extend(OF_THE_ROWS.iter().flat_map(|check| check(&refused)));
    hints.truncate(MOST);
    hints
}

fn no_rows(caller: &Caller) -> Hint {
    let names: Vec<String> = caller.names().map(|name| format!("`{name}`")).collect();
    Hint::new(if names.is_empty() {
        "no row is for everyone who is signed in".to_owned()
    } else {
        format!("no row is about {}", names.join(", "))
    })
}

/// An e-mail address is somebody only if a claim brings it.
fn unmatched_mail(refused: &Refused<'_>) -> Vec<Hint> {
    if refused.caller.kind != Kind::UnmatchedMail {
        return Vec::new();
    }
    let mail = &refused.caller.written;
    vec![Hint::new(format!(
        "`{mail}` is an e-mail address, and `scopes` ({}) has no claim that holds one; add `email`",
        refused.book.setup.scopes.join(", ")
    ))]
}

/// People know groups by name, Argo CD by id.
fn name_of_a_group(refused: &Refused<'_>) -> Vec<Hint> {
    let names = &refused.book.setup.group_names;
    let ids = refused.caller.names().filter_map(|name| Some((name, names.get(name)?)));
    ids.map(|(name, id)| Hint::new(format!("`{name}` is what people call the group `{id}`: ask for that"))).collect()
}

/// Argo CD compares every character: case, white space, quotes, a comment behind the value.
fn written_otherwise(refused: &Refused<'_>) -> Vec<Hint> {
    let rows = refused.book.rows.iter().filter_map(|row| Some((row, row.subject()?)));
    let differs = |subject: &str, name: &str| subject != name && essence(subject) == essence(name);
    let others = rows.filter_map(|(row, subject)| {
        let name = refused.caller.names().find(|name| differs(subject, name))?;
        Some(Hint::about(
            row,
            format!("this row is about `{}`, which is not `{name}` to Argo CD", subject.escape_debug()),
        ))
    });
    others.take(1).collect()
}

/// What is left of a subject without what its author did not mean.
fn essence(subject: &str) -> String {
    let before_comment = subject.split(" #").next().unwrap_or_default();
    let is_dust = |c: char| c.is_whitespace() || c == '\'' || crate::value::is_invisible(c);
    before_comment.trim_matches(is_dust).to_lowercase()
}

/// Roles have `role:` before their name.
fn bare_role(refused: &Refused<'_>) -> Vec<Hint> {
    let role = format!("role:{}", refused.caller.user);
    if refused.caller.kind != Kind::User || !refused.book.defines(&role) {
        return Vec::new();
    }
    vec![Hint::new(format!("`{}` is asked as a user; to ask for the role, write `{role}`", refused.caller.user))]
}

/// A `p` row may name a group; it counts only if a `g` row begins with the group too.
fn group_without_role(refused: &Refused<'_>) -> Vec<Hint> {
    let is_unknown = |group: &&String| !refused.book.enforcer.knows(group);
    let hint = |group: &String| {
        let row = refused.book.permissions().find(|(_, permission)| permission.subject == *group)?.0;
        Some(Hint::about(
            row,
            format!("no `g` row begins with `{group}`, so Argo CD never asks for this group; bind it to a role"),
        ))
    };
    refused.caller.groups.iter().filter(is_unknown).filter_map(hint).collect()
}

/// A role that no row defines gives nothing: a slip of the pen, or a comment that became part of the name.
fn role_without_rows(refused: &Refused<'_>) -> Vec<Hint> {
    let book = refused.book;
    let asked = refused.caller.names().filter(|name| name.starts_with("role:") && !book.defines(name));
    let asked = asked.map(|role| Hint::new(format!("no row is about `{role}`{}", book.suggestion(role))));
    let given = book.groupings().filter(|(_, row)| refused.caller.names().any(|name| name == row.subject));
    let given = given.filter(|(_, row)| !book.defines(&row.role));
    let given = given.map(|(written, row)| {
        Hint::about(
            written,
            format!("no row grants anything to `{}`{}", row.role.escape_debug(), book.suggestion(&row.role)),
        )
    });
    asked.chain(given).collect()
}

/// A row of the caller that matches and does nothing, or whose pattern is none.
fn idle_row(refused: &Refused<'_>) -> Vec<Hint> {
    let idle = refused.held.iter().filter_map(|held| {
        let row = &held.permission;
        let text = match (&row.effect, refused.broken_pattern(row)) {
            (_, Some(pattern)) => format!("`{pattern}` is no pattern, so this row never matches"),
            (Effect::Neither(word), _) if refused.matches(row) => {
                format!("`{word}` does nothing: the effect is `allow` or `deny`, in lower case")
            }
            _ => return None,
        };
        Some(refused.hint(held, text))
    });
    idle.collect()
}

/// Since Argo CD 3 `update` and `delete` are about the application, with a path about what it deploys.
fn other_path(refused: &Refused<'_>) -> Vec<Hint> {
    let request = refused.request;
    let head = |action: &str| action.split('/').next().unwrap_or_default().to_owned();
    let others = refused.held.iter().filter(|held| {
        let row = &held.permission;
        row.effect == Effect::Allow
            && head(&row.action) == head(request.action())
            && !refused.fits(&row.action, request.action())
            && refused.fits(&row.resource, request.resource())
            && refused.fits(&row.object, request.object())
    });
    others
        .take(1)
        .map(|held| {
            let allowed = &held.permission.action;
            refused.hint(held, format!("this row allows `{allowed}`, which is not `{}`", request.action()))
        })
        .collect()
}

/// The same on other objects.
fn other_object(refused: &Refused<'_>) -> Vec<Hint> {
    let request = refused.request;
    let others = refused.held.iter().filter(|held| {
        let row = &held.permission;
        row.effect == Effect::Allow
            && refused.fits(&row.resource, request.resource())
            && refused.fits(&row.action, request.action())
            && !refused.fits(&row.object, request.object())
    });
    others.take(MOST_ROLES).map(|held| refused.hint(held, "this row allows it on other objects".to_owned())).collect()
}

/// Roles that may, and that the caller does not have.
fn other_roles(refused: &Refused<'_>) -> Vec<Hint> {
    let mut named = Vec::new();
    let mut hints = Vec::new();
    for (row, permission) in refused.book.permissions() {
        let subject = permission.subject.as_str();
        let is_role = subject.starts_with("role:") || subject.starts_with("proj:");
        let may = is_role && permission.effect == Effect::Allow && refused.matches(permission);
        if may && !refused.has(permission) && !named.contains(&subject) && named.len() < MOST_ROLES {
            named.push(subject);
            hints.push(Hint::about(row, format!("another role may do this: `{subject}`")));
        }
    }
    hints
}

impl Hint {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), line: None }
    }

    fn about(row: &WrittenRow, text: impl Into<String>) -> Self {
        Self { text: text.into(), line: Some(row.line.clone()) }
    }
}

impl Refused<'_> {
    fn hint(&self, held: &Because, text: String) -> Hint {
        Hint { text, line: Some(self.book.line(&held.source, &held.permission.to_string())) }
    }

    fn fits(&self, pattern: &str, text: &str) -> bool {
        Pattern::new(pattern, self.book.setup.mode).matches(text) == Some(true)
    }

    fn matches(&self, row: &Permission) -> bool {
        self.fits(&row.resource, self.request.resource())
            && self.fits(&row.action, self.request.action())
            && self.fits(&row.object, self.request.object())
    }

    fn has(&self, permission: &Permission) -> bool {
        self.held.iter().any(|held| held.permission == *permission)
    }

    /// A pattern of a row that does not compile.
    fn broken_pattern<'r>(&self, row: &'r Permission) -> Option<&'r str> {
        let is_broken =
            |text: &&&str| matches!(Pattern::new(text, self.book.setup.mode), Pattern::NoGlob | Pattern::NoRegex);
        [row.resource.as_str(), &row.action, &row.object].iter().find(is_broken).copied()
    }
}

impl Rulebook {
    fn permissions(&self) -> impl Iterator<Item = (&WrittenRow, &Permission)> {
        self.rows.iter().filter_map(|row| match &row.kind {
            RowKind::Permission(permission) => Some((row, permission)),
            RowKind::Grouping(_) | RowKind::Other(_) => None,
        })
    }

    fn groupings(&self) -> impl Iterator<Item = (&WrittenRow, &Grouping)> {
        self.rows.iter().filter_map(|row| match &row.kind {
            RowKind::Grouping(grouping) => Some((row, grouping)),
            RowKind::Permission(_) | RowKind::Other(_) => None,
        })
    }

    /// Whether some row gives a role anything.
    fn defines(&self, role: &str) -> bool {
        [builtin::ADMIN, builtin::READONLY].contains(&role) || self.rows.iter().any(|row| row.subject() == Some(role))
    }

    /// The role that was meant, as the end of a sentence.
    fn suggestion(&self, role: &str) -> String {
        let roles = self.rows.iter().filter_map(WrittenRow::subject).chain([builtin::ADMIN, builtin::READONLY]);
        let meant = finding::nearest(
            role.split(" #").next().unwrap_or_default(),
            roles.filter(|name| name.starts_with("role:")),
        );
        meant.map(|role| format!("; did you mean `{role}`?")).unwrap_or_default()
    }
}
