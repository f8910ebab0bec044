//! The command line, as it is typed. Doc comments here are the help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::destination::Destination;
use crate::install::Form;
use crate::report;

/// Ties an Argo CD hub on AKS to a fleet of private AKS clusters, from one environment file.
#[derive(Debug, Parser)]
#[command(name = "tiphys", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 no errors, 1 errors found, 2 wrong usage, 3 could not run.\n\nExample: tiphys render env.yaml | kubectl apply -f -"
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Print what an environment file stands for.
    Render(Render),
    /// Print the JSON Schema of the environment file.
    Schema,
    /// Write a commented environment file to start from.
    Init(Init),
    /// Print a completion script for a shell.
    Completions(Completions),
    /// Print the manual page.
    Man,
}

/// The second binary: the verb is already said.
#[derive(Debug, Parser)]
#[command(name = "render", version, max_term_width = 100, about = "Print what an environment file stands for")]
pub struct RenderArguments {
    /// What to render.
    #[command(flatten)]
    pub render: Render,
}

/// Arguments of `render`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  tiphys render env.yaml | kubectl apply -f -\n  tiphys render env.yaml --for target/dev | kubectl --context dev apply -f -\n  tiphys render env.yaml --for install -o json > settings.json\n  tiphys render env.yaml --output-dir rendered --check"
)]
pub struct Render {
    /// Environment files; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Who the output is for: hub, install, target/NAME or azure. Without it, the hub; with --output-dir, all of them.
    #[arg(long = "for", value_name = "DESTINATION")]
    pub destinations: Vec<Destination>,

    /// How the output is written.
    #[arg(short, long, value_enum, default_value_t = Output::Yaml)]
    pub output: Output,

    /// With `--for install` and `install: manifests`: a kustomize Component, or a script of `kubectl patch` calls.
    #[arg(long, value_enum)]
    pub form: Option<Form>,

    /// Write a tree of files, one object each, instead of printing.
    #[arg(long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,

    /// With --output-dir: write nothing, print what would change, and fail if anything would.
    #[arg(long, requires = "output_dir")]
    pub check: bool,

    /// Only targets with these labels, as kubectl writes selectors: `env=prod,team in (a,b),!legacy`.
    #[arg(short = 'l', long, value_name = "SELECTOR")]
    pub selector: Option<crate::selector::Selector>,

    /// How findings are read and printed.
    #[command(flatten)]
    pub reading: Reading,
}

/// How files are read and findings printed.
#[derive(Debug, Args)]
pub struct Reading {
    /// Read files below this folder only. Without it, the nearest folder above FILE that holds `.git`, else FILE's folder.
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,

    /// How findings are written.
    #[arg(long, value_enum, default_value_t = report::Format::Text)]
    pub format: report::Format,

    /// Whether findings are coloured; `NO_COLOR` in the environment turns `auto` off.
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,

    /// The least severity that makes the run fail.
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    pub fail_on: FailOn,
}

/// How the output is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// YAML that every reader reads alike.
    Yaml,
    /// A stream of JSON objects, which Argo CD and kubectl read faster.
    Json,
}

/// Whether findings are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// If they go to a terminal.
    Auto,
    /// Yes.
    Always,
    /// No.
    Never,
}

/// The least severity that makes the run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors only.
    Error,
    /// Warnings too.
    Warning,
    /// Everything.
    Note,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The file to write; it must not exist. Without it, standard output.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}
