//! No credential of Argo CD stands readable in a file.
//!
//! argo-cd `util/db/repository_secrets.go` (repositories), `util/settings/settings.go` and `accounts.go`
//! (`argocd-secret`), `docs/operator-manual/user-management` (values that settings refer to as `$key`).

use super::Subject;
use crate::finding::{Finding, Severity};
use crate::material::{ArgoSecret, Datum, Purpose};
use crate::rule::in_the_clear;

/// Keys of repositories, and what their values are.
const REPOSITORY: [(&str, &str); 7] = [
    ("password", "a password"),
    ("bearerToken", "a token"),
    ("sshPrivateKey", "a private key"),
    ("tlsClientCertKey", "a private key"),
    ("githubAppPrivateKey", "the private key of a GitHub App"),
    ("gcpServiceAccountKey", "the key of a service account"),
    ("azureServicePrincipalClientSecret", "a client secret"),
];

/// Ends of keys, in lower case, and what values of such keys are.
const ENDS: [(&str, &str); 9] = [
    ("password", "a password"),
    ("server.secretkey", "the key that signs sessions, with which anybody signs in as anybody,"),
    ("privatekey", "a private key"),
    ("private-key", "a private key"),
    ("tls.key", "a private key"),
    ("secret", "a secret"),
    ("token", "a token"),
    ("apikey", "a key"),
    ("api-key", "a key"),
];

/// How bcrypt's hashes begin; Argo CD keeps passwords of local accounts so (`util/password`).
const HASH: &str = "$2";

/// Reports each value that is a credential.
pub fn check(subject: &Subject<'_, ArgoSecret>, findings: &mut Vec<Finding>) {
    for datum in &subject.reading.data.entries {
        let (Some(text), Some(what)) = (&datum.text, what(datum, subject.reading.purpose)) else { continue };
        let finding = |what| in_the_clear::finding(what, text, datum.node.span, subject.facts);
        if is_hash(text) {
            findings.extend(finding("the hash of a password").map(as_warning));
        } else if !text.starts_with('$') {
            // `$secret:key` and `$key` name a value that is kept elsewhere.
            findings.extend(finding(what));
        }
    }
}

/// What the value of a key is, if it is a credential.
fn what(datum: &Datum, purpose: Purpose) -> Option<&'static str> {
    let key = datum.key.to_ascii_lowercase();
    match purpose {
        Purpose::Repository => REPOSITORY.iter().find(|(known, _)| *known == datum.key).map(|(_, what)| *what),
        Purpose::Settings | Purpose::Other => ENDS.iter().find(|(end, _)| key.ends_with(end)).map(|(_, what)| *what),
    }
}

/// A hash can be tried out, which takes long for a long password.
fn as_warning(finding: Finding) -> Finding {
    let severity = finding.severity().min(Severity::Warning);
    finding.with_severity(severity)
}

fn is_hash(text: &str) -> bool {
    text.starts_with(HASH) && text.len() >= 59
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_once() {
        let mut keys: Vec<&str> = REPOSITORY.iter().chain(&ENDS).map(|(key, _)| *key).collect();
        keys.sort_unstable();
        let before = keys.len();
        keys.dedup();
        // Both lists know `password`.
        assert_eq!(keys.len(), before - 1);
    }
}
