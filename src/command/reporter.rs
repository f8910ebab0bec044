//! The findings of a run on their way to the user.
//!
//! Keeps true: a run that began to report ends its report, also when it fails for another reason; a document is one
//! document, however many files a run reads.

use super::{Failure, World};
use crate::cli::{Colour, FailOn, Reading};
use crate::finding::{Finding, Severity};
use crate::report::{Context, Manner, Report, Style};

/// Where findings go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output: they are what was asked for.
    Output,
    /// Standard error: they are beside what was asked for.
    Error,
}

/// The report of a run, and where it goes.
pub struct Reporter {
    report: Report,
    stream: Stream,
}

impl Reporter {
    /// Runs a verb with a report, and ends the report.
    pub fn run<T>(
        reading: &Reading,
        stream: Stream,
        world: &mut World<'_>,
        verb: impl FnOnce(&mut Self, &mut World<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut reporter = Self { report: Report::new(manner(reading, world)), stream };
        let result = verb(&mut reporter, world);
        let end = reporter.report.end();
        reporter.print(&end, world)?;
        result
    }

    /// Tells findings; whether they make the run fail.
    pub fn tell(&mut self, findings: &[Finding], context: Context<'_>, world: &mut World<'_>) -> Result<bool, Failure> {
        let text = self.report.add(findings, context);
        self.print(&text, world)?;
        Ok(self.report.fails(findings))
    }

    /// A standard error that cannot be written to changes nothing about the run.
    fn print(&self, text: &str, world: &mut World<'_>) -> Result<(), Failure> {
        match self.stream {
            Stream::Error => {
                let _ = world.stderr.write_all(text.as_bytes());
                Ok(())
            }
            Stream::Output => super::write_out(world, text).map(|_| ()),
        }
    }
}

fn manner(reading: &Reading, world: &World<'_>) -> Manner {
    let is_coloured = match reading.color {
        Colour::Auto => world.may_colour,
        Colour::Always => true,
        Colour::Never => false,
    };
    let bar = match reading.fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Note => Severity::Note,
    };
    Manner { format: reading.format, style: Style { is_coloured, has_excerpts: true }, bar, today: world.today }
}
