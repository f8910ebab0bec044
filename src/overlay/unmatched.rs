//! Overlays that are for nothing: a name that is mistyped, an object that is no longer rendered.
//!
//! Keeps true: an overlay is judged by all objects of the environment, whichever of them this run prints. Of the
//! user's own overlays each partial object must be for something; a built-in set, which fits several kinds of
//! installation, must be for something as a whole.

use std::collections::BTreeSet;

use super::Overlay;
use super::patch::{Patch, described, failed};
use crate::environment::Environment;
use crate::environment::word::Install;
use crate::finding::{self, Finding};
use crate::manifest::Identity;

/// Reports every overlay that matches none of the objects that are rendered, for whichever destination.
pub fn check(environment: &Environment, identities: &BTreeSet<Identity>, findings: &mut Vec<Finding>) {
    for overlay in &environment.overlays {
        if overlay.is_built_in {
            check_set(overlay, environment.argocd.install, identities, findings);
        } else {
            let unmatched = overlay.patches.iter().filter(|patch| !is_for_any(patch, identities));
            findings.extend(unmatched.map(|patch| matches_nothing(patch, identities)));
        }
    }
}

fn is_for_any(patch: &Patch, identities: &BTreeSet<Identity>) -> bool {
    identities.iter().any(|identity| patch.is_for(identity))
}

fn check_set(overlay: &Overlay, install: Install, identities: &BTreeSet<Identity>, findings: &mut Vec<Finding>) {
    let has_settings = overlay.settings.is_some() && install != Install::Manifests;
    if !has_settings && !overlay.patches.iter().any(|patch| is_for_any(patch, identities)) {
        let finding = failed(overlay.span, format!("the built-in overlay `{}` matches nothing here", overlay.name));
        let help = overlay.settings.as_ref().map(|_| {
            "with `install: manifests` it changes the installation that `argocd.base` names; without one, remove it"
        });
        findings.push(finding.with_optional_help(help.map(str::to_owned)));
    }
}

fn matches_nothing(patch: &Patch, identities: &BTreeSet<Identity>) -> Finding {
    let message = format!("nothing is rendered that is {}", described(patch));
    failed(patch.name_span(), message).with_help(advice(patch, identities))
}

/// What may have been meant.
fn advice(patch: &Patch, identities: &BTreeSet<Identity>) -> String {
    if identities.iter().any(|identity| patch.names(identity)) {
        return "kind and name are right; remove `apiVersion` and `metadata.namespace`, or correct them".to_owned();
    }
    let names: BTreeSet<&str> =
        identities.iter().filter(|identity| identity.kind == patch.kind()).map(|i| i.name.as_str()).collect();
    if names.is_empty() {
        let kinds: BTreeSet<&str> = identities.iter().map(|identity| identity.kind.as_str()).collect();
        let kinds: Vec<&str> = kinds.into_iter().collect();
        return format!("no object has that kind; {}", finding::suggestion(patch.kind(), &kinds));
    }
    match finding::nearest(patch.name(), names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`name: \"*\"` is for every {}", patch.kind()),
    }
}
