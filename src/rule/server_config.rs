//! Rules over argocd-cm and over what becomes it: `configs.cm` of the chart, the extension's settings, `extraConfig` of
//! the operator (argo-cd `util/settings/settings.go`).

mod accounts;
pub mod anonymous;
mod documents;
mod filters;
mod part_of;
mod secrets;
pub mod sign_in;
mod url;

use super::settings::{keys, texts, values};
use super::{Rule, Subject, oidc};
use crate::material::ServerConfig;

/// Every rule over one argocd-cm.
pub const RULES: [Rule<ServerConfig>; 10] = [
    part_of::check,
    texts::check,
    keys::check,
    values::check,
    url::check,
    accounts::check,
    documents::check,
    filters::check,
    secrets::check,
    oidc::check,
];
