//! `scopes` is a text that holds a list in YAML.
//!
//! argo-cd `server/server.go`, `rbacPolicyLoader`: `error unmarshalling scopes`, and the policy is not loaded. Argo CD's own
//! argocd-rbac-cm.yaml says that one text does as well; it does not.

use super::Subject;
use crate::finding::{Code, Finding, Place};
use crate::material::RbacConfig;
use crate::rule::settings::makes_texts;
use crate::value::{has_placeholder, shown};

/// Reports a text that is no list of claims.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let Some(scopes) = &subject.reading.scopes else { return };
    let text = scopes.field.text.trim();
    let is_scalar = subject.reading.data.get("scopes").is_some_and(|datum| datum.text.is_none());
    // What is no text in a ConfigMap has a finding already.
    if scopes.claims.is_some() || has_placeholder(text) || is_scalar && !makes_texts(subject.item.origin) {
        return;
    }
    let message = format!("`scopes` holds no YAML list of claims: {}", shown(text));
    let claims: Vec<&str> = text.split([',', ' ']).filter(|claim| !claim.is_empty()).collect();
    let is_plain =
        claims.iter().all(|claim| claim.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)));
    let help = if is_plain && !claims.is_empty() {
        format!("write `'[{}]'`", claims.join(", "))
    } else {
        "write a list in quotes: `'[groups, email]'`".to_owned()
    };
    let finding = Finding::new(Code::PolicyScopes, Place::Text(scopes.field.span()), message).with_help(help);
    let value = subject
        .reading
        .data
        .get("scopes")
        .filter(|_| is_plain && !claims.is_empty() && !is_scalar && claims.iter().all(|claim| is_name(claim)));
    findings.push(match value {
        Some(datum) => finding.with_fix(datum.node.span, format!("\"[{}]\"", claims.join(", "))),
        None => finding,
    });
}

/// Whether YAML takes a word for a text.
fn is_name(claim: &str) -> bool {
    claim.starts_with(|first: char| first.is_ascii_alphabetic()) && !matches!(claim, "true" | "false" | "null")
}
