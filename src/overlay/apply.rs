//! Merges overlays into the objects that they are for.

use serde_json::Value;

use super::patch::Patch;
use super::template::Templates;
use crate::environment::{Environment, Target};
use crate::finding::Finding;
use crate::manifest::Manifest;
use crate::merge::{self, GroupKind};
use crate::value::TargetName;

/// Merges every overlay into the objects that it is for, in the order of `overlays`.
///
/// A partial object that fails for one object is reported once, and left out for the others.
pub fn apply(environment: &Environment, manifests: &mut [Manifest], findings: &mut Vec<Finding>) {
    if environment.overlays.is_empty() {
        return;
    }
    let templates = Templates::of(&environment.document);
    for patch in environment.overlays.iter().flat_map(|overlay| &overlay.patches) {
        let chosen = manifests.iter_mut().filter(|manifest| patch.is_for(manifest.identity()));
        for manifest in chosen {
            if let Err(finding) = change(manifest, patch, &templates, environment) {
                findings.push(finding);
                break;
            }
        }
    }
}

fn change(
    manifest: &mut Manifest,
    patch: &Patch,
    templates: &Templates,
    environment: &Environment,
) -> Result<(), Finding> {
    let identity = manifest.identity().clone();
    let target = manifest.target.as_ref().and_then(|name| written_target(environment, name));
    let mut filled = templates
        .fill(patch.body(), target.as_ref())
        .map_err(|(span, error)| patch.unfilled(&identity, span, &error))?;
    if let Some(metadata) = filled.get_mut("metadata").and_then(Value::as_object_mut) {
        // The name chose the object, and may be a pattern.
        metadata.shift_remove("name");
    }
    let mut body = manifest.body().clone();
    let kind = GroupKind::of(&identity.api_version, &identity.kind);
    merge::strategic(kind, &mut body, &filled).map_err(|error| patch.unmerged(&identity, &error))?;
    manifest.replace_body(body).map_err(|_| patch.identity_changed(&identity))
}

/// A target as it is written in the composed document, as templates see it.
///
/// Without its CA, which no overlay has a use for; `labels` and `annotations` are there even when they are empty, so
/// that `target.labels.team | default('none')` is enough to ask for one.
fn written_target(environment: &Environment, name: &TargetName) -> Option<Value> {
    let index = environment.targets.binary_search_by(|target: &Target| target.name.cmp(name)).ok()?;
    let items = environment.document.get("targets")?.items();
    let Value::Object(mut target) = items.get(environment.targets[index].index)?.to_value() else { return None };
    target.shift_remove("ca");
    for key in ["labels", "annotations"] {
        target.entry(key).or_insert_with(|| Value::Object(serde_json::Map::new()));
    }
    Some(Value::Object(target))
}
