//! The minor versions of Argo CD whose rules are known.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use super::shown::shown;
use super::{Malformed, Text, schema, word};

/// A minor version of Argo CD, ordered by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArgoVersion {
    /// 3.4
    V3_4,
    /// 3.5: group overage, strict reading of cluster Secrets.
    V3_5,
    /// 3.6: the action `rollback`.
    V3_6,
}

impl ArgoVersion {
    /// All known versions, the oldest first.
    pub const ALL: [Self; 3] = [Self::V3_4, Self::V3_5, Self::V3_6];

    /// The newest known version.
    pub const NEWEST: Self = Self::V3_6;

    /// Returns major and minor, such as `3.6`.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::V3_4 => "3.4",
            Self::V3_5 => "3.5",
            Self::V3_6 => "3.6",
        }
    }
}

impl fmt::Display for ArgoVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for ArgoVersion {
    type Err = Malformed;

    /// Reads `3.6`, `v3.6`, `3.6.1` and what `argocd version` prints, `v3.6.1+abc1234`.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        word::one_word(text)?;
        let minor = major_and_minor(text).ok_or_else(|| no_version(text))?;
        let known = |version: &Self| version.as_str() == minor;
        Self::ALL.into_iter().find(known).ok_or_else(|| unknown(minor))
    }
}

impl Text for ArgoVersion {
    const CODE: crate::finding::Code = crate::finding::Code::UnknownWord;
    const READS_NUMBERS: bool = true;

    fn schema() -> Value {
        let known = Self::ALL.map(|version| version.as_str().replace('.', "[.]"));
        schema::text(
            "the minor version of Argo CD whose rules apply; a patch version is accepted",
            &format!("v?({})([.][0-9]+)?([+-][0-9A-Za-z.+-]+)?", known.join("|")),
            &["3.6", "v3.6.1", "v3.6.1+abc1234"],
        )
    }
}

/// Returns `MAJOR.MINOR` of a version, if the rest is a patch and a suffix.
fn major_and_minor(text: &str) -> Option<&str> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let end = text.find(['+', '-']).unwrap_or(text.len());
    let (numbers, suffix) = text.split_at(end);
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    if suffix.len() == 1 || !suffix.bytes().all(allowed) {
        return None;
    }
    let parts: Vec<&str> = numbers.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !(2..=3).contains(&parts.len()) || !parts.iter().all(is_number) {
        return None;
    }
    numbers.get(..parts[0].len() + 1 + parts[1].len())
}

fn no_version(text: &str) -> Malformed {
    Malformed::new(format!("{} is not a version of Argo CD", shown(text)))
        .with_help(format!("write its minor version in quotes: {}", known_versions()))
}

fn unknown(minor: &str) -> Malformed {
    let message = format!("the rules of Argo CD {} are not known", shown(minor));
    let help = if is_older(minor) {
        format!("known are {}; upgrade Argo CD", known_versions())
    } else {
        format!("known are {}; use a newer release of tiphys, or leave the version out", known_versions())
    };
    Malformed::new(message).with_help(help)
}

fn is_older(minor: &str) -> bool {
    let numbers = |text: &str| -> Option<(u32, u32)> {
        let (major, minor) = text.split_once('.')?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    };
    let oldest = numbers(ArgoVersion::ALL[0].as_str());
    numbers(minor).is_some_and(|found| Some(found) < oldest)
}

fn known_versions() -> String {
    ArgoVersion::ALL.map(|version| format!("`{version}`")).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{exact, refusal};

    #[test]
    fn laws() {
        exact::<ArgoVersion>(&[
            "",
            "3",
            "3.6.",
            "3.6.1.2",
            "3.60",
            "3.06",
            "V3.6",
            "3.6+",
            "latest",
            "2.14",
            "3.7",
            "<version>",
            "99999999999.1",
        ]);
    }

    #[test]
    fn the_table_is_ordered_and_ends_with_the_newest() {
        assert!(ArgoVersion::ALL.is_sorted());
        assert_eq!(ArgoVersion::ALL.last(), Some(&ArgoVersion::NEWEST));
        for version in ArgoVersion::ALL {
            assert_eq!(version.as_str().parse(), Ok(version));
        }
    }

    #[test]
    fn what_tools_print_is_read() {
        for text in ["3.6", "v3.6", "3.6.1", "v3.6.1+d2b7f2a", "v3.6.0-rc1"] {
            assert_eq!(text.parse(), Ok(ArgoVersion::V3_6), "{text}");
        }
    }

    #[test]
    fn older_and_newer_versions_are_told_apart() {
        let help = |text: &str| refusal::<ArgoVersion>(text).help.expect("help");
        assert!(help("2.14").ends_with("upgrade Argo CD"));
        assert!(help("3.10").contains("newer release"));
        assert!(help("3.3").contains("`3.4`, `3.5`, `3.6`"));
    }
}
