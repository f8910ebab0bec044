//! Strings and numbers in the one form that every reader takes for the same value.
//!
//! A string is plain only when no YAML, 1.1 or 1.2, gives its text another meaning; a text of several lines is a block when its bytes
//! survive in one; everything else stands in double quotes on one line.

use std::fmt::Write;
use std::iter;

use serde_json::Number;

use super::character::is_hidden;

/// What YAML readers take for booleans, nulls and numbers although it starts with a letter, in any case.
const RESERVED_WORDS: [&str; 12] =
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"];

/// Which escapes stand for hidden characters beyond U+FFFF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// `\U` and eight digits.
    Yaml,
    /// None, the character stays: JSON has only pairs of surrogates for it, which go-yaml refuses.
    Json,
}

impl Escapes {
    fn hide(self, character: char) -> bool {
        matches!(character, '"' | '\\') || is_hidden(character) && (self == Self::Yaml || character <= '\u{ffff}')
    }
}

/// Appends a string as a YAML value and ends the line. The lines of a block are indented by `indent` spaces.
pub(super) fn write_text(out: &mut String, text: &str, indent: usize) {
    if is_block(text) {
        return write_block(out, text, indent);
    }
    write_line(out, text);
    out.push('\n');
}

/// Appends a string in the form that fits on one line, which is the form of a key: plain or quoted.
pub(super) fn write_line(out: &mut String, text: &str) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        write_quoted(out, text, Escapes::Yaml);
    }
}

/// Whether the text means itself without quotes: it starts with a letter or a slash, so it is no number, date or indicator.
fn is_plain(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/')
        && text.bytes().all(|byte| PLAIN_BYTES[byte as usize])
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !is_reserved(text)
}

/// The bytes of plain texts: letters, digits and ` +-./:=@_`.
static PLAIN_BYTES: [bool; 256] = plain_bytes();

const fn plain_bytes() -> [bool; 256] {
    let mut plain = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        plain[byte as usize] = byte.is_ascii_alphanumeric()
            || matches!(byte, b' ' | b'+' | b'-' | b'.' | b'/' | b':' | b'=' | b'@' | b'_');
        byte += 1;
    }
    plain
}

fn is_reserved(text: &str) -> bool {
    RESERVED_WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether the text survives as a block. White space at its start would count as indentation; white space at the end of a line would
/// survive, but not the editors and commit hooks that trim it.
fn is_block(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with(['\n', '\t', ' '])
        && !text.split('\n').any(|line| line.ends_with(['\t', ' ']))
        && text.chars().all(|character| matches!(character, '\n' | '\t') || !is_hidden(character))
}

fn write_block(out: &mut String, text: &str, indent: usize) {
    out.push('|');
    out.push_str(chomping(text));
    out.push('\n');
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !line.is_empty() {
            write_spaces(out, indent);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// The indicator that gives back exactly the newlines at the end of the text.
fn chomping(text: &str) -> &'static str {
    if text.ends_with("\n\n") {
        "+"
    } else if text.ends_with('\n') {
        ""
    } else {
        "-"
    }
}

/// Appends a string in double quotes, on one line.
pub(super) fn write_quoted(out: &mut String, text: &str, escapes: Escapes) {
    out.push('"');
    let mut start = 0;
    for (position, character) in text.char_indices() {
        if escapes.hide(character) {
            out.push_str(&text[start..position]);
            write_escape(out, character);
            start = position + character.len_utf8();
        }
    }
    out.push_str(&text[start..]);
    out.push('"');
}

fn write_escape(out: &mut String, character: char) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\0'..='\u{ffff}' => append(out, format_args!("\\u{:04x}", u32::from(character))),
        _ => append(out, format_args!("\\U{:08x}", u32::from(character))),
    }
}

/// Appends a number. A float always has a point, and its exponent a sign: YAML 1.1 readers take `1e16` for a string.
pub(super) fn write_number(out: &mut String, number: &Number) {
    let start = out.len();
    append(out, format_args!("{number}"));
    if let Some(length) = out[start..].find(['e', 'E']) {
        let mantissa_end = start + length;
        if !out[mantissa_end + 1..].starts_with(['+', '-']) {
            out.insert(mantissa_end + 1, '+');
        }
        if !out[start..mantissa_end].contains('.') {
            out.insert_str(mantissa_end, ".0");
        }
    }
}

/// The words for booleans on which YAML 1.1, YAML 1.2 and JSON agree.
pub(super) fn boolean(truth: bool) -> &'static str {
    if truth { "true" } else { "false" }
}

/// Appends spaces.
pub(super) fn write_spaces(out: &mut String, count: usize) {
    out.extend(iter::repeat_n(' ', count));
}

fn append(out: &mut String, text: std::fmt::Arguments) {
    out.write_fmt(text).expect("a string takes every text");
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        write_text(&mut out, text, 2);
        out
    }

    #[test]
    fn ordinary_words_paths_and_addresses_are_plain() {
        for text in [
            "argocd",
            "/etc/ssl",
            "https://dev.example.com:443",
            "ci@example.com",
            "rbac.authorization.k8s.io/v1",
            "Argo CD of contoso",
            "aGk+Lw==",
            "yesterday",
            "nullable",
            "a:b",
        ] {
            assert_eq!(written(text), format!("{text}\n"));
        }
    }

    #[test]
    fn what_any_reader_takes_for_something_else_is_quoted() {
        for text in [
            "",
            " ",
            "a ",
            " a",
            "a:",
            "a: b",
            "a #b",
            "a\u{e9}",
            "1",
            "0o7",
            "1e3",
            ".5",
            "+1",
            "-0",
            "1:20",
            "2001-01-01",
            "=",
            "<<",
            "~",
            ".inf",
            "-",
            "- a",
            "? b",
            ":",
            "a,b",
            "a]",
            "{a",
            "#a",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "'a'",
            "%TAG",
            "@a",
            "`a",
            "---",
            "...",
            "_a",
        ] {
            assert_eq!(written(text), format!("\"{text}\"\n"));
        }
    }

    #[test]
    fn reserved_words_are_quoted_in_every_case() {
        for word in RESERVED_WORDS {
            let capitalised = word[..1].to_uppercase() + &word[1..];
            for text in [word.to_owned(), word.to_uppercase(), capitalised] {
                assert_eq!(written(&text), format!("\"{text}\"\n"));
            }
        }
    }

    #[test]
    fn the_chomping_indicator_tells_the_newlines_at_the_end() {
        assert_eq!(written("a\nb"), "|-\n  a\n  b\n");
        assert_eq!(written("a\n"), "|\n  a\n");
        assert_eq!(written("a\n\n\n"), "|+\n  a\n\n\n");
        assert_eq!(written("a\n\n  b\n\tc\n"), "|\n  a\n\n    b\n  \tc\n");
    }

    #[test]
    fn lines_that_a_block_would_endanger_are_quoted() {
        assert_eq!(written("\na"), "\"\\na\"\n");
        assert_eq!(written(" a\nb"), "\" a\\nb\"\n");
        assert_eq!(written("\ta\nb"), "\"\\ta\\nb\"\n");
        assert_eq!(written("a \nb"), "\"a \\nb\"\n");
        assert_eq!(written("a\n\t"), "\"a\\n\\t\"\n");
        assert_eq!(written("a\r\nb\r\n"), "\"a\\r\\nb\\r\\n\"\n");
        assert_eq!(written("a\n\u{2028}"), "\"a\\n\\u2028\"\n");
    }

    #[test]
    fn hidden_characters_are_escaped_and_visible_ones_are_not() {
        let text = "\0\u{1b}\u{7f}\u{85}\u{200d}\u{202e}\u{feff}\u{1fffe} é漢😀\\\"";
        let expected = r#""\u0000\u001b\u007f\u0085\u200d\u202e\ufeff\U0001fffe é漢😀\\\"""#;
        assert_eq!(written(text), format!("{expected}\n"));
    }

    #[test]
    fn a_float_has_a_point_and_a_signed_exponent() {
        for (float, expected) in
            [(1.0, "1.0"), (-0.0, "-0.0"), (0.1, "0.1"), (1e16, "1.0e+16"), (1.5e300, "1.5e+300"), (-2e-9, "-2.0e-9")]
        {
            let mut out = String::new();
            write_number(&mut out, &Number::from_f64(float).expect("a finite number"));
            assert_eq!(out, expected);
            assert_eq!(serde_json::from_str::<Value>(&out).expect("a number of JSON"), float);
        }
    }

    #[test]
    fn the_widest_integers_are_written_whole() {
        for (number, expected) in
            [(Number::from(i64::MIN), "-9223372036854775808"), (Number::from(u64::MAX), "18446744073709551615")]
        {
            let mut out = String::new();
            write_number(&mut out, &number);
            assert_eq!(out, expected);
        }
    }
}
