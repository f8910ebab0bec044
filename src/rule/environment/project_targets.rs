//! Projects and targets that name each other exist, and say the same.

use std::collections::HashSet;

use super::Draft;
use crate::document::Pointer;
use crate::finding::{self, Code, Finding, Place};

/// Reports names that nothing has, and a scoped target that its project leaves out.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let Some(projects) = &draft.written.projects else { return };
    let all_read =
        draft.written.targets.as_ref().is_some_and(|targets| targets.iter().all(|target| target.0.is_some()));
    let names: HashSet<&str> = draft.targets().map(|(_, target)| target.name.as_str()).collect();
    for (name, project) in projects {
        let pointer = Pointer::of(["projects", name.as_str(), "targets"]);
        for (i, target) in project.targets.iter().enumerate() {
            if all_read && !names.contains(target.as_str()) {
                let message = format!("there is no target `{target}`");
                let finding = Finding::new(Code::UndefinedReference, Place::Value(pointer.join(i)), message);
                let near = finding::nearest(target.as_str(), names.iter().copied());
                findings.push(finding.with_optional_help(near.map(|near| format!("did you mean `{near}`?"))));
            }
        }
    }
    for (pointer, target) in draft.targets() {
        let Some(project) = &target.project else { continue };
        let place = Place::Value(pointer.join("project"));
        match projects.get(project) {
            Some(described) if !described.targets.contains(&target.name) => {
                let message = format!("the project `{project}` does not list the target `{}`", target.name);
                let finding = Finding::new(Code::ProjectMismatch, place, message);
                findings.push(
                    finding.with_help(format!("add it to `projects.{project}.targets`, or remove `project` here")),
                );
            }
            None if project.as_str() != "default" => {
                let message = format!("there is no project `{project}`");
                let near = finding::nearest(project.as_str(), projects.keys().map(crate::value::ProjectName::as_str));
                let help = near.map_or_else(
                    || "describe it under `projects`".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                findings.push(Finding::new(Code::UndefinedReference, place, message).with_help(help));
            }
            _ => {}
        }
    }
}
