//! Service accounts for destinations are ones that Argo CD can impersonate.
//!
//! argo-cd `app_project_types.go`, `ValidateProject`: no `!`, globs that compile, and an account without any of
//! `!*[]{}\/`.

use super::{Subject, has_placeholder, list, text};
use crate::document::Node;
use crate::finding::{Code, Finding, Place};
use crate::material::Project;
use crate::policy::glob::Glob;
use crate::value::shown;

/// `serviceAccountDisallowedCharSet`.
const DISALLOWED: [char; 8] = ['!', '*', '[', ']', '{', '}', '\\', '/'];

/// Reports entries that Argo CD refuses.
pub fn check(subject: &Subject<'_, Project>, findings: &mut Vec<Finding>) {
    for entry in list(subject.item, "destinationServiceAccounts") {
        let patterns = ["server", "namespace"].into_iter().filter_map(|key| pattern(entry, key));
        findings.extend(patterns.chain(account(entry)));
    }
}

fn pattern(entry: &Node, key: &str) -> Option<Finding> {
    let node = entry.get(key)?;
    let text = node.text().filter(|text| !has_placeholder(text))?;
    let finding = |message, help: &str| {
        Finding::new(Code::ProjectServiceAccount, Place::Text(node.span), message).with_help(help)
    };
    if text.contains('!') {
        let message = format!("the {key} {} denies, which Argo CD refuses here", shown(text));
        return Some(finding(message, "name the destinations that have the account"));
    }
    let error = Glob::new(text).err()?;
    let help = "close what is open, or put a backslash before a character that is meant literally";
    Some(finding(format!("the {key} {} is refused: {error}", shown(text)), help))
}

fn account(entry: &Node) -> Option<Finding> {
    let account = text(entry, "defaultServiceAccount");
    if has_placeholder(account) || !(account.trim_matches(' ').is_empty() || account.contains(DISALLOWED)) {
        return None;
    }
    let first = entry.entries().first().map_or(entry.span, |entry| entry.key_span);
    let place = entry.get("defaultServiceAccount").map_or(first, |node| node.span);
    let message = match account.trim_matches(' ') {
        "" => "the destination has no service account".to_owned(),
        _ => format!("{} is no service account", shown(account)),
    };
    let help = "write the name of one, or `NAMESPACE:NAME`";
    Some(Finding::new(Code::ProjectServiceAccount, Place::Text(place), message).with_help(help))
}
