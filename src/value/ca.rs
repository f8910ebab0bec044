//! The CA of a target's API server: the certificates that the hub trusts when it connects.
//!
//! In a cluster Secret it is `tlsClientConfig.caData`, standard padded base64 of PEM (Argo CD,
//! `pkg/apis/application/v1alpha1/types.go`). When the text decodes but is not PEM, client-go says no more than
//! `unable to load root certificates`; when one block of several is damaged, Go skips it without a word. So everything
//! is looked at here, and said.
//!
//! Keeps true: a [`CaBundle`] holds at least one certificate and nothing but certificates, in one canonical text, so
//! that the same certificates always render to the same bytes. No error repeats a byte of its input. A private key is
//! found before any other defect.

use std::str;

use crate::value::Malformed;
use crate::value::date::Date;

pub use certificate::Certificate;
pub use error::CaError;
pub use form::{CaForm, form};
pub use note::CaNote;

mod certificate;
mod encoded;
mod error;
mod form;
mod note;
mod pem;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

/// Longest PEM text, in bytes: Kubernetes takes no Secret with more data (`MaxSecretSize` in its core API).
const LONGEST_PEM: usize = 1024 * 1024;
/// Most PEM blocks in a text; the public web gets along with about 150 roots.
const MOST_CERTIFICATES: usize = 200;
/// First byte of a DER sequence, and so of every certificate and key in binary form.
const DER_SEQUENCE: u8 = 0x30;
const BIG_ENDIAN_MARK: [u8; 2] = [0xfe, 0xff];
const LITTLE_ENDIAN_MARK: [u8; 2] = [0xff, 0xfe];

/// One or more certificates, in the order in which they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaBundle {
    pem: String,
    certificates: Vec<Certificate>,
}

impl CaBundle {
    /// Reads PEM text. Text outside the blocks, a byte-order mark, CRLF, indentation and line lengths do not count.
    ///
    /// # Errors
    /// [`CaError::PrivateKey`] when a private key is anywhere in the text. [`CaError::Malformed`] for the first block
    /// that is not exactly one certificate, for a text without blocks, and above 1 MiB or 200 blocks.
    pub fn from_pem(text: &str) -> Result<Self, CaError> {
        refuse_private_key(text)?;
        if form::trimmed(text).is_empty() {
            return Err(empty());
        }
        if text.len() > LONGEST_PEM {
            return Err(too_large("is larger than 1 MiB"));
        }
        let certificates = read_blocks(text)?;
        if certificates.is_empty() {
            return Err(no_block());
        }
        Ok(Self::from_certificates(certificates))
    }

    /// Reads base64 of PEM, as in a kubeconfig's `certificate-authority-data`. White space does not count.
    ///
    /// # Errors
    /// As [`CaBundle::from_pem`]; and [`CaError::Malformed`] when the text is not standard padded base64, or is base64
    /// of something other than PEM: of DER, or of base64 again.
    pub fn from_base64(text: &str) -> Result<Self, CaError> {
        refuse_private_key(text)?;
        let text = form::trimmed(text);
        if text.is_empty() {
            return Err(empty());
        }
        if text.contains(pem::BEGIN) {
            return Err(not_encoded());
        }
        let content = decoded(text)?;
        let content = text_of(&content)?;
        if form(content) == CaForm::Base64 {
            return Err(encoded_twice(content));
        }
        Self::from_pem(content)
    }

    /// Reads the content of a file: PEM, or base64 of PEM.
    ///
    /// # Errors
    /// As [`CaBundle::from_pem`] and [`CaBundle::from_base64`]; and [`CaError::Malformed`] when the file is binary
    /// (DER) or not UTF-8.
    pub fn from_bytes(content: &[u8]) -> Result<Self, CaError> {
        let text = text_of(content)?;
        match form(text) {
            CaForm::Base64 => Self::from_base64(text),
            CaForm::Pem | CaForm::Path | CaForm::System => Self::from_pem(text),
        }
    }

    fn from_certificates(certificates: Vec<(Vec<u8>, Certificate)>) -> Self {
        let mut bundle = Self { pem: String::new(), certificates: Vec::new() };
        let mut seen: Vec<Vec<u8>> = Vec::new();
        for (der, mut certificate) in certificates {
            certificate.is_duplicate = seen.contains(&der);
            pem::append_certificate(&der, &mut bundle.pem);
            bundle.certificates.push(certificate);
            seen.push(der);
        }
        bundle
    }

    /// The canonical PEM text: only certificates, LF, 64 columns, a line break at the end.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// The value of `caData`: standard padded base64 of the canonical PEM text.
    #[must_use]
    pub fn ca_data(&self) -> String {
        encoded::encode(self.pem.as_bytes())
    }

    /// The certificates, at least one.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// What deserves a word about the certificates, seen on `today`.
    #[must_use]
    pub fn notes(&self, today: Date) -> Vec<CaNote> {
        self.certificates.iter().flat_map(|certificate| note::notes(certificate, today)).collect()
    }
}

/// Reads every block even after a bad one: a key may hide behind it.
fn read_blocks(text: &str) -> Result<Vec<(Vec<u8>, Certificate)>, CaError> {
    let mut certificates = Vec::new();
    let mut first_defect = None;
    for block in pem::blocks(text).take(MOST_CERTIFICATES + 1) {
        match block.map_err(CaError::from).and_then(|block| read_block(&block)) {
            Ok(certificate) => certificates.push(certificate),
            Err(CaError::Malformed(defect)) => first_defect = first_defect.or(Some(defect)),
            Err(private_key @ CaError::PrivateKey { .. }) => return Err(private_key),
        }
    }
    match first_defect {
        Some(defect) => Err(defect.into()),
        None if certificates.len() > MOST_CERTIFICATES => Err(too_large("holds more than 200 certificates")),
        None => Ok(certificates),
    }
}

fn read_block(block: &pem::Block<'_>) -> Result<(Vec<u8>, Certificate), CaError> {
    let number = block.number;
    let der = block.certificate_bytes()?;
    if certificate::is_private_key(&der) {
        return Err(CaError::PrivateKey { block: number });
    }
    let certificate = Certificate::from_der(&der).ok_or_else(|| {
        Malformed::new(format!("block {number} of the CA is not an X.509 certificate"))
            .with_help("copy the block again; `openssl x509 -in FILE -noout -text` shows what it is")
    })?;
    Ok((der, certificate))
}

fn refuse_private_key(text: &str) -> Result<(), CaError> {
    pem::private_key_block(text).map_or(Ok(()), |block| Err(CaError::PrivateKey { block }))
}

/// Decodes base64; of a damaged text it looks for a private key in what can be decoded.
fn decoded(text: &str) -> Result<Vec<u8>, CaError> {
    let compact = encoded::compact(text);
    encoded::decode(&compact, "the CA").map_err(|malformed| {
        let start = encoded::decodable_start(&compact);
        hidden_private_key(&start).unwrap_or(malformed.into())
    })
}

/// The bytes as UTF-8 text, or what they are instead.
fn text_of(bytes: &[u8]) -> Result<&str, CaError> {
    str::from_utf8(bytes).map_err(|_| hidden_private_key(bytes).unwrap_or_else(|| binary(bytes)))
}

/// The error about a private key in bytes that are refused in any case: DER, or PEM in a damaged text.
fn hidden_private_key(bytes: &[u8]) -> Option<CaError> {
    if certificate::is_private_key(bytes) {
        return Some(CaError::PrivateKey { block: 1 });
    }
    let error = CaBundle::from_pem(&loose_text(bytes)).err()?;
    matches!(error, CaError::PrivateKey { .. }).then_some(error)
}

/// Bytes as text, good enough to see PEM markers in them, in UTF-16 too.
fn loose_text(bytes: &[u8]) -> String {
    let bytes: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn binary(bytes: &[u8]) -> CaError {
    let malformed = if bytes.first() == Some(&DER_SEQUENCE) {
        Malformed::new("the CA is DER, the binary form of a certificate")
            .with_help("convert it to PEM: `openssl x509 -inform der -in FILE -out ca.pem`")
    } else if bytes.starts_with(&LITTLE_ENDIAN_MARK) || bytes.starts_with(&BIG_ENDIAN_MARK) {
        Malformed::new("the CA is UTF-16 text").with_help("save it as UTF-8")
    } else {
        Malformed::new("the CA is neither PEM nor other UTF-8 text").with_help("give the certificates in PEM")
    };
    malformed.into()
}

fn encoded_twice(content: &str) -> CaError {
    match CaBundle::from_base64(content) {
        Err(private_key @ CaError::PrivateKey { .. }) => private_key,
        _ => Malformed::new("the CA is encoded in base64 more than once")
            .with_help("decode it once; the value of a Secret's `data` is base64 already")
            .into(),
    }
}

fn empty() -> CaError {
    Malformed::new("the CA is empty")
        .with_help("give the certificates of the API server's CA, or `system` when its certificate is publicly trusted")
        .into()
}

fn no_block() -> CaError {
    Malformed::new("the CA holds no PEM block")
        .with_help("give certificates in PEM: each begins with the line `-----BEGIN CERTIFICATE-----`")
        .into()
}

fn not_encoded() -> CaError {
    Malformed::new("the CA is PEM where base64 of PEM belongs").with_help("encode it: `base64 -w0 FILE`").into()
}

fn too_large(what: &str) -> CaError {
    Malformed::new(format!("the CA {what}"))
        .with_help("keep the certificates that sign this API server's certificate")
        .into()
}
