//! Rules over AppProjects: what Argo CD's API refuses, and what is loaded and never matches.
//!
//! A port of `ValidateProject` and what it calls (argo-cd `pkg/apis/application/v1alpha1/{types,app_project_types}.go`,
//! 3.6.1). Only argocd-server calls it, for what comes through its API: a project that kubectl applies is not checked, works
//! as far as it does, and refuses tokens and changes later on.
//!
//! Keeps true: the same verdict as Argo CD for names, policies, groups, windows and entries that stand twice; on top of it
//! come what can never match. A value that another tool fills in is not judged.

mod destinations;
mod duplicates;
mod names;
mod policies;
mod resource_lists;
mod service_accounts;
mod sources;
mod windows;

use super::{Rule, Subject};
use crate::document::Node;
use crate::material::{Item, Named, Project};
use crate::value::has_placeholder;

/// Every rule over one project, in the order of `ValidateProject`.
pub const RULES: [Rule<Project>; 8] = [
    destinations::check,
    sources::check,
    names::check,
    policies::check,
    windows::check,
    service_accounts::check,
    resource_lists::check,
    duplicates::check,
];

/// The items of a list in `spec`.
fn list<'i>(item: &'i Item, key: &str) -> &'i [Node] {
    item.node.get("spec").and_then(|spec| spec.get(key)).map_or(&[], Node::items)
}

/// The texts of a list in `spec` that no other tool fills in.
fn texts(item: &Item, key: &str) -> Vec<Named> {
    let texts = list(item, key).iter().filter_map(Named::of);
    texts.filter(|text| !has_placeholder(&text.text)).collect()
}

/// A text of an entry; empty, as for Go, where it is left out.
fn text<'n>(entry: &'n Node, key: &str) -> &'n str {
    entry.get(key).and_then(Node::text).unwrap_or_default()
}
