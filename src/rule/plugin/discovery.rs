//! A plugin with `discover` is asked about every Application that names none.
//!
//! argo-cd `cmpserver/plugin/plugin.go`, `matchRepository`, `util/app/discovery/discovery.go`: for each of them the repo server
//! sends the whole repository to every plugin that has it (issues 17775, 15763). Of `fileName`, `find.glob` and
//! `find.command` the first one decides alone.

use super::Subject;
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::Plugin;

/// Notes what discovery costs, and warns where a part of it is not looked at.
pub fn check(subject: &Subject<'_, Plugin>, findings: &mut Vec<Finding>) {
    let discover = subject.reading.spec.as_ref().and_then(|spec| spec.entry("discover"));
    let Some((entry, ways)) = discover.map(|entry| (entry, ways(&entry.value))) else { return };
    match &ways[..] {
        [] => {}
        [_] => {
            let message =
                "this plugin is asked about every Application that names none, each time with the whole repository";
            let finding = Finding::new(Code::PluginDiscovery, Place::Text(entry.key_span), message);
            findings.push(finding.with_help("leave `discover` out, and let Applications name the plugin"));
        }
        [(first, _), (second, node), ..] => {
            let message = format!("of `{first}` and `{second}` only the first decides");
            let finding = Finding::new(Code::PluginDiscovery, Place::Text(node.span), message);
            findings.push(
                finding
                    .with_severity(Severity::Warning)
                    .with_help(format!("remove `{second}`, or make it the only one")),
            );
        }
    }
}

/// The ways of discovery that are given, in the order in which Argo CD looks.
fn ways(discover: &Node) -> Vec<(&'static str, &Node)> {
    let find = discover.get("find");
    let all = [
        ("fileName", discover.get("fileName")),
        ("find.glob", find.and_then(|find| find.get("glob"))),
        ("find.command", find.and_then(|find| find.get("command"))),
    ];
    let is_given = |node: &Node| match &node.content {
        Content::Null => false,
        Content::Text(text) => !text.is_empty(),
        Content::List(items) => !items.is_empty(),
        _ => true,
    };
    all.into_iter().filter_map(|(name, node)| Some((name, node.filter(|node| is_given(node))?))).collect()
}
