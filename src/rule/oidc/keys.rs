//! Every key of `oidc.config` is one that Argo CD reads, at the level at which it reads it.

use super::fields::{self, AZURE, CLAIM, Field, TOP};
use super::{Oidc, get};
use crate::document::{Entry, Node};
use crate::finding::{Code, Finding, Place, Severity, nearest, slip};
use crate::value::{has_placeholder, shown};

/// Names that documents and other products use for a field of Argo CD.
///
/// `userInfoURL`: argo-cd `docs/operator-manual/user-management/index.md`; the rest are Dex's and OAuth libraries'.
const OTHER_NAMES: [(&str, &str); 8] = [
    ("client_id", "clientID"),
    ("client_secret", "clientSecret"),
    ("issuerURL", "issuer"),
    ("scopes", "requestedScopes"),
    ("groupsClaim", "requestedIDTokenClaims"),
    ("useAzureWorkloadIdentity", "azure.useWorkloadIdentity"),
    ("userInfoURL", "userInfoBaseURL"),
    ("workloadIdentity", "azure.useWorkloadIdentity"),
];

/// Reports keys that are not read, and keys that the assumed version does not have.
pub fn check(oidc: &Oidc<'_>, findings: &mut Vec<Finding>) {
    level(oidc, oidc.map, &TOP, "", findings);
    if let Some(azure) = oidc.get("azure") {
        level(oidc, azure, &AZURE, "azure", findings);
    }
    for entry in oidc.get("requestedIDTokenClaims").map_or(&[][..], Node::entries) {
        if let Some(place) = misplaced_claim(entry) {
            findings.push(unread(entry, "requestedIDTokenClaims", Some(place)));
        } else {
            level(oidc, &entry.value, &CLAIM, &entry.key, findings);
        }
    }
}

fn level(oidc: &Oidc<'_>, map: &Node, fields: &[Field], above: &str, findings: &mut Vec<Finding>) {
    for entry in map.entries().iter().filter(|entry| !has_placeholder(&entry.key)) {
        if let Some(field) = fields::find(fields, &entry.key) {
            findings.extend(too_new(oidc, field, entry));
            continue;
        }
        let free = fields.iter().map(|field| field.name).filter(|name| get(map, name).is_none());
        let slip = slip(&entry.key, free);
        findings.push(unread(entry, above, help(&entry.key, fields)).with_optional_content(entry.key_span, slip));
    }
}

fn too_new(oidc: &Oidc<'_>, field: &Field, entry: &Entry) -> Option<Finding> {
    let version = oidc.facts.version?;
    let since = field.since.filter(|since| version < *since)?;
    let message = format!("Argo CD {version} does not read `{}`", field.name);
    let finding = Finding::new(Code::VersionTooOld, Place::Text(entry.key_span), message);
    Some(finding.with_severity(Severity::Warning).with_help(format!("{since} and later do")))
}

fn unread(entry: &Entry, above: &str, help: Option<String>) -> Finding {
    let place = if above.is_empty() { "`oidc.config`".to_owned() } else { shown(above) };
    let message = format!("{place} has no key {}; Argo CD ignores it", shown(&entry.key));
    Finding::new(Code::OidcKey, Place::Text(entry.key_span), message).with_optional_help(help)
}

/// What may have been meant: a near key of the same level, the same key of another level, or another name for one.
fn help(key: &str, fields: &[Field]) -> Option<String> {
    let other_level = [(&TOP[..], "at the left margin"), (&AZURE[..], "below `azure`")]
        .into_iter()
        .find_map(|(level, place)| Some((fields::find(level, key)?, place)));
    if let Some((field, place)) = other_level {
        return Some(format!("`{}` stands {place}", field.name));
    }
    let other_name = OTHER_NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, meant)| *meant);
    let near = || nearest(key, fields.iter().map(|field| field.name));
    other_name.or_else(near).map(|meant| format!("did you mean `{meant}`?"))
}

/// Where a key belongs that stands among the claims and is none.
fn misplaced_claim(entry: &Entry) -> Option<String> {
    if fields::find(&CLAIM, &entry.key).is_some() && get(&entry.value, "essential").is_none() {
        return Some("it stands below a claim: `groups: {essential: true}`".to_owned());
    }
    let field = fields::find(&TOP, &entry.key).filter(|field| field.name.starts_with("requested"))?;
    Some(format!("`{}` stands at the left margin", field.name))
}
