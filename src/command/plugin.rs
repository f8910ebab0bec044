//! `plugin`: what Argo CD's plugin server calls in the repo server's pod, and what puts it there.
//!
//! Keeps true: an Application's author is a stranger. What an Application sets is read from the list in `asked.rs` alone,
//! is never a template or a part of a command line, and names files of the streamed repository only. Standard output is
//! objects or nothing, and nothing is never a success: Argo CD would prune what is no longer there.

mod asked;
mod generate;
mod parameters;
mod repository;
mod told;
mod wiring;
mod wrong_cluster;

use super::{Failure, Status, World};
use crate::cli::PluginVerb;

/// Runs the verb.
pub fn run(verb: &PluginVerb, world: &mut World<'_>) -> Result<Status, Failure> {
    match verb {
        PluginVerb::Generate(arguments) => generate::run(arguments, world),
        PluginVerb::Parameters => parameters::run(world),
        PluginVerb::Wiring(arguments) => wiring::run(arguments, world),
    }
}
