//! What an Application sets for our plugin is what the plugin takes.
//!
//! `plugin.yaml` names the plugin; the rules of the values are the plugin's own (`crate::plugin`). An ApplicationSet's texts are
//! templates, of which only what is none is judged; so is a variable that names others.

use super::{Hub, is_open};
use crate::document::Node;
use crate::finding::{Code, Finding, Place};
use crate::plugin::{NAME, Parameter};
use crate::value::Malformed;

/// Reports parameters and variables that the plugin refuses.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    let applications = hub.of_kind("Application").filter_map(|item| item.node.get("spec"));
    let templates =
        hub.of_kind("ApplicationSet").filter_map(|item| item.node.get("spec")?.get("template")?.get("spec"));
    for spec in applications.chain(templates) {
        for plugin in plugins(spec) {
            let parameters = plugin.get("parameters").map_or(&[][..], Node::items);
            findings.extend(parameters.iter().filter_map(parameter));
            let variables = plugin.get("env").map_or(&[][..], Node::items);
            findings.extend(variables.iter().filter_map(variable));
        }
    }
}

/// Our plugin in each source of an Application.
fn plugins(spec: &Node) -> impl Iterator<Item = &Node> {
    let hydrated = spec.get("sourceHydrator").and_then(|hydrator| hydrator.get("drySource"));
    let several = spec.get("sources").map_or(&[][..], Node::items);
    let sources = spec.get("source").into_iter().chain(hydrated).chain(several);
    sources
        .filter_map(|source| source.get("plugin"))
        .filter(|plugin| plugin.get("name").and_then(Node::text) == Some(NAME))
}

fn parameter(node: &Node) -> Option<Finding> {
    let name = node.get("name")?;
    let known = match Parameter::named(name.text().filter(|text| !is_open(text))?) {
        Ok(known) => known,
        Err(error) => return Some(refused(name, error)),
    };
    let Some(value) = node.get("string") else {
        let error = Malformed::new("it is no text").with_help("give it a `string`");
        return Some(refused(name, error));
    };
    fault(known, value)
}

fn variable(node: &Node) -> Option<Finding> {
    let name = node.get("name")?;
    match Parameter::of_variable(name.text().filter(|text| !is_open(text))?) {
        Ok(known) => fault(known, node.get("value")?),
        Err(error) => Some(refused(name, error)),
    }
}

fn fault(parameter: Parameter, value: &Node) -> Option<Finding> {
    let text = value.text().filter(|text| !is_open(text))?;
    parameter.check(text).err().map(|error| refused(value, error))
}

fn refused(node: &Node, Malformed { message, help }: Malformed) -> Finding {
    Finding::new(Code::PluginParameter, Place::Text(node.span), message).with_optional_help(help)
}
