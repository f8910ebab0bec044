//! CAs: a text is a CA or is refused; one that is has one canonical form; a private key is seen wherever it stands.
#![no_main]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use libfuzzer_sys::fuzz_target;
use tiphys::value::ca::{CaBundle, CaError, CaForm, form};
use tiphys::value::date::Date;

const KEY: &str = "\n-----BEGIN PRIVATE KEY-----\nTUlJ\n-----END PRIVATE KEY-----\n";

fuzz_target!(|bytes: &[u8]| {
    if let Ok(bundle) = CaBundle::from_bytes(bytes) {
        assert_canonical(&bundle);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let of_pem = CaBundle::from_pem(text);
    let of_base64 = CaBundle::from_base64(&STANDARD.encode(text));
    assert_eq!(of_base64.is_ok(), of_pem.is_ok() && !text.trim().is_empty(), "{of_base64:?} {of_pem:?}");
    if let Ok(bundle) = &of_pem {
        assert_eq!(form(text), CaForm::Pem);
        assert_eq!(CaBundle::from_bytes(bytes).as_ref(), Ok(bundle));
        assert_eq!(of_base64.as_ref(), Ok(bundle));
        assert_canonical(bundle);
    }
    let _ = CaBundle::from_base64(text);
    let with_key = CaBundle::from_pem(&format!("{text}{KEY}"));
    assert!(matches!(with_key, Err(CaError::PrivateKey { .. })), "{with_key:?}");
});

/// Asserts that the canonical text is read as the same certificates and is its own canonical text.
fn assert_canonical(bundle: &CaBundle) {
    assert!(!bundle.certificates().is_empty());
    assert_eq!(CaBundle::from_pem(bundle.pem()).as_ref(), Ok(bundle));
    assert_eq!(CaBundle::from_base64(&bundle.ca_data()).as_ref(), Ok(bundle));
    assert_eq!(form(bundle.pem()), CaForm::Pem);
    assert_eq!(form(&bundle.ca_data()), CaForm::Base64);
    let _ = bundle.notes(Date::from_unix_seconds(1_795_000_000));
}
