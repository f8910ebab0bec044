//! What we need to know of one X.509 certificate.
//!
//! The questions are those that Go's `crypto/x509` asks, because Argo CD's TLS client is Go's.

use std::fmt::Write;

use x509_cert::Certificate as X509;
use x509_cert::TbsCertificate;
use x509_cert::Version;
use x509_cert::der::{self, Decode, Header, Reader, SliceReader, Tag};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, BasicConstraints, KeyUsage, SubjectKeyIdentifier};
use x509_cert::name::Name;
use x509_cert::time::Time;

use crate::value::date::Date;

/// Characters of a subject that are shown; a name can be as long as its author likes.
const LONGEST_SUBJECT: usize = 128;

/// One certificate of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The common name, or the whole name as in RFC 4514 when there is none. For people only: it has no control,
    /// direction or zero-width characters, no backticks, and at most 128 characters (and then an ellipsis).
    pub subject: String,
    /// The first day (UTC) on which the certificate is valid for at least a moment.
    pub not_before: Date,
    /// The last day (UTC) on which the certificate is valid for at least a moment.
    pub not_after: Date,
    /// Whether Go lets this certificate vouch for another (`CheckSignatureFrom` in `crypto/x509/x509.go`): version 3
    /// needs basic constraints that say so, versions 1 and 2 cannot have any and are taken; a key usage, if there is
    /// one, must allow to sign certificates. The rule is the same for roots. Without it, a certificate in the CA
    /// makes Go trust that one server certificate and no other.
    pub is_certificate_authority: bool,
    /// Whether subject and issuer are the same and, where both are given, their key identifiers too. The signature
    /// is not verified.
    pub is_self_signed: bool,
    /// Whether the same certificate stands earlier in the bundle.
    pub is_duplicate: bool,
}

impl Certificate {
    /// Reads one DER certificate; `None` when the bytes are none, or have more behind it. Extensions that Go reads
    /// must be readable, for Go refuses the whole certificate otherwise.
    pub(super) fn from_der(bytes: &[u8]) -> Option<Self> {
        let certificate = X509::from_der(bytes).ok()?;
        let content = certificate.tbs_certificate();
        let validity = content.validity();
        Some(Self {
            subject: subject(content.subject()),
            not_before: date(validity.not_before),
            not_after: date(validity.not_after),
            is_certificate_authority: is_certificate_authority(content).ok()?,
            is_self_signed: is_self_signed(content).ok()?,
            is_duplicate: false,
        })
    }
}

fn date(time: Time) -> Date {
    Date::from_unix_seconds(time.to_unix_duration().as_secs())
}

fn is_certificate_authority(content: &TbsCertificate) -> der::Result<bool> {
    let constraints = content.get_extension::<BasicConstraints>()?;
    let usage = content.get_extension::<KeyUsage>()?;
    let is_authority = match constraints {
        Some((_, constraints)) => constraints.ca,
        None => content.version() != Version::V3,
    };
    let may_sign = usage.is_none_or(|(_, usage)| usage.0.is_empty() || usage.key_cert_sign());
    Ok(is_authority && may_sign)
}

fn is_self_signed(content: &TbsCertificate) -> der::Result<bool> {
    let own = content.get_extension::<SubjectKeyIdentifier>()?;
    let issuer = content.get_extension::<AuthorityKeyIdentifier>()?;
    let own = own.map(|(_, own)| own.0);
    let issuer = issuer.and_then(|(_, issuer)| issuer.key_identifier);
    let same_key = own.is_none() || issuer.is_none() || own == issuer;
    Ok(same_key && content.subject() == content.issuer())
}

fn subject(name: &Name) -> String {
    let common_name = name.common_name().ok().flatten();
    let text = common_name.map_or_else(|| distinguished_name(name), |name| name.value().into_owned());
    printable(&text)
}

/// `to_string` would panic where a value cannot be written; such a name has no text.
fn distinguished_name(name: &Name) -> String {
    let mut text = String::new();
    match write!(text, "{name}") {
        Ok(()) if !text.is_empty() => text,
        _ => "(no name)".to_owned(),
    }
}

fn printable(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(LONGEST_SUBJECT)
        .map(|character| if is_hidden(character) { char::REPLACEMENT_CHARACTER } else { character })
        .collect();
    if text.chars().nth(LONGEST_SUBJECT).is_some() {
        shown.push('…');
    }
    shown
}

/// Characters that move the cursor, turn the direction, cannot be seen, or would end the backticks of a message.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '`' | '\u{ad}'
                | '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
        )
}

/// Whether DER bytes are a private key without PEM around it: a sequence that begins with the version 0 or 1, as in
/// PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) and SEC 1 (RFC 5915). Certificates, requests, revocation lists and public
/// keys begin otherwise.
pub(super) fn is_private_key(bytes: &[u8]) -> bool {
    sequence_start(bytes).is_some_and(|start| matches!(start, [2, 1, 0 | 1]))
}

fn sequence_start(bytes: &[u8]) -> Option<[u8; 3]> {
    let mut reader = SliceReader::new(bytes).ok()?;
    let header = Header::decode(&mut reader).ok()?;
    let mut start = [0; 3];
    reader.read_into(&mut start).ok()?;
    (header.tag() == Tag::Sequence).then_some(start)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rcgen::{DnType, KeyUsagePurpose};

    use super::*;
    use crate::value::ca::sample;

    fn read(change: impl FnOnce(&mut rcgen::CertificateParams)) -> Certificate {
        Certificate::from_der(&sample::root_with(change).der).expect("a certificate")
    }

    #[test]
    fn the_common_name_is_the_subject() {
        assert_eq!(read(|_| ()).subject, sample::ROOT);
    }

    #[test]
    fn without_a_common_name_the_whole_name_is_the_subject() {
        let certificate = read(|params| {
            params.distinguished_name = rcgen::DistinguishedName::new();
            params.distinguished_name.push(DnType::OrganizationName, "Contoso, Ltd");
            params.distinguished_name.push(DnType::CountryName, "NL");
        });
        assert_eq!(certificate.subject, "C=NL,O=Contoso\\, Ltd");
    }

    #[test]
    fn without_any_name_the_subject_says_so() {
        let certificate = read(|params| params.distinguished_name = rcgen::DistinguishedName::new());
        assert_eq!(certificate.subject, "(no name)");
    }

    #[test]
    fn a_subject_cannot_disturb_a_message() {
        let certificate = read(|params| {
            let name = format!("a\u{1b}[31m\n`b`\u{202e}{}", "x".repeat(500));
            params.distinguished_name.push(DnType::CommonName, name);
        });
        assert!(certificate.subject.starts_with("a\u{fffd}[31m\u{fffd}\u{fffd}b\u{fffd}\u{fffd}xxx"));
        assert!(certificate.subject.ends_with('…'));
        assert_eq!(certificate.subject.chars().count(), LONGEST_SUBJECT + 1);
    }

    #[test]
    fn the_validity_is_read_in_both_time_formats() {
        let certificate = read(|params| {
            params.not_before = rcgen::date_time_ymd(2024, 2, 29);
            params.not_after = rcgen::date_time_ymd(2054, 3, 1);
        });
        assert_eq!(certificate.not_before.to_string(), "2024-02-29");
        assert_eq!(certificate.not_after.to_string(), "2054-03-01");
    }

    #[test]
    fn authority_is_what_go_takes_for_one() {
        assert!(read(|_| ()).is_certificate_authority);
        assert!(!read(|params| params.is_ca = rcgen::IsCa::NoCa).is_certificate_authority);
        assert!(!read(|params| params.is_ca = rcgen::IsCa::ExplicitNoCa).is_certificate_authority);
        assert!(read(|params| params.key_usages = vec![KeyUsagePurpose::KeyCertSign]).is_certificate_authority);
        assert!(!read(|params| params.key_usages = vec![KeyUsagePurpose::CrlSign]).is_certificate_authority);
    }

    #[test]
    fn a_version_1_root_is_an_authority() {
        let der = sample::der(sample::VERSION_1_ROOT);
        let certificate = Certificate::from_der(&der).expect("a certificate");
        assert_eq!(X509::from_der(&der).expect("a certificate").tbs_certificate().version(), Version::V1);
        assert!(certificate.is_certificate_authority && certificate.is_self_signed);
    }

    #[test]
    fn issued_certificates_are_not_self_signed() {
        let root = sample::root();
        let leaf = Certificate::from_der(&sample::leaf(&root).der).expect("a certificate");
        assert!(Certificate::from_der(&root.der).expect("a certificate").is_self_signed);
        assert!(!leaf.is_self_signed && !leaf.is_certificate_authority);
        assert_eq!(leaf.subject, sample::LEAF);
    }

    #[test]
    fn a_successor_of_the_same_name_is_not_self_signed() {
        let successor = sample::successor(&sample::root());
        assert!(!Certificate::from_der(&successor.der).expect("a certificate").is_self_signed);
    }

    #[test]
    fn bytes_behind_a_certificate_are_refused() {
        let mut der = sample::root().der;
        der.push(0);
        assert_eq!(Certificate::from_der(&der), None);
    }

    #[test]
    fn private_keys_are_recognised_in_der() {
        assert!(is_private_key(&sample::key().serialize_der()));
        assert!(!is_private_key(&sample::root().der));
        assert!(!is_private_key(sample::key().public_key_raw()));
        assert!(!is_private_key(&[]));
    }

    proptest! {
        #[test]
        fn a_damaged_certificate_is_read_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut der = sample::der(sample::RSA_ROOT);
            let at = at.index(der.len());
            der[at] = byte;
            if let Some(certificate) = Certificate::from_der(&der) {
                prop_assert!(!certificate.subject.contains(is_hidden));
            }
        }

        #[test]
        fn arbitrary_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
            let _ = Certificate::from_der(&bytes);
            let _ = is_private_key(&bytes);
        }
    }
}
