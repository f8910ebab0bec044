//! A token for Entra, and the federated credential that accepts it, have one audience: that of token exchange.
//!
//! Entra compares letter by letter and takes a wrong audience in silence; the exchange fails with `AADSTS700212`
//! (Microsoft Entra, "considerations and restrictions for federated credentials"). The webhook projects
//! `api://AzureADTokenExchange` in every cloud; Microsoft's samples for other clouds have a suffix.

use super::pod::{Pod, is_for_argo_cd};
use super::{Hub, is_open};
use crate::cloud::Cloud;
use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place};
use crate::material::{Credential, Token};
use crate::source::Span;
use crate::value::shown;

/// Suffixes that Microsoft's samples give the audience in other clouds.
const SUFFIXES: [&str; 2] = ["USGov", "China"];

/// Reports tokens and credentials with another audience, and a token that its credential does not take.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    let ours = hub.credentials.iter().filter(|credential| is_ours(hub, credential));
    findings.extend(ours.filter_map(|credential| of_credential(credential)));
    for pod in &hub.pods {
        findings.extend(pod.azure_tokens().iter().filter_map(|token| of_token(hub, pod, token)));
    }
}

fn is_ours(hub: &Hub<'_>, credential: &Credential<'_>) -> bool {
    credential
        .account()
        .is_some_and(|(namespace, name)| is_for_argo_cd(namespace, name) || hub.is_argo_cds_account(name))
}

fn usual() -> &'static str {
    Cloud::Public.facts().federated_audience
}

fn is_known(audience: &str) -> bool {
    let suffix = audience.strip_prefix(usual());
    is_open(audience) || suffix.is_some_and(|suffix| suffix.is_empty() || SUFFIXES.contains(&suffix))
}

fn of_credential(credential: &Credential<'_>) -> Option<Finding> {
    let audiences = credential.audiences()?;
    match audiences.items() {
        [one] => one.text().filter(|text| !is_known(text)).map(|text| wrong(one.span, text)),
        items => {
            let message = format!("a federated credential has one audience, and this has {}", items.len());
            Some(finding(audiences.span, message))
        }
    }
}

fn of_token(hub: &Hub<'_>, pod: &Pod<'_>, token: &Token<'_>) -> Option<Finding> {
    let Some(node) = token.source.get("audience").filter(|node| node.content != Content::Null) else {
        let message = "without `audience` the token is for the API server, and Entra ID refuses it".to_owned();
        return Some(finding(token.source.span, message));
    };
    let text = node.text()?;
    if !is_known(text) {
        return Some(wrong(node.span, text));
    }
    let accepted = accepted(hub, pod)?;
    (accepted != text && !is_open(text)).then(|| {
        let message = format!(
            "the token is for {}, and the federated credential of its account takes {}",
            shown(text),
            shown(accepted)
        );
        finding(node.span, message)
    })
}

/// The audience that the credential of a pod's account takes, if the input has one and it is a known one.
fn accepted<'m>(hub: &Hub<'m>, pod: &Pod<'_>) -> Option<&'m str> {
    let names = pod.account_names();
    let mut credentials =
        hub.credentials.iter().filter(|credential| credential.account().is_some_and(|(_, name)| names.contains(&name)));
    let audience = credentials.find_map(|credential| credential.audiences()?.items().first()).and_then(Node::text)?;
    (is_known(audience) && !is_open(audience)).then_some(audience)
}

fn wrong(span: Span, text: &str) -> Finding {
    let is_near = strsim::damerau_levenshtein(&text.to_lowercase(), &usual().to_lowercase()) <= 2;
    let finding = finding(span, format!("{} is not the audience of token exchange", shown(text)));
    finding.with_optional_content(span, is_near.then(usual))
}

fn finding(span: Span, message: String) -> Finding {
    Finding::new(Code::TokenAudience, Place::Text(span), message)
        .with_help(format!("write `{}` in the pod and in the federated credential", usual()))
}
