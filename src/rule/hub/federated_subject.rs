//! A federated credential names the account that shows the token.
//!
//! The subject of an account's token is `system:serviceaccount:NAMESPACE:NAME`; Entra compares letter by letter, takes
//! anything, and refuses the exchange: `AADSTS700213: No matching federated identity record found` (azure-workload-identity
//! issues 340, 1200).

use super::pod::is_for_argo_cd;
use super::slip::slip_of;
use super::{CLIENT_ID, Hub, is_open};
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{Component, Credential, Item};
use crate::value::shown;

/// Reports subjects that no account has, and accounts of Argo CD that no credential names though others have one.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    let before = findings.len();
    findings.extend(
        hub.credentials.iter().filter_map(|credential| malformed(credential).or_else(|| unknown(hub, credential))),
    );
    if findings.len() == before && hub.holds_enough() {
        findings.extend(unnamed(hub));
    }
}

/// A subject that begins like one of an account, and has not its form.
fn malformed(credential: &Credential<'_>) -> Option<Finding> {
    let subject = credential.subject()?;
    let text = credential.subject_text();
    let is_meant = text.to_ascii_lowercase().contains("serviceaccount");
    if !is_meant || is_open(text) || is_well_formed(credential) {
        return None;
    }
    let message = format!("{} is not the subject of an account's token", shown(text));
    Some(finding(subject.span, message).with_help("write `system:serviceaccount:NAMESPACE:NAME`"))
}

fn is_well_formed(credential: &Credential<'_>) -> bool {
    let is_name =
        |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.');
    credential.account().is_some_and(|(namespace, name)| is_name(namespace) && is_name(name))
}

/// A subject that is nearly one of an account in the input: another namespace, or a slip of the pen.
fn unknown(hub: &Hub<'_>, credential: &Credential<'_>) -> Option<Finding> {
    let (namespace, name) = credential.account().filter(|_| !is_open(credential.subject_text()))?;
    let span = credential.subject()?.span;
    if !is_for_argo_cd(namespace, name) && !hub.is_argo_cds_account(name) {
        return None;
    }
    let namespaces = namespaces_of(hub, name);
    if !namespaces.is_empty() {
        let elsewhere = namespaces.first().filter(|_| !namespaces.contains(&namespace))?;
        let message = format!("the account `{name}` is in the namespace `{elsewhere}`, not in {}", shown(namespace));
        return Some(finding(span, message).with_help(format!("write `system:serviceaccount:{elsewhere}:{name}`")));
    }
    let names = identities(hub).map(Item::name).chain(Component::ALL.iter().map(|component| component.name));
    let is_known = Component::named(name).is_some() || hub.is_argo_cds_account(name);
    let near = slip_of(name, names).filter(|_| !is_known)?;
    let message = format!("no account {} is in the input", shown(name));
    Some(finding(span, message).with_help(format!("did you mean `system:serviceaccount:{namespace}:{near}`?")))
}

/// The namespaces in which the input has an account; none if a kustomization may say so.
fn namespaces_of<'m>(hub: &Hub<'m>, name: &str) -> Vec<&'m str> {
    let accounts = hub.accounts.iter().filter(|account| account.name() == name && !hub.is_kustomized(account));
    accounts.filter_map(|account| account.metadata("namespace")?.text()).collect()
}

/// The accounts that show an identity.
fn identities<'a, 'm>(hub: &'a Hub<'m>) -> impl Iterator<Item = &'m Item> + 'a {
    hub.accounts.iter().copied().filter(|account| account.annotation(CLIENT_ID).is_some())
}

/// Accounts of pods that show an identity, where the input has credentials for others of Argo CD and none for them.
fn unnamed(hub: &Hub<'_>) -> Vec<Finding> {
    let subjects = || hub.credentials.iter().filter_map(Credential::account);
    let is_about_argo_cd = subjects().any(|(_, name)| Component::named(name).is_some_and(|c| c.shows_identity));
    if !is_about_argo_cd {
        return Vec::new();
    }
    let shows = |account: &&Item| Component::named(account.name()).is_some_and(|component| component.shows_identity);
    let is_named = |account: &&Item| subjects().any(|(_, name)| name == account.name());
    identities(hub)
        .filter(|account| shows(account) && !is_named(account))
        .filter_map(|account| {
            let place = Place::Text(account.annotation(CLIENT_ID)?.span);
            let message = format!(
                "no federated credential in the input names the account `{}`, though others have theirs",
                account.name()
            );
            let help = format!("add one with the subject `system:serviceaccount:NAMESPACE:{}`", account.name());
            Some(Finding::new(Code::FederatedSubject, place, message).with_severity(Severity::Warning).with_help(help))
        })
        .collect()
}

fn finding(span: crate::source::Span, message: String) -> Finding {
    Finding::new(Code::FederatedSubject, Place::Text(span), message)
}
