//! The CA of each target: read from its file, or from the text that stands in the environment file.
//!
//! Keeps true: no byte of a CA, and nothing of a private key that was put there by mistake, reaches a finding.

use std::collections::HashMap;
use std::path::PathBuf;

use super::Ca;
use super::compose::{Composer, target_pointer};
use super::written::Written;
use crate::document::{Node, Pointer};
use crate::finding::{Code, Finding, Place};
use crate::value::ca::{self, CaBundle, CaError, CaForm, CaNote};
use crate::value::date::Date;
use crate::value::shown;

/// The CA of each target in the order of the file; `None` where there is none or it is wrong.
pub fn load(document: &Node, written: &Written, composer: &mut Composer<'_>, today: Date) -> Vec<Option<Ca>> {
    let mut read: HashMap<PathBuf, Option<CaBundle>> = HashMap::new();
    let targets = written.targets.as_deref().unwrap_or_default();
    let mut cas = Vec::with_capacity(targets.len());
    for (index, target) in targets.iter().enumerate() {
        let text = target.0.as_ref().and_then(|target| target.ca.as_ref());
        cas.push(text.and_then(|text| {
            let pointer = target_pointer(index).join("ca");
            one(&text.0, &pointer, document, composer, today, &mut read)
        }));
    }
    cas
}

fn one(
    text: &str,
    pointer: &Pointer,
    document: &Node,
    composer: &mut Composer<'_>,
    today: Date,
    read: &mut HashMap<PathBuf, Option<CaBundle>>,
) -> Option<Ca> {
    let place = Place::Value(pointer.clone());
    let (bundle, whose) = match ca::form(text) {
        CaForm::System => return Some(Ca::System),
        CaForm::Pem => (CaBundle::from_pem(text), String::new()),
        CaForm::Base64 => (CaBundle::from_base64(text), String::new()),
        CaForm::Path => {
            let text = text.trim();
            let span = document.find(pointer).expect("the text was read from there").0.span;
            let path = composer.path(span, text)?;
            if let Some(known) = read.get(&path) {
                return known.clone().map(Ca::Bundle);
            }
            let bytes = composer.bytes(&path, &place);
            let bundle = bytes.map(|bytes| CaBundle::from_bytes(&bytes));
            read.insert(path.clone(), bundle.as_ref().and_then(|bundle| bundle.clone().ok()));
            (bundle?, format!("{}: ", shown(text)))
        }
    };
    let bundle = bundle.map_err(|error| composer.findings.push(refused(&whose, &error, place.clone()))).ok()?;
    for note in bundle.notes(today) {
        composer.findings.push(noted(&whose, &note, place.clone()));
    }
    Some(Ca::Bundle(bundle))
}

fn refused(whose: &str, error: &CaError, place: Place) -> Finding {
    let code = match error {
        CaError::PrivateKey { .. } => Code::CaPrivateKey,
        CaError::Malformed(_) => Code::CaMalformed,
    };
    let finding = Finding::new(code, place, format!("{whose}{}", error.message()));
    hiding_text(finding.with_optional_help(error.help().map(str::to_owned)), whose)
}

fn noted(whose: &str, note: &CaNote, place: Place) -> Finding {
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
