//! Evaluates a policy as argocd-server does (util/rbac/rbac.go `enforce`, server/rbacpolicy `EnforceClaims`,
//! assets/model.conf), and says which row decides.
//!
//! What it keeps true:
//! - The default role is asked first; what it allows, no `deny` takes away.
//! - Then the user, each group that begins some `g` row, and the empty subject, which stands for everyone, are asked,
//!   each alone. The first that may, may; a `deny` counts only against the name it is reached from.
//! - Names are compared exactly; a name has the rows of its own and of roles up to ten `g` rows away.
//! - A row whose glob does not compile, or whose effect is neither `allow` nor `deny`, does nothing.
//!
//! Not evaluated: `policy.matchMode: regex`, and the roles and tokens of projects.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    policy::{Effect, Grouping, Permission, Place, Policy, builtin, glob::Glob},
    value::ArgoVersion,
};

/// `g` rows from a name to a role at most; casbin's default, which Argo CD keeps.
const DEPTH: usize = 10;

/// The built-in policy, a user's policy and the default role, ready to be asked.
#[derive(Debug, Clone)]
pub struct Enforcer {
    rows: Vec<Compiled>,
    /// From each subject of a `g` row to its roles.
    roles: BTreeMap<String, BTreeSet<String>>,
    default_role: Option<String>,
}

/// A `p` row with its globs.
#[derive(Debug, Clone)]
struct Compiled {
    permission: Permission,
    source: Source,
    resource: Glob,
    action: Glob,
    object: Glob,
}

/// Where a row comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Argo CD's own policy.
    BuiltIn,
    /// The user's policy, at this place.
    Policy(Place),
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether it is allowed.
    pub allowed: bool,
    /// The row that allows; for a refusal the first row that denies. None if no row speaks of the request.
    pub because: Option<Because>,
}

/// Why a request is decided so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// In whose name the row was reached.
    pub asked: Asked,
    /// From the name that was asked to the subject of the row, by `g` rows.
    pub path: Vec<String>,
    /// The row.
    pub permission: Permission,
    /// Where the row stands.
    pub source: Source,
}

/// In whose name the policy was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// `policy.default`.
    DefaultRole,
    /// The user.
    User,
    /// One of the user's groups.
    Group,
    /// The empty subject.
    Everyone,
}

impl Enforcer {
    /// The built-in policy of a version together with a user's policy; no default role.
    #[must_use]
    pub fn new(version: ArgoVersion, policy: &Policy) -> Self {
        Self::of(builtin::permissions(version), builtin::groupings(), policy)
    }

    /// A user's policy alone, as `argocd admin settings rbac can --use-builtin-policy=false` asks it.
    #[must_use]
    pub fn without_built_in(policy: &Policy) -> Self {
        Self::of(Vec::new(), Vec::new(), policy)
    }

    fn of(permissions: Vec<Permission>, groupings: Vec<Grouping>, policy: &Policy) -> Self {
        let built_in = permissions.into_iter().filter_map(|row| Compiled::new(row, Source::BuiltIn));
        let own =
            policy.permissions().filter_map(|(row, place)| Compiled::new(row.clone(), Source::Policy(place.clone())));
        let own_groupings = policy.groupings().map(|(row, _)| row.clone());
        Self {
            rows: built_in.chain(own).collect(),
            roles: roles(groupings.into_iter().chain(own_groupings)),
            default_role: None,
        }
    }

    /// Sets `policy.default`; an empty text is none.
    #[must_use]
    pub fn with_default_role(mut self, role: &str) -> Self {
        self.default_role = (!role.is_empty()).then(|| role.to_owned());
        self
    }

    /// Whether a user in these groups may do this. The groups are the values of all claims in `scopes`. An empty user
    /// without groups is the anonymous one.
    #[must_use]
    pub fn allows(&self, user: &str, groups: &[&str], resource: &str, action: &str, object: &str) -> Decision {
        let matching: Vec<&Compiled> = self.rows.iter().filter(|row| row.matches(resource, action, object)).collect();
        let mut denied = None;
        for (asked, name) in self.names(user, groups) {
            match self.decision(&matching, asked, name) {
                Decision { allowed: false, because } => denied = denied.or(because),
                allowed => return allowed,
            }
        }
        Decision { allowed: false, because: denied }
    }

    /// All names to ask, in Argo CD's order. A group that begins no `g` row is not asked, even if a `p` row names it.
    fn names<'a>(&'a self, user: &'a str, groups: &'a [&'a str]) -> impl Iterator<Item = (Asked, &'a str)> {
        let default_role = self.default_role.as_deref();
        let known = groups.iter().filter(|group| self.roles.contains_key(**group));
        default_role
            .map(|role| (Asked::DefaultRole, role))
            .into_iter()
            .chain([(Asked::User, user)])
            .chain(known.map(|group| (Asked::Group, *group)))
            .chain([(Asked::Everyone, "")])
    }

    /// What the rows that match a request say to one name: some row allows and none denies.
    fn decision(&self, matching: &[&Compiled], asked: Asked, name: &str) -> Decision {
        let reached = self.reached(name);
        let first = |effect: &Effect| {
            matching
                .iter()
                .find(|row| row.permission.effect == *effect && reached.contains_key(row.permission.subject.as_str()))
        };
        let denying = first(&Effect::Deny);
        let deciding = denying.or_else(|| first(&Effect::Allow));
        Decision {
            allowed: denying.is_none() && deciding.is_some(),
            because: deciding.map(|row| Because {
                asked,
                path: path(&reached, &row.permission.subject),
                permission: row.permission.clone(),
                source: row.source.clone(),
            }),
        }
    }

    /// The name and all roles at most [`DEPTH`] rows away, each with the name before it on a shortest path.
    fn reached<'a>(&'a self, name: &'a str) -> BTreeMap<&'a str, Option<&'a str>> {
        let mut reached = BTreeMap::from([(name, None)]);
        let mut newest = vec![name];
        for _ in 0..DEPTH {
            let mut next = Vec::new();
            for subject in newest {
                for role in self.roles.get(subject).into_iter().flatten() {
                    if !reached.contains_key(role.as_str()) {
                        reached.insert(role, Some(subject));
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
    /// None for a row whose globs do not compile, which Argo CD loads and never matches.
    fn new(permission: Permission, source: Source) -> Option<Self> {
        Some(Self {
            resource: Glob::new(&permission.resource).ok()?,
            action: Glob::new(&permission.action).ok()?,
            object: Glob::new(&permission.object).ok()?,
            permission,
            source,
        })
    }

    fn matches(&self, resource: &str, action: &str, object: &str) -> bool {
        self.resource.matches(resource) && self.action.matches(action) && self.object.matches(object)
    }
}

/// The roles of each subject.
fn roles(groupings: impl Iterator<Item = Grouping>) -> BTreeMap<String, BTreeSet<String>> {
    let mut roles: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Grouping { subject, role } in groupings {
        roles.entry(subject).or_default().insert(role);
    }
    roles
}

/// From the name that was asked to one of the names reached from it.
fn path(reached: &BTreeMap<&str, Option<&str>>, end: &str) -> Vec<String> {
    let mut path = vec![end.to_owned()];
    let mut current = end;
    while let Some(Some(before)) = reached.get(current) {
        path.push((*before).to_owned());
        current = before;
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests;
