//! Rules over cluster Secrets: what Argo CD reads as a cluster (`util/db/cluster.go`, `SecretToCluster`).

mod config_json;
pub mod duplicates;
mod type_label;

use super::{Rule, Subject};
use crate::material::ClusterSecret;

/// Every rule over one cluster Secret, in the order in which Argo CD would meet what they are about.
pub const RULES: [Rule<ClusterSecret>; 2] = [type_label::check, config_json::check];
