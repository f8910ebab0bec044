//! Placeholders: what stands where a value belongs.
//!
//! Keeps true: what a tool fills in before anything is applied (argocd-vault-plugin, SOPS, Helm, Flux, envsubst) was not
//! left by mistake; about a text with any placeholder in it nothing is certain.

/// What begins the placeholders of common tools, where none of our values has it.
///
/// Helm and `ApplicationSet` templates, shells and Flux, Azure Pipelines, SOPS, argocd-vault-plugin, vals.
const FILLED: [&str; 7] = ["{{", "${", "$(", "#{", "ENC[", "<path:", "ref+"];

/// Each of them has one of these; most texts have none.
const OPENING: [char; 5] = ['{', '(', '[', '<', '+'];

/// Texts of examples, in lower case, that no real value has: of Argo CD's documentation, and of everybody's.
const SAMPLES: [&str; 17] = [
    "redacted",
    "fill in ",
    "fill-in-",
    "replace-me",
    "replace_me",
    "replaceme",
    "replace-with-",
    "replace_with_",
    "change-me",
    "changeme",
    "change_me",
    "base64-encoded-",
    "base64 encoded ",
    "/path/to/",
    "xxxyyyzzz.xyz.some-region",
    "00000000-0000-0000-0000-000000000000",
    "12345678-1234-1234-1234-123456789012",
];

/// Beginnings of words that ask the reader for something of theirs: `your-org`, `YOUR_TENANT_ID`.
const YOURS: [&str; 2] = ["your-", "your_"];

/// Whole texts of Argo CD's documentation, where a credential belongs; longer words with them are names.
const CREDENTIALS: [&str; 2] = ["my-password", "my-token"];

/// So many bytes of a text are searched for samples; what is longer is a certificate or a text of many lines.
const SEARCHED: usize = 512;

/// Whether a text has a placeholder in it, whoever fills it in: then nothing is certain about the value.
pub(crate) fn has_placeholder(text: &str) -> bool {
    is_filled_later(text) || left(text).is_some()
}

/// Whether a tool fills in what stands at a byte of a text, or just before it: where JSON is not JSON yet.
pub(crate) fn is_filled_at(text: &str, byte: usize) -> bool {
    [Some(byte), byte.checked_sub(1)].into_iter().flatten().any(|at| {
        let rest = text.get(at..).unwrap_or_default();
        FILLED.iter().any(|mark| rest.starts_with(mark))
    })
}

/// The part of a text that somebody was to fill in, and did not; none where a tool fills the text in.
pub(crate) fn left(text: &str) -> Option<&str> {
    if is_filled_later(text) {
        return None;
    }
    angled(text).or_else(|| sample(text)).or_else(|| blank(text))
}

/// A text with a mark of a tool, or one that is a variable as a whole, `$NAME`.
fn is_filled_later(text: &str) -> bool {
    let is_variable = text.strip_prefix('$').is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()));
    let has_mark = || FILLED.iter().any(|mark| text.contains(mark)) || has_name_in_braces(text);
    is_variable || (text.contains(OPENING) && has_mark())
}

/// `{client_id}`
fn has_name_in_braces(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.');
    let braced = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    braced.map(|(name, _)| name).any(|name| name.starts_with(char::is_alphabetic) && name.chars().all(is_part))
}

/// `<words>`, beginning with a letter.
fn angled(text: &str) -> Option<&str> {
    let start = text.find('<')?;
    let end = start + text[start..].find('>')?;
    let inside = &text[start + 1..end];
    let is_word = |c: char| c.is_alphanumeric() || " _-./|:,'".contains(c);
    let is_name = inside.starts_with(char::is_alphabetic) && inside.chars().all(is_word);
    if is_name { Some(&text[start..=end]) } else { angled(&text[end + 1..]) }
}

/// The word or path around what only examples have.
fn sample(text: &str) -> Option<&str> {
    let found = word_starts(text).find(|at| begins_sample(&text[*at..]))?;
    if starts_folded(&text[found..], "fill in ") {
        return Some(text);
    }
    let is_end = |c: char| c.is_whitespace() || "\"',;<>".contains(c);
    let start = found - text[..found].rsplit(is_end).next().unwrap_or_default().len();
    text[start..].split(is_end).next()
}

/// The bytes at which no longer word goes on, in the part of a text that is searched.
fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let mut is_inside = false;
    text.char_indices().take_while(|(at, _)| *at < SEARCHED).filter_map(move |(at, c)| {
        let goes_on = is_inside && c.is_alphanumeric();
        is_inside = c.is_alphanumeric();
        (!goes_on).then_some(at)
    })
}

/// Whether a text begins with a sample, which is not the beginning of a longer word.
fn begins_sample(text: &str) -> bool {
    SAMPLES.iter().chain(&YOURS).any(|words| {
        starts_folded(text, words)
            && !(words.ends_with(char::is_alphanumeric) && text[words.len()..].starts_with(char::is_alphabetic))
    })
}

/// Whether a text begins with a word of ASCII, in any case.
fn starts_folded(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// A text that is nothing but `…`, `xxxx`, `TODO`, `my-password` and the like, or a word cut off by dots; of a PEM block, a line of its
/// body.
fn blank(text: &str) -> Option<&str> {
    if text.starts_with("-----BEGIN") {
        return text.lines().find(|line| is_blank(line.trim()));
    }
    is_blank(text.trim()).then_some(text)
}

/// Whether a text is what documentation writes for a credential, and is right elsewhere, as a name.
pub fn is_sample_credential(text: &str) -> bool {
    CREDENTIALS.contains(&text)
}

fn is_blank(word: &str) -> bool {
    let is_row_of = |c: char| word.len() >= 3 && word.chars().all(|other| other.eq_ignore_ascii_case(&c));
    let is_cut = || {
        let start = word.strip_suffix("...").or_else(|| word.strip_suffix('…'));
        start.is_some_and(|start| start.ends_with(char::is_alphanumeric) && !start.contains(char::is_whitespace))
    };
    ["…", "TODO", "TBD", "FIXME"].contains(&word)
        || is_sample_credential(word)
        || is_row_of('.')
        || is_row_of('x')
        || is_row_of('*')
        || is_cut()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_found_within_its_text() {
        for (text, part) in [
            ("<authentication token>", "<authentication token>"),
            ("arn:aws:iam::<AWS_ACCOUNT_ID>:role/<IAM_ROLE_NAME>", "<AWS_ACCOUNT_ID>"),
            ("https://github.com/your-org/repo", "https://github.com/your-org/repo"),
            ("YOUR_TENANT_ID", "YOUR_TENANT_ID"),
            ("g, replace-me, role:admin", "replace-me"),
            ("fill in tenant id", "fill in tenant id"),
            ("/opt/path/to/federated_file.json", "/opt/path/to/federated_file.json"),
            ("ChangeMe!", "ChangeMe!"),
            ("xxxx", "xxxx"),
            ("my-password", "my-password"),
            ("-----BEGIN PRIVATE KEY-----\nREDACTED\n-----END PRIVATE KEY-----\n", "REDACTED"),
            ("...", "..."),
            ("LS0tLS1CRUdJTi...", "LS0tLS1CRUdJTi..."),
            ("base64-encoded-ca-cert", "base64-encoded-ca-cert"),
            ("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----", "..."),
            ("00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"),
        ] {
            assert_eq!(left(text), Some(part), "{text}");
            assert!(has_placeholder(text), "{text}");
        }
    }

    #[test]
    fn what_a_tool_fills_in_was_not_left() {
        for text in [
            "${TENANT_ID}",
            "$(TENANT_ID)",
            "$TENANT_ID",
            "{{ .Values.tenant }}",
            "#{tenant}#",
            "/{tenant_id}/v2.0",
            "ref+azurekeyvault://vault/key",
            "ENC[AES256_GCM,data:x]",
            "<path:secret/data#key>",
        ] {
            assert_eq!(left(text), None, "{text}");
            assert!(has_placeholder(text), "{text}");
        }
    }

    #[test]
    fn values_are_no_placeholders() {
        for text in [
            "",
            "a < b > c",
            "<3>",
            "behavior",
            "https://dev.example.com",
            "yours",
            "my-token-secret",
            "my-password-2",
            "four-your",
            "xx",
            "xylophone",
            "exchange-mesh",
            "change-mesh",
            "$apiVersion",
            "$oidc.clientSecret",
            "$azure:clientSecret",
            "<>",
            "./...",
            "to be continued...",
            "{a: b}",
            "{get,sync}",
            "{}",
            "my-org/path",
            "12345678-1234-1234-1234-123456789abc",
        ] {
            assert!(!has_placeholder(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_left_is_a_part_of_the_text(text in "[a-z<>äyour/ -]{0,24}") {
            if let Some(part) = left(&text) {
                proptest::prop_assert!(text.contains(part));
                proptest::prop_assert!(!part.is_empty());
            }
        }
    }
}
