//! How a refused value is shown in a message.
//!
//! What stays true: one line, no control or invisible character, at most a hundred characters of
//! the value, and never a credential.

/// Shown in place of what looks like a credential.
const HIDDEN: &str = "a value that looks like a secret";

/// The most characters of a value that a message repeats.
const LONGEST: usize = 100;

/// Returns the value in backticks, escaped and shortened; a likely secret is not repeated.
pub(crate) fn shown(value: &str) -> String {
    if is_secret(value) {
        return HIDDEN.to_owned();
    }
    format!("`{}`", shortened(&without_user_info(value)))
}

/// Whether the text has the form of a key, a token or an Entra client secret.
///
/// Entra marks its client secrets with `Q~` near their beginning.
pub(crate) fn is_secret(value: &str) -> bool {
    let one_word = !value.contains(char::is_whitespace);
    let token = value.starts_with("eyJ") && value.matches('.').count() == 2;
    let entra = (30..=64).contains(&value.len()) && value.contains("Q~");
    value.contains("-----BEGIN") || (one_word && (token || entra))
}

/// The length from which on letters and digits of all kinds may be part of a key or a certificate.
const BASE64_RUN: usize = 20;

/// Returns a line in which everything that may be a secret, or part of a CA, is starred out, character by character.
///
/// For excerpts: places in the line stay where they are.
pub(crate) fn hide_secrets(line: &str) -> String {
    let mut hidden = line.to_owned();
    let is_break = |c: char| c.is_whitespace() || "\"'`,[]{}".contains(c);
    let mut key = String::new();
    for word in line.split(is_break).filter(|word| !word.is_empty()) {
        // JSON's colon stands behind a quote.
        if word == ":" {
            key.push(':');
            continue;
        }
        if may_be_secret(word) || names_secret(&key) {
            hidden = hidden.replace(word, &"*".repeat(word.len()));
        }
        word.clone_into(&mut key);
    }
    hidden
}

/// The ends of keys, in lower case, whose values nobody should see.
const SECRET_KEYS: [&str; 9] =
    ["secret", "password", "bearer", "bearertoken", "authtoken", "accesstoken", "keydata", "privatekey", "apikey"];

/// Whether a word is a key whose value nobody should see.
fn names_secret(word: &str) -> bool {
    let key = word.trim_end_matches(':').to_lowercase();
    key.len() < word.len() && SECRET_KEYS.iter().any(|name| key.ends_with(name))
}

fn may_be_secret(word: &str) -> bool {
    // Base64 has a slash or a plus now and then; between two of them its letters and digits go on for long.
    let has_run = word.split(|c: char| !c.is_ascii_alphanumeric()).any(|run| {
        let has = |class: fn(&char) -> bool| run.chars().any(|c| class(&c));
        run.len() >= BASE64_RUN
            && has(char::is_ascii_digit)
            && has(char::is_ascii_uppercase)
            && has(char::is_ascii_lowercase)
    });
    let has_user = word.contains("://") && word.contains('@');
    is_secret(word) || has_run || has_user
}

/// Whether the character shows nothing, or changes how its neighbours are shown.
///
/// Zero-width characters, bidirectional controls, the soft hyphen and the byte-order mark.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

/// Hides what stands before the `@` of a URL, or of a host with user name and password.
fn without_user_info(value: &str) -> String {
    let (scheme, rest) = match value.find("://") {
        Some(at) => value.split_at(at + "://".len()),
        None => ("", value),
    };
    match rest.rsplit_once('@') {
        Some((user, host)) if !scheme.is_empty() || user.contains(':') => {
            format!("{scheme}…@{host}")
        }
        _ => value.to_owned(),
    }
}

fn shortened(value: &str) -> String {
    let mut result = String::new();
    let mut left = LONGEST;
    for character in value.chars() {
        let piece = escaped(character);
        let length = piece.chars().count();
        if length >= left {
            result.push('…');
            break;
        }
        left -= length;
        result.push_str(&piece);
    }
    result
}

fn escaped(character: char) -> String {
    match character {
        '`' => "'".to_owned(),
        '\n' | '\r' | '\t' => character.escape_default().to_string(),
        _ if character.is_control() || is_invisible(character) => character.escape_unicode().to_string(),
        _ => character.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_plain_value_stands_in_backticks() {
        assert_eq!(shown("dev"), "`dev`");
        assert_eq!(shown(""), "``");
    }

    #[test]
    fn control_and_invisible_characters_are_escaped() {
        assert_eq!(shown("a\nb\u{1b}[31m\u{200b}"), r"`a\nb\u{1b}[31m\u{200b}`");
    }

    #[test]
    fn user_information_of_a_url_is_hidden() {
        assert_eq!(shown("https://me:pw/d@host/"), "`https://…@host/`");
        assert_eq!(shown("me:pw@host"), "`…@host`");
        assert_eq!(shown("me@example.com"), "`me@example.com`");
    }

    #[test]
    fn a_long_value_is_cut_to_a_hundred_characters() {
        let cut = format!("`{}…`", "x".repeat(99));
        assert_eq!(shown(&"x".repeat(101)), cut);
    }

    #[test]
    fn likely_secrets_are_not_repeated() {
        let secrets = [
            "abC8Q~dEfGhIjKlMnOpQrStUvWxYz0123456789a",
            "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln",
            "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
        ];
        for secret in secrets {
            assert_eq!(shown(secret), HIDDEN);
        }
    }

    #[test]
    fn lines_keep_their_places_and_lose_their_secrets() {
        assert_eq!(hide_secrets("a: https://me:pw@host, b"), "a: ******************, b");
        assert_eq!(hide_secrets("{clientSecret: hunter2}"), "{clientSecret: *******}");
        assert_eq!(hide_secrets(r#"{"password":"hunter2"}"#), r#"{"password":"*******"}"#);
        assert_eq!(hide_secrets(r#""bearerToken" : "hunter2", "a": "b""#), r#""bearerToken" : "*******", "a": "b""#);
        let line = format!("ca: {}", "MIIBgzCCASmgAwIBAgIUNi8W7q".repeat(2));
        assert_eq!(hide_secrets(&line), format!("ca: {}", "*".repeat(52)));
        let id = "/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/hub/providers/Microsoft.Network/dnsZones/x";
        assert_eq!(hide_secrets(id), id);
    }

    proptest! {
        #[test]
        fn every_value_is_shown_on_one_short_line(value in any::<String>()) {
            let shown = shown(&value);
            prop_assert!(shown.chars().count() <= LONGEST + 2);
            let ugly = shown.chars().any(|c| c.is_control() || is_invisible(c));
            prop_assert!(!ugly);
        }
    }
}
