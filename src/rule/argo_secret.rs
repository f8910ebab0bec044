//! Rules over the other Secrets of Argo CD: repositories, its own settings, what settings refer to.

mod credentials;
mod values;

use super::{Rule, Subject};
use crate::material::ArgoSecret;

/// Every rule over one Secret.
pub const RULES: [Rule<ArgoSecret>; 2] = [values::check, credentials::check];
