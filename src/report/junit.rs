//! Findings as `JUnit` XML, which every CI service shows.
//!
//! One test case a finding. What makes the run fail is a failure; what does not has passed and is told in `system-out`.
//! Keeps true: the document obeys `junit.xsd` of the Apache Ant tasks (Windy Road), and its characters are XML 1.0's.

use std::fmt::Write as _;

use super::{Manner, Told};

/// The document.
pub fn document(told: &[Told], manner: Manner) -> String {
    let failures = told.iter().filter(|one| one.fails(manner.bar)).count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    let _ = writeln!(
        out,
        "  <testsuite name=\"tiphys\" package=\"tiphys\" id=\"0\" timestamp=\"{}T00:00:00\" hostname=\"localhost\" \
         tests=\"{}\" failures=\"{failures}\" errors=\"0\" time=\"0\">\n    <properties/>",
        manner.today,
        told.len()
    );
    for one in told {
        out += &case(one, one.fails(manner.bar));
    }
    let passed: String = told.iter().filter(|one| !one.fails(manner.bar)).map(|one| sentence(one) + "\n").collect();
    let _ = writeln!(out, "    <system-out>{}</system-out>\n    <system-err/>\n  </testsuite>", text(&passed));
    out + "</testsuites>\n"
}

fn case(told: &Told, fails: bool) -> String {
    let code = told.finding.code;
    let name = attribute(&format!("{code} at {}", place(told)));
    let class = attribute(told.file.as_deref().unwrap_or("tiphys"));
    let start = format!("    <testcase name=\"{name}\" classname=\"{class}\" time=\"0\"");
    if !fails {
        return start + "/>\n";
    }
    let message = attribute(&told.finding.message);
    let body = text(&sentence(told));
    format!("{start}>\n      <failure type=\"{code}\" message=\"{message}\">{body}</failure>\n    </testcase>\n")
}

/// The finding as text has it, without its excerpt.
fn sentence(told: &Told) -> String {
    format!("{}: {}[{}]: {}", place(told), told.finding.severity(), told.finding.code, told.message_and_help())
}

fn place(told: &Told) -> String {
    match (&told.file, told.range) {
        (Some(file), Some(range)) => format!("{file}:{}:{}", range.line, range.column),
        (file, _) => told.about().or_else(|| file.clone()).unwrap_or_else(|| "the run".to_owned()),
    }
}

fn text(text: &str) -> String {
    let kept = text.chars().map(|c| if is_xml(c) { c } else { '\u{fffd}' });
    kept.collect::<String>().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;")
}

/// A reader turns a line break in an attribute into a blank unless it is written as a reference.
fn attribute(value: &str) -> String {
    text(value).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
}

/// `Char` of XML 1.0; a surrogate is no `char`.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_controls_are_replaced() {
        assert_eq!(text("a<b>&\u{1b}[0m\u{ffff}"), "a&lt;b&gt;&amp;\u{fffd}[0m\u{fffd}");
        assert_eq!(attribute("\"\n\t\r"), "&quot;&#10;&#9;&#13;");
    }
}
