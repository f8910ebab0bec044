//! Texts that are what they are: paths, free text, and the name in a certificate.

use super::{schema, word};

newtype! {
    /// A path, a pattern over paths, or the name of a built-in overlay set: one word.
    FilePath,
    parse = |text| word::one_word(text).map(str::to_owned),
    // No example: what fits one field misleads in another.
    schema = serde_json::json!({
        "description": "a path from the folder of the file in which it is written",
        "type": "string",
        "pattern": r"^\S+$",
    }),
}

newtype! {
    /// Visible text on one line, not empty.
    FreeText,
    parse = |text| {
        if text.is_empty() {
            return Err(word::empty());
        }
        word::visible(text).map(|()| text.to_owned())
    },
    schema = schema::text("text on one line", r"[^\x00-\x1f\x7f]+", &[]),
}

newtype! {
    /// The DNS name that a server's certificate carries.
    ServerHostName,
    parse = |text| text.parse::<super::Dns1123Subdomain>().map(|name| name.to_string()),
    schema = <super::Dns1123Subdomain as super::Text>::schema(),
}
