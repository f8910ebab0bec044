//! Findings as workflow commands of GitHub Actions: `::error file=…,line=…,title=…::message`.
//!
//! Keeps true: one command a line, whatever a message says. Escaping after `toolkit/packages/core/src/command.ts`: `%`,
//! CR and LF in a message; `:` and `,` too in a property. GitHub takes columns only where the range is in one line.

use super::Told;
use crate::finding::Severity;

/// One command.
pub fn line(told: &Told) -> String {
    let command = match told.finding.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = place(told);
    properties.push(("title", told.finding.code.to_string()));
    let properties: Vec<String> =
        properties.into_iter().map(|(name, value)| format!("{name}={}", property(&value))).collect();
    format!("::{command} {}::{}\n", properties.join(","), data(&message(told)))
}

fn place(told: &Told) -> Vec<(&'static str, String)> {
    let mut place: Vec<_> = told.file.iter().map(|file| ("file", file.clone())).collect();
    let Some(range) = told.range else { return place };
    place.push(("line", range.line.to_string()));
    if range.line != range.end_line {
        place.push(("endLine", range.end_line.to_string()));
        return place;
    }
    place.push(("col", range.column.to_string()));
    place.push(("endLine", range.end_line.to_string()));
    place.push(("endColumn", range.end_column.to_string()));
    place
}

/// What is in no file says in words what it is about.
fn message(told: &Told) -> String {
    match told.about().filter(|_| told.range.is_none()) {
        Some(about) => format!("{about}: {}", told.message_and_help()),
        None => told.message_and_help(),
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Code, Finding, Place};
    use crate::report::Range;

    #[test]
    fn a_message_stays_in_its_command() {
        let finding =
            Finding::new(Code::ServerUrl, Place::Run("a\n::x".to_owned()), "100%\r\n::add-mask::y").with_help("z");
        let range = Range { line: 1, column: 2, end_line: 1, end_column: 3 };
        let told = Told {
            finding,
            file: Some("a,b:c.yaml".to_owned()),
            range: Some(range),
            is_fixable: false,
            fix: Vec::new(),
        };
        assert_eq!(
            line(&told),
            "::error file=a%2Cb%3Ac.yaml,line=1,col=2,endLine=1,endColumn=3,title=server-url::100%25%0D%0A::add-mask::y%0Ahelp: z\n"
        );
        let nowhere = Told { file: None, range: None, ..told };
        assert_eq!(line(&nowhere), "::error title=server-url::a%0A::x: 100%25%0D%0A::add-mask::y%0Ahelp: z\n");
    }

    #[test]
    fn a_range_of_several_lines_has_no_columns() {
        let finding = Finding::new(Code::IssuerSlash, Place::Run(String::new()), "m");
        let range = Range { line: 1, column: 2, end_line: 3, end_column: 4 };
        let told = Told { finding, file: Some("a".to_owned()), range: Some(range), is_fixable: false, fix: Vec::new() };
        assert_eq!(line(&told), "::warning file=a,line=1,endLine=3,title=issuer-slash::m\n");
    }
}
