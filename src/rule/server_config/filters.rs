//! Filters and customizations of resources say what they mean.
//!
//! argo-cd `util/settings/filtered_resource.go`: a filter without `apiGroups`, `kinds` or `clusters` matches all of them, so
//! that `apiGroup: x` in `resource.exclusions` excludes everything. Of `ignoreDifferences` a misspelt key ignores nothing
//! (`pkg/apis/application/v1alpha1/types.go`, `OverrideIgnoreDiff`).

use super::Subject;
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place, Severity, nearest};
use crate::material::{Datum, InnerYaml, ServerConfig};
use crate::rule::settings::at_key;
use crate::value::shown;

/// The keys of a filter; all have lists.
const FILTER: [&str; 4] = ["apiGroups", "clusters", "kinds", "selector"];

/// The keys of `ignoreDifferences` and `ignoreResourceUpdates`.
const IGNORED: [&str; 3] = ["jqPathExpressions", "jsonPointers", "managedFieldsManagers"];

/// The keys of `resource.compareoptions` (`util/settings/settings.go`, `ArgoCDDiffOptions`).
const COMPARED: [&str; 3] =
    ["ignoreAggregatedRoles", "ignoreDifferencesOnResourceUpdates", "ignoreResourceStatusField"];

/// Reports filters and customizations with keys that are not read.
pub fn check(subject: &Subject<'_, ServerConfig>, findings: &mut Vec<Finding>) {
    for datum in &subject.reading.data.entries {
        let Some(document) = subject.reading.document(&datum.key) else { continue };
        let key = &datum.key;
        match key.as_str() {
            "resource.exclusions" | "resource.inclusions" | "resource.selectors" => filters(key, document, findings),
            "resource.compareoptions" => unread(key, document.node.as_ref(), &COMPARED, findings),
            _ if is_ignoring(key) => {
                unread(key, document.node.as_ref(), &IGNORED, findings);
                findings.extend(group_kind(datum));
            }
            _ => {}
        }
    }
}

fn is_ignoring(key: &str) -> bool {
    let kind = key.strip_prefix("resource.customizations.").and_then(|rest| rest.split('.').next());
    matches!(kind, Some("ignoreDifferences" | "ignoreResourceUpdates"))
}

fn filters(key: &str, document: &InnerYaml, findings: &mut Vec<Finding>) {
    for filter in document.node.as_ref().map_or(&[][..], Node::items) {
        if !matches!(filter.content, Content::Map(_)) {
            let message = format!("a filter of `{key}` is a map, not {}", filter.type_name());
            findings.push(
                Finding::new(Code::SettingDocument, Place::Text(filter.span), message)
                    .with_help("write `- apiGroups: [apps]`, and `kinds: [Deployment]` below"),
            );
        }
        for entry in filter.entries() {
            if !is_read(&entry.key, &FILTER) {
                let name = shown(&entry.key);
                let message = format!("a filter has no key {name}, and what it leaves out matches everything");
                let finding = Finding::new(Code::ResourceFilter, Place::Text(entry.key_span), message);
                findings.push(finding.with_help(help(&entry.key, &FILTER)));
            } else if !entry.key.eq_ignore_ascii_case("selector") && !is_list(&entry.value) {
                let message = format!("`{}` is a list, not {}", entry.key, entry.value.type_name());
                let finding = Finding::new(Code::SettingDocument, Place::Text(entry.value.span), message);
                findings.push(finding.with_help("put the value in brackets: `[…]`"));
            }
        }
    }
}

fn is_list(node: &Node) -> bool {
    matches!(node.content, Content::List(_) | Content::Null)
}

/// Go finds keys in any case.
fn is_read(key: &str, known: &[&str]) -> bool {
    known.iter().any(|name| name.eq_ignore_ascii_case(key))
}

fn unread(key: &str, node: Option<&Node>, known: &[&str], findings: &mut Vec<Finding>) {
    for entry in node.map_or(&[][..], Node::entries).iter().filter(|entry| !is_read(&entry.key, known)) {
        let message = format!("`{key}` has no key {}; Argo CD ignores it", shown(&entry.key));
        let finding = Finding::new(Code::ResourceFilter, Place::Text(entry.key_span), message);
        findings.push(finding.with_severity(Severity::Warning).with_help(help(&entry.key, known)));
    }
}

fn help(key: &str, known: &[&str]) -> String {
    match nearest(key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    }
}

/// The group and the kind are joined by one `_` (`convertToOverrideKey`).
fn group_kind(datum: &Datum) -> Option<Finding> {
    let tail = datum.key.splitn(4, '.').nth(3).filter(|tail| tail.matches('_').count() > 1)?;
    let message = format!("{} is no group and kind, and Argo CD then compares nothing", shown(tail));
    let finding = Finding::new(Code::SettingDocument, at_key(datum), message);
    Some(finding.with_help("join them by one `_`: `apps_Deployment`"))
}
