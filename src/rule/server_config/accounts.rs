//! Local accounts: `accounts.NAME` with capabilities, `accounts.NAME.enabled`.
//!
//! argo-cd `util/settings/accounts.go`, `parseAccounts`: an unknown capability is a line in the log, a name with a dot is
//! read as the name before it, and an `enabled` that is no boolean makes every account unreadable.

use super::Subject;
use crate::finding::{Code, Finding, Severity, nearest};
use crate::material::{Datum, ServerConfig};
use crate::rule::settings::{at, at_key, values::GO_BOOLEANS};
use crate::value::{has_placeholder, shown};

const CAPABILITIES: [&str; 2] = ["apiKey", "login"];

/// What argocd-secret has of an account.
const SECRET_PARTS: [&str; 3] = ["password", "passwordMtime", "tokens"];

/// Reports accounts that are not what they look like.
pub fn check(subject: &Subject<'_, ServerConfig>, findings: &mut Vec<Finding>) {
    for datum in &subject.reading.data.entries {
        let Some(rest) = datum.key.strip_prefix("accounts.") else { continue };
        match rest.split('.').collect::<Vec<_>>()[..] {
            [_] => findings.extend(capabilities(datum)),
            [_, "enabled"] => findings.extend(enabled(datum)),
            [_, part] if SECRET_PARTS.contains(&part) => findings.push(misplaced(datum)),
            [name, ..] => findings.push(dotted(datum, name, rest)),
            [] => {}
        }
    }
}

fn capabilities(datum: &Datum) -> Vec<Finding> {
    let text = datum.setting().unwrap_or_default();
    if has_placeholder(&text) {
        return Vec::new();
    }
    let written = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    written.filter(|word| !CAPABILITIES.contains(word)).map(|word| unknown_capability(datum, word)).collect()
}

fn unknown_capability(datum: &Datum, word: &str) -> Finding {
    let message = format!("{} is no capability of an account; Argo CD ignores it", shown(word));
    let help = match nearest(word, CAPABILITIES) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "known here: `apiKey`, `login`, with a comma between them".to_owned(),
    };
    Finding::new(Code::LocalAccount, at(datum), message).with_help(help)
}

fn enabled(datum: &Datum) -> Option<Finding> {
    let text = datum.text.as_deref().filter(|text| !has_placeholder(text))?;
    if GO_BOOLEANS.contains(&text) {
        return None;
    }
    let message = format!("{} is no boolean, and Argo CD then reads no account at all", shown(text));
    let finding = Finding::new(Code::LocalAccount, at(datum), message).with_severity(Severity::Error);
    Some(finding.with_help("write \"true\" or \"false\""))
}

fn misplaced(datum: &Datum) -> Finding {
    let message = format!("`{}` is a key of `argocd-secret`; in `argocd-cm` nobody reads it", datum.key);
    let finding = Finding::new(Code::MisplacedSetting, at_key(datum), message);
    finding.with_help("move it to `argocd-secret`, and change what it was: it is readable by everyone here")
}

fn dotted(datum: &Datum, name: &str, rest: &str) -> Finding {
    let message = format!("an account's name has no dot: this is read as the account {}", shown(name));
    let finding = Finding::new(Code::LocalAccount, at_key(datum), message);
    finding.with_help(format!("write `accounts.{}`", rest.replace('.', "-")))
}
