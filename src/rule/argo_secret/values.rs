//! The values of Argo CD's Secrets can be read, and were filled in.

use super::Subject;
use crate::finding::Finding;
use crate::material::ArgoSecret;
use crate::rule::{placeholder, secret_data};

/// Reports values that the API server refuses, and placeholders.
pub fn check(subject: &Subject<'_, ArgoSecret>, findings: &mut Vec<Finding>) {
    secret_data::check(&subject.reading.data, findings);
    for datum in &subject.reading.data.entries {
        if let Some(text) = &datum.text {
            placeholder::report(text, datum.node.span, subject.item, subject.facts, findings);
        }
    }
}
