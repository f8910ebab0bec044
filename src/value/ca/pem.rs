//! PEM: a text into its blocks, certificates into text.
//!
//! Reading goes by the markers and not by lines, so that a bundle survives CRLF, indentation, a byte-order mark, a
//! missing line break between two files that were joined, and YAML that folded its lines into one. It is stricter
//! than Go where Go is silent: `AppendCertsFromPEM` (Go's `crypto/x509/cert_pool.go`) skips blocks that it cannot
//! use, and the hub would then distrust a server that the author believes to trust.
//!
//! Keeps true: blocks are numbered from 1 by their BEGIN markers, damaged ones included.

use crate::value::Malformed;
use crate::value::ca::encoded;

pub(super) const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
const CERTIFICATE: &str = "CERTIFICATE";
/// Bytes in a line of 64 base64 characters, the width of RFC 7468.
const BYTES_PER_LINE: usize = 48;

/// Other things that people paste, by label: what they are and what to do. A label that is not here is not repeated
/// in a message, because a message repeats nothing of the text.
const OTHER_LABELS: [(&str, &str, &str); 10] = [
    ("CERTIFICATE REQUEST", "a certificate request", "use the certificate that the CA issued"),
    ("NEW CERTIFICATE REQUEST", "a certificate request", "use the certificate that the CA issued"),
    ("PUBLIC KEY", "a bare public key", "use the certificate that holds the key"),
    ("RSA PUBLIC KEY", "a bare public key", "use the certificate that holds the key"),
    ("X509 CRL", "a revocation list", "remove the block: Argo CD does not read revocation lists"),
    ("X509 CERTIFICATE", "a certificate under an old label", "write `CERTIFICATE` in its BEGIN and END lines"),
    ("TRUSTED CERTIFICATE", "in OpenSSL's own format", "convert it: `openssl x509 -in FILE -out ca.pem`"),
    ("PKCS7", "a PKCS#7 archive", "unpack it: `openssl pkcs7 -in FILE -print_certs -out ca.pem`"),
    ("EC PARAMETERS", "curve parameters, which accompany a private key", "keep the certificates only"),
    ("DH PARAMETERS", "key exchange parameters", "keep the certificates only"),
];

/// What lies between a BEGIN marker and its END marker.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'text> {
    /// Position among the BEGIN markers of the text, from 1.
    pub(super) number: usize,
    label: &'text str,
    body: &'text str,
}

/// The blocks of a text in order; text outside them is passed over.
pub(super) fn blocks(text: &str) -> impl Iterator<Item = Result<Block<'_>, Malformed>> {
    text.split(BEGIN).enumerate().skip(1).map(|(number, content)| block(number, content))
}

/// `content` is what follows a BEGIN marker, up to the next one.
fn block(number: usize, content: &str) -> Result<Block<'_>, Malformed> {
    let damaged = |part| {
        Malformed::new(format!("block {number} of the CA {part}"))
            .with_help("copy the block again, from its BEGIN line to its END line")
    };
    let (label, rest) = content
        .split_once(DASHES)
        .filter(|(label, _)| !label.contains(['\n', '\r']))
        .ok_or_else(|| damaged("has a damaged BEGIN line"))?;
    let (body, end) = rest.split_once(END).ok_or_else(|| damaged("has no END line"))?;
    let closed = end.strip_prefix(label).is_some_and(|rest| rest.starts_with(DASHES));
    if !closed {
        return Err(damaged("has an END line that does not match its BEGIN line"));
    }
    Ok(Block { number, label, body })
}

impl Block<'_> {
    /// The bytes of a block that is labelled as a certificate.
    ///
    /// # Errors
    /// When the block has another label, header lines (Go skips such a block) or a body that is not base64.
    pub(super) fn certificate_bytes(&self) -> Result<Vec<u8>, Malformed> {
        let name = format!("block {} of the CA", self.number);
        if self.label != CERTIFICATE {
            return Err(other_label(self.label, &name));
        }
        if self.body.contains(':') {
            return Err(Malformed::new(format!("{name} has header lines"))
                .with_help("remove the lines with `:` from the block: Argo CD skips a block that has them"));
        }
        encoded::decode(&encoded::compact(self.body), &name)
    }
}

fn other_label(label: &str, name: &str) -> Malformed {
    let known = OTHER_LABELS.iter().find(|(known, ..)| *known == label);
    let (kind, help) =
        known.map_or(("not a certificate", "keep the certificates only"), |(_, kind, help)| (*kind, *help));
    Malformed::new(format!("{name} is {kind}")).with_help(help)
}

/// The number of the first block whose BEGIN or END marker names a private key of any kind.
///
/// Looks for the words between dashes, in any case and with any number of dashes, so that a damaged marker does not
/// hide a key.
pub(super) fn private_key_block(text: &str) -> Option<usize> {
    let (dash, label) = text
        .match_indices('-')
        .map(|(dash, _)| (dash, text[dash + 1..].split('-').next().unwrap_or_default()))
        .find(|(_, label)| names_private_key(label))?;
    let marker = &text[..dash + 1 + label.len()];
    Some(marker.matches(BEGIN).count().max(1))
}

fn names_private_key(label: &str) -> bool {
    let label = label.trim_start();
    let starts_with = |word: &str| label.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    (starts_with("BEGIN") || starts_with("END")) && label.to_ascii_uppercase().contains("PRIVATE KEY")
}

/// Appends one certificate in canonical form: LF, 64 columns, nothing outside the block.
pub(super) fn append_certificate(der: &[u8], text: &mut String) {
    text.push_str("-----BEGIN CERTIFICATE-----\n");
    for line in der.chunks(BYTES_PER_LINE) {
        encoded::append(line, text);
        text.push('\n');
    }
    text.push_str("-----END CERTIFICATE-----\n");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn first_error(text: &str) -> Malformed {
        blocks(text).find_map(|block| block.and_then(|block| block.certificate_bytes()).err()).expect("an error")
    }

    #[test]
    fn other_labels_are_unique_and_each_is_explained() {
        let labels: BTreeSet<_> = OTHER_LABELS.iter().map(|(label, ..)| label).collect();
        assert_eq!(labels.len(), OTHER_LABELS.len());
        for (label, kind, help) in OTHER_LABELS {
            let error = first_error(&format!("-----BEGIN {label}-----\nTUlJ\n-----END {label}-----\n"));
            assert_eq!(error.message, format!("block 1 of the CA is {kind}"));
            assert_eq!(error.help.as_deref(), Some(help));
            assert!(!label.contains("PRIVATE KEY"), "a private key is found by its own search");
        }
    }

    #[test]
    fn an_unknown_label_is_not_repeated() {
        let error = first_error("-----BEGIN HUNTER2-----\nTUlJ\n-----END HUNTER2-----");
        assert_eq!(error.message, "block 1 of the CA is not a certificate");
    }

    #[test]
    fn damaged_markers_are_named() {
        let cases = [
            ("-----BEGIN CERTIFICATE\nTUlJ\n-----END CERTIFICATE-----", "has a damaged BEGIN line"),
            ("-----BEGIN CERTIFICATE", "has a damaged BEGIN line"),
            ("-----BEGIN CERTIFICATE-----\nTUlJ\n", "has no END line"),
            ("-----BEGIN CERTIFICATE-----\nTUlJ\n-----END PKCS7-----", "has an END line that does not match"),
            ("-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE", "has an END line that does not match"),
        ];
        for (text, expected) in cases {
            let error = first_error(text);
            assert!(error.message.starts_with(&format!("block 1 of the CA {expected}")), "{error}");
        }
    }

    #[test]
    fn an_open_block_does_not_swallow_the_next() {
        let text = "-----BEGIN CERTIFICATE-----\nTUlJ\n-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n";
        let found: Vec<_> = blocks(text).map(|block| block.map(|block| block.number)).collect();
        assert!(found[0].is_err());
        assert_eq!(found[1], Ok(2));
    }

    #[test]
    fn header_lines_are_refused() {
        let text = "-----BEGIN CERTIFICATE-----\nX-Owner: team\n\nTUlJ\n-----END CERTIFICATE-----";
        assert_eq!(first_error(text).message, "block 1 of the CA has header lines");
    }

    #[test]
    fn private_keys_are_found_by_any_label() {
        let labels = [
            "PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "RSA PRIVATE KEY",
            "EC PRIVATE KEY",
            "DSA PRIVATE KEY",
            "OPENSSH PRIVATE KEY",
            "PGP PRIVATE KEY BLOCK",
            "private key",
        ];
        for label in labels {
            assert_eq!(private_key_block(&format!("-----BEGIN {label}-----\nTUlJ")), Some(1), "{label}");
            assert_eq!(private_key_block(&format!("--- BEGIN {label} ---\nTUlJ")), Some(1), "{label}");
            assert_eq!(private_key_block(&format!("TUlJ\n-----END {label}-----")), Some(1), "{label}");
        }
    }

    #[test]
    fn a_private_key_is_counted_among_all_blocks() {
        let text = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n\
                    -----BEGIN EC PRIVATE KEY-----\n-----END EC PRIVATE KEY-----";
        assert_eq!(private_key_block(text), Some(3));
    }

    #[test]
    fn words_about_a_private_key_are_no_key() {
        assert_eq!(private_key_block("# the PRIVATE KEY is in the vault - not here"), None);
        assert_eq!(private_key_block("-----BEGIN PUBLIC KEY-----"), None);
    }

    proptest! {
        #[test]
        fn canonical_text_gives_the_bytes_back(certificates in prop::collection::vec(any::<Vec<u8>>(), 0..4)) {
            let mut text = String::new();
            for der in &certificates {
                append_certificate(der, &mut text);
            }
            let read: Vec<_> = blocks(&text).map(|block| block.and_then(|block| block.certificate_bytes())).collect();
            prop_assert_eq!(read, certificates.into_iter().map(Ok).collect::<Vec<_>>());
            prop_assert!(text.lines().all(|line| line.len() <= 64));
        }

        #[test]
        fn any_text_is_split(text in "(-----BEGIN |-----END |CERTIFICATE|-----|-|PRIVATE KEY|\n|é|TUlJ){0,20}") {
            prop_assert_eq!(blocks(&text).count(), text.matches(BEGIN).count());
            for block in blocks(&text).flatten() {
                let _ = block.certificate_bytes();
            }
            let _ = private_key_block(&text);
        }
    }
}
