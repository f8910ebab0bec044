//! Keys and values of Kubernetes labels and annotations.

use serde_json::Value;

use super::name::{LONGEST_SUBDOMAIN, is_subdomain};
use super::shown::shown;
use super::{Malformed, schema, word};

/// The greatest length of a label's value, and of a key behind its prefix.
const LONGEST_NAME: usize = 63;

/// One slash between the longest prefix and the longest name.
const LONGEST_KEY: usize = LONGEST_SUBDOMAIN + 1 + LONGEST_NAME;

const NAME: &str = "[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?";

newtype! {
    /// The key of a label: a name, perhaps with a DNS prefix, such as `example.com/team`.
    LabelKey,
    code = MalformedName,
    parse = |text| key(text, text),
    schema = key_schema("a label's key: a name, perhaps with a DNS prefix and a slash", "a-z0-9"),
}

newtype! {
    /// The key of an annotation: as that of a label, but its prefix may have capitals, because
    /// Kubernetes lowers an annotation's key before it checks it.
    AnnotationKey,
    code = MalformedName,
    parse = |text| key(text, &text.to_ascii_lowercase()),
    schema = key_schema("an annotation's key: a name, perhaps with a DNS prefix and a slash", "A-Za-z0-9"),
}

newtype! {
    /// The value of a label: at most 63 letters, digits, hyphens, underscores and dots; or nothing.
    LabelValue,
    code = MalformedName,
    parse = label_value,
    schema = schema::text(
        "a label's value: at most 63 letters, digits, hyphens, underscores and dots",
        &format!("({NAME})?"),
        &["platform", "v1.2_x", ""],
    ),
}

/// Checks `form`, the case of which is that in which Kubernetes checks; returns the written text.
fn key(text: &str, form: &str) -> Result<String, Malformed> {
    word::one_word(text)?;
    let (prefix, name) = match form.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, form),
    };
    if let Some(prefix) = prefix {
        check_prefix(prefix)?;
    }
    check_name(name)?;
    Ok(text.to_owned())
}

fn check_prefix(prefix: &str) -> Result<(), Malformed> {
    if prefix.len() <= LONGEST_SUBDOMAIN && is_subdomain(prefix) {
        return Ok(());
    }
    let message = format!("the prefix {} is not a DNS name", shown(prefix));
    Err(Malformed::new(message).with_help("write a prefix such as `example.com/`, in lower case"))
}

fn check_name(name: &str) -> Result<(), Malformed> {
    if is_name(name) {
        return Ok(());
    }
    if name.contains('/') {
        let message = format!("{} has a slash in the key's name", shown(name));
        return Err(Malformed::new(message).with_help("a key has one slash at most, behind its prefix"));
    }
    let message = format!("{} is not the name of a key", shown(name));
    Err(Malformed::new(message).with_help(HINT))
}

const HINT: &str = "write 1 to 63 letters, digits, hyphens, underscores and dots, with a letter or digit at both ends";

fn label_value(text: &str) -> Result<String, Malformed> {
    if text.is_empty() {
        return Ok(String::new());
    }
    word::one_word(text)?;
    if is_name(text) {
        Ok(text.to_owned())
    } else {
        Err(Malformed::new(format!("{} is not a label's value", shown(text)))
            .with_help(format!("{HINT}; other text belongs in an annotation")))
    }
}

fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let end = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    bytes.len() <= LONGEST_NAME && text.bytes().all(allowed) && end(bytes.first()) && end(bytes.last())
}

fn key_schema(description: &str, letters: &str) -> Value {
    let label = format!("[{letters}]([{letters}-]*[{letters}])?");
    let pattern = format!("({label}([.]{label})*/)?{NAME}");
    let schema = schema::text(description, &pattern, &["team", "example.com/Team_1"]);
    schema::at_most(schema, LONGEST_KEY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{accepts, exact, holds};

    const REFUSED: [&str; 9] = ["", "/a", "a/", "a/b/c", "-a", "a_", "a b", "é", "a/$(b)"];

    #[test]
    fn laws() {
        let long = "a".repeat(64);
        let prefix = format!("{}/a", vec!["a".repeat(63); 5].join("."));
        let refused = [&REFUSED[..], &[&long, &prefix]].concat();
        holds::<LabelKey>(&refused);
        holds::<AnnotationKey>(&refused);
        exact::<LabelValue>(&["-", "a_", "a/b", "a b", "<team>", "é", &long]);
    }

    #[test]
    fn keys_and_values_at_the_edge_are_accepted() {
        let name = "a".repeat(63);
        let prefix = format!("{name}.{name}.{name}.{}", "a".repeat(61));
        let key = format!("{prefix}/{name}");
        accepts::<LabelKey>(&[&key, "0", "a/A_.9"]);
        accepts::<AnnotationKey>(&[&key, &key.to_uppercase()]);
        accepts::<LabelValue>(&[&name, "", "A_.9"]);
    }

    #[test]
    fn only_annotations_may_have_capitals_in_the_prefix() {
        assert!("Example.com/a".parse::<LabelKey>().is_err());
        let key: AnnotationKey = "Example.com/a".parse().expect("a key");
        assert_eq!(key.as_str(), "Example.com/a");
    }
}
