//! What the author wrote at `ca`: four forms share one field, and this file says which one a text is.

use crate::value::ca::encoded;
use crate::value::ca::pem;

/// The word for "the server's certificate is publicly trusted".
const SYSTEM: &str = "system";
/// How base64 of `---` begins, and so base64 of PEM.
const ENCODED_DASHES: &str = "LS0t";
/// How base64 of `-----` begins; no file is called like that.
const ENCODED_MARKER: &str = "LS0tLS1";
/// How base64 of a DER certificate or key begins: a sequence of 128 bytes or more.
const ENCODED_SEQUENCE: &str = "MI";
/// From this length on a text of base64 characters is looked into. No X.509 certificate is shorter.
const SHORTEST_ENCODED: usize = 128;
/// From this length on a text of base64 characters alone, without one dot, is no path.
const SURELY_ENCODED: usize = 512;
/// Longer texts are no path, so no message prints them as one.
const LONGEST_PATH: usize = 1024;

/// The form in which a CA is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaForm {
    /// The word `system`: the hub's own trusted roots apply, there is no CA to render.
    System,
    /// PEM text, or text that can be nothing else: read it with `CaBundle::from_pem`, which says what is wrong.
    Pem,
    /// Base64 of something, as a kubeconfig's `certificate-authority-data`: read it with `CaBundle::from_base64`.
    Base64,
    /// A path beside the file, without surrounding white space: read the file with `CaBundle::from_bytes`.
    Path,
}

/// The form of a text, decided in this order:
///
/// 1. `system` is the word, never a file (`./system` is one).
/// 2. A text with a PEM marker (a private key's damaged one too) is PEM; an empty one as well, for its error.
/// 3. A text that begins like encoded PEM (`LS0t…`) is base64; so is one of base64 characters only that has several
///    lines, or is long (128) and decodes to PEM or begins like DER (`MI…`), or is very long (512).
/// 4. A text of several lines or of more than 1,024 bytes is no path: it is PEM, and broken.
/// 5. Everything else is a path.
///
/// White space around the text and a byte-order mark do not count.
///
/// ```
/// use tiphys::value::ca::{CaForm, form};
/// assert_eq!(form("certs/dev.pem"), CaForm::Path);
/// ```
#[must_use]
pub fn form(text: &str) -> CaForm {
    let text = trimmed(text);
    if text == SYSTEM {
        CaForm::System
    } else if text.is_empty() || text.contains(pem::BEGIN) || pem::private_key_block(text).is_some() {
        CaForm::Pem
    } else if is_encoded(text) {
        CaForm::Base64
    } else if has_lines(text) || text.len() > LONGEST_PATH {
        CaForm::Pem
    } else {
        CaForm::Path
    }
}

/// The text without a byte-order mark and without white space around it.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim()
}

fn is_encoded(text: &str) -> bool {
    text.starts_with(ENCODED_MARKER)
        || (encoded::has_only_symbols(text)
            && (text.starts_with(ENCODED_DASHES) || has_lines(text) || is_long_and_encoded(text)))
}

fn is_long_and_encoded(text: &str) -> bool {
    text.len() >= SURELY_ENCODED
        || (text.len() >= SHORTEST_ENCODED && (text.starts_with(ENCODED_SEQUENCE) || decodes_to_pem(text)))
}

fn decodes_to_pem(text: &str) -> bool {
    let content = encoded::decodable_start(&encoded::compact(text));
    String::from_utf8_lossy(&content).contains(pem::BEGIN)
}

fn has_lines(text: &str) -> bool {
    text.contains(['\n', '\r'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MARKERS: &str = "-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n";

    #[test]
    fn each_form_is_recognised() {
        let annotated = encoded::encode(format!("# API server of the development cluster, 2026\n{MARKERS}").as_bytes());
        let cases = [
            ("system", CaForm::System),
            ("system\n", CaForm::System),
            ("System", CaForm::Path),
            ("./system", CaForm::Path),
            ("certs/dev.pem", CaForm::Path),
            (" certs/dev.pem\n", CaForm::Path),
            ("my certs/dev", CaForm::Path),
            ("certs/LS0t", CaForm::Path),
            ("MIIB", CaForm::Path),
            ("../../MI/ca", CaForm::Path),
            (MARKERS, CaForm::Pem),
            ("\u{feff}-----BEGIN CERTIFICATE-----", CaForm::Pem),
            ("--- BEGIN PRIVATE KEY --- MIIB", CaForm::Pem),
            ("", CaForm::Pem),
            (" \n", CaForm::Pem),
            ("not a path.\nnor a certificate!", CaForm::Pem),
            ("LS0t", CaForm::Base64),
            ("LS0t\nLS0t", CaForm::Base64),
            ("LS0tLS1CRUdJTi\"\"", CaForm::Base64),
            ("TUlJ\r\nQ0FD", CaForm::Base64),
            (&annotated, CaForm::Base64),
        ];
        for (text, expected) in cases {
            assert_eq!(form(text), expected, "{text}");
        }
    }

    #[test]
    fn length_decides_where_nothing_else_does() {
        assert_eq!(form(&format!("MII{}", "B".repeat(SHORTEST_ENCODED - 3))), CaForm::Base64);
        assert_eq!(form(&format!("MII{}", "B".repeat(SHORTEST_ENCODED - 4))), CaForm::Path);
        assert_eq!(form(&"certs/".repeat(40)), CaForm::Path);
        assert_eq!(form(&"a".repeat(SURELY_ENCODED)), CaForm::Base64);
        assert_eq!(form(&"a.".repeat(LONGEST_PATH / 2)), CaForm::Path);
        assert_eq!(form(&"a.".repeat(LONGEST_PATH)), CaForm::Pem);
    }

    proptest! {
        #[test]
        fn a_path_is_one_line_of_bounded_length(text in any::<String>()) {
            if form(&text) == CaForm::Path {
                let path = trimmed(&text);
                prop_assert!(!path.is_empty() && !has_lines(path) && path.len() <= LONGEST_PATH);
            }
        }

        #[test]
        fn paths_of_everyday_shape_are_paths(path in "[a-z0-9_]{1,8}(/[a-z0-9_-]{1,8}){0,4}\\.(pem|crt|cer)") {
            prop_assert_eq!(form(&path), CaForm::Path);
        }
    }
}
