//! Whole bundles: what is read, what comes out, and what each mistake is called.

use proptest::prelude::*;

use super::sample::{self, RSA_ROOT, VERSION_1_ROOT};
use super::*;

fn malformed(result: Result<CaBundle, CaError>) -> String {
    match result {
        Err(CaError::Malformed(malformed)) => {
            assert!(malformed.help.is_some(), "{malformed} has no help");
            malformed.message
        }
        other => panic!("not malformed: {other:?}"),
    }
}

fn base64(text: &str) -> String {
    encoded::encode(text.as_bytes())
}

fn subjects(bundle: &CaBundle) -> Vec<&str> {
    bundle.certificates().iter().map(|certificate| certificate.subject.as_str()).collect()
}

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

#[test]
fn keys_of_every_kind_are_read() {
    let algorithms = [&rcgen::PKCS_ECDSA_P256_SHA256, &rcgen::PKCS_ECDSA_P384_SHA384, &rcgen::PKCS_ED25519];
    for algorithm in algorithms {
        let key = rcgen::KeyPair::generate_for(algorithm).expect("a key");
        let root = sample::self_signed(key, |_| ());
        let bundle = CaBundle::from_pem(&root.pem).expect("a bundle");
        assert_eq!(subjects(&bundle), [sample::ROOT]);
        assert!(bundle.certificates()[0].is_certificate_authority);
    }
}

#[test]
fn canonical_text_of_openssl_stays_as_it_is() {
    for text in [RSA_ROOT, VERSION_1_ROOT] {
        let bundle = CaBundle::from_pem(text).expect("a bundle");
        assert_eq!(bundle.pem(), text);
        assert_eq!(bundle.ca_data(), base64(text));
        assert_eq!(bundle.notes(day("2027-01-01")), []);
    }
}

#[test]
fn a_bundle_keeps_its_order() {
    let root = sample::root();
    let text = format!("{RSA_ROOT}{}{VERSION_1_ROOT}", root.pem);
    let bundle = CaBundle::from_pem(&text).expect("a bundle");
    assert_eq!(subjects(&bundle), ["rsa root", sample::ROOT, "version 1 root"]);
    assert_eq!(bundle.pem(), text);
}

#[test]
fn dress_does_not_matter() {
    let body = RSA_ROOT.replace('\n', "");
    let one_line_body = body.replace("CERTIFICATE-----M", "CERTIFICATE-----\nM").replace("-----END", "\n-----END");
    let dressed = [
        RSA_ROOT.replace('\n', "\r\n"),
        format!("\u{feff}{RSA_ROOT}"),
        format!("subject=CN = rsa root\n{RSA_ROOT}\n# the end: really\n"),
        RSA_ROOT.replace('\n', " \t\n"),
        RSA_ROOT.replace('\n', "\n    "),
        RSA_ROOT.replace('\n', " "),
        RSA_ROOT.trim_end().to_owned(),
        one_line_body,
        body,
    ];
    for text in dressed {
        let bundle = CaBundle::from_pem(&text).expect(&text);
        assert_eq!(bundle.pem(), RSA_ROOT);
        assert_eq!(CaBundle::from_bytes(text.as_bytes()), Ok(bundle.clone()));
        assert_eq!(CaBundle::from_base64(&base64(&text)), Ok(bundle));
    }
}

#[test]
fn files_that_were_joined_without_a_line_break_are_read() {
    let text = format!("{}{VERSION_1_ROOT}", RSA_ROOT.trim_end());
    assert_eq!(subjects(&CaBundle::from_pem(&text).expect("a bundle")).len(), 2);
}

#[test]
fn base64_may_have_line_breaks() {
    let encoded = base64(RSA_ROOT);
    let wrapped: Vec<_> = encoded.as_bytes().chunks(76).map(String::from_utf8_lossy).collect();
    for text in [wrapped.join("\n"), wrapped.join("\r\n"), format!("\u{feff} {encoded}\n")] {
        assert_eq!(form(&text), CaForm::Base64);
        let bundle = CaBundle::from_base64(&text).expect("a bundle");
        assert_eq!(bundle.ca_data(), encoded);
        assert_eq!(CaBundle::from_bytes(text.as_bytes()), Ok(bundle));
    }
}

#[test]
fn damaged_base64_is_refused() {
    let text =
        (0..3).map(|count| base64(&format!("{RSA_ROOT}{}", "\n".repeat(count)))).find(|text| text.ends_with('='));
    let text = text.expect("one of three lengths needs padding");
    let unpadded = malformed(CaBundle::from_base64(text.trim_end_matches('=')));
    assert_eq!(unpadded, "the CA is not standard base64: it is cut off or its padding is wrong");
    let url_safe = malformed(CaBundle::from_base64(&format!("LS0t-_{text}")));
    assert_eq!(url_safe, "the CA is not standard base64: it uses the URL-safe alphabet");
    let quoted = malformed(CaBundle::from_base64(&format!("{text}\"\"")));
    assert_eq!(quoted, "the CA is not standard base64: it holds a character that base64 does not have");
}

#[test]
fn base64_of_something_else_is_refused() {
    let der = encoded::encode(&sample::der(RSA_ROOT));
    assert_eq!(form(&der), CaForm::Base64);
    assert_eq!(malformed(CaBundle::from_base64(&der)), "the CA is DER, the binary form of a certificate");
    let twice = base64(&base64(RSA_ROOT));
    assert_eq!(malformed(CaBundle::from_base64(&twice)), "the CA is encoded in base64 more than once");
    assert_eq!(malformed(CaBundle::from_base64(&base64("hello"))), "the CA holds no PEM block");
    assert_eq!(malformed(CaBundle::from_base64(&base64(" "))), "the CA is empty");
    assert_eq!(malformed(CaBundle::from_base64(RSA_ROOT)), "the CA is PEM where base64 of PEM belongs");
}

#[test]
fn files_of_another_kind_are_refused() {
    let utf_16: Vec<u8> = format!("\u{feff}{RSA_ROOT}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&[u8], &str); 6] = [
        (&sample::der(RSA_ROOT), "the CA is DER, the binary form of a certificate"),
        (&utf_16, "the CA is UTF-16 text"),
        (b"\x80\x81", "the CA is neither PEM nor other UTF-8 text"),
        (b"certs/dev.pem\n", "the CA holds no PEM block"),
        (b"system", "the CA holds no PEM block"),
        (b"\xef\xbb\xbf\r\n", "the CA is empty"),
    ];
    for (content, expected) in cases {
        assert_eq!(malformed(CaBundle::from_bytes(content)), expected);
    }
}

#[test]
fn a_bad_block_is_named_by_its_number() {
    let bad = "-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n";
    let cases = [
        (format!("{RSA_ROOT}{bad}"), "block 2 of the CA is not an X.509 certificate"),
        (format!("{bad}{RSA_ROOT}"), "block 1 of the CA is not an X.509 certificate"),
        (
            format!("{RSA_ROOT}{}", bad.replace("TUlJ", "TUl")),
            "block 2 of the CA is not standard base64: it is cut off or its padding is wrong",
        ),
        (
            format!("{RSA_ROOT}{}", bad.replace("TUlJ", "TU-J")),
            "block 2 of the CA is not standard base64: it uses the URL-safe alphabet",
        ),
        (
            RSA_ROOT.replace('\n', "\\n"),
            "block 1 of the CA is not standard base64: its line breaks are written as `\\n`",
        ),
        (
            format!("{RSA_ROOT}{}", RSA_ROOT.replace("-----END CERTIFICATE-----", "")),
            "block 2 of the CA has no END line",
        ),
        (
            format!("{RSA_ROOT}{}", RSA_ROOT.replace("CERTIFICATE", "X509 CRL")),
            "block 2 of the CA is a revocation list",
        ),
        (
            format!("{bad}{}", RSA_ROOT.replace("CERTIFICATE", "X509 CRL")),
            "block 1 of the CA is not an X.509 certificate",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(malformed(CaBundle::from_pem(&text)), expected);
    }
}

#[test]
fn a_private_key_comes_before_every_other_defect() {
    let key = sample::key();
    let der = key.serialize_der();
    let pem = key.serialize_pem();
    let relabelled = pem.replace("PRIVATE KEY", "CERTIFICATE");
    let bad = "-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n";
    let texts = [
        (format!("{RSA_ROOT}{pem}"), 2),
        (format!("{bad}{pem}"), 2),
        (format!("{bad}{relabelled}"), 2),
        (format!("-----BEGIN CERTIFICATE-----\n{pem}"), 2),
        (format!("{pem}{}", "x".repeat(LONGEST_PEM)), 1),
        (pem.replace("-----BEGIN", "----BEGIN"), 1),
    ];
    for (text, block) in texts {
        let refused = Err(CaError::PrivateKey { block });
        assert_eq!(CaBundle::from_pem(&text), refused);
        assert_eq!(CaBundle::from_bytes(text.as_bytes()), refused);
        assert_eq!(CaBundle::from_base64(&base64(&text)), refused);
        assert_eq!(CaBundle::from_base64(&format!("{}!", base64(&text))), refused);
        assert_eq!(CaBundle::from_base64(&base64(&base64(&text))), refused);
    }
    let utf_16: Vec<u8> = pem.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let with_mark = [&BIG_ENDIAN_MARK[..], &utf_16].concat();
    let refused = Err(CaError::PrivateKey { block: 1 });
    assert_eq!(CaBundle::from_bytes(&der), refused);
    assert_eq!(CaBundle::from_base64(&encoded::encode(&der)), refused);
    assert_eq!(CaBundle::from_base64(&format!("{}!", encoded::encode(&der))), refused);
    assert_eq!(CaBundle::from_bytes(&with_mark), refused);
    assert_eq!(CaBundle::from_base64(&pem), refused);
}

#[test]
fn a_private_key_is_said_to_be_leaked() {
    let error = CaBundle::from_pem(&sample::key().serialize_pem()).expect_err("a key");
    assert_eq!(error.to_string(), "block 1 of the CA is a private key");
    assert!(error.help().is_some_and(|help| help.contains("regard the key as leaked")));
}

#[test]
fn errors_repeat_nothing_of_the_text() {
    let secret = "hunter2hunter2";
    let texts = [
        format!("-----BEGIN {secret}-----\n{secret}\n-----END {secret}-----"),
        format!("-----BEGIN CERTIFICATE-----\n{secret}\n-----END CERTIFICATE-----"),
        format!("-----BEGIN CERTIFICATE-----\n{secret}: a\n-----END {secret}-----"),
        format!("-----BEGIN {secret} PRIVATE KEY-----\n{secret}"),
        secret.to_owned(),
        base64(secret),
    ];
    for text in texts {
        for result in [CaBundle::from_pem(&text), CaBundle::from_base64(&text), CaBundle::from_bytes(text.as_bytes())] {
            let error = result.expect_err(&text);
            let said = format!("{error} {:?} {error:?}", error.help());
            assert!(!said.contains(secret), "{said}");
        }
    }
}

#[test]
fn limits_hold() {
    let most = VERSION_1_ROOT.repeat(MOST_CERTIFICATES);
    assert_eq!(CaBundle::from_pem(&most).map(|bundle| bundle.certificates().len()), Ok(MOST_CERTIFICATES));
    let more = malformed(CaBundle::from_pem(&format!("{most}{RSA_ROOT}")));
    assert_eq!(more, "the CA holds more than 200 certificates");
    let padding = LONGEST_PEM - RSA_ROOT.len();
    assert!(CaBundle::from_pem(&format!("{RSA_ROOT}{}", " ".repeat(padding))).is_ok());
    let larger = malformed(CaBundle::from_pem(&format!("{RSA_ROOT}{}", " ".repeat(padding + 1))));
    assert_eq!(larger, "the CA is larger than 1 MiB");
}

#[test]
fn notes_come_in_the_order_of_the_bundle() {
    let root = sample::root();
    let leaf = sample::leaf(&root);
    let text = format!("{}{}{}", leaf.pem, root.pem, leaf.pem);
    let bundle = CaBundle::from_pem(&text).expect("a bundle");
    let (root, leaf) = (|| sample::ROOT.to_owned(), || sample::LEAF.to_owned());
    let on = day("2035-12-31");
    assert_eq!(
        bundle.notes(day("2035-12-01")),
        [
            CaNote::NotAuthority { subject: leaf() },
            CaNote::ExpiresSoon { subject: leaf(), on, days: 30 },
            CaNote::ExpiresSoon { subject: root(), on, days: 30 },
            CaNote::Duplicate { subject: leaf() },
        ]
    );
    let from = day("2026-01-01");
    assert!(bundle.notes(day("2025-12-31")).contains(&CaNote::NotYetValid { subject: root(), from }));
    assert!(bundle.notes(day("2036-01-01")).contains(&CaNote::Expired { subject: root(), on }));
}

/// Bundles of one to four certificates, with repetition.
fn bundle_text() -> impl Strategy<Value = String> {
    let choices = vec![RSA_ROOT.to_owned(), VERSION_1_ROOT.to_owned(), sample::root().pem];
    prop::collection::vec(prop::sample::select(choices), 1..5).prop_map(|texts| texts.concat())
}

proptest! {
    #[test]
    fn canonical_text_is_a_fixed_point(text in bundle_text(), around in "[a-z #\r\n]{0,20}") {
        let bundle = CaBundle::from_pem(&format!("{around}\n{text}{around}")).expect("a bundle");
        prop_assert_eq!(bundle.pem(), &text);
        prop_assert_eq!(CaBundle::from_pem(bundle.pem()), Ok(bundle.clone()));
        prop_assert_eq!(CaBundle::from_base64(&bundle.ca_data()), Ok(bundle));
    }

    #[test]
    fn arbitrary_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
        let _ = CaBundle::from_bytes(&bytes);
        let _ = CaBundle::from_base64(&encoded::encode(&bytes));
    }

    #[test]
    fn a_damaged_bundle_is_read_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = format!("{RSA_ROOT}{VERSION_1_ROOT}").into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(bundle) = CaBundle::from_bytes(&bytes) {
            prop_assert_eq!(CaBundle::from_pem(bundle.pem()), Ok(bundle));
        }
    }
}
