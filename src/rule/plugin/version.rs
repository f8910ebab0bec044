//! A version becomes a part of the plugin's name.
//!
//! argo-cd `cmpserver/plugin/config.go`, `Address`: the socket is `NAME-VERSION.sock`, and an Application that says `NAME` ends
//! in `could not find cmp-server plugin with name` (issues 12083, 12092).

use super::Subject;
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place};
use crate::material::Plugin;
use crate::value::shown;

/// Notes a plugin with a version.
pub fn check(subject: &Subject<'_, Plugin>, findings: &mut Vec<Finding>) {
    let version = subject.reading.spec.as_ref().and_then(|spec| spec.get("version"));
    let Some((node, version)) = version.and_then(|node| Some((node, written(node)?))) else { return };
    let name = subject.reading.name().unwrap_or("NAME");
    let message = format!(
        "Applications call this plugin {}: its version is a part of its name",
        shown(&format!("{name}-{version}"))
    );
    let finding = Finding::new(Code::PluginVersion, Place::Text(node.span), message);
    findings.push(finding.with_help("leave the version out, and Applications need not change with it"));
}

fn written(node: &Node) -> Option<String> {
    match &node.content {
        Content::Text(text) if text.is_empty() => None,
        Content::Text(text) | Content::Number(text) => Some(text.clone()),
        Content::Integer(integer) => Some(integer.to_string()),
        _ => None,
    }
}
