//! Durations as Go reads them, and as Argo CD's own shorter form.

use std::str::FromStr;

use super::Malformed;
use super::shown::shown;

/// A duration as Go's `time.ParseDuration` reads it: `1h30m`, `1234.5s`, `-1m`, `0`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct GoDuration {
    seconds: f64,
}

/// The units, each with its seconds.
const UNITS: [(&str, f64); 8] =
    [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("μs", 1e-6), ("ms", 1e-3), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];

/// The greatest duration, about 292 years: Go counts nanoseconds in 63 bits.
const GREATEST_SECONDS: f64 = 9_223_372_036.854_775;

impl GoDuration {
    /// How many seconds it lasts.
    #[must_use]
    pub const fn as_seconds(self) -> f64 {
        self.seconds
    }
}

impl FromStr for GoDuration {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        if unsigned == "0" {
            return Ok(Self { seconds: 0.0 });
        }
        let seconds = sum(unsigned).filter(|seconds| *seconds <= GREATEST_SECONDS).ok_or_else(|| malformed(text))?;
        Ok(Self { seconds: if text.starts_with('-') { -seconds } else { seconds } })
    }
}

/// The sum of numbers with units, at least one.
fn sum(mut text: &str) -> Option<f64> {
    let mut total = 0.0;
    if text.is_empty() {
        return None;
    }
    while !text.is_empty() {
        let length = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, rest) = text.split_at(length);
        let has_digit = number.bytes().any(|byte| byte.is_ascii_digit());
        if !has_digit || number.matches('.').count() > 1 {
            return None;
        }
        let end = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        let (unit, rest) = rest.split_at(end);
        let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit)?;
        total += number.parse::<f64>().ok()? * seconds;
        text = rest;
    }
    Some(total)
}

fn malformed(text: &str) -> Malformed {
    let bare = text.trim();
    let days = bare.strip_suffix(['d', 'D']).and_then(|days| days.parse::<u32>().ok());
    let help = match days {
        Some(days) => format!("Go knows no days: write `{}h`", u64::from(days) * 24),
        None => "write numbers with `h`, `m` and `s`, such as `1h30m`".to_owned(),
    };
    Malformed::new(format!("{} is no duration of Go", shown(text))).with_help(help)
}

/// Whether Go's `time.ParseDuration` takes the text: `1h30m`, `1.5h`, `-0.5s`, `0`.
pub(crate) fn is_go_duration(text: &str) -> bool {
    text.parse::<GoDuration>().is_ok()
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

    #[test]
    fn durations_are_those_of_go() {
        for (text, expected) in [
            ("0", Some(0.0)),
            ("-0", Some(0.0)),
            ("1h", Some(3600.0)),
            ("1h30m", Some(5400.0)),
            ("30m1h", Some(5400.0)),
            ("1234.5s", Some(1234.5)),
            (".5s", Some(0.5)),
            ("1.s", Some(1.0)),
            ("-1m", Some(-60.0)),
            ("+1ms", Some(0.001)),
            ("1µs", Some(0.000_001)),
            ("2562047h", Some(9_223_369_200.0)),
            ("", None),
            ("1", None),
            ("1d", None),
            ("1 h", None),
            ("h", None),
            (".s", None),
            ("1..5s", None),
            ("1H", None),
            ("2562048h", None),
        ] {
            assert_eq!(text.parse().ok().map(GoDuration::as_seconds), expected, "{text}");
        }
    }

    #[test]
    fn days_become_hours() {
        let help = "7d".parse::<GoDuration>().expect_err("it has days").help;
        assert_eq!(help.as_deref(), Some("Go knows no days: write `168h`"));
    }
}
