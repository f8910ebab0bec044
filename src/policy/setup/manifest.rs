//! The setup of what others wrote: argocd-rbac-cm and AppProjects as `check` reads them, in a stream, in lists, or in values
//! and settings that become argocd-rbac-cm.
//!
//! Sources: `PolicyCSV` and `syncUpdate` (util/rbac/rbac.go), `rbacPolicyLoader` (server/server.go) for `scopes`, and
//! `ProjectPoliciesString` (`pkg/apis/application/v1alpha1/app_project_types.go`). Argo CD adds the policies of a project's
//! role as they are written; only its API and user interface check them.

use std::path::Path;

use super::{DefaultRole, Origin, PolicyText, Setup};
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place};
use crate::material::{Item, Material, Project, RbacConfig};
use crate::policy::MatchMode;
use crate::source::{SourceId, Sources};

/// Reads the setup of manifests; what is wrong with them is added to the findings.
pub fn of_manifests(sources: &mut Sources, id: SourceId, findings: &mut Vec<Finding>) -> Setup {
    let mut material = Material::default();
    material.read(id, Path::new(""), true, sources, findings);
    let mut setup = Setup::default();
    let mut configs = material.all::<RbacConfig>();
    if let Some((_, config)) = configs.next() {
        add_config(&mut setup, config, sources, findings);
    }
    for (item, _) in configs {
        let finding = Finding::new(Code::DuplicateObject, item.place(), "argocd-rbac-cm stands here a second time");
        findings.push(finding.with_help("ask about one installation of Argo CD at a time"));
    }
    for (item, project) in material.all::<Project>() {
        add_project(&mut setup, item, project, sources, findings);
    }
    let has_any = material.all::<RbacConfig>().next().is_some() || material.all::<Project>().next().is_some();
    if !has_any && findings.is_empty() {
        findings.push(without_policy(id));
    }
    setup
}

fn without_policy(id: SourceId) -> Finding {
    let message = "there is no RBAC policy in this file";
    Finding::new(Code::NotAPolicy, Place::Source(id), message).with_help(
        "name an environment file, a manifest of the ConfigMap argocd-rbac-cm (AppProjects may stand beside it), values or \
         settings of an installation with such a policy, or a policy whose rows begin with `p,` or `g,`",
    )
}

fn add_config(setup: &mut Setup, config: &RbacConfig, sources: &Sources, findings: &mut Vec<Finding>) {
    for datum in &config.data.entries {
        findings.extend(not_a_text(&datum.node, &datum.key));
    }
    for text in &config.policies {
        setup.policy.push_source(sources, text.field.source);
    }
    setup.default_role = config
        .default_role()
        .map(|role| DefaultRole { name: role.text.clone(), origin: Origin::At(sources.outermost(role.span()).span) });
    setup.mode = if config.is_regex() { MatchMode::Regex } else { MatchMode::Glob };
    match &config.scopes {
        Some(scopes) if scopes.claims.is_none() => {
            let place = Place::Text(scopes.field.span());
            let finding = Finding::new(Code::PolicyScopes, place, "`scopes` holds no YAML list");
            findings.push(finding.with_help("write it as a list in quotes: `'[groups, email]'`"));
        }
        _ => setup.scopes = config.claims().into_iter().map(str::to_owned).collect(),
    }
}

fn add_project(setup: &mut Setup, item: &Item, project: &Project, sources: &Sources, findings: &mut Vec<Finding>) {
    let Some(name) = project.name.as_ref().map(|name| name.text.as_str()) else { return };
    for role in item.node.get("spec").and_then(|spec| spec.get("roles")).map_or(&[][..], Node::items) {
        let lists = ["policies", "groups"].into_iter().filter_map(|key| Some((key, role.get(key)?)));
        let texts = lists.flat_map(|(key, list)| list.items().iter().map(move |item| (key, item)));
        findings.extend(texts.filter_map(|(key, item)| not_a_text(item, key)));
    }
    let mut policy = PolicyText::default();
    for role in &project.roles {
        let Some(role_name) = role.name.as_ref().map(|name| name.text.as_str()) else { continue };
        let row = format!("p, proj:{name}:{role_name}, projects, get, {name}, allow");
        policy.push(row, Origin::At(role.place()));
        for row in &role.policies {
            policy.push_source(sources, row.source);
        }
        for group in &role.groups {
            policy.push(format!("g, {}, proj:{name}:{role_name}", group.text), Origin::At(group.span));
        }
    }
    if setup.projects.insert(name.to_owned(), policy).is_some() {
        let message = format!("the AppProject `{name}` stands here a second time");
        findings.push(Finding::new(Code::DuplicateObject, item.place(), message));
    }
}

/// A value that must be a text and is none; nothing counts as left out.
fn not_a_text(node: &Node, key: &str) -> Option<Finding> {
    if node.text().is_some() || node.content == Content::Null {
        return None;
    }
    let message = format!("`{key}` takes a string, not {}", node.type_name());
    Some(Finding::new(Code::WrongType, Place::Text(node.span), message).with_help("put the value in quotes"))
}
