//! Overlays: partial objects that adapt what is rendered, without forking it.
//!
//! Keeps true: a partial object is chosen for objects by `kind` and `metadata.name` and merged as Kubernetes merges;
//! it never makes another object of one. What an overlay matches is judged over all destinations of the environment,
//! so that an overlay for one of them does not fail the others. Built-in sets lie in `overlays/` and are part of the
//! binary; they are read exactly like the user's own.

mod apply;
mod built_in;
mod load;
mod patch;
mod settings;
mod template;
mod unmatched;

use serde_json::{Map, Value};

use crate::source::Span;
use patch::Patch;

pub use apply::apply;
pub use load::load;
pub use settings::combined as combined_settings;
pub use unmatched::check as check_matches;

/// One entry of `overlays`: a built-in set, a file, or a folder of files.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlay {
    /// What the entry says: a name or a path.
    pub name: String,
    /// Where it says so.
    pub span: Span,
    /// Whether it is a set that tiphys ships.
    pub is_built_in: bool,
    /// Its partial objects, in the order of files and documents.
    patches: Vec<Patch>,
    /// Its `settings.yaml`, with the templates filled: nested chart values.
    settings: Option<Map<String, Value>>,
}
