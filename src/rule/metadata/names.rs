//! Names, namespaces and labels are such that the API server takes the object.
//!
//! Kubernetes `apimachinery/pkg/api/validation`: names of most kinds are DNS subdomains, namespaces DNS labels, values of
//! labels words of 63 characters at most. The objects of RBAC may have any name that a path can hold.

use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place};
use crate::material::{Facts, Item, Reading};
use crate::rule::placeholder;
use crate::value::placeholder::is_sample_credential;
use crate::value::{LabelValue, Malformed, NamespaceName, ObjectName, has_placeholder};

/// Kinds whose names are path segments.
const FREELY_NAMED: [&str; 4] = ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"];

/// Reports what the API server refuses.
pub fn check(item: &Item, facts: &Facts, findings: &mut Vec<Finding>) {
    // The rules for projects say more about a project's name.
    let has_rule = matches!(item.reading, Reading::Project(_)) || FREELY_NAMED.contains(&item.kind());
    let mut judge = |node: Option<&Node>, fault: fn(&str) -> Option<Malformed>| {
        let Some((node, text)) = node.and_then(|node| Some((node, written(node)?))) else { return };
        if !placeholder::report(text, node.span, item, facts, findings) && !has_placeholder(text) {
            findings.extend(fault(text).map(|malformed| finding(node, malformed)));
        }
    };
    let of_project: fn(&str) -> Option<Malformed> = |_| None;
    judge(item.metadata("name"), if has_rule { of_project } else { |text| text.parse::<ObjectName>().err() });
    judge(item.metadata("namespace").filter(|node| node.text() != Some("")), |text| {
        text.parse::<NamespaceName>().err()
    });
    for entry in item.metadata("labels").map_or(&[][..], Node::entries) {
        judge(Some(&entry.value), |text| text.parse::<LabelValue>().err());
    }
}

/// The text of a value; what is of another type is what the schema refuses, and some words are placeholders for values only.
fn written(node: &Node) -> Option<&str> {
    let is_text = matches!(node.content, Content::Text(_));
    node.text().filter(|text| is_text && !is_sample_credential(text))
}

fn finding(node: &Node, malformed: Malformed) -> Finding {
    let finding = Finding::new(Code::MalformedName, Place::Text(node.span), malformed.message);
    finding.with_optional_help(malformed.help)
}
