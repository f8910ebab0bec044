//! A text line by line: as it is compared with the table, and as it may be shown.
//!
//! A line may be plain, JSON (zap, logrus) or `key="value"` (logrus), with a message in quotes in quotes; a message may be
//! wrapped over up to three lines of its own.

use super::{Diagnosis, Symptom};
use crate::value;

/// The most characters of a line that are shown.
const MAX_SHOWN: usize = 300;

/// The most lines that one message is wrapped over.
const MAX_WRAPPED: usize = 3;

/// A text whose lines can be compared.
pub struct Log<'t> {
    lines: Vec<&'t str>,
    normal: Vec<String>,
}

impl<'t> Log<'t> {
    /// The lines of a text.
    pub fn new(text: &'t str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let normal = lines.iter().map(|line| normal(line)).collect();
        Self { lines, normal }
    }

    /// The lines that show a symptom; only where no line does, lines that do so together.
    pub fn find(&self, symptom: &'static Symptom) -> Option<Diagnosis> {
        let has_it = |line: &String| symptom.fragments.iter().all(|fragment| has(line, fragment));
        let count = self.normal.iter().filter(|line| has_it(line)).count();
        let first = self.normal.iter().position(has_it).or_else(|| self.find_wrapped(symptom))?;
        let shown = shown(self.lines[first], symptom);
        Some(Diagnosis { symptom, line: first + 1, count: count.max(1), shown })
    }

    /// The first of lines that show a symptom together.
    fn find_wrapped(&self, symptom: &Symptom) -> Option<usize> {
        (2..=MAX_WRAPPED).find_map(|size| self.normal.windows(size).position(|window| wraps(window, symptom)))
    }
}

/// Whether lines are one message that shows a symptom, which begins in the first of them.
fn wraps(lines: &[String], symptom: &Symptom) -> bool {
    let begins = |fragment: &&str| fragment.split(' ').next().is_some_and(|word| lines[0].contains(word));
    if !symptom.fragments.iter().any(begins) || lines[1..].iter().any(|line| begins_an_entry(line)) {
        return false;
    }
    let joined = lines.join(" ");
    symptom.fragments.iter().all(|fragment| has(&joined, fragment))
}

/// A line as it is compared: lower case, one blank between words, no backslashes of quotes in quotes.
pub fn normal(line: &str) -> String {
    let line = ["\\r", "\\n", "\\t"].iter().fold(line.to_lowercase(), |line, escape| line.replace(escape, " "));
    line.replace('\\', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a line has a fragment; a number is not the beginning of a longer one.
fn has(line: &str, fragment: &str) -> bool {
    let is_number = fragment.ends_with(|c: char| c.is_ascii_digit());
    line.match_indices(fragment).any(|(at, _)| {
        let rest = &line[at + fragment.len()..];
        !(is_number && rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Whether a line is one of a log, and so no continuation of the line above.
fn begins_an_entry(line: &str) -> bool {
    let begins_with_date = line.len() > 4 && line.bytes().take(4).all(|byte| byte.is_ascii_digit());
    line.starts_with('{') || line.contains("level=") || line.starts_with("time=") || begins_with_date
}

/// The part of a line around the symptom, without secrets and without what a terminal would act upon.
fn shown(line: &str, symptom: &Symptom) -> String {
    let line: String = hidden(line.trim()).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let at = symptom.fragments.iter().find_map(|fragment| line.to_ascii_lowercase().find(fragment)).unwrap_or_default();
    let before = line[..at].chars().count().saturating_sub(MAX_SHOWN / 3);
    let part: String = line.chars().skip(before).take(MAX_SHOWN).collect();
    let start = if before > 0 { "…" } else { "" };
    let end = if line.chars().count() > before + MAX_SHOWN { "…" } else { "" };
    format!("{start}{part}{end}")
}

/// The line with what may be a secret starred out: what a file would hide, and in logs the values of `token=…` and the like.
fn hidden(line: &str) -> String {
    let is_break = |c: char| c.is_whitespace() || "\"'`,[]{}&;=:\\".contains(c);
    let (mut out, mut name, mut is_value) = (String::new(), String::new(), false);
    for piece in value::hide_secrets(line).split_inclusive(is_break) {
        let word = piece.strip_suffix(is_break).unwrap_or(piece);
        let mark = &piece[word.len()..];
        if !word.is_empty() {
            out += &if is_value && names_secret(&name) { "*".repeat(word.chars().count()) } else { word.to_owned() };
            name = word.to_lowercase();
            is_value = name == "bearer";
        }
        // A colon in prose is no assignment; one right behind a quote is.
        is_value |= mark == "=" || (mark == ":" && word.is_empty());
        out += mark;
    }
    out
}

fn names_secret(name: &str) -> bool {
    ["secret", "password", "token", "assertion", "bearer", "sig", "key"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_a_log_are_not_shown() {
        for (line, wanted) in [
            ("POST client_secret=hunter2&x=1", "POST client_secret=*******&x=1"),
            (r#"{"token":"hunter2","user":"me"}"#, r#"{"token":"*******","user":"me"}"#),
            (r#"msg="{\"password\": \"hunter2\"}""#, r#"msg="{\"password\": \"*******\"}""#),
            ("Authorization: Bearer hunter2", "Authorization: Bearer *******"),
        ] {
            assert_eq!(hidden(line), wanted);
        }
    }

    #[test]
    fn prose_is_shown() {
        for line in ["failed to get token: no such file", "code = Unknown desc = x509: certificate signed by y"] {
            assert_eq!(hidden(line), line);
        }
    }

    #[test]
    fn lines_of_a_log_are_not_one_message() {
        let log = Log::new("level=info msg=\"x509: one\"\nlevel=info msg=\"signed by unknown authority\"");
        let symptom =
            super::super::symptoms().find(|symptom| symptom.name == "ca-unknown").expect("it is in the table");
        assert_eq!(log.find(symptom), None);
    }
}
