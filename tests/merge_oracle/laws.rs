//! What holds for every patch, over random Deployments.

use std::env;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::generate::{Role, deployment, named};
use crate::{assert_equal_to_kustomize, kubectl, merged};

/// Objects in one run of kubectl, whose start costs more than its work.
const BATCH: usize = 40;

fn numbered(objects: Vec<Value>) -> Vec<Value> {
    objects.into_iter().enumerate().map(|(index, fields)| named(index, fields)).collect()
}

/// The object with lists of maps, and of finalizers, sorted: what it is but for the order of merged lists.
fn without_order(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(without_order).collect();
            if items.iter().all(Value::is_object) {
                items.sort_by_key(Value::to_string);
            }
            Value::Array(items)
        }
        Value::Object(map) => {
            let mut fields: Vec<_> = map.iter().map(|(name, value)| (name.clone(), without_order(value))).collect();
            fields.sort_by(|(left, _), (right, _)| left.cmp(right));
            for (name, value) in &mut fields {
                if let ("finalizers", Value::Array(items)) = (name.as_str(), value) {
                    items.sort_by_key(Value::to_string);
                }
            }
            Value::Object(fields.into_iter().collect())
        }
        scalar => scalar.clone(),
    }
}

/// Few runs, because each takes kubectl about a second; `PROPTEST_CASES` asks for more.
fn with_kubectl() -> ProptestConfig {
    let cases = env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(6);
    ProptestConfig { cases, max_shrink_iters: 40, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(with_kubectl())]

    #[test]
    fn any_patch_merges_as_kustomize_does_it(
        bases in vec(deployment(Role::Base), BATCH),
        patches in vec(deployment(Role::Anything), BATCH),
    ) {
        if kubectl::is_here() {
            let pairs: Vec<_> = numbered(bases).into_iter().zip(numbered(patches)).collect();
            assert_equal_to_kustomize(&pairs);
        }
    }

    #[test]
    fn additions_merge_as_the_api_server_does_it_but_for_order(
        bases in vec(deployment(Role::Additions), BATCH),
        patch in deployment(Role::Additions),
    ) {
        if kubectl::is_here() {
            let bases = numbered(bases);
            let patched = kubectl::api_server(&bases, &patch).expect("kubectl takes the patch");
            prop_assert_eq!(patched.len(), bases.len());
            for (base, expected) in bases.iter().zip(&patched) {
                let ours = merged(base, &patch).expect("the patch has one meaning");
                prop_assert_eq!(without_order(&ours), without_order(expected), "base {} patch {}", base, patch);
            }
        }
    }
}

proptest! {
    #[test]
    fn an_empty_patch_changes_nothing_not_even_the_order_of_keys(base in deployment(Role::Base)) {
        let base = named(0, base);
        let merged = merged(&base, &json!({})).expect("an empty patch has one meaning");
        prop_assert_eq!(merged.to_string(), base.to_string());
    }

    #[test]
    fn a_patch_merged_twice_is_merged_once(base in deployment(Role::Base), patch in deployment(Role::Anything)) {
        let once = merged(&named(0, base), &patch).expect("the patch has one meaning");
        let twice = merged(&once, &patch).expect("the patch has one meaning");
        prop_assert_eq!(twice.to_string(), once.to_string());
    }

    #[test]
    fn no_directive_and_no_null_of_a_patch_is_left(base in deployment(Role::Base), patch in deployment(Role::Anything)) {
        let text = merged(&named(0, base), &patch).expect("the patch has one meaning").to_string();
        prop_assert!(!text.contains("$patch") && !text.contains("null"), "{}", text);
    }
}
