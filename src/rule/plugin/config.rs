//! The sidecar starts: the configuration has a name, a kind and a command, of the types that Go reads.
//!
//! argo-cd `cmpserver/plugin/config.go`, `ValidatePluginConfig`, makes three checks; before it, `encoding/json` refuses a
//! text where a list belongs. In both cases `argocd-cmp-server` ends, and the repo server's pod is not ready.

use super::Subject;
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place, nearest};
use crate::material::{Origin, Plugin, Role};
use crate::value::shown;

/// Reports what keeps the sidecar from starting.
pub fn check(subject: &Subject<'_, Plugin>, findings: &mut Vec<Finding>) {
    let plugin = subject.reading;
    let is_patch = subject.item.origin == Origin::Patch || subject.item.role == Role::Patch;
    if let Some(document) = plugin.document.as_ref().filter(|_| !is_patch) {
        findings.extend(kind(document));
        findings.extend(name(plugin, document));
    }
    let Some(spec) = &plugin.spec else {
        if let Some(document) = plugin.document.as_ref().filter(|_| !is_patch) {
            findings.push(missing(document, "`spec.generate.command`"));
        }
        return;
    };
    if !is_patch && !has_command(spec.get("generate")) {
        findings.push(missing(spec, "`generate.command`"));
    }
    for command in super::commands::all(spec) {
        for key in ["command", "args"] {
            findings.extend(command.get(key).and_then(|list| not_texts(key, list)));
        }
    }
}

fn kind(document: &Node) -> Option<Finding> {
    let kind = document.get("kind");
    let written = kind.and_then(Node::text).unwrap_or_default();
    if written == Plugin::KIND {
        return None;
    }
    let message = format!("the kind is {}, and the plugin server starts with `{}` only", shown(written), Plugin::KIND);
    let help = nearest(written, [Plugin::KIND]).map(|near| format!("did you mean `{near}`?"));
    let span = kind.unwrap_or(document).span;
    Some(Finding::new(Code::PluginConfig, Place::Text(span), message).with_optional_help(help))
}

fn name(plugin: &Plugin, document: &Node) -> Option<Finding> {
    let is_named = plugin.name().is_some_and(|name| !name.is_empty());
    (!is_named).then(|| missing(document, "`metadata.name`"))
}

fn missing(node: &Node, what: &str) -> Finding {
    let place = Place::Text(node.entries().first().map_or(node.span, |entry| entry.key_span));
    let message = format!("the plugin has no {what}, and the plugin server does not start");
    Finding::new(Code::PluginConfig, place, message).with_help("add it")
}

fn has_command(generate: Option<&Node>) -> bool {
    let Some(command) = generate.and_then(|generate| generate.get("command")) else { return false };
    // What is no list has a finding of its own.
    !matches!(command.content, Content::Null)
        && (!command.items().is_empty() || !matches!(command.content, Content::List(_)))
}

/// What keeps a value from being a list of texts.
fn not_texts(key: &str, node: &Node) -> Option<Finding> {
    let is_text = |node: &&Node| !matches!(node.content, Content::Map(_) | Content::List(_) | Content::Null);
    let wrong = match &node.content {
        Content::Null => return None,
        Content::List(items) => items.iter().find(|item| !matches!(item.content, Content::Text(_)))?,
        _ => node,
    };
    let wanted = if matches!(node.content, Content::List(_)) { "a text" } else { "a list of texts" };
    let message = format!("`{key}` is {wanted}, not {}, and the plugin server does not start", wrong.type_name());
    let help = if is_text(&wrong) { "put it in quotes, inside brackets" } else { "write each as a text in quotes" };
    Some(Finding::new(Code::PluginConfig, Place::Text(wrong.span), message).with_help(help))
}
