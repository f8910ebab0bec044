//! `global.domain` is the host under which people open Argo CD.
//!
//! argo-helm `templates/_helpers.tpl`: the chart writes `url: https://DOMAIN` into argocd-cm and the host into Ingress, routes
//! and certificates, as it is.

use super::Subject;
use crate::document::Content;
use crate::finding::{Code, Finding, Place};
use crate::material::ChartValues;
use crate::rule::placeholder;
use crate::source::Span;
use crate::value::{Domain, has_placeholder, shown};

/// Reports a domain that is none.
pub fn check(subject: &Subject<'_, ChartValues>, findings: &mut Vec<Finding>) {
    let Some(node) = subject.reading.values.get("global").and_then(|global| global.get("domain")) else { return };
    match &node.content {
        Content::Null | Content::List(_) | Content::Map(_) => {}
        Content::Text(text) if placeholder::report(text, node.span, subject.item, subject.facts, findings) => {}
        Content::Text(text) if has_placeholder(text) => {}
        Content::Text(text) => findings.extend(fault(text, node.span)),
        _ => findings.push(finding(&format!("{} is no host", shown(&node.to_value().to_string())), None, node.span)),
    }
}

/// What is wrong with a domain.
pub fn fault(text: &str, span: Span) -> Option<Finding> {
    let malformed = text.parse::<Domain>().err()?;
    Some(finding(&malformed.message, malformed.help, span))
}

fn finding(message: &str, help: Option<String>, span: Span) -> Finding {
    let help = help.unwrap_or_else(|| "write a host, such as `argocd.example.com`".to_owned());
    Finding::new(Code::PublicUrl, Place::Text(span), format!("`global.domain`: {message}")).with_help(help)
}
