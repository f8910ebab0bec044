//! `global.domain` is the host under which people open Argo CD.
//!
//! argo-helm `templates/_helpers.tpl`: the chart writes `url: https://DOMAIN` into argocd-cm and the host into Ingress, routes
//! and certificates, as it is.

use super::Subject;
use crate::document::Content;
use crate::finding::{Code, Finding, Place};
use crate::material::ChartValues;
use crate::rule::placeholder;
use crate::value::{Domain, has_placeholder, shown};

/// Reports a domain that is none.
pub fn check(subject: &Subject<'_, ChartValues>, findings: &mut Vec<Finding>) {
    let Some(node) = subject.reading.values.get("global").and_then(|global| global.get("domain")) else { return };
    let fault = match &node.content {
        Content::Null | Content::List(_) | Content::Map(_) => None,
        Content::Text(text) if placeholder::report(text, node.span, subject.item, subject.facts, findings) => None,
        Content::Text(text) if has_placeholder(text) => None,
        Content::Text(text) => text.parse::<Domain>().err().map(|malformed| (malformed.message, malformed.help)),
        _ => Some((format!("{} is no host", shown(&node.to_value().to_string())), None)),
    };
    findings.extend(fault.map(|(message, help)| {
        let message = format!("`global.domain`: {message}");
        let help = help.unwrap_or_else(|| "write a host, such as `argocd.example.com`".to_owned());
        Finding::new(Code::PublicUrl, Place::Text(node.span), message).with_help(help)
    }));
}
