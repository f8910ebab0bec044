//! Rules over the metadata of objects, whatever their kind: names, namespaces, labels and annotations.
//!
//! Keeps true: only objects that are applied, and patches of them, are judged; what another tool fills in is not. A name
//! about which a rule for the kind says more has that finding alone.

mod keys;
mod names;
mod sync_options;

use crate::finding::Finding;
use crate::material::{Item, Material, Origin, Reading};

pub use keys::meant as meant_key;

/// Judges the metadata of every object.
pub fn check(material: &Material, findings: &mut Vec<Finding>) {
    for item in material.items.iter().filter(|item| is_object(item)) {
        names::check(item, &material.facts, findings);
        keys::check(item, findings);
        sync_options::check(item, &material.facts, findings);
    }
}

/// Whether the API server sees an item: it has no kind of plugins.
fn is_object(item: &Item) -> bool {
    matches!(item.origin, Origin::Object | Origin::Patch) && !matches!(item.reading, Reading::Plugin(_))
}
