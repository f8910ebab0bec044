//! The CA of each target: read from its file, or from the text that stands in the environment file.
//!
//! Keeps true: no byte of a CA, and nothing of a private key that was put there by mistake, reaches a finding.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::Ca;
use super::compose::{Composer, target_pointer};
use super::written::Written;
use crate::document::Node;
use crate::finding::{Code, Finding, Place};
use crate::parallel;
use crate::value::ca::{self, CaBundle, CaError, CaForm, CaNote};
use crate::value::date::Date;
use crate::value::shown;

/// A CA as it was given.
enum Given<'a> {
    /// The roots of the pod's system.
    System,
    /// The text that stands in the environment file.
    Text(&'a str),
    /// A file's bytes; what findings call it, if this is the first target that names it.
    File { bytes: Arc<Vec<u8>>, whose: Option<String> },
}

/// The CA of each target in the order of the file; `None` where there is none or it is wrong.
pub fn load(document: &Node, written: &Written, composer: &mut Composer<'_>, today: Date) -> Vec<Option<Ca>> {
    let mut files = HashMap::new();
    let targets = written.targets.as_deref().unwrap_or_default();
    let mut given = Vec::with_capacity(targets.len());
    for (index, target) in targets.iter().enumerate() {
        let text = target.0.as_ref().and_then(|target| target.ca.as_ref());
        given.push(text.and_then(|text| read(&text.0, index, document, composer, &mut files)));
    }
    let parsed = parallel::map(&given, |given| given.as_ref().map(parse));
    let read = given.iter().zip(parsed).enumerate();
    read.map(|(index, (given, parsed))| judged(given.as_ref()?, parsed?, index, composer.findings, today)).collect()
}

/// Reads the file that the text names, if it names one.
fn read<'a>(
    text: &'a str,
    index: usize,
    document: &Node,
    composer: &mut Composer<'_>,
    files: &mut HashMap<PathBuf, Option<Arc<Vec<u8>>>>,
) -> Option<Given<'a>> {
    match ca::form(text) {
        CaForm::System => return Some(Given::System),
        CaForm::Pem | CaForm::Base64 => return Some(Given::Text(text)),
        CaForm::Path => {}
    }
    let text = text.trim();
    let pointer = target_pointer(index).join("ca");
    let span = document.find(&pointer).expect("the text was read from there").0.span;
    let path = composer.path(span, text)?;
    if let Some(known) = files.get(&path) {
        return known.clone().map(|bytes| Given::File { bytes, whose: None });
    }
    let bytes = composer.bytes(&path, &Place::Value(pointer)).map(Arc::new);
    files.insert(path, bytes.clone());
    bytes.map(|bytes| Given::File { bytes, whose: Some(shown(text)) })
}

fn parse(given: &Given<'_>) -> Option<Result<CaBundle, CaError>> {
    match given {
        Given::System => None,
        Given::Text(text) if ca::form(text) == CaForm::Pem => Some(CaBundle::from_pem(text)),
        Given::Text(text) => Some(CaBundle::from_base64(text)),
        Given::File { bytes, .. } => Some(CaBundle::from_bytes(bytes)),
    }
}

/// The CA, if it is one; what is wrong or doubtful about a file is told once, at the first target that names it.
fn judged(
    given: &Given<'_>,
    parsed: Option<Result<CaBundle, CaError>>,
    index: usize,
    findings: &mut Vec<Finding>,
    today: Date,
) -> Option<Ca> {
    let Some(bundle) = parsed else { return Some(Ca::System) };
    let whose = match given {
        Given::File { whose: None, .. } => return bundle.ok().map(Ca::Bundle),
        Given::File { whose: Some(whose), .. } => format!("{whose}: "),
        Given::System | Given::Text(_) => String::new(),
    };
    let place = || Place::Value(target_pointer(index).join("ca"));
    let bundle = bundle.map_err(|error| findings.push(refused(&whose, &error, place()))).ok()?;
    findings.extend(bundle.notes(today).iter().map(|note| noted(&whose, note, place())));
    Some(Ca::Bundle(bundle))
}

/// What is wrong with a CA; `whose` names its file and a colon, or is empty where the text itself stands at the place.
pub(crate) fn refused(whose: &str, error: &CaError, place: Place) -> Finding {
    let code = match error {
        CaError::PrivateKey { .. } => Code::CaPrivateKey,
        CaError::Malformed(_) => Code::CaMalformed,
    };
    let finding = Finding::new(code, place, format!("{whose}{}", error.message()));
    hiding_text(finding.with_optional_help(error.help().map(str::to_owned)), whose)
}

/// What is doubtful about a CA; `whose` as for [`refused`].
pub(crate) fn noted(whose: &str, note: &CaNote, place: Place) -> Finding {
    let (code, help) = match note {
        CaNote::NotAuthority { .. } => {
            (Code::CaNotAuthority, "take the CA of the API server: `certificate-authority-data` of its kubeconfig")
        }
        CaNote::Duplicate { .. } => (Code::CaNotAuthority, "keep it once"),
        CaNote::Expired { .. } | CaNote::NotYetValid { .. } => {
            (Code::CaExpired, "take the CA that the API server shows today (`az aks get-credentials`)")
        }
        CaNote::ExpiresSoon { .. } => {
            (Code::CaExpiresSoon, "after `az aks rotate-certs` the API server shows another CA; take that one then")
        }
    };
    hiding_text(Finding::new(code, place, format!("{whose}{note}")).with_help(help), whose)
}

/// A path may be shown; the text of a CA that stands in the environment file may not.
fn hiding_text(finding: Finding, whose: &str) -> Finding {
    if whose.is_empty() { finding.hiding_value() } else { finding }
}
