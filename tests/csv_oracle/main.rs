//! The reader of policies beside Go's `encoding/csv`, over generated lines: the same fields, the same errors, the same columns.
//!
//! Keeps true: without Go nothing passes for a comparison: under `CI` that fails, elsewhere a notice says what was skipped.

use std::env;
use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use tiphys::policy::csv::{self, CsvErrorKind};

/// How many lines are compared.
const LINES: usize = 120_000;

#[test]
fn lines_are_read_as_by_go() {
    let mut runner = TestRunner::deterministic();
    let line = line();
    let lines: Vec<String> =
        (0..LINES).map(|_| line.new_tree(&mut runner).expect("a line is made").current()).collect();
    let Some(readings) = readings(&lines) else { return };
    assert_eq!(readings.len(), LINES);
    let (mut refused, mut quoted) = (0, 0);
    for (line, expected) in lines.iter().zip(&readings) {
        let ours = reading(line);
        assert_eq!(&ours, expected, "{line:?}");
        refused += usize::from(ours["error"] != "");
        quoted += usize::from(ours["error"] == "" && line.contains('"'));
    }
    // Lines of which all were refused, or none, would compare little.
    assert!(refused > LINES / 10 && quoted > LINES / 10, "{refused} refused, {quoted} read with quotes");
}

/// Rows as people write them, with fields in quotes or not, and texts of what matters to the reader.
fn line() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "\"", "\"\"", ",", " ", "\t", "\r", "\u{a0}", "\u{3000}", "\u{200b}", "\u{85}", "\u{feff}", "é", "#", "a", "p",
        "*", "/", "'",
    ]);
    let noise = prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat());
    let plain = "[a-z*/:, ]{0,8}".prop_map(|text| text.replace(',', ""));
    let in_quotes = "[a-z*,\" ]{0,8}".prop_map(|text| format!("\"{}\"", text.replace('"', "\"\"")));
    let field = prop_oneof![4 => plain, 4 => in_quotes, 1 => noise.clone()];
    let comma = prop::sample::select(vec![",", ", ", ",\t", " ,", ",\u{a0}"]);
    let row = prop::collection::vec((field, comma), 1..8)
        .prop_map(|fields| fields.into_iter().map(|(field, comma)| field + comma).collect::<String>());
    let end = prop::sample::select(vec!["", "", "role:a", "\"x\"", "\r", " ", "\""]);
    prop_oneof![3 => (row, end).prop_map(|(row, end)| row + end), 1 => noise]
}

/// What the product's reader says, in the form of `reader.go`.
fn reading(line: &str) -> Value {
    match csv::read_line(line) {
        Ok(fields) => {
            let fields: Vec<String> = fields.into_iter().map(|field| field.value).collect();
            json!({"fields": fields, "error": "", "column": 0})
        }
        Err(error) => {
            let words = match error.kind {
                CsvErrorKind::BareQuote => "bare \" in non-quoted-field",
                CsvErrorKind::ExtraneousQuote | CsvErrorKind::MissingQuote => {
                    "extraneous or missing \" in quoted-field"
                }
            };
            json!({"fields": null, "error": words, "column": error.column})
        }
    }
}

/// What Go says of each line.
fn readings(lines: &[String]) -> Option<Vec<Value>> {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/csv_oracle/reader.go");
    let started = Command::new("go").args(["run", source]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut go) = started else {
        assert!(env::var_os("CI").is_none(), "CI needs Go");
        eprintln!("skipped: there is no Go to compare with");
        return None;
    };
    let mut stdin = go.stdin.take().expect("it is piped");
    let input: String = lines.iter().map(|line| json!(line).to_string() + "\n").collect();
    let writer = thread::spawn(move || stdin.write_all(input.as_bytes()).expect("Go reads its input"));
    let output = go.wait_with_output().expect("Go ends");
    writer.join().expect("the input is written");
    assert!(output.status.success(), "Go fails");
    let text = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    Some(text.lines().map(|line| serde_json::from_str(line).expect("a reading is JSON")).collect())
}
