//! What Argo CD ever asks its policy: resources, their actions by version, and the form of their objects.
//!
//! Sources: `validRBACResourcesActions` (`cmd/argocd/commands/admin/settings_rbac.go`), `ProjectScoped`
//! (`util/rbac/rbac.go`), and the calls of `EnforceErr` in server/. Argo CD loads a row with any other name and never
//! asks for it, so such a row grants nothing and says nothing: the most frequent silent mistake.
//!
//! What it keeps true: a name that could match a request is never called unknown; globs get the benefit of doubt.

mod unknown;

pub use unknown::Unknown;

use crate::{
    policy::glob::{self, Glob},
    value::ArgoVersion,
};

/// A resource of Argo CD's RBAC.
#[derive(Debug, PartialEq, Eq)]
pub struct Resource {
    /// As policies write it.
    pub name: &'static str,
    /// What can be done with it.
    pub actions: &'static [Action],
    /// What its objects look like.
    pub object: ObjectForm,
    /// Whether the rights can be given in a project's roles too.
    pub project_scoped: bool,
}

/// An action on a resource.
#[derive(Debug, PartialEq, Eq)]
pub struct Action {
    /// As policies write it.
    pub name: &'static str,
    /// The first version that has it; 3.4 stands for 3.4 and all before.
    pub since: ArgoVersion,
    /// Whether a path may follow it: `action/apps/Deployment/restart`.
    pub sub_action: SubAction,
}

/// Whether an action goes on after a `/`: `update/<group>/<kind>/<namespace>/<name>`, `action/<group>/<kind>/<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubAction {
    /// No path may follow.
    Never,
    /// Alone it is about the application, with a path about the application's resources.
    Optional,
    /// Alone it is never asked for.
    Required,
}

/// What Argo CD puts into the object of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectForm {
    /// `<project>/<name>`, or `<project>/<namespace>/<name>` outside Argo CD's own namespace.
    ProjectApplication,
    /// The cluster's server URL, or `<project>/<server URL>`; never the cluster's name.
    ServerUrl,
    /// The repository's URL, or `<project>/<URL>`.
    RepositoryUrl,
    /// A name without `/`: of a project, an account or an extension.
    Name,
    /// The empty text; only a glob that matches it, such as `*`, grants anything.
    Empty,
}

const fn action(name: &'static str) -> Action {
    Action { name, since: ArgoVersion::V3_4, sub_action: SubAction::Never }
}

const fn action_with(name: &'static str, sub_action: SubAction) -> Action {
    Action { name, since: ArgoVersion::V3_4, sub_action }
}

const GET: Action = action("get");
const CREATE: Action = action("create");
const UPDATE: Action = action("update");
const DELETE: Action = action("delete");
const CREATE_TO_DELETE: &[Action] = &[GET, CREATE, UPDATE, DELETE];

const fn row(name: &'static str, actions: &'static [Action], object: ObjectForm, project_scoped: bool) -> Resource {
    Resource { name, actions, object, project_scoped }
}

/// All resources.
pub const RESOURCES: &[Resource] = &[
    row(
        "applications",
        &[
            GET,
            CREATE,
            action_with("update", SubAction::Optional),
            action_with("delete", SubAction::Optional),
            action("sync"),
            action("override"),
            action_with("action", SubAction::Required),
            // Asked for only with argocd-cm `server.rbac.rollback.enforce.enable: "true"`.
            Action { name: "rollback", since: ArgoVersion::V3_6, sub_action: SubAction::Never },
        ],
        ObjectForm::ProjectApplication,
        true,
    ),
    row("applicationsets", CREATE_TO_DELETE, ObjectForm::ProjectApplication, true),
    row("logs", &[GET], ObjectForm::ProjectApplication, true),
    row("exec", &[CREATE], ObjectForm::ProjectApplication, true),
    row("clusters", CREATE_TO_DELETE, ObjectForm::ServerUrl, true),
    row("repositories", CREATE_TO_DELETE, ObjectForm::RepositoryUrl, true),
    row("write-repositories", CREATE_TO_DELETE, ObjectForm::RepositoryUrl, false),
    row("projects", CREATE_TO_DELETE, ObjectForm::Name, false),
    // The server asks for get and update; Argo CD's own command line knows create.
    row("accounts", &[GET, CREATE, UPDATE], ObjectForm::Name, false),
    // The server never asks for update, yet the built-in role:admin has it.
    row("certificates", CREATE_TO_DELETE, ObjectForm::Empty, false),
    row("gpgkeys", &[GET, CREATE, DELETE], ObjectForm::Empty, false),
    row("extensions", &[action("invoke")], ObjectForm::Name, false),
];

/// Checks that a row with this resource and action, either of them a glob or not, can match a request of the version.
///
/// # Errors
/// What is unknown, with a suggestion.
pub fn check_action(resource: &str, action: &str, version: ArgoVersion) -> Result<(), Unknown> {
    let resources = resources_matching(resource)?;
    let pattern = compiled(action)?;
    let (present, later): (Vec<&Action>, Vec<&Action>) =
        resources.into_iter().flat_map(|resource| resource.actions).partition(|known| known.since <= version);
    if present.iter().any(|known| known.fits(action, &pattern)) {
        return Ok(());
    }
    match later.iter().find(|known| known.fits(action, &pattern)) {
        Some(known) => Err(Unknown::NotYet { action: known.name, since: known.since, version }),
        None => Err(Unknown::action(resource, action, &present)),
    }
}

/// The resource of a name.
///
/// # Errors
/// A name that is none, a glob among them.
pub fn resource(name: &str) -> Result<&'static Resource, Unknown> {
    RESOURCES.iter().find(|resource| resource.name == name).ok_or_else(|| Unknown::resource(name))
}

/// Checks that a request of the version may be for this action, which is no glob but for its path.
///
/// # Errors
/// What is unknown, with a suggestion.
pub fn check_request(resource: &Resource, action: &str, version: ArgoVersion) -> Result<(), Unknown> {
    let head = action.split_once('/').map_or(action, |(head, _)| head);
    if glob::is_literal(head) {
        return check_action(resource.name, action, version);
    }
    let present: Vec<&Action> = resource.actions.iter().filter(|known| known.since <= version).collect();
    Err(Unknown::action(resource.name, action, &present))
}

/// The resources that a text, as a glob, matches; at least one.
///
/// # Errors
/// A text that matches none.
pub fn resources_matching(text: &str) -> Result<Vec<&'static Resource>, Unknown> {
    let pattern = compiled(text)?;
    let resources: Vec<_> = RESOURCES.iter().filter(|resource| pattern.matches(resource.name)).collect();
    if resources.is_empty() { Err(Unknown::resource(text)) } else { Ok(resources) }
}

/// What a row with this resource and action, either of them a glob or not, can be about in a version.
#[must_use]
pub fn requests(resource: &str, action: &str, version: ArgoVersion) -> Vec<(&'static Resource, &'static Action)> {
    let (Ok(resources), Ok(pattern)) = (resources_matching(resource), compiled(action)) else { return Vec::new() };
    let actions =
        resources.into_iter().flat_map(|resource| resource.actions.iter().map(move |known| (resource, known)));
    actions.filter(|(_, known)| known.since <= version && known.fits(action, &pattern)).collect()
}

fn compiled(text: &str) -> Result<Glob, Unknown> {
    Glob::new(text).map_err(|error| Unknown::Pattern { pattern: text.to_owned(), error })
}

impl Action {
    /// Whether some request for this action could match the text, which compiles to the pattern.
    fn fits(&self, text: &str, pattern: &Glob) -> bool {
        if self.sub_action != SubAction::Required && pattern.matches(self.name) {
            return true;
        }
        if self.sub_action == SubAction::Never {
            return false;
        }
        match text.split_once('/') {
            // The part before the path is plain: the path may be anything.
            Some((head, _)) if glob::is_literal(head) => head == self.name,
            // A glob that reaches over the `/` may match some path that we do not know.
            Some(_) => true,
            None => pattern.matches(&format!("{}/group/Kind/namespace/name", self.name)),
        }
    }
}

#[cfg(test)]
mod tests;
