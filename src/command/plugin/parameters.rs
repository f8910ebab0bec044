//! `plugin parameters`: what the UI offers on the Parameters tab of an Application, as JSON.
//!
//! argo-cd `cmpserver/plugin/plugin.go`, `getParametersAnnouncement`: these come before the ones that `plugin.yaml` announces, and of two with
//! one name the UI shows the first (`ui/src/app/applications/components/application-parameters`). A file that cannot be read
//! is no failure here: the tab is where its name is put right.

use serde_json::{Value, json};

use super::asked::Asked;
use super::{generate, told};
use crate::command::{Failure, Status, World, write_out};
use crate::destination::Destination;
use crate::environment::Environment;
use crate::plan::{self, Chosen};
use crate::plugin::Parameter;
use crate::report::Context;
use crate::source::Sources;

/// The most names that a tooltip lists.
const MOST_NAMES: usize = 20;

/// Runs the verb.
pub fn run(world: &mut World<'_>) -> Result<Status, Failure> {
    let (mut sources, mut findings) = (Sources::default(), Vec::new());
    let asked = Asked::of(&world.variables, &mut Vec::new()).unwrap_or_default();
    let loaded = generate::load(&asked, world, &mut sources, &mut findings);
    let (document, environment) = loaded.map_or((None, None), |loaded| (loaded.document, loaded.environment));
    let announced = if let Some(environment) = environment {
        vec![destinations(&environment), labels(&environment)]
    } else {
        let context = Context { sources: &sources, document: document.as_deref() };
        vec![unreadable(&told::text(&findings, context, world.today, usize::MAX, "tiphys check"))]
    };
    write_out(world, &format!("{}\n", Value::Array(announced)))
}

fn destinations(environment: &Environment) -> Value {
    let destinations = plan::destinations(environment, &Chosen::whole(environment));
    let is_for_a_cluster = |one: &&Destination| matches!(one, Destination::Hub | Destination::Target(_));
    let names: Vec<String> = destinations.iter().filter(is_for_a_cluster).map(ToString::to_string).collect();
    let tooltip = format!("Who the objects are for: {}", listed(&names));
    json!({"name": Parameter::For.name(), "title": "Destination", "tooltip": tooltip, "string": "hub"})
}

fn labels(environment: &Environment) -> Value {
    let keys = environment.targets.iter().flat_map(|target| target.labels.keys());
    let mut names: Vec<String> = keys.map(ToString::to_string).collect();
    names.sort();
    names.dedup();
    let of_labels = if names.is_empty() { "no target has labels".to_owned() } else { listed(&names) };
    let tooltip = format!("Only targets with these labels, as kubectl writes selectors: {of_labels}");
    json!({"name": Parameter::Selector.name(), "title": "Selector", "tooltip": tooltip, "string": ""})
}

fn unreadable(told: &str) -> Value {
    let tooltip = told.lines().next().unwrap_or_default();
    json!({"name": Parameter::Environment.name(), "title": "Environment file", "tooltip": tooltip, "string": "env.yaml"})
}

fn listed(names: &[String]) -> String {
    let shown = names[..names.len().min(MOST_NAMES)].join(", ");
    match names.len().saturating_sub(MOST_NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
