//! Options of a sync are ones that Argo CD knows, letter by letter.
//!
//! argo-cd `gitops-engine/pkg/sync/common/types.go`, `controller/sync.go`: each option is compared as a whole, `NAME=value`;
//! another text does nothing, without a word. Items of the annotation are trimmed, items of an Application's list are not.

use crate::document::Node;
use crate::finding::{Code, Finding, Place, nearest, slip};
use crate::material::{Facts, Item};
use crate::rule::placeholder;
use crate::source::Span;
use crate::value::{has_placeholder, shown};

const ANNOTATION: &str = "argocd.argoproj.io/sync-options";

const SWITCH: &[&str] = &["true", "false"];
const REMOVAL: &[&str] = &["true", "false", "confirm"];

/// Every option, with the words that it takes.
const OPTIONS: [(&str, &[&str]); 14] = [
    ("ApplyOutOfSyncOnly", SWITCH),
    ("ClientSideApplyMigration", SWITCH),
    ("CreateNamespace", SWITCH),
    ("Delete", REMOVAL),
    ("FailOnSharedResource", SWITCH),
    ("Force", SWITCH),
    ("Prune", REMOVAL),
    ("PruneLast", SWITCH),
    ("PrunePropagationPolicy", &["background", "foreground", "orphan"]),
    ("Replace", SWITCH),
    ("RespectIgnoreDifferences", SWITCH),
    ("ServerSideApply", SWITCH),
    ("SkipDryRunOnMissingResource", SWITCH),
    ("Validate", SWITCH),
];

/// Reports options that do nothing, of an object and of an Application.
pub fn check(item: &Item, facts: &Facts, findings: &mut Vec<Finding>) {
    if let Some(node) = item.annotation(ANNOTATION) {
        let options = |text: &str| text.split(',').map(|option| option.trim().to_owned()).collect();
        judge(node, options, item, facts, findings);
    }
    let policy = item.node.get("spec").and_then(|spec| spec.get("syncPolicy")).filter(|_| item.kind() == "Application");
    for node in policy.and_then(|policy| policy.get("syncOptions")).map_or(&[][..], Node::items) {
        judge(node, |text| vec![text.to_owned()], item, facts, findings);
    }
}

/// Reports the first of the options in a text that does nothing.
fn judge(node: &Node, options: fn(&str) -> Vec<String>, item: &Item, facts: &Facts, findings: &mut Vec<Finding>) {
    let Some(text) = node.text() else { return };
    if !placeholder::report(text, node.span, item, facts, findings) && !has_placeholder(text) {
        let options = options(text).into_iter().filter(|option| !option.is_empty());
        let first = options.clone().find_map(|option| fault(&option, node.span));
        let right: Option<Vec<String>> = options.map(|option| meant(&option)).collect();
        findings.extend(first.map(|first| first.with_optional_content(node.span, right.map(|right| right.join(",")))));
    }
}

fn fault(option: &str, span: Span) -> Option<Finding> {
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    let known = OPTIONS.iter().find(|(known, _)| *known == name);
    if known.is_some_and(|(_, values)| values.contains(&value)) {
        return None;
    }
    let help = match (known, nearest(name, OPTIONS.map(|(known, _)| known))) {
        (Some((_, values)), _) => {
            format!("write {}", values.iter().map(|value| format!("`{name}={value}`")).collect::<Vec<_>>().join(" or "))
        }
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => "Argo CD's documentation lists them under \"Sync Options\"".to_owned(),
    };
    let message = format!("{} is no sync option that Argo CD knows, and does nothing", shown(option));
    Some(Finding::new(Code::SyncOption, Place::Text(span), message).with_help(help))
}

/// The option that one was to be, in other letters or a slip away.
fn meant(option: &str) -> Option<String> {
    let (name, value) = option.trim_matches([' ', '\'', '"']).split_once('=')?;
    let names = OPTIONS.map(|(known, _)| known);
    let name = names.into_iter().find(|known| *known == name).or_else(|| slip(name, names))?;
    let (_, values) = OPTIONS.iter().find(|(known, _)| *known == name)?;
    let value = values.iter().find(|known| known.eq_ignore_ascii_case(value))?;
    Some(format!("{name}={value}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_compared_letter_by_letter() {
        let is_fault = |option| fault(option, Span::NOWHERE).is_some();
        for option in ["Prune=false", "Delete=confirm", "CreateNamespace=true", "PrunePropagationPolicy=orphan"] {
            assert!(!is_fault(option), "{option}");
        }
        for option in ["prune=false", "Prune=no", "Prune", "Prune: false", "PruneLast=confirm", "CreateNamespaces=true"]
        {
            assert!(is_fault(option), "{option}");
        }
    }
}
