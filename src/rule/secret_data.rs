//! The values of a Secret are what the API server takes: texts in `stringData`, base64 of texts in `data`.
//!
//! It refuses the rest: `cannot unmarshal number into Go struct field Secret.stringData of type string`, `illegal base64
//! data at input byte 4`. Bytes that are no text are fine for Kubernetes, and nothing that Argo CD reads.

use crate::document::Content;
use crate::finding::{Code, Finding, Place};
use crate::material::{Data, Datum};
use crate::source::Encoding;
use crate::value::has_placeholder;

/// Reports each value that is refused, or that is no text.
pub fn check(data: &Data, findings: &mut Vec<Finding>) {
    for datum in data.entries.iter().filter(|datum| datum.text.is_none() && !datum.is_null()) {
        findings.extend(fault(datum));
    }
}

fn fault(datum: &Datum) -> Option<Finding> {
    let key = crate::value::shown(&datum.key);
    let finding = |span, message| Finding::new(Code::SecretData, Place::Text(span), message);
    let (place, kind) = (datum.node.span, datum.node.type_name());
    match (&datum.node.content, datum.encoding) {
        (Content::Text(text), Encoding::Base64) if has_placeholder(text) => None,
        (Content::Text(_), Encoding::Base64) => {
            let message = format!("{key} is not base64 of a text, as `data` of a Secret must be");
            let help = "encode it: `base64 -w0 FILE`, or `printf %s TEXT | base64 -w0`";
            Some(finding(place, message).with_help(help).hiding_value())
        }
        (Content::Map(_) | Content::List(_), _) => {
            let message = format!("{key} is {kind}, and values of a Secret are texts");
            let help = "write it as one text: JSON in a block that begins with `|`";
            Some(finding(datum.key_span, message).with_help(help))
        }
        _ => {
            let message = format!("{key} is {kind}, and values of a Secret are texts");
            Some(finding(place, message).with_help("put it in quotes"))
        }
    }
}
