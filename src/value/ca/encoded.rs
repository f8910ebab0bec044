//! Base64 as Argo CD reads it: the standard alphabet with padding, and the reason when a text is not that.
//!
//! Go decodes `caData` (a `[]byte` in `pkg/apis/application/v1alpha1/types.go`) and PEM bodies with
//! `base64.StdEncoding`: padding is required, unused bits in the last character are not looked at.

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use crate::value::Malformed;

const STANDARD: GeneralPurpose =
    GeneralPurpose::new(&alphabet::STANDARD, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

/// Standard padded base64 of `bytes`, in one line.
pub(super) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Appends standard padded base64 of `bytes` to `text`.
pub(super) fn append(bytes: &[u8], text: &mut String) {
    STANDARD.encode_string(bytes, text);
}

/// The text without blanks and line breaks.
pub(super) fn compact(text: &str) -> String {
    text.split_ascii_whitespace().collect()
}

/// Decodes `compact`, a text without white space; `what` names it in the message.
///
/// # Errors
/// When the text is not standard padded base64; the message says in what way.
pub(super) fn decode(compact: &str, what: &str) -> Result<Vec<u8>, Malformed> {
    STANDARD.decode(compact).map_err(|_| {
        let (reason, help) = defect(compact);
        Malformed::new(format!("{what} is not standard base64: {reason}")).with_help(help)
    })
}

/// As much of a damaged base64 text as can be decoded, in either alphabet: enough to recognise a private key in it.
pub(super) fn decodable_start(compact: &str) -> Vec<u8> {
    let standard = compact.replace('-', "+").replace('_', "/");
    let length = standard.bytes().take_while(|byte| is_symbol(*byte)).count();
    STANDARD.decode(&standard[..length / 4 * 4]).unwrap_or_default()
}

/// Whether the text consists of base64 characters of either alphabet, padding and white space.
pub(super) fn has_only_symbols(text: &str) -> bool {
    text.bytes().all(|byte| is_symbol(byte) || matches!(byte, b'-' | b'_' | b'=') || byte.is_ascii_whitespace())
}

fn is_symbol(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

fn defect(compact: &str) -> (&'static str, &'static str) {
    if compact.contains('\\') {
        return ("its line breaks are written as `\\n`", "write real line breaks");
    }
    if !has_only_symbols(compact) {
        let help = "copy it again: only letters, digits, `+`, `/` and a final `=` may occur";
        return ("it holds a character that base64 does not have", help);
    }
    if compact.contains(['-', '_']) {
        let help = "use the standard alphabet: `+` for `-` and `/` for `_`";
        return ("it uses the URL-safe alphabet", help);
    }
    let help = "copy it whole, with the `=` at its end";
    ("it is cut off or its padding is wrong", help)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reason(text: &str) -> String {
        decode(text, "it").expect_err(text).message
    }

    #[test]
    fn each_defect_has_its_reason() {
        assert!(reason("TUlJ\\nQ0FD").ends_with("written as `\\n`"));
        assert!(reason("TUlJ\"\"").ends_with("does not have"));
        assert!(reason("a_-_").ends_with("URL-safe alphabet"));
        assert!(reason("TUk").ends_with("padding is wrong"));
        assert!(reason("TU=k").ends_with("padding is wrong"));
        assert!(reason("TUlJ=").ends_with("padding is wrong"));
    }

    #[test]
    fn unused_bits_are_not_looked_at_as_in_go() {
        assert_eq!(decode("TR==", "it"), Ok(b"M".to_vec()));
    }

    proptest! {
        #[test]
        fn encoding_is_undone(bytes in any::<Vec<u8>>()) {
            prop_assert_eq!(decode(&encode(&bytes), "it"), Ok(bytes));
        }

        #[test]
        fn damaged_text_gives_what_comes_before_the_damage(bytes in any::<Vec<u8>>(), cut in 0_usize..64) {
            let text = encode(&bytes);
            let cut = cut.min(text.len());
            let start = decodable_start(&format!("{}!{}", &text[..cut], &text[cut..]));
            prop_assert!(bytes.starts_with(&start));
            prop_assert!(start.len() + 3 > cut.min(text.trim_end_matches('=').len()) / 4 * 3);
        }

        #[test]
        fn any_text_is_decoded_or_refused(text in any::<String>()) {
            let _ = decode(&text, "it");
            let _ = decodable_start(&text);
        }
    }
}
