//! The address under which people open Argo CD.
//!
//! Sign-in returns to `url` + `/auth/callback` (argo-cd `util/settings/settings.go`, `ValidateExternalURL`, `RedirectURL`); a
//! wrong one is only a warning in the log. The path is joined, so that a slash at the end changes nothing.

use super::Subject;
use crate::cloud::cloud_of_issuer;
use crate::document::Node;
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{ServerConfig, Settings};
use crate::rule::placeholder;
use crate::rule::settings::{at, makes_texts};
use crate::source::Span;
use crate::value::{has_placeholder, shown};

/// Reports addresses that are none, and sign-in without one.
pub fn check(subject: &Subject<'_, ServerConfig>, findings: &mut Vec<Finding>) {
    let config = subject.reading;
    if let (Some(datum), Some(text)) = (config.data.get("url"), config.text("url")) {
        placeholder::report(&text, datum.node.span, subject.item, subject.facts, findings);
        // The chart leaves an empty text out and derives the address from `global.domain`.
        if text.is_empty() && config.oidc().is_some() && !makes_texts(subject.item.origin) {
            let message = "`url` is empty: sign-in has no address to come back to";
            let finding = Finding::new(Code::PublicUrl, at(datum), message).with_severity(Severity::Warning);
            findings.push(finding.with_help("write the address under which people open Argo CD"));
        }
        let fault = fault(&text).or_else(|| refused_by_entra(&text, config));
        findings.extend(fault.map(|fault| fault.finding("url", datum.node.span)));
    }
    let others = config.document("additionalUrls").and_then(|document| document.node.as_ref());
    for url in others.map_or(&[][..], Node::items) {
        let fault = url.text().and_then(fault);
        findings.extend(fault.map(|fault| fault.finding("additionalUrls", url.span)));
    }
}

/// What is wrong with an address, and how to put it right.
struct Fault {
    message: String,
    help: String,
    severity: Severity,
    /// The address that is certainly meant.
    meant: Option<String>,
}

impl Fault {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), severity: Severity::Error, meant: None }
    }

    fn meaning(self, text: &str) -> Self {
        Self { meant: Some(text.to_owned()), ..self }
    }

    fn finding(self, key: &str, span: Span) -> Finding {
        let message = format!("`{key}`: {}", self.message);
        let finding = Finding::new(Code::PublicUrl, Place::Text(span), message);
        finding.with_help(self.help).with_severity(self.severity).with_optional_content(span, self.meant)
    }
}

/// What makes a text no address of Argo CD.
fn fault(text: &str) -> Option<Fault> {
    if text.is_empty() || has_placeholder(text) {
        return None;
    }
    let bare = text.trim().trim_matches(['"', '\'']);
    if bare != text {
        let what = if text.trim() == text { "quotes are part of the value" } else { "blanks are part of the value" };
        let fault = Fault::new(what, format!("write {}", shown(bare)));
        return Some(if bare.contains("://") { fault.meaning(bare) } else { fault });
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return Some(Fault::new(
            format!("{} has no scheme", shown(text)),
            format!("write {}", shown(&format!("https://{text}"))),
        ));
    };
    if !matches!(scheme, "http" | "https") {
        return Some(Fault::new(format!("{} is neither `http` nor `https`", shown(scheme)), "begin with `https://`"));
    }
    fault_behind_scheme(text, rest)
}

fn fault_behind_scheme(text: &str, rest: &str) -> Option<Fault> {
    if text.contains(char::is_whitespace) || text.contains(',') {
        let help = "write one address; others go into `additionalUrls`, as a list";
        return Some(Fault::new(format!("{} is more than one address", shown(text)), help));
    }
    if rest.is_empty() || rest.starts_with(['/', ':']) {
        return Some(Fault::new(format!("{} has no host", shown(text)), "write `https://`, then the host"));
    }
    let without = |at: usize| format!("write {}", shown(&text[..at]));
    if let Some(at) = text.find(['?', '#']) {
        return Some(Fault::new(format!("{} has a query or a fragment", shown(text)), without(at)));
    }
    let at = ["/auth/callback", "/auth/login", "/api/dex", "/login"].iter().find_map(|path| text.find(path))?;
    let message = format!("{} is a page of Argo CD, and sign-in joins its own path to it", shown(text));
    Some(Fault::new(message, without(at)).meaning(&text[..at]))
}

/// Entra takes `http` for this machine only.
fn refused_by_entra(text: &str, config: &ServerConfig) -> Option<Fault> {
    let host = text.strip_prefix("http://")?;
    let is_local = ["localhost", "127.0.0.1"].iter().any(|local| host.starts_with(local));
    let issuer = config.oidc()?.get("issuer")?.text()?;
    if is_local || has_placeholder(text) || cloud_of_issuer(issuer).is_none() {
        return None;
    }
    let message = "Entra returns to `http` on localhost only";
    Some(Fault::new(message, format!("write {}", shown(&format!("https://{host}")))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for right in [
            "",
            "https://argocd.example.com",
            "https://argocd.example.com/",
            "https://example.com:8443/argocd",
            "http://localhost:8080",
            "https://<host>",
            "${URL}",
        ] {
            assert!(fault(right).is_none(), "{right}");
        }
        for wrong in [
            "argocd.example.com",
            "\"https://argocd.example.com\"",
            "https://argocd.example.com ",
            "ftp://argocd.example.com",
            "https://",
            "https:///x",
            "https://a.example.com,https://b.example.com",
            "https://argocd.example.com/auth/callback",
            "https://argocd.example.com?x=y",
        ] {
            assert!(fault(wrong).is_some(), "{wrong}");
        }
    }
}
