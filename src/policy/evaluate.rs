//! Evaluates a policy as argocd-server does (util/rbac/rbac.go `enforce`, server/rbacpolicy `EnforceClaims`,
//! assets/model.conf), and says which row decides.
//!
//! What it keeps true:
//! - The default role is asked first; what it allows, no `deny` takes away.
//! - Then the user, each group that begins some `g` row, and the empty subject, which stands for everyone, are asked,
//!   each alone. The first that may, may; a `deny` counts only against the name it is reached from.
//! - A request for something of a project is asked with the rows of that project's roles too; the token of another
//!   project's role gets nothing by them. Everyone is asked without them.

mod rules;

use std::collections::BTreeMap;

use crate::{
    policy::{Grouping, Permission, Place, Policy, builtin, table},
    value::ArgoVersion,
};
use rules::{Asking, Rules};

pub use crate::policy::pattern::MatchMode;

/// The built-in policy, a user's policy, the roles of projects and the default role, ready to be asked.
#[derive(Debug, Clone)]
pub struct Enforcer {
    rules: Rules,
    /// By project: all rules, and those of its roles.
    projects: BTreeMap<String, Rules>,
    default_role: Option<String>,
    mode: MatchMode,
}

/// Where a row comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Argo CD's own policy.
    BuiltIn,
    /// The user's policy, at this place.
    Policy(Place),
    /// A role of a project.
    Project {
        /// The project.
        project: String,
        /// The place in the text of its policies.
        place: Place,
    },
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
    /// The `g` rows of the path.
    pub links: Vec<Link>,
    /// The row.
    pub permission: Permission,
    /// Where the row stands.
    pub source: Source,
}

/// A `g` row on the way from a name to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The row.
    pub grouping: Grouping,
    /// Where it stands.
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
    /// The built-in policy of a version together with a user's policy; globs, no default role, no projects.
    #[must_use]
    pub fn new(version: ArgoVersion, policy: &Policy) -> Self {
        Self::with_mode(version, policy, MatchMode::Glob)
    }

    /// The same with `policy.matchMode`.
    #[must_use]
    pub fn with_mode(version: ArgoVersion, policy: &Policy, mode: MatchMode) -> Self {
        Self::of(builtin::permissions(version), builtin::groupings(), policy, mode)
    }

    /// A user's policy alone, as `argocd admin settings rbac can --use-builtin-policy=false` asks it.
    #[must_use]
    pub fn without_built_in(policy: &Policy) -> Self {
        Self::of(Vec::new(), Vec::new(), policy, MatchMode::Glob)
    }

    fn of(permissions: Vec<Permission>, groupings: Vec<Grouping>, policy: &Policy, mode: MatchMode) -> Self {
        let mut rules = Rules::default();
        rules.add(
            permissions.into_iter().map(|row| (row, Source::BuiltIn)),
            groupings.into_iter().map(|row| (row, Source::BuiltIn)),
            mode,
        );
        add_policy(&mut rules, policy, Source::Policy, mode);
        Self { rules, projects: BTreeMap::new(), default_role: None, mode }
    }

    /// Sets `policy.default`; an empty text is none.
    #[must_use]
    pub fn with_default_role(mut self, role: &str) -> Self {
        self.default_role = (!role.is_empty()).then(|| role.to_owned());
        self
    }

    /// Adds the rows of a project's roles (`AppProject.ProjectPoliciesString`).
    #[must_use]
    pub fn with_project(mut self, project: &str, policy: &Policy) -> Self {
        let mut rules = self.rules.clone();
        let source = |place| Source::Project { project: project.to_owned(), place };
        add_policy(&mut rules, policy, source, self.mode);
        self.projects.insert(project.to_owned(), rules);
        self
    }

    /// Whether a user in these groups may do this. The groups are the values of all claims in `scopes`. An empty user
    /// without groups is the anonymous one.
    #[must_use]
    pub fn allows(&self, user: &str, groups: &[&str], resource: &str, action: &str, object: &str) -> Decision {
        let asking = Asking { resource, action, object };
        let project = project_of(resource, object).and_then(|name| self.projects.get_key_value(name));
        let mut denied = None;
        for (asked, name, rules) in self.names(user, groups, project) {
            match rules.decision(asking, asked, name) {
                Decision { allowed: false, because } => denied = denied.or(because),
                allowed => return allowed,
            }
        }
        Decision { allowed: false, because: denied }
    }

    /// Every row that a user in these groups has, those of projects after the others, in the order in which the names are
    /// asked.
    #[must_use]
    pub fn held(&self, user: &str, groups: &[&str]) -> Vec<Because> {
        let mut held: Vec<Because> = self
            .names(user, groups, None)
            .into_iter()
            .flat_map(|(asked, name, rules)| rules.held(asked, name))
            .collect();
        for project in &self.projects {
            let names = self.names(user, groups, Some(project)).into_iter();
            let of_project = |row: &Because| matches!(row.source, Source::Project { .. }) || row.is_by_project();
            held.extend(names.flat_map(|(asked, name, rules)| rules.held(asked, name)).filter(of_project));
        }
        held
    }

    /// Whether a name begins some `g` row, so that Argo CD asks for it when it is one of the user's groups.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.rules.knows(name) || self.projects.values().any(|rules| rules.knows(name))
    }

    /// All names to ask, in Argo CD's order, each with the rules that it is asked with. A group that begins no `g` row is
    /// not asked, even if a `p` row names it.
    fn names<'a>(
        &'a self,
        user: &'a str,
        groups: &'a [&'a str],
        project: Option<(&'a String, &'a Rules)>,
    ) -> Vec<(Asked, &'a str, &'a Rules)> {
        let rules = project.map_or(&self.rules, |(_, rules)| rules);
        let default = |rules| self.default_role.as_deref().map(|role| (Asked::DefaultRole, role, rules));
        let mut names: Vec<_> = default(&self.rules).into_iter().collect();
        match (project, project_of_token(user)) {
            (Some((name, _)), Some(own)) if name != own => {}
            (Some(_), Some(_)) => names.extend(default(rules).into_iter().chain([(Asked::User, user, rules)])),
            (None, _) | (Some(_), None) => {
                names.extend(project.and_then(|_| default(rules)));
                names.push((Asked::User, user, rules));
                let known = groups.iter().filter(|group| rules.knows(group));
                names.extend(known.map(|group| (Asked::Group, *group, rules)));
            }
        }
        names.push((Asked::Everyone, "", &self.rules));
        names
    }
}

impl Because {
    /// Whether a role of a project leads to the row.
    fn is_by_project(&self) -> bool {
        self.links.iter().any(|link| matches!(link.source, Source::Project { .. }))
    }
}

/// Adds the rows of a text.
fn add_policy(rules: &mut Rules, policy: &Policy, source: impl Fn(Place) -> Source, mode: MatchMode) {
    rules.add(
        policy.permissions().map(|(row, place)| (row.clone(), source(place.clone()))),
        policy.groupings().map(|(row, place)| (row.clone(), source(place.clone()))),
        mode,
    );
}

/// The project that a request is about (`getProjectFromRequest`): for what has its rights in project roles too, the
/// first part of the object; for a project, its name.
fn project_of<'a>(resource: &str, object: &'a str) -> Option<&'a str> {
    match table::RESOURCES.iter().find(|known| known.name == resource)? {
        known if known.project_scoped => object.split_once('/').map(|(project, _)| project),
        known if known.name == "projects" => Some(object),
        _ => None,
    }
}

/// The project whose role a token is for: `proj:PROJECT:ROLE` (`GetProjectRoleFromSubject`).
pub(crate) fn project_of_token(subject: &str) -> Option<&str> {
    match subject.split(':').collect::<Vec<_>>()[..] {
        ["proj", project, _] => Some(project),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
