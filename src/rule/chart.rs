//! Rules over values of the argo-cd chart. What stands in `configs.cm`, `configs.rbac` and `configs.params` is judged by
//! the rules for those objects.

mod booleans;
pub mod domain;
pub mod identity;
mod keys;

use super::{Rule, Subject};
use crate::document::{Entry, Node};
use crate::material::ChartValues;

/// Every rule over values of the chart.
pub const RULES: [Rule<ChartValues>; 3] = [keys::check, booleans::check, domain::check];

/// Calls for each key of a tree of values, with the keys above it; goes below it if told so.
fn walk<'v>(values: &'v Node, above: &mut Vec<&'v str>, visit: &mut dyn FnMut(&[&'v str], &'v Entry) -> bool) {
    for entry in values.entries() {
        above.push(&entry.key);
        if visit(above, entry) {
            walk(&entry.value, above, visit);
        }
        above.pop();
    }
}
