//! placeholder until the base lands
use crate::document::Node;
use crate::environment::Environment;
use crate::environment::compose::Composer;
use crate::environment::written::Written;
use crate::finding::Finding;
use crate::manifest::Manifest;

/// Reads the base.
pub fn load(_document: &Node, _written: &Written, _composer: &mut Composer<'_>) -> Vec<serde_json::Value> {
    Vec::new()
}

/// The merged installation.
pub fn installation(_environment: &Environment, _findings: &mut Vec<Finding>) -> Vec<Manifest> {
    Vec::new()
}
