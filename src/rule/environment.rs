//! The rules over environments, one a file. Each has one public `check`; this file is the list of them.
//!
//! Keeps true: a rule gets the values that could be read, so that one wrong value does not hide what
//! is wrong elsewhere; a field that is `None` here is left out or was already reported.

mod cloud_agreement;
mod distinct_ids;
mod fleet_size;
mod ingress;
mod install_fields;
mod issuer_slash;
mod project_targets;
mod rbac_grants;
mod rbac_roles;
mod rbac_subjects;
mod reserved_labels;
mod setting_conflicts;
mod sign_in;
mod target_fields;
mod target_identity;
mod unique_targets;

use crate::document::{Node, Pointer};
use crate::environment::compose::target_pointer;
use crate::environment::written::{Target, Written};
use crate::finding::{Finding, Place};
use crate::source::Span;

pub use reserved_labels::ADDON_LABELS;

/// An environment that is being judged.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// The composed document.
    pub document: &'a Node,
    /// What could be read of it.
    pub written: &'a Written,
}

impl<'a> Draft<'a> {
    /// Whether the file has a key at its top level, be its value right or wrong.
    pub fn has(&self, key: &str) -> bool {
        self.document.get(key).is_some()
    }

    /// The targets that could be read, each with its place.
    pub fn targets(&self) -> impl Iterator<Item = (TargetPlace, &'a Target)> + use<'a> {
        let targets = self.written.targets.as_deref().unwrap_or_default();
        targets.iter().enumerate().filter_map(|(i, target)| Some((TargetPlace(i), target.0.as_ref()?)))
    }
}

/// The place of a target in the composed document; a pointer is made of it only for a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TargetPlace(usize);

impl TargetPlace {
    /// The target itself.
    pub fn pointer(self) -> Pointer {
        target_pointer(self.0)
    }

    /// A value of the target.
    pub fn join(self, key: &str) -> Pointer {
        self.pointer().join(key)
    }
}

/// A rule over environments.
type Rule = fn(&Draft<'_>, &mut Vec<Finding>);

/// Every rule, in the order in which its findings are printed.
const RULES: [Rule; 16] = [
    install_fields::check,
    setting_conflicts::check,
    ingress::check,
    sign_in::check,
    distinct_ids::check,
    cloud_agreement::check,
    issuer_slash::check,
    rbac_roles::check,
    rbac_grants::check,
    rbac_subjects::check,
    unique_targets::check,
    target_fields::check,
    target_identity::check,
    reserved_labels::check,
    project_targets::check,
    fleet_size::check,
];

/// Judges an environment by every rule.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    for rule in RULES {
        rule(draft, findings);
    }
}

/// What a finding about a setting points to, by the setting's path and where its key stands.
pub type PlaceOf<'a> = &'a dyn Fn(Pointer, Span) -> Place;

/// Judges settings of the installation that are written beside the environment file, in an overlay.
pub fn check_settings(document: &Node, settings: &Node, place: PlaceOf<'_>, findings: &mut Vec<Finding>) {
    setting_conflicts::check_settings(document, settings, place, findings);
}

/// The place of a value below the top level of the file.
fn at<'a>(steps: impl IntoIterator<Item = &'a str>) -> Place {
    Place::Value(Pointer::of(steps))
}
