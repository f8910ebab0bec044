//! `plugin wiring`: the sidecar, for who owns the installation.

use crate::cli::{Output, PluginWiring};
use crate::command::{Failure, Status, World, write_out};
use crate::emit;
use crate::environment::Install;
use crate::install::{Form, sidecar};

/// Runs the verb.
pub fn run(arguments: &PluginWiring, world: &mut World<'_>) -> Result<Status, Failure> {
    if arguments.form.is_some() && arguments.install != Install::Manifests {
        return Err(Failure::Usage("'--form' goes with '--install manifests'".to_owned()));
    }
    let image = arguments.image.as_str();
    let document = match (arguments.install, arguments.form) {
        (Install::Extension, _) => sidecar::extension_settings(image),
        (Install::Helm, _) => sidecar::chart_values(image),
        (Install::Manifests, Some(Form::Patch)) => {
            return write_out(world, &sidecar::patch_script(&arguments.namespace, image));
        }
        (Install::Manifests, Some(Form::Component) | None) => sidecar::component(image),
    };
    let text = match arguments.output {
        Output::Yaml => emit::yaml_value(&document),
        Output::Json => emit::json_value(&document),
    };
    write_out(world, &text)
}
