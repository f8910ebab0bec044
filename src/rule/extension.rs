//! Rules over the settings of the Microsoft.ArgoCD extension. What becomes argocd-cm, argocd-rbac-cm and
//! argocd-cmd-params-cm is judged by the rules for those objects.

mod booleans;
mod domain;
mod escaping;
mod keys;
mod values;

use super::{Rule, Subject};
use crate::material::ExtensionSettings;

/// Every rule over the extension's settings.
pub const RULES: [Rule<ExtensionSettings>; 5] =
    [escaping::check, keys::check, values::check, booleans::check, domain::check];
