//! `docs/reference/command-line.md`, made from the definition of the command line: every verb with its help.

use std::fmt::Write as _;

use clap::{Command, CommandFactory as _};
use tiphys::cli::Arguments;

use crate::assert_current;

const HEAD: &str = "# Command line

What `tiphys VERB --help` prints. The program `render` is `tiphys render`.

";

#[test]
fn the_page_has_the_help_of_every_verb() {
    let mut program = Arguments::command();
    program.build();
    let mut page = HEAD.to_owned();
    describe(&mut program, "tiphys", &mut page);
    assert_current("docs/reference/command-line.md", &format!("{}\n", page.trim_end()));
}

/// Writes the help of a command, then those of the verbs in it.
fn describe(command: &mut Command, name: &str, page: &mut String) {
    let help = command.clone().term_width(100).render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = writeln!(page, "## {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end());
    for verb in command.get_subcommands_mut().filter(|verb| verb.get_name() != "help") {
        let name = format!("{name} {}", verb.get_name());
        describe(verb, &name, page);
    }
}
