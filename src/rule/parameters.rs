//! Rules over argocd-cmd-params-cm: what the manifests hand to containers (argo-cd `manifests/install.yaml`).

use super::Rule;
use super::settings::{keys, texts, values};
use crate::material::Parameters;

/// Every rule over argocd-cmd-params-cm.
pub const RULES: [Rule<Parameters>; 3] = [texts::check, keys::check, values::check];
