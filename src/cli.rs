//! The command line, as it is typed. Doc comments here are the help.

mod plugin;

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::destination::Destination;
use crate::finding::{self, Code};
use crate::install::Form;
use crate::report;

pub use plugin::{PluginGenerate, PluginVerb, PluginWiring};

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
    /// Say whether someone may do something in Argo CD, and which row of the RBAC policy decides.
    Can(Can),
    /// Say who may do something in Argo CD.
    WhoCan(WhoCan),
    /// Work as a plugin of Argo CD: print objects, announce parameters, print the sidecar that does so.
    #[command(subcommand)]
    Plugin(PluginVerb),
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

    /// Only targets with these labels, as kubectl writes selectors: `env=prod,team in (a,b),!legacy`. What the hub has besides
    /// its targets is left out.
    #[arg(short = 'l', long, value_name = "SELECTOR")]
    pub selector: Option<crate::selector::Selector>,

    /// Only what the hub has besides its targets: projects, ways in, and with `argocd.base` the installation.
    #[arg(long, conflicts_with = "selector")]
    pub without_targets: bool,

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

/// Arguments of `can`.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Exit codes: 0 yes, 1 no, 2 wrong usage or a question that Argo CD never asks, 3 the policy cannot be asked.",
    after_long_help = "Exit codes: 0 yes, 1 no, 2 wrong usage or a question that Argo CD never asks, 3 the policy cannot be asked.\n\nExamples:\n  tiphys can 84ce98d1-e359-4f3b-85af-985b458de3c6 sync app team-a/shop -f env.yaml\n  tiphys can ada get logs 'team-a/*' --groups 84ce98d1-e359-4f3b-85af-985b458de3c6 -f argocd-rbac-cm.yaml\n  tiphys can --list role:deployer -f policy.csv\n  tiphys can test expectations.yaml -f env.yaml\n  kubectl -n argocd get configmap/argocd-rbac-cm appprojects -o yaml | tiphys can role:deployer sync app -f -"
)]
pub struct Can {
    /// Test a policy against a file of expectations.
    #[command(subcommand)]
    pub test: Option<CanVerb>,

    /// Who: a user, role:NAME, proj:PROJECT:ROLE, an e-mail address, the id of an Entra group, or '' for anyone signed in.
    #[arg(required = true)]
    pub subject: Option<String>,

    /// The action: get, create, update, delete, sync, override, rollback, invoke, or action/GROUP/KIND/NAME.
    #[arg(required_unless_present = "list")]
    pub action: Option<String>,

    /// The resource, in full or in short: applications, app, logs, exec, clusters, projects, repo …
    #[arg(required_unless_present = "list")]
    pub resource: Option<String>,

    /// The object: PROJECT/APPLICATION, the URL of a cluster's server (never its name) or of a repository, a name. Without
    /// it, all of them.
    pub object: Option<String>,

    /// Print every row that the subject has, by the names that Argo CD asks for.
    #[arg(long, conflicts_with_all = ["action", "resource", "object"])]
    pub list: bool,

    /// The groups of the user, or other values of the claims in `scopes`, as they are in the token: `a,b`, with double
    /// quotes around a name that has a comma. May be repeated.
    #[arg(long, value_name = "GROUPS")]
    pub groups: Vec<Names>,

    /// Take the subject for a user id, even if it looks like a group's id or an e-mail address.
    #[arg(long)]
    pub user: bool,

    /// The policy.
    #[command(flatten)]
    pub policy: AskedPolicy,
}

/// Names between commas, as a row of a policy has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl std::str::FromStr for Names {
    type Err = crate::policy::csv::CsvError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fields = crate::policy::csv::read_line(text)?;
        Ok(Self(fields.into_iter().map(|field| field.value).collect()))
    }
}

/// What `can` does besides answering.
#[derive(Debug, Subcommand)]
pub enum CanVerb {
    /// Test a policy against a file of expectations.
    Test(CanTest),
}

/// Arguments of `can test`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all hold, 1 some do not, 2 wrong usage, 3 the policy cannot be asked.",
    after_long_help = "Exit codes: 0 all hold, 1 some do not, 2 wrong usage, 3 the policy cannot be asked.\n\nA file of expectations:\n  apiVersion: tiphys/v1alpha1\n  kind: Expectations\n  expect:\n    - {subject: role:deployer, can: [get, sync], cannot: [delete], resource: applications, objects: [team-a/shop]}\n    - {groups: [], cannot: [get], resource: clusters}    # anyone who is signed in\n\nExample: tiphys can test expectations.yaml -f env.yaml"
)]
pub struct CanTest {
    /// The file of expectations; `-` is standard input.
    #[arg(value_name = "EXPECTATIONS")]
    pub expectations: PathBuf,

    /// The policy.
    #[command(flatten)]
    pub policy: AskedPolicy,
}

/// Arguments of `who-can`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 someone, 1 nobody, 2 wrong usage or a question that Argo CD never asks, 3 the policy cannot be asked.",
    after_long_help = "Exit codes: 0 someone, 1 nobody, 2 wrong usage or a question that Argo CD never asks, 3 the policy cannot be asked.\n\nExamples:\n  tiphys who-can delete clusters -f env.yaml\n  tiphys who-can create exec team-a/shop -f argocd-rbac-cm.yaml"
)]
pub struct WhoCan {
    /// The action, as for `can`.
    pub action: String,

    /// The resource, as for `can`.
    pub resource: String,

    /// The object, as for `can`. Without it, all of them.
    pub object: Option<String>,

    /// The policy.
    #[command(flatten)]
    pub policy: AskedPolicy,
}

/// The policy that is asked.
#[derive(Debug, Args)]
pub struct AskedPolicy {
    /// An environment file, a manifest of argocd-rbac-cm (AppProjects beside it count), values of the chart or settings of the
    /// extension with a policy, or a policy as CSV; `-` is standard input.
    #[arg(short, long, value_name = "FILE", required = true)]
    pub file: Option<PathBuf>,

    /// The version of Argo CD whose built-in policy counts. Without it, that of the environment file, else the newest known.
    #[arg(long, value_name = "VERSION")]
    pub argocd_version: Option<crate::value::ArgoVersion>,

    /// The role of everyone who is signed in, instead of the file's `policy.default`: role:readonly, or '' for none.
    #[arg(long, value_name = "ROLE")]
    pub default_role: Option<String>,

    /// The claims whose values are subjects, instead of the file's `scopes`.
    #[arg(long, value_name = "CLAIM", value_delimiter = ',')]
    pub scopes: Option<Vec<String>>,

    /// How files are read and findings printed.
    #[command(flatten)]
    pub reading: Reading,
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
