//! Names of time zones, by their form: tiphys carries no copy of the time zone database.

/// The areas before the `/` of a name (tz database, including its links).
const AREAS: [&str; 16] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Brazil",
    "Canada",
    "Chile",
    "Etc",
    "Europe",
    "Indian",
    "Mexico",
    "Pacific",
    "US",
];

/// The names without an area.
const SINGLE: [&str; 45] = [
    "CET",
    "CST6CDT",
    "Cuba",
    "EET",
    "EST",
    "EST5EDT",
    "Egypt",
    "Eire",
    "Factory",
    "GB",
    "GB-Eire",
    "GMT",
    "GMT+0",
    "GMT-0",
    "GMT0",
    "Greenwich",
    "HST",
    "Hongkong",
    "Iceland",
    "Iran",
    "Israel",
    "Jamaica",
    "Japan",
    "Kwajalein",
    "Libya",
    "Local",
    "MET",
    "MST",
    "MST7MDT",
    "NZ",
    "NZ-CHAT",
    "Navajo",
    "PRC",
    "PST8PDT",
    "Poland",
    "Portugal",
    "ROC",
    "ROK",
    "Singapore",
    "Turkey",
    "UCT",
    "UTC",
    "Universal",
    "W-SU",
    "WET",
];

/// Whether a text may be the name of a time zone for Go's `time.LoadLocation`; an empty one is UTC.
#[must_use]
pub fn may_be_time_zone(text: &str) -> bool {
    let has_area = |(area, place): (&str, &str)| AREAS.contains(&area) && !place.is_empty();
    text.is_empty() || text == "Zulu" || SINGLE.contains(&text) || text.split_once('/').is_some_and(has_area)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_time_zones() {
        for name in ["", "UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "CET", "Zulu"] {
            assert!(may_be_time_zone(name), "{name}");
        }
        for name in ["CEST", "PST", "UTC+1", "utc", "Berlin", "europe/berlin", "Europe/", "+02:00"] {
            assert!(!may_be_time_zone(name), "{name}");
        }
    }
}
