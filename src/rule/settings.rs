//! Rules that hold for every object of which Argo CD reads one key after another.

pub mod keys;
pub mod texts;
pub mod values;
mod words;

use crate::finding::Place;
use crate::material::{Datum, Origin};

/// Where a value stands.
pub fn at(datum: &Datum) -> Place {
    Place::Text(datum.node.span)
}

/// Where a key stands.
pub fn at_key(datum: &Datum) -> Place {
    Place::Text(datum.key_span)
}

/// Whether something makes texts of values, as the chart does.
pub const fn makes_texts(origin: Origin) -> bool {
    matches!(origin, Origin::Chart | Origin::Extension)
}
