//! Certificates for tests, generated where they are used. The two in files come from OpenSSL, because rcgen makes
//! neither RSA keys with ring nor version 1; their keys were never kept.

use rcgen::{BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair};

use crate::value::ca::pem;

/// Common name of [`root`].
pub(super) const ROOT: &str = "ca of dev";
/// Common name of [`leaf`].
pub(super) const LEAF: &str = "apiserver";
/// A root with an RSA key, as AKS makes them, in the canonical form of OpenSSL; 2026 to 2056.
pub(super) const RSA_ROOT: &str = include_str!("tests/rsa_root.pem");
/// A root of X.509 version 1, which knows no extensions.
pub(super) const VERSION_1_ROOT: &str = include_str!("tests/version_1_root.pem");

/// A certificate with the key that it certifies.
pub(super) struct Sample {
    pub(super) der: Vec<u8>,
    pub(super) pem: String,
    pub(super) key: KeyPair,
}

pub(super) fn key() -> KeyPair {
    KeyPair::generate().expect("the platform gives random bytes")
}

/// A self-signed CA with an elliptic curve key, valid from 2026-01-01 to 2035-12-31.
pub(super) fn root() -> Sample {
    root_with(|_| ())
}

/// As [`root`], changed before it is signed.
pub(super) fn root_with(change: impl FnOnce(&mut CertificateParams)) -> Sample {
    self_signed(key(), change)
}

/// As [`root_with`], with a key of the caller's choice.
pub(super) fn self_signed(key: KeyPair, change: impl FnOnce(&mut CertificateParams)) -> Sample {
    let mut params = params(ROOT);
    change(&mut params);
    let certificate = params.self_signed(&key).expect("complete parameters");
    sample(&certificate, key)
}

/// A server certificate that `issuer` signed.
pub(super) fn leaf(issuer: &Sample) -> Sample {
    let mut params = params(LEAF);
    params.is_ca = IsCa::NoCa;
    issued(&params, issuer)
}

/// A CA with the name of [`root`] and a new key, which the old key signed.
pub(super) fn successor(issuer: &Sample) -> Sample {
    let mut params = params(ROOT);
    params.use_authority_key_identifier_extension = true;
    issued(&params, issuer)
}

/// The DER content of the only block of `text`.
pub(super) fn der(text: &str) -> Vec<u8> {
    let block = pem::blocks(text).next().expect("a block").expect("a complete block");
    block.certificate_bytes().expect("a certificate")
}

fn issued(params: &CertificateParams, issuer: &Sample) -> Sample {
    let key = key();
    let issuer_params = self::params(ROOT);
    let issuer = Issuer::from_params(&issuer_params, &issuer.key);
    let certificate = params.signed_by(&key, &issuer).expect("complete parameters");
    sample(&certificate, key)
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2035, 12, 31);
    params
}

fn sample(certificate: &rcgen::Certificate, key: KeyPair) -> Sample {
    let der = certificate.der().to_vec();
    let mut pem = String::new();
    pem::append_certificate(&der, &mut pem);
    Sample { der, pem, key }
}
