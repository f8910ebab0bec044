//! What an `AppProject` admits: patterns of namespaces and of source repositories.
//!
//! Argo CD matches both as globs and takes a leading `!` for a denial; `!*` is invalid
//! (`ValidateProject` in `pkg/apis/application/v1alpha1/app_project_types.go`), and a project that
//! is applied by kubectl is not checked at all.

use serde_json::json;

use super::shown::shown;
use super::{Malformed, schema, word};

newtype! {
    /// A namespace's name, a glob of `*` and `?`, or either denied by a leading `!`.
    NamespacePattern,
    parse = namespace_pattern,
    schema = schema::but_not(
        schema::text(
            "a namespace, or a pattern of `*` and `?`; a leading `!` denies",
            "!?[a-z0-9*?]([a-z0-9*?-]{0,61}[a-z0-9*?])?",
            &["team-a", "team-*", "*", "!kube-system"],
        ),
        json!({"pattern": r"^!\*+$"}),
    ),
}

newtype! {
    /// The URL of a source repository, a glob over such URLs, or either denied by a leading `!`.
    ///
    /// In a glob `*` stays within one segment of the path; alone it means every repository.
    SourceRepo,
    parse = source_repo,
    schema = schema::but_not(
        schema::text(
            "a repository's URL, or a pattern of such URLs; a leading `!` denies",
            r"[^\s]+",
            &["https://git.example.com/team-a/*", "git@git.example.com:team-a/app.git", "*"],
        ),
        json!({"pattern": r"^(!\**|!?https?://[^/]*@.*)$"}),
    ),
}

fn namespace_pattern(text: &str) -> Result<String, Malformed> {
    word::one_word(text)?;
    refuse_denial_of_all(text)?;
    let body = text.strip_prefix('!').unwrap_or(text);
    if is_namespace_pattern(body) {
        Ok(text.to_owned())
    } else {
        Err(Malformed::new(format!("{} is not a pattern of namespaces", shown(text)))
            .with_help("write a namespace such as `team-a`, a pattern such as `team-*`, or `!team-b` to deny; at most 63 characters"))
    }
}

fn is_namespace_pattern(body: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-*?".contains(&byte);
    (1..=63).contains(&body.len()) && body.bytes().all(allowed) && !body.starts_with('-') && !body.ends_with('-')
}

fn source_repo(text: &str) -> Result<String, Malformed> {
    if has_credential(text) {
        return Err(Malformed::new("the repository's URL carries a user name or password")
            .with_help("leave it out, and revoke it: credentials belong in a repository Secret"));
    }
    word::one_word(text)?;
    refuse_denial_of_all(text)?;
    if is_balanced(text) {
        Ok(text.to_owned())
    } else {
        Err(Malformed::new(format!("{} has a bracket without its pair", shown(text)))
            .with_help("close the bracket: a broken pattern matches nothing, in silence"))
    }
}

/// Whether a URL has user information that is more than the user of an SSH login.
fn has_credential(text: &str) -> bool {
    let Some((scheme, after)) = text.split_once("://") else {
        return false;
    };
    let authority = after.split('/').next().unwrap_or_default();
    let Some((user, _)) = authority.rsplit_once('@') else {
        return false;
    };
    let scheme = scheme.trim_start_matches('!');
    user.contains(':') || !scheme.to_ascii_lowercase().ends_with("ssh")
}

fn refuse_denial_of_all(text: &str) -> Result<(), Malformed> {
    match text.strip_prefix('!') {
        Some(body) if body.bytes().all(|byte| byte == b'*') => {
            let message = format!("{} denies everything", shown(text));
            Err(Malformed::new(message).with_help("leave the item out: what no pattern admits is denied already"))
        }
        _ => Ok(()),
    }
}

fn is_balanced(text: &str) -> bool {
    let count = |bracket: char| text.matches(bracket).count();
    count('[') == count(']') && count('{') == count('}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{exact, holds, refusal};

    #[test]
    fn laws() {
        let long = "a".repeat(64);
        exact::<NamespacePattern>(&["", "!", "!*", "!**", "Team", "-a", "a-", "a b", "!!a", "a/b", "<team>", &long]);
        holds::<SourceRepo>(&[
            "",
            "a b",
            "!",
            "!*",
            "https://token@git.example.com/x",
            "https://user:pw@git.example.com/x",
            "!https://user:pw@git.example.com/x",
            "ssh://git:pw@git.example.com/x",
            "https://git.example.com/[a",
            "https://git.example.com/{a,b",
            "https://git.example.com/<org>/x",
            "https://git.example.com/{{ org }}/x",
        ]);
    }

    #[test]
    fn patterns_that_argo_cd_reads_are_kept() {
        let repos = [
            "ssh://git@git.example.com/x.git",
            "https://git.example.com/{a,b}/*",
            "!https://git.example.com/secret",
            "oci://registry.example.com/charts",
        ];
        for text in repos {
            let repo: SourceRepo = text.parse().expect("a repository");
            assert_eq!(repo.as_str(), text);
        }
    }

    #[test]
    fn a_password_is_not_repeated() {
        let malformed = refusal::<SourceRepo>("https://user:hunter2@git.example.com/x");
        assert!(!format!("{malformed:?}").contains("hunter2"));
    }
}
