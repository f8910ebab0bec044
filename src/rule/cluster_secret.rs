//! Rules over cluster Secrets: what Argo CD reads as a cluster (`util/db/cluster.go`, `SecretToCluster`).
//!
//! Keeps true: clusters of every kind are understood (AKS, EKS, GKE, client certificates, tokens, agents, Argo CD's own);
//! a value with a placeholder in it is not judged; one mistake is the finding of one rule.

mod auth;
mod azure;
mod ca;
mod complete;
mod config_json;
mod config_keys;
mod config_shape;
mod data_keys;
pub mod duplicates;
mod exec;
pub mod namespace;
mod server;
mod string_data;
#[cfg(test)]
mod tests;
mod texts;
mod tls;
mod token_file;
mod type_label;
mod values;

use super::{Rule, Subject};
use crate::material::ClusterSecret;

/// Every rule over one cluster Secret, in the order in which Argo CD would meet what they are about.
pub const RULES: [Rule<ClusterSecret>; 15] = [
    type_label::check,
    complete::check,
    data_keys::check,
    values::check,
    string_data::check,
    server::check,
    config_json::check,
    config_shape::check,
    texts::check,
    auth::check,
    exec::check,
    azure::check,
    token_file::check,
    tls::check,
    ca::check,
];
