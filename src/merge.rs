//! Merges a partial Kubernetes object into a whole one: overlays into what we render, our settings into `argocd.base`.
//!
//! [`strategic`] is Kubernetes' strategic merge patch with kustomize's results: maps merge, `null` removes, lists
//! replace, and the lists that Kubernetes merges by key (`containers`, `env`, `volumes` …) merge by that key. Which
//! lists those are is data, in `types.rs`. A custom resource (any group that is not built in) has no such lists, so
//! there it is a JSON merge patch, which is what kustomize does for a kind without schema and what `kubectl apply`
//! does for every custom resource. [`json_merge`] is RFC 7386 itself.
//!
//! Kept true: on an error the base is unchanged; a patch item never disappears silently; the result equals
//! `kubectl kustomize` (v5.5), list order included, except where the list below says so; map keys keep the base's
//! order and new ones follow.
//!
//! # Order of a merged list
//!
//! | list | kustomize, and we | `kubectl patch --type strategic` |
//! |---|---|---|
//! | merged by one key, or of plain values (`finalizers`) | the patch's items in the patch's order, then the base's others | the base's order; a new item keeps its place between the patched items around it, and stands first when no item of the base is patched |
//! | merged by two keys (`ports`, `topologySpreadConstraints`), once any item states the second | new items in the patch's order, then the base's items in the base's order | as above |
//!
//! With base `A B C` and patch `C N`, kustomize gives `C N A B`, the API server `A B C N`. It shows where order has a
//! meaning: `initContainers`, and an `env` value that refers to another with `$(NAME)`. A patch of new items only
//! comes out alike in both: new items first.
//!
//! # Where kustomize and the API server differ, and what happens here
//!
//! | patch | kustomize | API server | here |
//! |---|---|---|---|
//! | an item for a base list that has its key twice | drops one of the two | merges into the first | refused |
//! | an item without its key, or one key twice | empties the list; drops an item | refuses; merges | refused |
//! | a map over a scalar or list, and the like | refuses | replaces | refused |
//! | `{name: A, $patch: replace, …}` in a list | ignored | empties the list | refused; `{$patch: replace}` alone replaces the list |
//! | `{$patch: replace}` in a list the base lacks | stays in the output | the patch's items | the patch's items |
//! | `$patch: replace` or `delete` on the whole object | ignored; drops it | replaces; fails | refused |
//! | `$patch: delete` on a map | removes it | leaves `{}` | removes it |
//! | `null` inside an item or map that is new | removed | stays in a new list item | removed |
//! | two items of one port, one with and one without `protocol` | drops the patch's | merges by port alone | refused |
//! | another `protocol` of the same port | adds an item | overwrites the item | adds an item |
//! | deleting a port without `protocol` where others have one | ignored | deleted | deleted |
//! | lists newer than kustomize's schema, which is Kubernetes 1.21 (`schedulingGates`, `resourceClaims`, `ports` of `ephemeralContainers` …) | replaced | merged | merged |
//! | `selector` of a `PodDisruptionBudget` | merged | replaced | merged |
//! | a key twice in a base list that no patch touches | drops one | unchanged | unchanged |
//!
//! A volume's source is merged, not exchanged, by all three: remove the old one with `null`.
//! Recursion is as deep as the patch; the caller's reader limits that.

mod directive;
mod json;
mod list;
mod place;
mod strategic;
mod types;

#[cfg(test)]
mod tests;

use std::fmt;

pub use json::json_merge;
pub use strategic::strategic;

/// A kind and its API group, which decide the lists that merge by key; the version has no say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupKind<'a> {
    /// API group, empty for the core group: `apps`, `argoproj.io`.
    pub group: &'a str,
    /// Kind: `Deployment`.
    pub kind: &'a str,
}

impl<'a> GroupKind<'a> {
    /// Reads the group out of an object's `apiVersion`: `apps/v1` is in `apps`, `v1` in the core group.
    #[must_use]
    pub fn of(api_version: &'a str, kind: &'a str) -> Self {
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
        Self { group, kind }
    }
}

/// Why a patch has no merge: where in the patch, what is wrong, how to put it right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeError {
    /// JSON pointer (RFC 6901) into the patch; empty for the patch itself.
    pub pointer: String,
    /// What is wrong; names and kinds of values, never the values of fields.
    pub message: String,
    /// How to put it right.
    pub help: Option<String>,
}

impl fmt::Display for MergeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for MergeError {}
