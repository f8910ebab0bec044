//! The CA is a bundle of certificates, in the form that Go reads: standard padded base64 of PEM.
//!
//! Go passes over line breaks in base64 and over nothing else (`illegal base64 data at input byte N`); what is no PEM
//! gives `unable to load root certificates` from client-go, a damaged block of several not a word. The CAs that tiphys
//! renders were read, and judged, with the environment file.

use super::Subject;
use crate::environment::ca;
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{ClusterSecret, Input};
use crate::value::ca::{CaBundle, CaNote};
use crate::value::has_placeholder;

/// Reports a CA that is none, and what is doubtful about its certificates; a client certificate and its key by form.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    if subject.facts.input == Input::Rendered {
        return;
    }
    for key in ["certData", "keyData"] {
        check_base64(subject, key, findings);
    }
    let Some(node) = subject.reading.find(["tlsClientConfig", "caData"]) else { return };
    let Some(text) = node.text().filter(|text| !text.is_empty() && !has_placeholder(text)) else { return };
    let place = || Place::Text(node.span);
    if text.contains([' ', '\t']) && !text.contains("-----") {
        findings.push(blank(place(), "caData"));
        return;
    }
    match CaBundle::from_base64(text) {
        Ok(bundle) => findings.extend(notes(&bundle, subject, &place)),
        Err(error) => findings.push(ca::refused("", &error, place())),
    }
}

/// Notes about certificates; here an expired one is a mistake. A copy is harmless.
fn notes(bundle: &CaBundle, subject: &Subject<'_, ClusterSecret>, place: &dyn Fn() -> Place) -> Vec<Finding> {
    let notes = bundle.notes(subject.facts.today);
    let finding = |note: &CaNote| match note {
        CaNote::Duplicate { .. } => None,
        CaNote::Expired { .. } => Some(ca::noted("", note, place()).with_severity(Severity::Error)),
        CaNote::NotAuthority { .. } | CaNote::NotYetValid { .. } | CaNote::ExpiresSoon { .. } => {
            Some(ca::noted("", note, place()))
        }
    };
    notes.iter().filter_map(finding).collect()
}

fn blank(place: Place, key: &str) -> Finding {
    let message = format!("`{key}` has blanks in its base64, which Go does not pass over");
    Finding::new(Code::CaMalformed, place, message).with_help("write it in one line: `base64 -w0 FILE`").hiding_value()
}

fn check_base64(subject: &Subject<'_, ClusterSecret>, key: &'static str, findings: &mut Vec<Finding>) {
    let Some(node) = subject.reading.find(["tlsClientConfig", key]) else { return };
    let Some(text) = node.text().filter(|text| !has_placeholder(text)) else { return };
    let message = if text.contains("-----BEGIN") {
        format!("`{key}` is PEM where base64 of PEM belongs")
    } else if !is_base64(text) {
        format!("`{key}` is not standard base64 with padding")
    } else {
        return;
    };
    let finding = Finding::new(Code::ClusterConfigType, Place::Text(node.span), message);
    findings.push(finding.with_help("encode the PEM file: `base64 -w0 FILE`").hiding_value());
}

/// Whether Go decodes a text: the standard alphabet, groups of four, padding at the end, line breaks anywhere.
fn is_base64(text: &str) -> bool {
    let symbols = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n'));
    let length = symbols.clone().count();
    let padding = symbols.clone().rev().take_while(|byte| *byte == b'=').count();
    let is_symbol = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    length.is_multiple_of(4) && padding <= 2 && symbols.take(length - padding).all(is_symbol)
}

#[cfg(test)]
mod tests {
    use super::is_base64;

    #[test]
    fn base64_is_what_go_decodes() {
        for right in ["", "YQ==", "YQ\n==\n", "YWI=", "YWJj", "Y\r\nWJj"] {
            assert!(is_base64(right), "{right:?}");
        }
        for wrong in ["YQ-_", "YQ ==", "=YQ=", "YQ", "YQ==YQ==", "====", "Y==="] {
            assert!(!is_base64(wrong), "{wrong:?}");
        }
    }
}
