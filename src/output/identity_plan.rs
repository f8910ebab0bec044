//! placeholder until the identity plan lands
use crate::bundle::Content;
use crate::environment::{Environment, Target};
use crate::finding::Finding;

/// The plan.
pub fn content(_environment: &Environment, _targets: &[&Target], _findings: &mut Vec<Finding>) -> Option<Content> {
    None
}
