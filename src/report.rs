//! Findings as a person or a program reads them.
//!
//! Keeps true: one mistake is told once, however many targets inherit it; findings come in the order of their places;
//! no value of a Secret is in an excerpt.

mod azure_devops;
mod fingerprint;
mod github;
mod gitlab;
mod json;
mod junit;
mod sarif;
mod text;

use std::collections::HashSet;

use crate::document::Node;
use crate::finding::{Edit, Finding, Place, Severity};
use crate::fix;
use crate::source::{Sources, Span};
use crate::value::date::Date;

pub use text::Style;

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: `file:line:column: error[code]: …`, an excerpt, help.
    Text,
    /// One JSON object a line.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// XML for test reports: what makes the run fail is a failure.
    Junit,
    /// Workflow commands of GitHub Actions, which annotate lines of a pull request.
    Github,
    /// Logging commands of Azure Pipelines.
    #[value(name = "azuredevops")]
    AzureDevops,
    /// A Code Quality report of GitLab.
    Gitlab,
}

impl Format {
    /// Whether other lines of text may stand beside the findings: a program that reads the stream skips them.
    pub const fn allows_talk(self) -> bool {
        match self {
            Self::Text | Self::Github | Self::AzureDevops => true,
            Self::Json | Self::Sarif | Self::Junit | Self::Gitlab => false,
        }
    }
}

/// How a run wants its findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// How they are written.
    pub format: Format,
    /// How text looks.
    pub style: Style,
    /// The least severity that makes the run fail.
    pub bar: Severity,
    /// Today, for the formats that ask when the run was.
    pub today: Date,
}

/// What findings point into.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The texts.
    pub sources: &'a Sources,
    /// The composed environment document, if there is one.
    pub document: Option<&'a Node>,
}

/// A finding with the range of text that it is about.
#[derive(Debug, Clone, Copy)]
struct Located<'a> {
    finding: &'a Finding,
    span: Option<Span>,
    /// Line and column in a decoded text, where the file shows base64.
    decoded: Option<(usize, usize)>,
}

/// A finding with its place in words: what is left to tell when the texts are gone.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    finding: Finding,
    /// The file that it is in; for what is in none, the environment file.
    file: Option<String>,
    /// Where in the file, if it is in one.
    range: Option<Range>,
    /// Whether `check --fix` mends it.
    is_fixable: bool,
    /// How, where that can be shown.
    fix: Vec<Change>,
}

/// A change of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    file: String,
    range: Range,
    text: String,
}

/// A range of a file: lines and columns from 1, columns in characters, the end behind the last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl Context<'_> {
    /// The finding with the range of text in a file that its place means.
    fn located<'f>(&self, finding: &'f Finding) -> Located<'f> {
        let outermost = self.locate(&finding.place).map(|span| self.sources.outermost(span));
        Located { finding, span: outermost.map(|o| o.span), decoded: outermost.and_then(|o| o.decoded) }
    }

    /// The range of text that a place means.
    fn locate(&self, place: &Place) -> Option<Span> {
        match place {
            Place::Text(span) => Some(*span),
            Place::Source(id) => Some(Span { source: *id, start: 0, end: 0 }),
            Place::Value(pointer) => self.document?.find(pointer).map(|(node, _)| node.span),
            Place::Key(pointer) => self.document?.find(pointer).map(|(node, key)| key.unwrap_or(node.span)),
            Place::Object { .. } | Place::Run(_) => None,
        }
    }

    /// The findings with their places, each once, in the order of their places.
    fn in_order<'f>(&self, findings: &'f [Finding]) -> Vec<Located<'f>> {
        let mut located: Vec<Located<'f>> = findings.iter().map(|finding| self.located(finding)).collect();
        let mut told = HashSet::new();
        located.retain(|l| {
            let place = if l.span.is_some() { None } else { Some(&l.finding.place) };
            told.insert((l.finding.code, l.span, l.decoded, place, l.finding.message.as_str()))
        });
        located.sort_by_key(|l| (l.span.is_none(), l.span.map(|span| (span.source, span.start)), l.decoded));
        located
    }

    fn told(&self, l: Located<'_>) -> Told {
        let environment = || self.document.and(self.sources.first());
        let source = l.span.map(|span| self.sources.get(span.source)).or_else(environment);
        let mut finding = l.finding.clone();
        finding.message = l.message().into_owned();
        let file = source.map(|source| source.name().to_owned());
        let is_fixable = fix::is_fixable(l.finding, self.sources);
        let fix = fix::in_files(l.finding, self.sources).unwrap_or_default();
        let change = |edit: Edit| {
            let file = self.sources.get(edit.span.source).name().to_owned();
            Change { file, range: self.range(edit.span), text: edit.text }
        };
        let fix = fix.into_iter().map(change).collect();
        Told { finding, file, range: l.span.map(|span| self.range(span)), is_fixable, fix }
    }

    fn range(&self, span: Span) -> Range {
        let source = self.sources.get(span.source);
        let (line, column) = source.line_and_column(span.start);
        let (end_line, end_column) = source.line_and_column(span.end);
        Range { line, column, end_line, end_column }
    }
}

impl Located<'_> {
    /// What is wrong, with the place in the decoded text if there is one.
    fn message(&self) -> std::borrow::Cow<'_, str> {
        match self.decoded {
            Some((line, column)) if (line, column) != (1, 1) => {
                format!("{} (line {line}, column {column} of the decoded text)", self.finding.message).into()
            }
            _ => self.finding.message.as_str().into(),
        }
    }
}

/// Findings whose places do not need the document that they point into.
pub fn settled(findings: Vec<Finding>, document: Option<&Node>) -> Vec<Finding> {
    let settle = |mut finding: Finding| {
        let span = match (&finding.place, document) {
            (Place::Value(pointer), Some(document)) => document.find(pointer).map(|(node, _)| node.span),
            (Place::Key(pointer), Some(document)) => document.find(pointer).map(|(node, key)| key.unwrap_or(node.span)),
            _ => None,
        };
        if let Some(span) = span {
            finding.place = Place::Text(span);
        }
        finding
    };
    findings.into_iter().map(settle).collect()
}

impl Told {
    /// Whether it makes a run with this bar fail.
    fn fails(&self, bar: Severity) -> bool {
        self.finding.severity() >= bar
    }

    /// The message, and in another line the help.
    fn message_and_help(&self) -> String {
        match &self.finding.help {
            Some(help) => format!("{}\nhelp: {help}", self.finding.message),
            None => self.finding.message.clone(),
        }
    }

    /// What it is about, where that is no place in a file: an object and a pointer, a pointer, what was asked for.
    fn about(&self) -> Option<String> {
        match &self.finding.place {
            Place::Object { object, pointer } => Some(format!("{object}{}", pointer.as_str())),
            Place::Value(pointer) | Place::Key(pointer) => Some(pointer.as_str().to_owned()),
            Place::Run(what) if !what.is_empty() => Some(what.clone()),
            Place::Run(_) | Place::Text(_) | Place::Source(_) => None,
        }
    }
}

/// The findings of a run, which may come in several parts: one for each environment file.
///
/// A format that is one document comes at the end; the lines of the others come with each part.
#[derive(Debug)]
pub struct Report {
    manner: Manner,
    kept: Vec<Told>,
    /// What was told, as lines of JSON.
    told: HashSet<String>,
}

impl Report {
    /// A report without findings.
    pub fn new(manner: Manner) -> Self {
        Self { manner, kept: Vec::new(), told: HashSet::new() }
    }

    /// Adds findings; what is to be printed now.
    ///
    /// Programs are told once what two environment files have from one file that both extend.
    pub fn add(&mut self, findings: &[Finding], context: Context<'_>) -> String {
        let located = context.in_order(findings);
        if self.manner.format == Format::Text {
            return text::write(&located, context, self.manner.style);
        }
        let new = located.into_iter().map(|l| context.told(l)).filter(|told| self.told.insert(json::line(told)));
        match self.manner.format {
            Format::Json => new.map(|told| json::line(&told)).collect(),
            Format::Github => new.map(|told| github::line(&told)).collect(),
            Format::AzureDevops => new.map(|told| azure_devops::line(&told)).collect(),
            Format::Text | Format::Sarif | Format::Junit | Format::Gitlab => {
                self.kept.extend(new);
                String::new()
            }
        }
    }

    /// Whether a finding among these makes the run fail.
    pub fn fails(&self, findings: &[Finding]) -> bool {
        findings.iter().any(|finding| finding.severity() >= self.manner.bar)
    }

    /// What is to be printed at the end of the run.
    pub fn end(&self) -> String {
        match self.manner.format {
            Format::Text | Format::Json | Format::Github | Format::AzureDevops => String::new(),
            Format::Sarif => sarif::document(&self.kept),
            Format::Junit => junit::document(&self.kept, self.manner),
            Format::Gitlab => gitlab::document(&self.kept),
        }
    }
}

/// How many findings there are of a severity, each mistake counted once as [`Report`] tells it.
fn count(located: &[Located<'_>], severity: Severity) -> usize {
    located.iter().filter(|l| l.finding.severity() == severity).count()
}
