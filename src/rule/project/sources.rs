//! Where a project's sources may come from, and where its Applications may live.
//!
//! argo-cd `ValidateProject` and `IsSourcePermitted` for `sourceRepos`; `IsAppNamespacePermitted` for `sourceNamespaces`, whose
//! items are globs, or regular expressions between slashes. Argo CD's documentation (operator-manual/app-any-namespace.md) asks
//! for named namespaces: who may create an Application there gets all that the project admits.

use super::super::placeholder;
use super::{Subject, list, texts};
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{Named, Project};
use crate::policy::glob::Glob;
use crate::value::shown;

/// What matches every namespace.
const EVERYTHING: [&str; 5] = ["*", "**", "/.*/", "/^.*$/", "/.+/"];

/// Reports patterns that Argo CD refuses or that match nothing, and projects open to all.
pub fn check(subject: &Subject<'_, Project>, findings: &mut Vec<Finding>) {
    for source in list(subject.item, "sourceRepos").iter().filter_map(Named::of) {
        placeholder::report(&source.text, source.span, subject.item, subject.facts, findings);
    }
    findings.extend(texts(subject.item, "sourceRepos").iter().filter_map(repository));
    let namespaces = texts(subject.item, "sourceNamespaces");
    let open = namespaces.iter().filter(|namespace| EVERYTHING.contains(&namespace.text.as_str()));
    findings.extend(open.map(|namespace| {
        let message = format!("Applications in every namespace may use this project: {}", shown(&namespace.text));
        let help = "name the namespaces; who may create an Application in one gets all that the project admits";
        Finding::new(Code::ProjectOpen, Place::Text(namespace.span), message).with_help(help)
    }));
}

fn repository(source: &Named) -> Option<Finding> {
    let finding = |message: String| Finding::new(Code::ProjectSource, Place::Text(source.span), message);
    if source.text.is_empty() {
        let finding = finding("an empty source repository matches nothing".to_owned()).with_severity(Severity::Warning);
        return Some(finding.with_help("write a repository's URL or a glob, or remove the item"));
    }
    if source.text == "!*" {
        let help = "leave the item out: what no item admits is denied already";
        return Some(finding("Argo CD refuses the source repository `!*`".to_owned()).with_help(help));
    }
    let bare = source.text.trim_matches([' ', '\t', '\n', '\'', '"']);
    if bare != source.text {
        let message =
            format!("the source repository {} never matches: blanks and quotes are part of it", shown(&source.text));
        let finding = finding(message).with_help("remove them").with_severity(Severity::Warning);
        return Some(if bare.is_empty() { finding } else { finding.with_content(source.span, bare) });
    }
    let error = Glob::new(source.text.strip_prefix('!').unwrap_or(&source.text)).err()?;
    let message = format!("the source repository {} never matches: {error}", shown(&source.text));
    let help = "close what is open, or put a backslash before a character that is meant literally";
    Some(finding(message).with_help(help).with_severity(Severity::Warning))
}
