//! One line of CSV as Go reads it: `encoding/csv` with `TrimLeadingSpace` and without `LazyQuotes`, which is how
//! Argo CD's `loadPolicyLine` (util/rbac/rbac.go) reads each line of a policy.
//!
//! What it keeps true: the same fields, the same errors and the same columns as Go, for every line. White space is
//! Unicode's, before a field only; after a field it belongs to the value, and after a closing quote it is an error.

use std::{fmt, ops::Range};

/// A field: its value, and where it stands in the line (bytes, with its quotes, without the space before it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The value, without its quotes.
    pub value: String,
    /// Its bytes in the line, with its quotes.
    pub span: Range<usize>,
}

/// Why a line is not CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvError {
    /// What is wrong.
    pub kind: CsvErrorKind,
    /// Counted in bytes from 1, as Go counts.
    pub column: usize,
}

/// The kinds of [`CsvError`]. Go has one name, `ErrQuote`, for the last two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvErrorKind {
    /// A quote inside a field that does not begin with one (Go: `ErrBareQuote`).
    BareQuote,
    /// Something other than a comma after a closing quote.
    ExtraneousQuote,
    /// The line ends inside a quoted field.
    MissingQuote,
}

impl fmt::Display for CsvError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.kind {
            CsvErrorKind::BareQuote => "a quote stands inside an unquoted field",
            CsvErrorKind::ExtraneousQuote => "text follows the closing quote of a field",
            CsvErrorKind::MissingQuote => "a quoted field is not closed",
        })
    }
}

impl std::error::Error for CsvError {}

/// Reads the fields of one line, given without its line feed. An empty line has none.
///
/// # Errors
/// A misplaced or missing quote, as in Go.
pub fn read_line(line: &str) -> Result<Vec<Field>, CsvError> {
    // Go drops one carriage return before the end of its input.
    let line = line.strip_suffix('\r').unwrap_or(line);
    let mut fields = Vec::new();
    let mut next = (!line.is_empty()).then_some(0);
    while let Some(position) = next {
        let rest = &line[position..];
        let start = position + rest.len() - rest.trim_start().len();
        let field = if line[start..].starts_with('"') { quoted_field(line, start)? } else { plain_field(line, start)? };
        // Both kinds of field end at a comma or at the end of the line.
        next = (field.span.end < line.len()).then_some(field.span.end + 1);
        fields.push(field);
    }
    Ok(fields)
}

/// The field that starts at `start` and runs to the next comma.
fn plain_field(line: &str, start: usize) -> Result<Field, CsvError> {
    let length = line[start..].find(',').unwrap_or(line.len() - start);
    let value = &line[start..start + length];
    match value.find('"') {
        Some(quote) => Err(CsvError { kind: CsvErrorKind::BareQuote, column: start + quote + 1 }),
        None => Ok(Field { value: value.to_owned(), span: start..start + length }),
    }
}

/// The field whose opening quote is at `start`; inside, two quotes stand for one.
fn quoted_field(line: &str, start: usize) -> Result<Field, CsvError> {
    let mut value = String::new();
    let mut position = start + 1;
    while let Some(length) = line[position..].find('"') {
        value.push_str(&line[position..position + length]);
        let quote = position + length;
        position = quote + 1;
        match line[position..].chars().next() {
            Some('"') => {
                value.push('"');
                position += 1;
            }
            Some(',') | None => {
                return Ok(Field { value, span: start..position });
            }
            Some(_) => {
                return Err(CsvError { kind: CsvErrorKind::ExtraneousQuote, column: quote + 1 });
            }
        }
    }
    Err(CsvError { kind: CsvErrorKind::MissingQuote, column: line.len() + 1 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values(line: &str) -> Vec<String> {
        let fields = read_line(line).expect("the line is CSV");
        fields.into_iter().map(|field| field.value).collect()
    }

    fn error(line: &str) -> (CsvErrorKind, usize) {
        let error = read_line(line).expect_err("the line is not CSV");
        (error.kind, error.column)
    }

    #[test]
    fn fields_are_those_of_go() {
        for (line, expected) in [
            ("", &[][..]),
            ("\r", &[]),
            (" ", &[""]),
            ("a", &["a"]),
            ("a,", &["a", ""]),
            (",", &["", ""]),
            ("g, x , r", &["g", "x ", "r"]),
            ("g,\t\u{a0}\u{3000}x,r", &["g", "x", "r"]),
            ("g, \u{200b}x,r", &["g", "\u{200b}x", "r"]),
            (r#"g, "Dev, Ops", r"#, &["g", "Dev, Ops", "r"]),
            (r#"g, "Dev ""Ops""", r"#, &["g", r#"Dev "Ops""#, "r"]),
            (r#"g, " x ","""#, &["g", " x ", ""]),
            (r#""""""#, &["\""]),
            ("g, 'x', r", &["g", "'x'", "r"]),
            ("g, x, r\r", &["g", "x", "r"]),
            ("g, x, r\r\r", &["g", "x", "r\r"]),
        ] {
            assert_eq!(values(line), expected, "{line:?}");
        }
    }

    #[test]
    fn errors_and_columns_are_those_of_go() {
        for (line, kind, column) in [
            (r#"g, Dev "Ops", r"#, CsvErrorKind::BareQuote, 8),
            (r#"g, "Dev" , r"#, CsvErrorKind::ExtraneousQuote, 8),
            (r#"g, "Dev"x"#, CsvErrorKind::ExtraneousQuote, 8),
            (r#"g, "Dev, r"#, CsvErrorKind::MissingQuote, 11),
            (r#"g, ""#, CsvErrorKind::MissingQuote, 5),
            (r#"é"x"#, CsvErrorKind::BareQuote, 3),
        ] {
            assert_eq!(error(line), (kind, column), "{line:?}");
        }
    }

    #[test]
    fn spans_hold_the_fields_as_written() {
        let line = r#" g,  "Dev, Ops" ,role"#;
        assert!(read_line(line).is_err());
        let line = r#" g,  "Dev, Ops",role "#;
        let written: Vec<&str> =
            read_line(line).expect("the line is CSV").into_iter().map(|field| &line[field.span]).collect();
        assert_eq!(written, ["g", r#""Dev, Ops""#, "role "]);
    }

    proptest! {
        #[test]
        fn quoting_every_field_round_trips(fields in prop::collection::vec("[^\r\n]{0,8}", 1..6)) {
            let quoted: Vec<String> = fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
            prop_assert_eq!(values(&quoted.join(", ")), fields);
        }

        #[test]
        fn any_line_is_read_or_refused_inside_itself(line in "[a \",\u{a0}é\r]{0,16}") {
            match read_line(&line) {
                Ok(fields) => prop_assert!(fields.iter().all(|field| line.get(field.span.clone()).is_some())),
                Err(error) => prop_assert!((1..=line.len() + 1).contains(&error.column)),
            }
        }
    }
}
