//! Findings for people: one line that editors can follow, an excerpt, help.

use std::fmt::Write as _;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Context, Located, count};
use crate::finding::{Code, Finding, Place, Severity};
use crate::source::{Source, Span};

/// The most characters of a line that an excerpt shows.
const MAX_EXCERPT: usize = 160;

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether it is coloured.
    pub is_coloured: bool,
    /// Whether the line of the file is shown.
    pub has_excerpts: bool,
}

/// The findings, then how many there are.
pub fn write(located: &[Located<'_>], context: Context<'_>, style: Style) -> String {
    let mut out = String::new();
    for l in located {
        write_one(*l, context, style, &mut out);
    }
    write_count(located, &mut out);
    out
}

fn write_one(l: Located<'_>, context: Context<'_>, style: Style, out: &mut String) {
    let finding = l.finding;
    let title = format!("{}[{}]", finding.severity(), finding.code);
    let _ = writeln!(
        out,
        "{}{}: {}",
        place(l, context),
        painted(&title, finding.severity(), style),
        printable(&l.message())
    );
    if let Some(span) = l.span.filter(|_| style.has_excerpts) {
        // What stands behind a key that nobody knows may be a password.
        let hides_value = finding.hides_value || finding.code == Code::UnknownKey || l.decoded.is_some();
        write_excerpt(context.sources.get(span.source), span, finding, hides_value, style, out);
    }
    if let Some(help) = &finding.help {
        let _ = writeln!(out, "  {}: {}", bold("help", style), printable(help));
    }
}

/// Where it is, as `file:line:column: `, an object, or what was asked for.
fn place(l: Located<'_>, context: Context<'_>) -> String {
    if let Some(span) = l.span {
        let source = context.sources.get(span.source);
        let (line, column) = source.line_and_column(span.start);
        return format!("{}:{line}:{column}: ", source.name());
    }
    match &l.finding.place {
        Place::Object { object, pointer } if pointer.as_str().is_empty() => format!("{object}: "),
        Place::Object { object, pointer } => format!("{object}:{pointer}: "),
        Place::Run(what) if what.is_empty() => String::new(),
        Place::Run(what) => format!("{what}: "),
        Place::Value(pointer) | Place::Key(pointer) => format!("{pointer}: "),
        Place::Text(_) | Place::Source(_) => String::new(),
    }
}

fn write_excerpt(source: &Source, span: Span, finding: &Finding, hides_value: bool, style: Style, out: &mut String) {
    let is_key = matches!(finding.place, Place::Key(_));
    let (line_start, line) = source.line_at(span.start);
    if line.trim().is_empty() {
        return;
    }
    let (line_number, _) = source.line_and_column(span.start);
    let from = (span.start as usize).saturating_sub(line_start).min(line.len());
    let to = (span.end as usize).saturating_sub(line_start).clamp(from, line.len());
    let line = crate::value::hide_secrets(line);
    let (shown, from, to) = if hides_value { hidden(&line, from, to, is_key) } else { window(&line, from, to) };
    let (shown, from, to) = cleaned(&shown, from, to);
    let snippet = Snippet::source(shown.as_str()).line_start(line_number).fold(false);
    let snippet = snippet.annotation(AnnotationKind::Primary.span(from..to));
    let group = Group::with_level(level(finding.severity())).element(snippet);
    let renderer = if style.is_coloured { Renderer::styled() } else { Renderer::plain() };
    let _ = writeln!(out, "{}", renderer.decor_style(DecorStyle::Ascii).render(&[group]));
}

/// A line up to the value that must not be shown: behind a key, or from the place of a value on.
///
/// A secret text may go on over many lines; in one without a key nothing is safe to show.
fn hidden(line: &str, from: usize, to: usize, is_key: bool) -> (String, usize, usize) {
    let kept = if is_key {
        to
    } else if line[..from].contains(':') {
        from
    } else {
        0
    };
    let from = from.min(kept);
    let to = if is_key { to } else { kept + '…'.len_utf8() };
    (format!("{}…", &line[..kept]), from, to)
}

/// The part of a long line around a range.
fn window(line: &str, from: usize, to: usize) -> (String, usize, usize) {
    if line.chars().count() <= MAX_EXCERPT {
        return (line.to_owned(), from, to);
    }
    let start = line[..from].char_indices().rev().take(MAX_EXCERPT / 2).last().map_or(from, |(at, _)| at);
    let end = line[start..].char_indices().nth(MAX_EXCERPT).map_or(line.len(), |(at, _)| start + at);
    let mark = if start > 0 { "…" } else { "" };
    let shown = format!("{mark}{}{}", &line[start..end], if end < line.len() { "…" } else { "" });
    (shown, mark.len() + from - start, mark.len() + to.min(end) - start)
}

/// The line with what a terminal would act upon made visible; the range is never empty unless the line is.
fn cleaned(line: &str, from: usize, to: usize) -> (String, usize, usize) {
    let clean = |text: &str| text.chars().map(|c| if c == '\t' { ' ' } else { visible(c) }).collect::<String>();
    let (before, marked, after) = (clean(&line[..from]), clean(&line[from..to]), clean(&line[to..]));
    let (from, to) = (before.len(), before.len() + marked.len());
    let line = [before, marked, after].concat();
    let to = if to == from { line[from..].chars().next().map_or(to, |c| from + c.len_utf8()) } else { to };
    (line, from, to)
}

/// A text without anything that a terminal would act upon.
fn printable(text: &str) -> String {
    text.chars().map(visible).collect()
}

fn visible(c: char) -> char {
    let is_invisible = c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if is_invisible { '\u{fffd}' } else { c }
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

fn painted(text: &str, severity: Severity, style: Style) -> String {
    let colour = match severity {
        Severity::Error => 31,
        Severity::Warning => 33,
        Severity::Note => 36,
    };
    if style.is_coloured { format!("\u{1b}[1;{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn bold(text: &str, style: Style) -> String {
    if style.is_coloured { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn write_count(located: &[Located<'_>], out: &mut String) {
    let counted: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (count(located, severity), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| format!("{count} {severity}{}", if count == 1 { "" } else { "s" }))
        .collect();
    if !counted.is_empty() {
        let _ = writeln!(out, "{}", counted.join(", "));
    }
}
