//! Rules over `plugin.yaml`: how the repo server's sidecar learns what to run (argo-cd `cmpserver/plugin/config.go`).

mod commands;
mod config;
mod discovery;
mod keys;
pub mod object;
mod version;

use super::{Rule, Subject};
use crate::material::Plugin;

/// Every rule over one plugin.
pub const RULES: [Rule<Plugin>; 5] = [config::check, keys::check, commands::check, version::check, discovery::check];
