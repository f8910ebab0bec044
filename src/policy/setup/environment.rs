//! The setup that an environment file describes, as the installation gets it.
//!
//! Beside `rbac` these are chart values that add to it (`configs.rbac` may have overlays and the mode of matching), and
//! with `argocd.base` what the base's argocd-rbac-cm says and `rbac` does not.

use serde_json::{Map, Value};

use super::{DefaultRole, Origin, Setup, holds_rows, in_order};
use crate::document::Pointer;
use crate::environment::{Environment, Rbac};
use crate::finding::Finding;
use crate::install::rbac_policy;
use crate::policy::MatchMode;

/// The setup of an environment.
pub fn of_environment(environment: &Environment, findings: &mut Vec<Finding>) -> Setup {
    let mut setup = Setup { version: environment.argocd.version, ..Setup::default() };
    if let Some(rbac) = &environment.rbac {
        add_rbac(&mut setup, rbac, environment, findings);
    }
    let (data, origin) = other_settings(environment);
    let texts = data.iter().filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)));
    for (key, text) in in_order(texts.collect()) {
        match key {
            "policy.csv" if environment.rbac.is_some() => {}
            "policy.matchMode" => setup.mode = MatchMode::of(text),
            _ if holds_rows(key) => setup.policy.push(text, origin),
            _ => {}
        }
    }
    setup.servers =
        environment.targets.iter().map(|target| (target.name.to_string(), target.server.to_string())).collect();
    setup
}

/// What `rbac` says.
fn add_rbac(setup: &mut Setup, rbac: &Rbac, environment: &Environment, findings: &mut Vec<Finding>) {
    for (row, pointer) in rbac_policy::placed(rbac, findings).rows {
        setup.policy.push(row, origin_of(environment, &pointer));
    }
    setup.scopes = rbac.scopes.iter().map(ToString::to_string).collect();
    setup.default_role = rbac.default_role.role().map(|role| DefaultRole {
        name: format!("role:{role}"),
        origin: origin_of(environment, &Pointer::of(["rbac", "defaultRole"])),
    });
    let groups = rbac.bindings.iter().flat_map(|binding| &binding.groups);
    setup.group_names =
        groups.filter_map(|group| Some((group.name.as_ref()?.to_string(), group.id.to_string()))).collect();
}

fn origin_of(environment: &Environment, pointer: &Pointer) -> Origin {
    let found = environment.document.find(pointer);
    found.map_or(Origin::Elsewhere("the environment file"), |(node, _)| Origin::At(node.span))
}

/// Data of argocd-rbac-cm that does not come from `rbac`, and what to call its place.
fn other_settings(environment: &Environment) -> (Map<String, Value>, Origin) {
    let is_ours = |object: &&Value| object["kind"] == "ConfigMap" && object["metadata"]["name"] == "argocd-rbac-cm";
    if let Some(config_map) = environment.base.iter().find(is_ours) {
        return (config_map["data"].as_object().cloned().unwrap_or_default(), Origin::Elsewhere("argocd.base"));
    }
    let settings = environment.extra_settings();
    let rbac = settings.get("configs").and_then(|configs| configs.get("rbac")).and_then(Value::as_object);
    (rbac.cloned().unwrap_or_default(), Origin::Elsewhere("argocd.settings"))
}
