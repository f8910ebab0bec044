//! Rows that are asked together, and what they say to one name (assets/model.conf).
//!
//! What it keeps true: names are compared exactly; a name has the rows of its own and of roles up to ten `g` rows away;
//! a row whose pattern does not compile, or whose effect is neither `allow` nor `deny`, does nothing.

use std::collections::BTreeMap;

use super::{Asked, Because, Decision, Link, MatchMode, Source};
use crate::policy::{Effect, Grouping, Permission, pattern::Pattern};

/// `g` rows from a name to a role at most; casbin's default, which Argo CD keeps.
const DEPTH: usize = 10;

/// The `p` and `g` rows of a policy, with where they stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    rows: Vec<Compiled>,
    /// From each subject of a `g` row to its roles, each with the first row that gives it.
    roles: BTreeMap<String, BTreeMap<String, Source>>,
}

/// A `p` row with its patterns.
#[derive(Debug, Clone)]
struct Compiled {
    permission: Permission,
    source: Source,
    resource: Pattern,
    action: Pattern,
    object: Pattern,
}

/// What is asked for: resource, action and object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking<'a> {
    pub resource: &'a str,
    pub action: &'a str,
    pub object: &'a str,
}

/// The names reached from one, each with the name and the row before it on a shortest path.
type Reached<'a> = BTreeMap<&'a str, Option<(&'a str, &'a Source)>>;

impl Rules {
    /// Adds rows behind those that are there.
    pub(super) fn add(
        &mut self,
        permissions: impl IntoIterator<Item = (Permission, Source)>,
        groupings: impl IntoIterator<Item = (Grouping, Source)>,
        mode: MatchMode,
    ) {
        self.rows.extend(permissions.into_iter().map(|(row, source)| Compiled::new(row, source, mode)));
        for (Grouping { subject, role }, source) in groupings {
            self.roles.entry(subject).or_default().entry(role).or_insert(source);
        }
    }

    /// Whether a name begins some `g` row.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.roles.contains_key(name)
    }

    /// What the rows say to one name: some row allows and none denies.
    ///
    /// In regex mode a pattern that does not compile, once it is compared, ends the question with an error, which
    /// Argo CD takes for a refusal.
    pub(super) fn decision(&self, asking: Asking<'_>, asked: Asked, name: &str) -> Decision {
        let reached = self.reached(name);
        let mut allowing = None;
        for row in self.rows.iter().filter(|row| reached.contains_key(row.permission.subject.as_str())) {
            match (row.matches(asking), &row.permission.effect) {
                (None, _) => return Decision { allowed: false, because: None },
                (Some(true), Effect::Deny) => {
                    return Decision { allowed: false, because: Some(row.because(asked, &reached)) };
                }
                (Some(true), Effect::Allow) => allowing = allowing.or(Some(row)),
                (Some(true), Effect::Neither(_)) | (Some(false), _) => {}
            }
        }
        Decision { allowed: allowing.is_some(), because: allowing.map(|row| row.because(asked, &reached)) }
    }

    /// Every row that a name has, in the order of the policy.
    pub(super) fn held(&self, asked: Asked, name: &str) -> Vec<Because> {
        let reached = self.reached(name);
        let has = |row: &&Compiled| reached.contains_key(row.permission.subject.as_str());
        self.rows.iter().filter(has).map(|row| row.because(asked, &reached)).collect()
    }

    /// The name and all roles at most [`DEPTH`] rows away.
    fn reached<'a>(&'a self, name: &'a str) -> Reached<'a> {
        let mut reached = Reached::from([(name, None)]);
        let mut newest = vec![name];
        for _ in 0..DEPTH {
            let mut next = Vec::new();
            for subject in newest {
                for (role, source) in self.roles.get(subject).into_iter().flatten() {
                    if !reached.contains_key(role.as_str()) {
                        reached.insert(role, Some((subject, source)));
                        next.push(role.as_str());
                    }
                }
            }
            newest = next;
        }
        reached
    }
}

impl Compiled {
    fn new(permission: Permission, source: Source, mode: MatchMode) -> Self {
        Self {
            resource: Pattern::new(&permission.resource, mode),
            action: Pattern::new(&permission.action, mode),
            object: Pattern::new(&permission.object, mode),
            permission,
            source,
        }
    }

    /// Whether the row is about this; `None` if Argo CD stops here with an error. What does not match ends the comparison.
    fn matches(&self, asking: Asking<'_>) -> Option<bool> {
        let Asking { resource, action, object } = asking;
        for (pattern, text) in [(&self.resource, resource), (&self.action, action), (&self.object, object)] {
            if !pattern.matches(text)? {
                return Some(false);
            }
        }
        Some(true)
    }

    fn because(&self, asked: Asked, reached: &Reached<'_>) -> Because {
        let mut path = vec![self.permission.subject.clone()];
        let mut links = Vec::new();
        let mut current = self.permission.subject.as_str();
        while let Some(Some((before, source))) = reached.get(current) {
            let grouping = Grouping { subject: (*before).to_owned(), role: current.to_owned() };
            links.push(Link { grouping, source: (*source).clone() });
            path.push((*before).to_owned());
            current = before;
        }
        path.reverse();
        links.reverse();
        Because { asked, path, links, permission: self.permission.clone(), source: self.source.clone() }
    }
}
