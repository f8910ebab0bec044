//! Compares our merge with the tools that read the same patches: `kubectl kustomize`, and the API server's strategic
//! merge as `kubectl patch --local` runs it. Both work without a cluster.

#[path = "../support/go_module.rs"]
mod go_module;
mod argocd;
mod cases;
mod differences;
mod generate;
mod kubectl;
mod laws;

use serde_json::Value;
use tiphys::merge::{GroupKind, MergeError, strategic};

/// The base with the patch merged in, as the product does it.
fn merged(base: &Value, patch: &Value) -> Result<Value, MergeError> {
    let text = |field: &str| base[field].as_str().expect("an object has an apiVersion and a kind");
    let mut object = base.clone();
    strategic(GroupKind::of(text("apiVersion"), text("kind")), &mut object, patch)?;
    Ok(object)
}

/// Asserts that each base merges with its patch to what kustomize makes of the two; objects have distinct names.
fn assert_equal_to_kustomize(pairs: &[(Value, Value)]) {
    let from_kustomize = kubectl::kustomize(pairs).expect("kustomize takes the patches");
    assert_eq!(from_kustomize.len(), pairs.len());
    for ((base, patch), expected) in pairs.iter().zip(from_kustomize) {
        let ours = merged(base, patch).unwrap_or_else(|error| panic!("{} {error}: {patch}", error.pointer));
        assert_eq!(ours, expected, "base {base}\npatch {patch}");
    }
}
