//! The imperative shell: the only part that knows files, the environment, the clock and the standard streams.
//!
//! Keeps true: standard output gets data only, and only when all of it is good; findings go to standard error; the exit
//! code is one of [`Status`].

mod can;
mod check;
mod doctor;
mod entry;
mod init;
mod plugin;
mod render;
pub mod reporter;
mod request;
mod root;
pub mod tree;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Read, Write};
use std::path::PathBuf;

use clap::{CommandFactory, Parser};

use crate::cli::{Arguments, RenderArguments, Verb};
use crate::environment;
use crate::explain;
use crate::value::date::Date;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing is wrong.
    Success = 0,
    /// Findings say what is wrong.
    Findings = 1,
    /// The command line is wrong.
    Usage = 2,
    /// Something could not be read or written.
    CouldNotRun = 3,
}

/// What a run sees of the world.
pub struct World<'w> {
    /// Standard input.
    pub stdin: &'w mut dyn Read,
    /// Standard output.
    pub stdout: &'w mut dyn Write,
    /// Standard error.
    pub stderr: &'w mut dyn Write,
    /// The folder that relative paths on the command line start from.
    pub folder: PathBuf,
    /// Today.
    pub today: Date,
    /// Whether `auto` colours findings.
    pub may_colour: bool,
    /// What Argo CD sets for a plugin: the variables whose names begin with `ARGOCD_` or `KUBE_`.
    pub variables: BTreeMap<String, String>,
}

impl World<'_> {
    /// Runs with the process's own streams, folder, clock and environment.
    pub fn run_process(arguments: impl IntoIterator<Item = OsString>) -> Status {
        let seconds =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let may_colour =
            io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let mut stdout = io::stdout().lock();
        let mut world = World {
            stdin: &mut io::stdin().lock(),
            stdout: &mut stdout,
            stderr: &mut io::stderr().lock(),
            folder: std::env::current_dir().unwrap_or_default(),
            today: Date::from_unix_seconds(seconds),
            may_colour,
            variables: plugin_variables(),
        };
        run(arguments, &mut world)
    }
}

/// What Argo CD sets for a plugin (argo-cd `reposerver/repository/repository.go`, `newEnv` and `getPluginEnvs`).
fn plugin_variables() -> BTreeMap<String, String> {
    let is_of_argo_cd = |name: &str| name.starts_with("ARGOCD_") || name.starts_with("KUBE_");
    let texts = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
    let chosen = texts.filter(|(name, _)| is_of_argo_cd(name));
    chosen.map(|(name, value)| (name, value.to_string_lossy().into_owned())).collect()
}

/// A run that could not go on, for a reason that is not in a file.
#[derive(Debug)]
pub enum Failure {
    /// The other end of a pipe has gone; that is its right.
    ClosedPipe,
    /// What could not be done, completing "failed to …".
    CouldNot(String),
    /// Arguments that do not go together.
    Usage(String),
}

impl Failure {
    fn writing(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::CouldNot(format!("write the output: {error}")),
        }
    }
}

/// Runs one command line; the first argument is the program's name.
pub fn run(arguments: impl IntoIterator<Item = OsString>, world: &mut World<'_>) -> Status {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let verb = match parse(&arguments) {
        Ok(verb) => verb,
        Err(error) => return print_usage(&error, world),
    };
    match dispatch(verb, world) {
        Ok(status) => status,
        Err(Failure::ClosedPipe) => Status::Success,
        Err(Failure::CouldNot(what)) => {
            let _ = writeln!(world.stderr, "tiphys: failed to {what}");
            Status::CouldNotRun
        }
        Err(Failure::Usage(what)) => {
            let _ = writeln!(world.stderr, "error: {what}\n\nFor more information, try '--help'.");
            Status::Usage
        }
    }
}

/// The verb; a program that is called `render` has already said it.
fn parse(arguments: &[OsString]) -> Result<Verb, clap::Error> {
    let program = arguments.first().map(PathBuf::from).unwrap_or_default();
    if program.file_stem().is_some_and(|name| name == "render") {
        return RenderArguments::try_parse_from(arguments).map(|parsed| Verb::Render(parsed.render));
    }
    Arguments::try_parse_from(arguments).map(|parsed| parsed.verb)
}

fn print_usage(error: &clap::Error, world: &mut World<'_>) -> Status {
    let text = error.render().to_string();
    if error.use_stderr() {
        let _ = world.stderr.write_all(text.as_bytes());
        return Status::Usage;
    }
    match write_out(world, &text) {
        Ok(status) => status,
        Err(Failure::CouldNot(_)) => Status::CouldNotRun,
        Err(_) => Status::Success,
    }
}

fn dispatch(verb: Verb, world: &mut World<'_>) -> Result<Status, Failure> {
    match verb {
        Verb::Render(arguments) => render::run(&arguments, world),
        Verb::Plugin(arguments) => plugin::run(&arguments, world),
        Verb::Check(arguments) => check::run(&arguments, world),
        Verb::Doctor(arguments) => doctor::run(&arguments, world),
        Verb::Explain(arguments) => write_out(world, &arguments.code.map_or_else(explain::list, explain::page)),
        Verb::Can(arguments) => can::run(&arguments, world),
        Verb::WhoCan(arguments) => can::run_who_can(&arguments, world),
        Verb::Schema => {
            let schema =
                serde_json::to_string_pretty(&environment::schema::document()).expect("a schema is plain data");
            write_out(world, &format!("{schema}\n"))
        }
        Verb::Init(arguments) => init::run(&arguments, world),
        Verb::Completions(arguments) => {
            let mut script = Vec::new();
            clap_complete::generate(arguments.shell, &mut Arguments::command(), "tiphys", &mut script);
            write_out(world, &String::from_utf8_lossy(&script))
        }
        Verb::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Arguments::command()).render(&mut page).map_err(|error| Failure::writing(&error))?;
            write_out(world, &String::from_utf8_lossy(&page))
        }
    }
}

fn write_out(world: &mut World<'_>, text: &str) -> Result<Status, Failure> {
    world
        .stdout
        .write_all(text.as_bytes())
        .and_then(|()| world.stdout.flush())
        .map_err(|error| Failure::writing(&error))?;
    Ok(Status::Success)
}
