//! Findings as logging commands of Azure Pipelines: `##vso[task.logissue type=…;sourcepath=…]message`.
//!
//! Keeps true: one command a line, whatever a message says. Escaping after `azure-pipelines-task-lib`'s `taskcommand.ts`:
//! `%`, CR and LF in a message; `]` and `;` too in a property. Azure Pipelines knows errors and warnings only, so a note
//! is a warning that says what it is.

use super::Told;
use crate::finding::Severity;

/// One command.
pub fn line(told: &Told) -> String {
    let kind = match told.finding.severity() {
        Severity::Error => "error",
        Severity::Warning | Severity::Note => "warning",
    };
    let mut properties = vec![("type", kind.to_owned())];
    properties.extend(told.file.iter().map(|file| ("sourcepath", file.clone())));
    if let Some(range) = told.range {
        properties.push(("linenumber", range.line.to_string()));
        properties.push(("columnnumber", range.column.to_string()));
    }
    properties.push(("code", told.finding.code.to_string()));
    let properties: Vec<String> =
        properties.into_iter().map(|(name, value)| format!("{name}={};", property(&value))).collect();
    format!("##vso[task.logissue {}]{}\n", properties.concat(), data(&message(told)))
}

fn message(told: &Told) -> String {
    let note = if told.finding.severity() == Severity::Note { "note: " } else { "" };
    match told.about().filter(|_| told.range.is_none()) {
        Some(about) => format!("{note}{about}: {}", told.message_and_help()),
        None => format!("{note}{}", told.message_and_help()),
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(']', "%5D").replace(';', "%3B")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Code, Finding, Place};
    use crate::report::Range;

    #[test]
    fn a_message_stays_in_its_command() {
        let finding =
            Finding::new(Code::ServerUrl, Place::Run(String::new()), "5%\n##vso[task.setvariable variable=x]y");
        let range = Range { line: 1, column: 2, end_line: 1, end_column: 3 };
        let told = Told {
            finding,
            file: Some("a;b].yaml".to_owned()),
            range: Some(range),
            is_fixable: false,
            fix: Vec::new(),
        };
        assert_eq!(
            line(&told),
            "##vso[task.logissue type=error;sourcepath=a%3Bb%5D.yaml;linenumber=1;columnnumber=2;code=server-url;]\
             5%AZP25%0A##vso[task.setvariable variable=x]y\n"
        );
    }

    #[test]
    fn a_note_is_a_warning_that_says_so() {
        let finding = Finding::new(Code::LogsNotGranted, Place::Run("hub".to_owned()), "m");
        let told = Told { finding, file: None, range: None, is_fixable: false, fix: Vec::new() };
        assert_eq!(line(&told), "##vso[task.logissue type=warning;code=logs-not-granted;]note: hub: m\n");
    }
}
