//! Durations as Go reads them, and as Argo CD's own shorter form.

/// The units of Go's `time.ParseDuration`, longer names before their beginnings.
const UNITS: [&str; 8] = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"];

/// Whether Go's `time.ParseDuration` takes the text: `1h30m`, `1.5h`, `-0.5s`, `0`.
pub(crate) fn is_go_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let number = &rest[..rest.len() - after.len()];
        let has_digit = number.bytes().any(|b| b.is_ascii_digit());
        let unit = UNITS.iter().find_map(|unit| after.strip_prefix(unit));
        match unit {
            Some(behind) if has_digit && number.matches('.').count() < 2 => rest = behind,
            _ => return false,
        }
    }
    true
}

/// Whether the text is one whole number with `s`, `m`, `h` or `d` (argoproj/pkg `time.ParseDuration`).
pub(crate) fn is_span(text: &str) -> bool {
    let number = text.strip_suffix(['s', 'm', 'h', 'd']);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms() {
        for (text, go, span) in [
            ("24h", true, true),
            ("1h30m", true, false),
            ("1.5h", true, false),
            (".5s", true, false),
            ("100ms", true, false),
            ("2d", false, true),
            ("0", true, false),
            ("180", false, false),
            ("", false, false),
            ("h", false, false),
            ("1 h", false, false),
            ("1..5h", false, false),
            ("24hours", false, false),
        ] {
            assert_eq!((is_go_duration(text), is_span(text)), (go, span), "{text}");
        }
    }
}
