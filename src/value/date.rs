//! A day of the calendar, for validity periods of certificates.
//!
//! Keeps true: a [`Date`] lies between 0000-01-01 and 9999-12-31, so its written form always has ten characters
//! and reads back as the same day. There is no clock here: the caller says what today is.

use std::fmt;
use std::str::FromStr;

use crate::value::Malformed;

/// Days from 0000-01-01 to 1970-01-01.
const EPOCH: i64 = 719_528;
/// Days from 0000-01-01 to 9999-12-31.
const LAST_DAY: i64 = 3_652_424;
/// Days before the first of each month in a year without 29 February.
const DAYS_BEFORE_MONTH: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
/// Days in 400 years, after which the Gregorian calendar repeats.
const DAYS_PER_CYCLE: i64 = 146_097;
const SECONDS_PER_DAY: u64 = 86_400;

/// A day in UTC, in the Gregorian calendar; written and read as `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i64);

impl Date {
    /// The day that lies `days` after 1970-01-01 (before, when negative); a day outside the years 0000 to 9999
    /// becomes the nearest one inside.
    #[must_use]
    pub fn from_days_since_epoch(days: i64) -> Self {
        Self(days.clamp(-EPOCH, LAST_DAY - EPOCH))
    }

    /// The day on which the second `seconds` after 1970-01-01T00:00:00Z falls.
    #[must_use]
    pub fn from_unix_seconds(seconds: u64) -> Self {
        Self::from_days_since_epoch((seconds / SECONDS_PER_DAY).cast_signed())
    }

    /// Days since 1970-01-01, negative before it.
    #[must_use]
    pub fn days_since_epoch(self) -> i64 {
        self.0
    }

    /// Days from this day until `later`, negative when `later` is earlier.
    #[must_use]
    pub fn days_until(self, later: Self) -> i64 {
        later.0 - self.0
    }

    fn from_civil(year: i64, month: usize, day: i64) -> Option<Self> {
        let first = days_before_month(year, month)?;
        let length = days_before_month(year, month + 1).unwrap_or(days_in_year(year)) - first;
        let exists = (1..=length).contains(&day);
        exists.then(|| Self(days_before_year(year) + first + day - 1 - EPOCH))
    }

    fn civil(self) -> (i64, usize, i64) {
        let day = self.0 + EPOCH;
        let year = year_of(day);
        let day_of_year = day - days_before_year(year);
        let (month, first) = (1..=12)
            .rev()
            .filter_map(|month| Some((month, days_before_month(year, month)?)))
            .find(|(_, first)| *first <= day_of_year)
            .unwrap_or((1, 0));
        (year, month, day_of_year - first + 1)
    }
}

/// Days from 0000-01-01 to the first day of `year`.
fn days_before_year(year: i64) -> i64 {
    let last = year - 1;
    365 * year + last.div_euclid(4) - last.div_euclid(100) + last.div_euclid(400) + 1
}

fn days_in_year(year: i64) -> i64 {
    days_before_year(year + 1) - days_before_year(year)
}

/// Days from the first of January to the first of `month` (1 to 12).
fn days_before_month(year: i64, month: usize) -> Option<i64> {
    let common = DAYS_BEFORE_MONTH.get(month.checked_sub(1)?)?;
    let leap_day = if month > 2 { days_in_year(year) - 365 } else { 0 };
    Some(common + leap_day)
}

/// The year that holds the day `day`, counted from 0000-01-01. The mean length of a year gives a guess that is at
/// most one year off.
fn year_of(day: i64) -> i64 {
    let guess = day * 400 / DAYS_PER_CYCLE;
    if days_before_year(guess) > day {
        guess - 1
    } else if days_before_year(guess + 1) <= day {
        guess + 1
    } else {
        guess
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Date {
    type Err = Malformed;

    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// When the text has another shape or names a day that the calendar does not have.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = |what| {
            Malformed::new(format!("`{}` {what}", text.escape_debug()))
                .with_help("write a day as YYYY-MM-DD, for example 2026-03-31")
        };
        let (year, month, day) = numbers(text).ok_or_else(|| malformed("is not a date"))?;
        Self::from_civil(year, month, day).ok_or_else(|| malformed("is not a day of the calendar"))
    }
}

fn numbers(text: &str) -> Option<(i64, usize, i64)> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = digits(parts.next()?, 2)?;
    let day = digits(parts.next()?, 2)?;
    let month = usize::try_from(month).ok()?;
    parts.next().is_none().then_some((year, month, day))
}

/// A number of exactly `width` ASCII digits: `parse` alone would take a sign.
fn digits(text: &str, width: usize) -> Option<i64> {
    let plain = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reckoned with `date -u -d @SECONDS`.
    const KNOWN: [(i64, &str); 9] = [
        (-719_528, "0000-01-01"),
        (-719_468, "0000-03-01"),
        (-1, "1969-12-31"),
        (0, "1970-01-01"),
        (11_016, "2000-02-29"),
        (19_782, "2024-02-29"),
        (20_512, "2026-02-28"),
        (20_513, "2026-03-01"),
        (2_932_896, "9999-12-31"),
    ];

    #[test]
    fn known_days_are_written_and_read() {
        for (days, text) in KNOWN {
            let date = Date::from_days_since_epoch(days);
            assert_eq!(date.to_string(), text);
            assert_eq!(text.parse(), Ok(date), "{text}");
        }
    }

    #[test]
    fn a_cycle_of_the_calendar_has_no_gap() {
        let start = Date::from_days_since_epoch(-30_000).civil();
        let mut expected = start;
        for days in -30_000..-30_000 + DAYS_PER_CYCLE {
            assert_eq!(Date::from_days_since_epoch(days).civil(), expected);
            expected = successor(expected);
        }
        assert_eq!(expected, (start.0 + 400, start.1, start.2));
    }

    /// The next day by the rule as people state it.
    fn successor((year, month, day): (i64, usize, i64)) -> (i64, usize, i64) {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        match (month, day) {
            (12, 31) => (year + 1, 1, 1),
            (_, last) if last == length => (year, month + 1, 1),
            _ => (year, month, day + 1),
        }
    }

    #[test]
    fn days_outside_the_calendar_become_its_ends() {
        assert_eq!(Date::from_days_since_epoch(i64::MIN).to_string(), "0000-01-01");
        assert_eq!(Date::from_unix_seconds(u64::MAX).to_string(), "9999-12-31");
    }

    #[test]
    fn seconds_fall_on_their_day() {
        assert_eq!(Date::from_unix_seconds(86_399).to_string(), "1970-01-01");
        assert_eq!(Date::from_unix_seconds(86_400).to_string(), "1970-01-02");
    }

    #[test]
    fn other_texts_are_refused() {
        let shape =
            ["", "2026", "2026-1-01", "2026-01-01 ", "+026-01-01", "2026-01-+1", "2026-01-01-01", "２026-01-01"];
        for text in shape {
            let error = text.parse::<Date>().expect_err(text);
            assert!(error.message.ends_with("is not a date"), "{error}");
        }
        for text in ["2026-02-29", "1900-02-29", "2026-00-01", "2026-13-01", "2026-04-31", "2026-01-00"] {
            let error = text.parse::<Date>().expect_err(text);
            assert!(error.message.ends_with("is not a day of the calendar"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn every_date_reads_back(days in any::<i64>()) {
            let near = Date::from_days_since_epoch(days % 4_000_000);
            prop_assert_eq!(near.to_string().parse(), Ok(near));
            prop_assert_eq!(near.to_string().len(), 10);
        }

        #[test]
        fn order_of_days_is_order_of_texts(a in -719_528_i64..2_932_896, b in -719_528_i64..2_932_896) {
            let (a, b) = (Date::from_days_since_epoch(a), Date::from_days_since_epoch(b));
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
            prop_assert_eq!(a.days_until(b).cmp(&0), b.cmp(&a));
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            if let Ok(date) = text.parse::<Date>() {
                prop_assert_eq!(date.to_string(), text);
            }
        }
    }
}
