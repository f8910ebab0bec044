//! What deserves a word about certificates that can be read: they are no error, the hub may or may not connect.
//!
//! Keeps true: without a clock. The same bundle and the same day give the same notes, in the order of the bundle.

use std::fmt;

use crate::value::ca::certificate::Certificate;
use crate::value::date::Date;

/// So many days before the last one a certificate "expires soon".
const SOON_DAYS: i64 = 30;

/// A remark about one certificate of a bundle; `subject` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaNote {
    /// The certificate cannot vouch for others; Go trusts it only when the server shows this very certificate.
    NotAuthority {
        /// Whose certificate it is.
        subject: String,
    },
    /// The certificate is not valid before a later day.
    NotYetValid {
        /// Whose certificate it is.
        subject: String,
        /// The first valid day.
        from: Date,
    },
    /// The certificate is no longer valid.
    Expired {
        /// Whose certificate it is.
        subject: String,
        /// The last valid day, before today.
        on: Date,
    },
    /// The certificate's last valid day is at most 30 days away.
    ExpiresSoon {
        /// Whose certificate it is.
        subject: String,
        /// The last valid day.
        on: Date,
        /// Days from today until then, 0 to 30.
        days: i64,
    },
    /// The same certificate stands earlier in the bundle; harmless. Nothing else is noted about this copy.
    Duplicate {
        /// Whose certificate it is.
        subject: String,
    },
}

impl fmt::Display for CaNote {
    /// What is to be seen, as a sentence without a full stop.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAuthority { subject } => {
                write!(formatter, "certificate `{subject}` is not a certificate authority")
            }
            Self::NotYetValid { subject, from } => {
                write!(formatter, "certificate `{subject}` is not valid before {from}")
            }
            Self::Expired { subject, on } => write!(formatter, "certificate `{subject}` expired on {on}"),
            Self::ExpiresSoon { subject, on, days: 0 } => {
                write!(formatter, "certificate `{subject}` expires today, {on}")
            }
            Self::ExpiresSoon { subject, on, days: 1 } => {
                write!(formatter, "certificate `{subject}` expires tomorrow, {on}")
            }
            Self::ExpiresSoon { subject, on, days } => {
                write!(formatter, "certificate `{subject}` expires in {days} days, on {on}")
            }
            Self::Duplicate { subject } => write!(formatter, "certificate `{subject}` occurs twice in the CA"),
        }
    }
}

/// The notes about one certificate, seen on `today`.
pub(super) fn notes(certificate: &Certificate, today: Date) -> Vec<CaNote> {
    let subject = certificate.subject.clone();
    if certificate.is_duplicate {
        return vec![CaNote::Duplicate { subject }];
    }
    let authority = (!certificate.is_certificate_authority).then_some(CaNote::NotAuthority { subject });
    authority.into_iter().chain(validity(certificate, today)).collect()
}

fn validity(certificate: &Certificate, today: Date) -> Option<CaNote> {
    let subject = certificate.subject.clone();
    let (from, on) = (certificate.not_before, certificate.not_after);
    match today.days_until(on) {
        ..0 => Some(CaNote::Expired { subject, on }),
        _ if today < from => Some(CaNote::NotYetValid { subject, from }),
        days @ 0..=SOON_DAYS => Some(CaNote::ExpiresSoon { subject, on, days }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate() -> Certificate {
        Certificate {
            subject: "ca".to_owned(),
            not_before: date("2026-01-01"),
            not_after: date("2026-12-31"),
            is_certificate_authority: true,
            is_self_signed: true,
            is_duplicate: false,
        }
    }

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn on(today: &str) -> Vec<String> {
        notes(&certificate(), date(today)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_day_decides() {
        let none: [&str; 0] = [];
        assert_eq!(on("2025-12-31"), ["certificate `ca` is not valid before 2026-01-01"]);
        assert_eq!(on("2026-01-01"), none);
        assert_eq!(on("2026-11-30"), none);
        assert_eq!(on("2026-12-01"), ["certificate `ca` expires in 30 days, on 2026-12-31"]);
        assert_eq!(on("2026-12-30"), ["certificate `ca` expires tomorrow, 2026-12-31"]);
        assert_eq!(on("2026-12-31"), ["certificate `ca` expires today, 2026-12-31"]);
        assert_eq!(on("2027-01-01"), ["certificate `ca` expired on 2026-12-31"]);
    }

    #[test]
    fn a_leaf_is_noted_besides_its_validity() {
        let leaf = Certificate { is_certificate_authority: false, ..certificate() };
        let subject = || "ca".to_owned();
        let expired = CaNote::Expired { subject: subject(), on: date("2026-12-31") };
        assert_eq!(notes(&leaf, date("2027-01-01")), [CaNote::NotAuthority { subject: subject() }, expired]);
    }

    #[test]
    fn a_copy_is_noted_once() {
        let copy = Certificate { is_duplicate: true, is_certificate_authority: false, ..certificate() };
        assert_eq!(notes(&copy, date("2027-01-01")), [CaNote::Duplicate { subject: "ca".to_owned() }]);
    }
}
