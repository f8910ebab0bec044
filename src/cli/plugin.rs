//! The command line of `plugin`.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use super::Output;
use crate::environment::Install;
use crate::install::Form;
use crate::value::NamespaceName;

/// What the plugin does.
#[derive(Debug, Subcommand)]
pub enum PluginVerb {
    /// Print the objects that an Application asks for. Argo CD calls this in the Application's folder.
    #[command(
        after_long_help = "What an Application sets, as a parameter or as a variable of plugin.env:\n  environment / ENVIRONMENT          the environment file in the Application's folder; env.yaml\n  for / FOR                          hub or target/NAME; hub\n  selector / SELECTOR                only targets with these labels\n  without-targets / WITHOUT_TARGETS  true: what the hub has besides its targets"
    )]
    Generate(PluginGenerate),
    /// Print what Argo CD's UI offers on the Parameters tab. Argo CD calls this in the Application's folder.
    Parameters,
    /// Print the sidecar that runs the plugin, in the language of the installation's owner.
    #[command(
        after_long_help = "Examples:\n  tiphys plugin wiring --install helm --image registry.example.com/tiphys:0.1.0 > plugin-values.yaml\n  tiphys plugin wiring --install manifests --form patch --image registry.example.com/tiphys:0.1.0 | sh"
    )]
    Wiring(PluginWiring),
}

/// Arguments of `plugin generate`.
#[derive(Debug, Args)]
pub struct PluginGenerate {
    /// The most lines of findings: Argo CD's UI shows them in one text.
    #[arg(long, value_name = "LINES", default_value_t = 20)]
    pub max_lines: usize,
}

/// Arguments of `plugin wiring`.
#[derive(Debug, Args)]
pub struct PluginWiring {
    /// Who owns the installation, as `argocd.install` says it.
    #[arg(long, value_name = "OWNER", value_parser = owner())]
    pub install: Install,

    /// The image that the sidecar runs; name it by its digest where you can.
    #[arg(long, value_name = "IMAGE")]
    pub image: String,

    /// With `--install manifests`: a kustomize Component, or a script of `kubectl patch` calls.
    #[arg(long, value_enum)]
    pub form: Option<Form>,

    /// With `--form patch`: Argo CD's namespace.
    #[arg(long, value_name = "NAMESPACE", default_value = "argocd")]
    pub namespace: NamespaceName,

    /// How the output is written.
    #[arg(short, long, value_enum, default_value_t = Output::Yaml)]
    pub output: Output,
}

/// An owner by its word; the help lists them.
fn owner() -> impl TypedValueParser<Value = Install> {
    let words = [Install::Extension, Install::Helm, Install::Manifests].map(Install::as_str);
    PossibleValuesParser::new(words).try_map(|word| word.parse())
}
