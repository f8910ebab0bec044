//! Environment files under `check`: whatever `render` would find, for whichever destination.

use std::path::Path;

use crate::bundle::Bundle;
use crate::command::root::Root;
use crate::environment::{self, Environment};
use crate::finding::{Code, Finding, Place, Severity};
use crate::plan::{self, Chosen};
use crate::report;
use crate::source::{SourceId, Sources};
use crate::value::ArgoVersion;
use crate::value::date::Date;

/// Reports what is wrong with an environment file and with all that it would render; the Argo CD version that it is for.
pub fn check(
    id: SourceId,
    path: &Path,
    root: &Root,
    sources: &mut Sources,
    today: Date,
    findings: &mut Vec<Finding>,
) -> Option<ArgoVersion> {
    let mut found = Vec::new();
    let loaded = environment::load(id, path, root, sources, today, &mut found);
    if let Some(environment) = &loaded.environment {
        render_all(environment, &mut found);
    }
    let found = report::settled(found, loaded.document.as_deref());
    findings.extend(found.into_iter().map(|finding| as_mistake(of_file(finding, id))));
    loaded.environment.map(|environment| environment.argocd.version)
}

/// Renders for every destination, for the findings alone.
fn render_all(environment: &Environment, findings: &mut Vec<Finding>) {
    plan::check_overlays(environment, findings);
    let whole = Chosen::whole(environment);
    for destination in plan::destinations(environment, &whole) {
        let mut found = Vec::new();
        if let Some(content) = plan::content(environment, &destination, &whole, None, &mut found) {
            Bundle::checked(destination, content, environment.argocd.version, &mut found);
        }
        // Whether there is anything to render, and what one destination alone needs, is for who asks for that destination.
        let is_of_a_run = |finding: &Finding| matches!(finding.code, Code::NothingToRender | Code::NeededHere);
        findings.extend(found.into_iter().filter(|finding| !is_of_a_run(finding)));
    }
}

/// A finding about what is rendered, or about what is not in the file, as one about the file: it must be found there.
fn of_file(mut finding: Finding, id: SourceId) -> Finding {
    let about = match &finding.place {
        Place::Text(_) | Place::Source(_) => return finding,
        Place::Value(pointer) | Place::Key(pointer) => pointer.to_string(),
        Place::Object { object, pointer } => {
            format!("{object}{}{pointer}", if pointer.as_str().is_empty() { "" } else { ":" })
        }
        Place::Run(about) => about.clone(),
    };
    if !about.is_empty() {
        finding.message = format!("{about}: {}", finding.message);
    }
    finding.place = Place::Source(id);
    finding
}

/// What must not make rendering fail overnight is a mistake all the same.
fn as_mistake(finding: Finding) -> Finding {
    match finding.code {
        Code::CaExpired => finding.with_severity(Severity::Error),
        _ => finding,
    }
}
