//! When a sync window begins: a schedule as robfig/cron reads it.
//!
//! A port of `Parser.Parse` with the options of argo-cd `InlineSyncWindow.Validate`: minute, hour, day of month, month,
//! day of week, without descriptors (`@daily`). Sunday is 0 and never 7. Whether a time zone in front exists is not
//! checked: tiphys carries no table of them.

use std::str::FromStr;

use super::Malformed;
use super::shown::shown;

/// A schedule of five fields that Argo CD reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CronSchedule {
    /// The fields as written.
    pub fields: Vec<String>,
}

/// A field: what it is called, its least and greatest value, and names for values from the least on.
struct Bounds {
    name: &'static str,
    least: u32,
    greatest: u32,
    names: &'static [&'static str],
}

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// The fields in their order.
const FIELDS: [Bounds; 5] = [
    Bounds { name: "minute", least: 0, greatest: 59, names: &[] },
    Bounds { name: "hour", least: 0, greatest: 23, names: &[] },
    Bounds { name: "day of the month", least: 1, greatest: 31, names: &[] },
    Bounds { name: "month", least: 1, greatest: 12, names: MONTHS },
    Bounds { name: "day of the week", least: 0, greatest: 6, names: DAYS },
];

impl FromStr for CronSchedule {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let schedule = without_time_zone(text)?;
        if schedule.starts_with('@') {
            return Err(Malformed::new(format!("{} is no schedule: Argo CD knows no such words", shown(text)))
                .with_help("write five fields, such as `0 22 * * *`"));
        }
        let fields: Vec<&str> = schedule.split_whitespace().collect();
        if fields.len() != FIELDS.len() {
            return Err(wrong_count(text, fields.len()));
        }
        for (field, bounds) in fields.iter().zip(&FIELDS) {
            for range in field.split(',').filter(|range| !range.is_empty()) {
                bounds.check(range).map_err(|(why, help)| {
                    Malformed::new(format!("in the schedule {}, {why}", shown(text))).with_help(help)
                })?;
            }
        }
        Ok(Self { fields: fields.into_iter().map(str::to_owned).collect() })
    }
}

/// `TZ=` and `CRON_TZ=` in front name the zone; without anything behind them Argo CD panics.
fn without_time_zone(text: &str) -> Result<&str, Malformed> {
    if !text.starts_with("TZ=") && !text.starts_with("CRON_TZ=") {
        return Ok(text);
    }
    text.split_once(' ').map(|(_, schedule)| schedule.trim()).ok_or_else(|| wrong_count(text, 0))
}

fn wrong_count(text: &str, found: usize) -> Malformed {
    let help = match found {
        6 | 7 => "a sync window has neither seconds nor years: minute, hour, day of month, month, day of week",
        _ => "write minute, hour, day of month, month and day of week, such as `0 22 * * *`",
    };
    Malformed::new(format!("the schedule {} has {found} fields, not five", shown(text))).with_help(help)
}

type Why = (String, String);

impl Bounds {
    /// Checks `number | number "-" number`, each with `"/" number` or without.
    fn check(&self, text: &str) -> Result<(), Why> {
        let parts: Vec<&str> = text.split('/').collect();
        let ends: Vec<&str> = parts[0].split('-').collect();
        let is_star = ["*", "?"].contains(&ends[0]);
        let start = if is_star { self.least } else { self.value(ends[0])? };
        let end = match &ends[..] {
            _ if is_star => self.greatest,
            [_] if parts.len() == 2 => self.greatest,
            [_] => start,
            [_, end] => self.value(end)?,
            _ => return Err(self.no_range(text)),
        };
        if start < self.least || end > self.greatest || start > end {
            return Err(self.no_range(text));
        }
        match &parts[..] {
            [_] => Ok(()),
            [_, step] if number(step).is_some_and(|step| step > 0) => Ok(()),
            _ => Err((format!("`{text}` is no step"), "write a number above 0 behind one `/`".to_owned())),
        }
    }

    fn value(&self, text: &str) -> Result<u32, Why> {
        let named = self.names.iter().position(|name| text.eq_ignore_ascii_case(name));
        let named = named.and_then(|at| u32::try_from(at).ok()).map(|at| at + self.least);
        named.or_else(|| number(text)).ok_or_else(|| self.no_range(text))
    }

    fn no_range(&self, text: &str) -> Why {
        let why = format!("`{text}` is no {}", self.name);
        let help = match (self.names, text) {
            (DAYS, "7") => "Sunday is `0`".to_owned(),
            _ => format!(
                "the {} goes from {} to {}, ranges from the smaller to the greater",
                self.name, self.least, self.greatest
            ),
        };
        (why, help)
    }
}

/// Go's `strconv.Atoi`, where it is not negative.
fn number(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_that_argo_cd_reads() {
        for text in [
            "* * * * *",
            "0 22 * * *",
            "*/15 0-6,22-23 1,15 JAN-mar sun,1-5",
            "0 0 ? * MON",
            "5/10 * * * *",
            "0 0 1-31/2 * *",
            " 0  22 * * * ",
            "+1 * * * *",
            "0 0 * * ,",
            "*-5 * * * *",
            "TZ=Europe/Berlin 0 22 * * *",
            "CRON_TZ=UTC 0 22 * * *",
        ] {
            assert!(text.parse::<CronSchedule>().is_ok(), "{text}");
        }
    }

    #[test]
    fn schedules_that_argo_cd_refuses_are_explained() {
        for (text, help) in [
            ("", "minute, hour"),
            ("0 22 * *", "minute, hour"),
            ("0 0 22 * * *", "neither seconds"),
            ("@daily", "five fields"),
            ("TZ=UTC", "minute, hour"),
            ("60 * * * *", "from 0 to 59"),
            ("* 24 * * *", "from 0 to 23"),
            ("* * 0 * *", "from 1 to 31"),
            ("* * * 13 *", "from 1 to 12"),
            ("* * * * 7", "Sunday is `0`"),
            ("* * * * 0-7", "from 0 to 6"),
            ("* 20-6 * * *", "from 0 to 23"),
            ("* * * * monday", "from 0 to 6"),
            ("*/0 * * * *", "above 0"),
            ("*/1/2 * * * *", "above 0"),
            ("-1 * * * *", "from 0 to 59"),
            ("1-2-3 * * * *", "from 0 to 59"),
            ("1.5 * * * *", "from 0 to 59"),
        ] {
            let malformed = text.parse::<CronSchedule>().expect_err(text);
            assert!(malformed.help.as_deref().is_some_and(|found| found.contains(help)), "{text}: {malformed:?}");
        }
    }
}
