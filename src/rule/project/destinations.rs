//! Destinations of a project are such that an Application can have them.
//!
//! argo-cd `app_project_types.go`, `ValidateProject` and `isDestinationMatched`: server or name, and the namespace, must match
//! as globs. The server of a cluster has no slash at its end, so a destination with one matches nothing. Both server and name
//! are right here (the user interface writes both); they are wrong in an Application only.

use super::{Subject, has_placeholder, list, text};
use crate::document::Node;
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::Project;
use crate::policy::glob::{self, Glob};
use crate::rule::placeholder;
use crate::value::shown;

/// Reports destinations that Argo CD refuses, and those that match nothing.
pub fn check(subject: &Subject<'_, Project>, findings: &mut Vec<Finding>) {
    for destination in list(subject.item, "destinations") {
        let before = findings.len();
        for key in ["name", "server", "namespace"] {
            let Some((node, text)) = destination.get(key).and_then(|node| Some((node, node.text()?))) else { continue };
            if !placeholder::report(text, node.span, subject.item, subject.facts, findings) {
                findings.extend(pattern(key, node));
            }
        }
        if findings.len() == before {
            findings.extend(incomplete(destination));
        }
    }
}

fn pattern(key: &str, node: &Node) -> Option<Finding> {
    let text = node.text().filter(|text| !has_placeholder(text))?;
    let finding =
        |message, help: &str| Finding::new(Code::ProjectDestination, Place::Text(node.span), message).with_help(help);
    if text == "!*" {
        let help = "leave the destination out: what no destination admits is denied already";
        return Some(finding(format!("Argo CD refuses the {key} `!*`"), help));
    }
    let body = text.strip_prefix('!').unwrap_or(text);
    let bare = body.trim_matches([' ', '\t', '\n', '\'', '"']);
    if bare != body {
        let message = format!("the {key} {} never matches: blanks and quotes are part of it", shown(text));
        let right = format!("{}{bare}", &text[..text.len() - body.len()]);
        let finding = finding(message, "remove them").with_severity(Severity::Warning);
        return Some(if bare.is_empty() { finding } else { finding.with_content(node.span, right) });
    }
    if let Err(error) = Glob::new(body) {
        let help = "close what is open, or put a backslash before a character that is meant literally";
        return Some(finding(format!("the {key} {} never matches: {error}", shown(text)), help));
    }
    let is_plain = !body.contains(['[', '{', '\\']);
    if key == "namespace" && is_plain && body.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let message = format!("the namespace {} never matches: namespaces have no capital letters", shown(text));
        let finding = finding(message, &format!("write `{}`", text.to_lowercase())).with_severity(Severity::Warning);
        return Some(finding.with_content(node.span, text.to_lowercase()));
    }
    if key == "server" && is_plain && (body.starts_with("http://kubernetes.default.svc") || has_capital_host(body)) {
        let help = format!("write `{}`", text.to_lowercase().replacen("http://", "https://", 1));
        let message = format!("the server {} never matches: Argo CD compares servers letter by letter", shown(text));
        return Some(finding(message, &help).with_severity(Severity::Warning));
    }
    if key != "server" || !glob::is_literal(body) || body.is_empty() {
        return None;
    }
    if body.ends_with('/') {
        let message = format!("the server {} never matches: Argo CD cuts off the slash at a server's end", shown(text));
        return Some(
            finding(message, "remove the slash at the end").with_content(node.span, text.trim_end_matches('/')),
        );
    }
    (!body.contains(':')).then(|| {
        let message = format!("the server {} never matches: it is no URL", shown(text));
        finding(message, "write the cluster's URL, or its name under `name`").with_severity(Severity::Warning)
    })
}

/// Whether scheme or host have capital letters, as no server has that Azure, AWS or kubectl names.
fn has_capital_host(server: &str) -> bool {
    let end = server.find("://").map_or(0, |at| at + 3);
    let host = &server[..server[end..].find('/').map_or(server.len(), |at| end + at)];
    end > 0 && host.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// What a destination leaves out and needs to match anything.
fn incomplete(destination: &Node) -> Option<Finding> {
    let at = destination.entries().first().map_or(destination.span, |entry| entry.key_span);
    let finding = |message, help: &str| {
        let finding = Finding::new(Code::ProjectDestination, Place::Text(at), message);
        finding.with_help(help).with_severity(Severity::Warning)
    };
    if destination.entries().is_empty() {
        return None;
    }
    if text(destination, "server").is_empty() && text(destination, "name").is_empty() {
        return Some(finding(
            "the destination has neither server nor name, so that it matches no cluster",
            "add `server` or `name`; `*` is any",
        ));
    }
    text(destination, "namespace").is_empty().then(|| {
        let message = "the destination has no namespace, so that nothing with a namespace may be deployed";
        finding(message, "add `namespace`; `*` is any")
    })
}
