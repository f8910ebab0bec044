//! Variables of Argo CD's pods are read as they look: a name, and a value without quotes of its own.
//!
//! Kubernetes hands a variable on as it is written, quotes and blanks included; Go's `net/http` refuses such a proxy, Argo CD
//! passes over such a setting. A variable that is set, be it to nothing, the workload identity webhook leaves as it is
//! (azure-workload-identity `pkg/webhook/webhook.go`, `addEnvironmentVariables`), and Azure's libraries take it for unset.

use super::variable_name::VARIABLES;
use super::{Hub, is_open};
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place};
use crate::rule::authority::{self, AUTHORITY};
use crate::value::shown;

/// Variables that Go's `net/http` reads.
const PROXIES: [&str; 6] = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"];

/// Reports variables that mean something else than they seem to.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    for container in hub.pods.iter().filter(|pod| pod.component.is_some()).flat_map(super::pod::Pod::containers) {
        let variables = container.node.get("env").map_or(&[][..], Node::items);
        findings.extend(variables.iter().filter_map(fault));
    }
}

fn fault(variable: &Node) -> Option<Finding> {
    let name = variable.get("name")?;
    let name_text = name.text().filter(|text| !is_open(text))?;
    let value = variable.get("value").filter(|value| value.content != Content::Null);
    let text = value.and_then(Node::text);
    if text.is_some_and(|text| is_name(text) && !is_name(name_text)) {
        let message = format!("{} is the name of a variable, and stands as its value", shown(text.unwrap_or_default()));
        let finding = finding(name, message, "exchange `name` and `value`");
        let exchanged = value.zip(text).map(|(value, text)| (value.span, text));
        return Some(match exchanged {
            Some((span, text)) => finding.with_content(name.span, text).with_content(span, name_text),
            None => finding,
        });
    }
    if bare(name_text) != name_text && is_name(bare(name_text)) && !VARIABLES.contains(&bare(name_text)) {
        let message = format!("quotes and blanks are part of the name {}", shown(name_text));
        return Some(
            finding(name, message, &format!("write `{}`", bare(name_text))).with_content(name.span, bare(name_text)),
        );
    }
    let is_empty = variable.get("valueFrom").is_none() && value.is_none() || name_text == AUTHORITY && text == Some("");
    if is_empty && VARIABLES.contains(&name_text) {
        let message = format!("`{name_text}` is set to nothing, and the webhook leaves it so");
        return Some(finding(
            value.unwrap_or(name),
            message,
            "write its value, or remove it and let the webhook set it",
        ));
    }
    let (value, text) = value.zip(text.filter(|text| !is_open(text) && !text.is_empty()))?;
    if name_text == AUTHORITY {
        let fault = authority::fault(text)?;
        let finding = Finding::new(Code::AzureLogin, Place::Text(value.span), fault.message).with_help(fault.help);
        return Some(finding.with_optional_content(value.span, fault.meant));
    }
    let is_plain = PROXIES.contains(&name_text) || name_text.starts_with("ARGOCD_");
    (is_plain && bare(text) != text && !bare(text).is_empty()).then(|| {
        let message = format!("quotes and blanks are part of the value of `{name_text}`");
        finding(value, message, "remove them: nobody else does").with_content(value.span, bare(text))
    })
}

/// Whether a text is the name of a variable that is read.
fn is_name(text: &str) -> bool {
    VARIABLES.contains(&text) || PROXIES.contains(&text) || text.starts_with("ARGOCD_")
}

fn bare(text: &str) -> &str {
    let trimmed = text.trim();
    let inside = |quote: char| trimmed.strip_prefix(quote)?.strip_suffix(quote);
    inside('\'').or_else(|| inside('"')).unwrap_or(trimmed)
}

fn finding(node: &Node, message: String, help: &str) -> Finding {
    Finding::new(Code::VariableValue, Place::Text(node.span), message).with_help(help)
}
