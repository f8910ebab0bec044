//! placeholder until overlays land
use crate::document::Node;
use crate::environment::Environment;
use crate::environment::compose::Composer;
use crate::environment::written::Written;
use crate::finding::Finding;
use crate::manifest::Manifest;

/// An overlay.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlay {}

/// Reads overlays.
pub fn load(_document: &Node, _written: &Written, _composer: &mut Composer<'_>) -> Vec<Overlay> {
    Vec::new()
}

/// Applies overlays.
pub fn apply(_environment: &Environment, _manifests: &mut Vec<Manifest>, _findings: &mut Vec<Finding>) {}
