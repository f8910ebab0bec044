//! Patches that the base does not take; what it takes is judged by kustomize (`tests/base_oracle.rs`).

use serde_json::json;

use super::*;

fn patch() -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm"}, "data": {"url": "https://example.com"}})
}

#[test]
fn a_patch_without_its_object_is_an_error() {
    let mut findings = Vec::new();
    let mut bodies =
        vec![json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm", "namespace": "other"}})];
    let before = bodies.clone();
    merge_patches(&mut bodies, &[patch()], "argocd", &mut findings);
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::BaseMismatch]);
    assert_eq!(bodies, before);
}

#[test]
fn a_patch_that_has_no_merge_is_an_error() {
    let mut findings = Vec::new();
    let object = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm", "namespace": "argocd"}, "data": "x"});
    merge_patches(&mut [object], &[patch()], "argocd", &mut findings);
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::BaseMismatch]);
}
