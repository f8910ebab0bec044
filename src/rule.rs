//! The rules, one a file. Each has one public `check`; the lists of them are here and in `rule/environment.rs`.
//!
//! Keeps true: a rule only reports, and the same rules judge what tiphys renders and what others wrote. Rules over
//! environments see values that could be read. Rules over items see one thing that Argo CD, Kubernetes or the
//! extension would read, with the type that they ask for; rules over the whole see how things fit each other.

mod argo_secret;
mod authority;
mod chart;
mod cluster_secret;
pub mod environment;
mod extension;
mod grants;
mod hub;
mod in_the_clear;
mod inner_texts;
mod installation;
mod metadata;
mod object_schema;
mod oidc;
mod parameters;
mod placeholder;
mod plugin;
mod project;
mod rbac;
mod secret_data;
mod server_config;
mod settings;

use std::collections::HashSet;

use serde_json::Value;

use crate::document::{Node, Pointer};
use crate::finding::{self, Code, Finding, Place};
use crate::manifest::Manifest;
use crate::material::{Facts, Item, Material, Reading};
use crate::source::{Sources, Span};
use crate::value::ArgoVersion;

/// An item that is being judged.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a, T> {
    /// The item: where it is, how it would be applied.
    pub item: &'a Item,
    /// What it is read as.
    pub reading: &'a T,
    /// What is known about the run.
    pub facts: &'a Facts,
}

/// A rule over one item.
type Rule<T> = fn(&Subject<'_, T>, &mut Vec<Finding>);

/// A rule over everything that was read.
type RuleOverAll = fn(&Material, &mut Vec<Finding>);

/// Every rule over how things fit each other.
const OVER_ALL: [RuleOverAll; 13] = [
    metadata::check,
    chart::identity::check,
    object_schema::check,
    cluster_secret::duplicates::check,
    cluster_secret::namespace::check,
    server_config::sign_in::check,
    server_config::anonymous::check,
    installation::partial::check,
    installation::tls::check,
    plugin::object::check,
    hub::check,
    rbac::check_whole,
    rbac::entra_claims::check,
];

/// Judges everything that was read by every rule.
pub fn check_material(material: &Material, findings: &mut Vec<Finding>) {
    for item in &material.items {
        check_item(item, &material.facts, findings);
    }
    for rule in OVER_ALL {
        rule(material, findings);
    }
    say_once(findings);
}

/// What a rule says of a value better than the schema of its kind does, the schema does not say again.
fn say_once(findings: &mut Vec<Finding>) {
    let is_schemas = |finding: &Finding| finding.code == Code::SchemaViolation;
    let said: HashSet<Place> =
        findings.iter().filter(|f| !is_schemas(f)).map(|finding| finding.place.clone()).collect();
    findings.retain(|finding| !is_schemas(finding) || !said.contains(&finding.place));
}

/// Judges one item by the rules for what it is.
pub fn check_item(item: &Item, facts: &Facts, findings: &mut Vec<Finding>) {
    match &item.reading {
        Reading::ClusterSecret(secret) => run(&cluster_secret::RULES, item, secret, facts, findings),
        Reading::ArgoSecret(secret) => run(&argo_secret::RULES, item, secret, facts, findings),
        Reading::ServerConfig(config) => run(&server_config::RULES, item, config, facts, findings),
        Reading::Parameters(parameters) => run(&parameters::RULES, item, parameters, facts, findings),
        Reading::Plugin(plugin) => run(&plugin::RULES, item, plugin, facts, findings),
        Reading::ChartValues(values) => run(&chart::RULES, item, values, facts, findings),
        Reading::ExtensionSettings(settings) => run(&extension::RULES, item, settings, facts, findings),
        Reading::RbacConfig(config) => run(&rbac::RULES, item, config, facts, findings),
        Reading::Project(project) => run(&project::RULES, item, project, facts, findings),
        Reading::PlainObject(_) => {}
    }
}

fn run<T>(rules: &[Rule<T>], item: &Item, reading: &T, facts: &Facts, findings: &mut Vec<Finding>) {
    let subject = Subject { item, reading, facts };
    for rule in rules {
        rule(&subject, findings);
    }
}

/// Judges one rendered object as this version of Argo CD reads it.
pub fn check_manifest(manifest: &Manifest, version: ArgoVersion, findings: &mut Vec<Finding>) {
    if check_value(manifest.body(), version, &|pointer| manifest.place(pointer), findings) {
        inner_texts::check_manifest(manifest, findings);
    }
}

/// Judges a rendered document that is no Kubernetes object.
pub fn check_document(
    body: &Value,
    version: ArgoVersion,
    place: &dyn Fn(Pointer) -> Place,
    findings: &mut Vec<Finding>,
) {
    if check_value(body, version, place, findings) {
        inner_texts::check_settings(body, place, findings);
    }
}

/// Judges what we render by the rules for what others write; whether they find no error.
///
/// Where they find one, the strict reading of the texts inside (`inner_texts`) would only say it again.
fn check_value(
    body: &Value,
    version: ArgoVersion,
    place: &dyn Fn(Pointer) -> Place,
    findings: &mut Vec<Finding>,
) -> bool {
    let mut sources = Sources::default();
    let material = Material::of_value(body, version, &mut sources);
    let mut found = Vec::new();
    for item in &material.items {
        check_item(item, &material.facts, &mut found);
    }
    if found.is_empty() {
        return true;
    }
    let is_good = !finding::any_error(&found);
    let tree = Node::numbered(body, Span::NOWHERE.source);
    for mut finding in found {
        // What is rendered is mended by mending the environment file.
        finding.fix = Box::default();
        if let Place::Text(span) = finding.place {
            finding.place = place(tree.pointer_at(sources.outermost(span).span.start));
        }
        findings.push(finding);
    }
    is_good
}
