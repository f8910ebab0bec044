//! What a plain scalar means: text, number, boolean or nothing.
//!
//! Keeps true: each dialect is a closed table. [`Dialect::Core`] is YAML 1.2's core schema, in which `yes`, `on` and
//! `1_000` are text. [`Dialect::Kubernetes`] is what kubectl, Argo CD and Helm read (`sigs.k8s.io/yaml`, whose engine
//! is go-yaml v2, `resolve.go`): words of YAML 1.1 are booleans, a leading `0` is octal, `_` groups digits.

use super::Content;

/// Which readers a text is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Our own files: YAML 1.2.
    Core,
    /// Kubernetes objects: what kubectl makes of them.
    Kubernetes,
}

impl Dialect {
    /// What a plain scalar means; the text again if it is a number that no JSON holds, where that matters.
    pub(super) fn plain(self, text: String) -> Result<Content, String> {
        if let Some(boolean) = self.boolean(&text) {
            return Ok(Content::Boolean(boolean));
        }
        match (self, text.as_str()) {
            (_, "" | "~" | "null" | "Null" | "NULL") => Ok(Content::Null),
            (Self::Kubernetes, _) if is_infinite_or_nan(&text) => Err(text),
            _ if !starts_like_a_number(&text) => Ok(Content::Text(text)),
            (Self::Core, _) => Ok(core_number(text)),
            (Self::Kubernetes, _) => Ok(kubernetes_number(text)),
        }
    }

    fn boolean(self, text: &str) -> Option<bool> {
        match (self, text) {
            (_, "true" | "True" | "TRUE")
            | (Self::Kubernetes, "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON") => Some(true),
            (_, "false" | "False" | "FALSE")
            | (Self::Kubernetes, "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF") => Some(false),
            _ => None,
        }
    }
}

fn starts_like_a_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
}

fn is_infinite_or_nan(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

fn core_number(text: String) -> Content {
    let radix = |digits: &str, radix| i64::from_str_radix(digits, radix).ok();
    let integer = match (text.strip_prefix("0x"), text.strip_prefix("0o")) {
        (Some(digits), _) if digits.bytes().all(|b| b.is_ascii_hexdigit()) => radix(digits, 16),
        (_, Some(digits)) if digits.bytes().all(|b| b.is_ascii_digit()) => radix(digits, 8),
        _ => text.parse().ok(),
    };
    match integer {
        Some(integer) => Content::Integer(integer),
        None if is_infinite_or_nan(&text) || is_float(&text) => Content::Number(text),
        None => Content::Text(text),
    }
}

fn is_float(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'))
        && text.parse::<f64>().is_ok()
}

/// Go's `ParseInt` with base 0, then its floats, after the underscores are gone; a text that starts with `.` keeps them.
fn kubernetes_number(text: String) -> Content {
    let digits = if text.starts_with('.') { text.clone() } else { text.replace('_', "") };
    match go_integer(&digits) {
        Some(integer) => i64::try_from(integer).map_or_else(|_| Content::Number(integer.to_string()), Content::Integer),
        None if is_go_float(&digits) => Content::Number(digits),
        None => Content::Text(text),
    }
}

/// An integer in the range of `int64` or `uint64`: decimal, or with the prefix `0x`, `0o`, `0b` or `0`.
fn go_integer(text: &str) -> Option<i128> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = unsigned.to_ascii_lowercase();
    let (digits, radix) = match lower.get(..2) {
        Some("0x") => (&lower[2..], 16),
        Some("0o") => (&lower[2..], 8),
        Some("0b") => (&lower[2..], 2),
        Some(_) if lower.starts_with('0') => (&lower[1..], 8),
        _ => (lower.as_str(), 10),
    };
    if !digits.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let integer = sign * i128::from_str_radix(digits, radix).ok()?;
    // Go has no unsigned number with a sign before it.
    let is_signed = text.starts_with(['+', '-']);
    let most = if is_signed { i128::from(i64::MAX) } else { i128::from(u64::MAX) };
    (i128::from(i64::MIN)..=most).contains(&integer).then_some(integer)
}

/// `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`, within the range of a double.
fn is_go_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        None => (unsigned, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let has_mantissa = !whole.is_empty() || (mantissa.starts_with('.') && !fraction.is_empty());
    has_mantissa
        && !exponent.is_empty()
        && [whole, fraction, exponent].into_iter().all(is_digits)
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kubernetes(text: &str) -> Content {
        Dialect::Kubernetes.plain(text.to_owned()).unwrap()
    }

    #[test]
    fn words_of_yaml_1_1_are_booleans_for_kubernetes_only() {
        for word in ["y", "Yes", "on", "ON"] {
            assert_eq!(kubernetes(word), Content::Boolean(true), "{word}");
            assert_eq!(Dialect::Core.plain(word.to_owned()), Ok(Content::Text(word.to_owned())));
        }
        assert_eq!(kubernetes("off"), Content::Boolean(false));
        assert_eq!(kubernetes("yES"), Content::Text("yES".to_owned()));
    }

    #[test]
    fn integers_are_those_of_go() {
        for (text, integer) in [
            ("0644", 420),
            ("0o17", 15),
            ("0x1F", 31),
            ("-0b11", -3),
            ("1_000", 1000),
            ("+5", 5),
            ("0", 0),
            ("00", 0),
            ("-_1", -1),
            ("0_7", 7),
        ] {
            assert_eq!(kubernetes(text), Content::Integer(integer), "{text}");
        }
        assert_eq!(kubernetes("18446744073709551615"), Content::Number("18446744073709551615".to_owned()));
        assert_eq!(Dialect::Core.plain("0644".to_owned()), Ok(Content::Integer(644)));
    }

    #[test]
    fn floats_are_those_of_go_and_the_rest_is_text() {
        for text in ["08", "1.5", "1.", ".5", "12e3", "1e-3", "-1.5E+3"] {
            assert_eq!(kubernetes(text), Content::Number(text.to_owned()), "{text}");
        }
        for text in ["1e999", "2001-12-14", "1.2.3", "12:30", "-", "+", ".", "._5", "0x", "0o8", "1e", "--1", "+-1"] {
            assert_eq!(kubernetes(text), Content::Text(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn numbers_that_json_lacks_are_no_scalars_of_kubernetes() {
        for text in [".inf", "-.Inf", ".nan"] {
            assert_eq!(Dialect::Kubernetes.plain(text.to_owned()), Err(text.to_owned()));
            assert_eq!(Dialect::Core.plain(text.to_owned()), Ok(Content::Number(text.to_owned())));
        }
    }
}
