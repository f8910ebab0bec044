//! The command line, as it is typed. Doc comments here are the help.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::destination::Destination;
use crate::finding::{self, Code};
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
    /// Find mistakes in environment files and in hand-written material of Argo CD on AKS.
    Check(Check),
    /// Print what a finding's code means, with examples.
    Explain(Explain),
    /// Find the causes of an error message or a log of Argo CD, Kubernetes or Entra ID.
    Doctor(Doctor),
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

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  tiphys check                     everything below this folder\n  tiphys check env.yaml clusters/\n  helm template argo-cd … | tiphys check -\n  tiphys check --format sarif . > findings.sarif\n\nWhat a document is follows from its content; what is none of ours is ignored. Findings go to standard output."
)]
pub struct Check {
    /// Files, folders (with all below them) and patterns (`clusters/**/*.yaml`); `-` is standard input.
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Never conclude anything from what the input does not contain.
    #[arg(long)]
    pub partial: bool,

    /// The Argo CD version that rules assume; without it what an environment file says, else the newest known.
    #[arg(long, value_name = "VERSION")]
    pub argocd_version: Option<crate::value::ArgoVersion>,

    /// Only findings of these codes, separated by commas; `cluster-*` stands for all that begin so.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub select: Vec<CodePattern>,

    /// No findings of these codes.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub ignore: Vec<CodePattern>,

    /// Mend in place what needs no judgement, leaving every other byte alone; then report what is left.
    #[arg(long)]
    pub fix: bool,

    /// With --fix: write nothing, print what would change.
    #[arg(long, requires = "fix")]
    pub diff: bool,

    /// How findings are read and printed.
    #[command(flatten)]
    pub reading: Reading,
}

/// A code, or a beginning of codes with `*` behind it, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePattern(String);

impl CodePattern {
    /// Whether it names a code.
    pub fn matches(&self, code: Code) -> bool {
        match self.0.strip_suffix('*') {
            Some(start) => code.as_str().starts_with(start),
            None => code.as_str() == self.0,
        }
    }
}

impl FromStr for CodePattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let pattern = Self(text.to_owned());
        if Code::ALL.iter().any(|code| pattern.matches(*code)) {
            return Ok(pattern);
        }
        let near = finding::nearest(text, Code::ALL.iter().map(|code| code.as_str()));
        Err(near.map_or_else(|| "there is no such code".to_owned(), |near| format!("did you mean `{near}`?")))
    }
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_long_help = "Example: tiphys explain empty-subject")]
pub struct Explain {
    /// The code, as findings show it in brackets. Without it, the list of all codes.
    #[arg(value_name = "CODE")]
    pub code: Option<Code>,
}

/// Arguments of `doctor`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  kubectl logs -n argocd sts/argocd-application-controller | tiphys doctor\n  argocd app get shop 2>&1 | tiphys doctor\n\nExit codes: 0 something was recognised, 1 nothing."
)]
pub struct Doctor {
    /// Files with messages; `-` is standard input.
    #[arg(default_value = "-", value_name = "FILE")]
    pub files: Vec<PathBuf>,
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
