//! Sync windows are about something, begin and end at times that Argo CD reads, and open.
//!
//! argo-cd `types.go`, `InlineSyncWindow.Validate` and `ValidateProject`. A window of what kubectl applied that cannot be read
//! stops every sync of the project's Applications: `invalid sync windows: cannot parse schedule …`. An unknown time zone is
//! UTC, with a line in the log.

use super::{Subject, has_placeholder, list, text};
use crate::document::Node;
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::Project;
use crate::value::{CronSchedule, GoDuration, Malformed, may_be_time_zone, shown};

/// The most bytes of a description.
const LONGEST_DESCRIPTION: usize = 255;

/// What a window may be about.
const TARGETS: [&str; 3] = ["applications", "namespaces", "clusters"];

/// Reports windows that Argo CD refuses, and those that never open.
pub fn check(subject: &Subject<'_, Project>, findings: &mut Vec<Finding>) {
    let windows: Vec<&Node> =
        list(subject.item, "syncWindows").iter().filter(|window| !window.entries().is_empty()).collect();
    for window in &windows {
        let before = findings.len();
        for rule in [kind, schedule, duration, targets, description, time_zone] {
            findings.extend(rule(window));
        }
        if findings.len() == before {
            findings.extend(windows.iter().find_map(|other| shut(window, other)));
        }
    }
}

/// The place of a value, or of the window where it is left out.
fn place(window: &Node, key: &str) -> Place {
    let first = window.entries().first().map_or(window.span, |entry| entry.key_span);
    Place::Text(window.get(key).map_or(first, |node| node.span))
}

fn finding(window: &Node, key: &str, message: impl Into<String>, help: impl Into<String>) -> Finding {
    Finding::new(Code::ProjectWindow, place(window, key), message).with_help(help)
}

fn kind(window: &Node) -> Option<Finding> {
    let kind = text(window, "kind");
    let help = "write `allow` or `deny`";
    match kind {
        "allow" | "deny" => None,
        "" => Some(finding(window, "kind", "the sync window has no `kind`", help)),
        _ if has_placeholder(kind) => None,
        _ => Some(finding(window, "kind", format!("{} is no kind of sync window", shown(kind)), help)),
    }
}

fn schedule(window: &Node) -> Option<Finding> {
    parsed::<CronSchedule>(window, "schedule")
}

fn duration(window: &Node) -> Option<Finding> {
    parsed::<GoDuration>(window, "duration")
}

fn parsed<T: std::str::FromStr<Err = Malformed>>(window: &Node, key: &str) -> Option<Finding> {
    let written = text(window, key);
    if has_placeholder(written) {
        return None;
    }
    let malformed = written.parse::<T>().err()?;
    let message = if window.get(key).is_none() { format!("the sync window has no `{key}`") } else { malformed.message };
    Some(finding(window, key, message, malformed.help.unwrap_or_default()))
}

fn targets(window: &Node) -> Option<Finding> {
    let is_empty = |key: &str| window.get(key).map_or(&[][..], Node::items).is_empty();
    TARGETS.iter().all(|key| is_empty(key)).then(|| {
        let help = "add `applications`, `namespaces` or `clusters`; `'*'` is any";
        finding(window, "", "the sync window is about nothing", help)
    })
}

fn description(window: &Node) -> Option<Finding> {
    let length = text(window, "description").len();
    (length > LONGEST_DESCRIPTION).then(|| {
        let message = format!("the description has {length} bytes, more than {LONGEST_DESCRIPTION}");
        finding(window, "description", message, "shorten it")
    })
}

fn time_zone(window: &Node) -> Option<Finding> {
    let zone = text(window, "timeZone");
    (!has_placeholder(zone) && !may_be_time_zone(zone)).then(|| {
        let message = format!("{} is no time zone, so that the schedule is in UTC", shown(zone));
        finding(window, "timeZone", message, "write a name such as `Europe/Berlin`").with_severity(Severity::Warning)
    })
}

/// An allowing window that a denying one of the same times and targets keeps shut: denials count more.
fn shut(window: &Node, other: &Node) -> Option<Finding> {
    let lasts = |window: &Node| text(window, "duration").parse::<GoDuration>().ok();
    let fields = |window: &Node| text(window, "schedule").parse::<CronSchedule>().ok();
    let is_shut = text(window, "kind") == "allow"
        && text(other, "kind") == "deny"
        && fields(window) == fields(other)
        && lasts(window) <= lasts(other)
        && ["timeZone"].iter().all(|key| text(window, key) == text(other, key))
        && TARGETS.iter().all(|key| window.get(key).map(Node::to_value) == other.get(key).map(Node::to_value));
    is_shut.then(|| {
        let message = "the sync window never opens: a denying one is about the same at the same times";
        finding(window, "", message, "a denying window counts more than an allowing one; remove one of the two")
            .with_severity(Severity::Warning)
    })
}
