//! The address under which people open Argo CD.

use std::str::FromStr;

use serde_json::Value;

use super::host::{Authority, HOST_PATTERN, PORT_PATTERN};
use super::shown::shown;
use super::{Malformed, Text, schema, url, word};

/// The path that Argo CD's sign-in returns to (`util/oidc/oidc.go`).
const CALLBACK_PATH: &str = "/auth/callback";

/// A host and perhaps a port, in lower case and without a scheme.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Domain {
    text: String,
    authority: Authority,
}

as_written!(Domain);

impl Domain {
    /// Returns the host without the port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.authority.host
    }

    /// Returns the port, if one is written.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.authority.port
    }

    /// Returns the URL of Argo CD, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://{self}")
    }

    /// Returns the redirect URI of Argo CD's sign-in.
    #[must_use]
    pub fn callback_url(&self) -> String {
        format!("https://{self}{CALLBACK_PATH}")
    }
}

impl FromStr for Domain {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        url::refuse_user_information(text)?;
        word::one_word(text)?;
        refuse_url(text)?;
        let text = text.to_ascii_lowercase();
        let authority = Authority::parse(&text)?;
        Ok(Self { text, authority })
    }
}

impl Text for Domain {
    fn schema() -> Value {
        schema::text(
            "the host, and perhaps port, under which Argo CD is opened; no scheme, no path",
            &format!("{HOST_PATTERN}{PORT_PATTERN}"),
            &["argocd.example.com", "localhost:9000"],
        )
    }
}

fn refuse_url(text: &str) -> Result<(), Malformed> {
    let (scheme, after) = match text.split_once("://") {
        Some((scheme, after)) => (Some(scheme), after),
        None => (None, text),
    };
    let host = after.split(['/', '?', '#']).next().unwrap_or_default();
    if scheme.is_none() && host == text {
        return Ok(());
    }
    let part = if scheme.is_some() { "a scheme" } else { "more than a host" };
    let message = format!("{} has {part}", shown(text));
    Err(Malformed::new(message).with_help(format!("write only the host, and perhaps a port: {}", shown(host))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{holds, refusal};

    fn domain(text: &str) -> Domain {
        text.parse().expect("a domain")
    }

    #[test]
    fn laws() {
        holds::<Domain>(&[
            "",
            "https://argocd.example.com",
            "argocd.example.com/",
            "argocd.example.com/auth/callback",
            "*.example.com",
            "argocd_example.com",
            "argocd.example.com:https",
            "argo cd.example.com",
            "<domain>",
            "user@argocd.example.com",
            "user:hunter2@argocd.example.com",
        ]);
    }

    #[test]
    fn urls_keep_the_port() {
        let local = domain("LocalHost:9000");
        assert_eq!(local.host(), "localhost");
        assert_eq!(local.port(), Some(9000));
        assert_eq!(local.url(), "https://localhost:9000");
        assert_eq!(local.callback_url(), "https://localhost:9000/auth/callback");
    }

    #[test]
    fn a_url_leads_to_its_host() {
        let help = refusal::<Domain>("https://argocd.example.com/auth/callback").help;
        assert!(help.expect("help").ends_with("`argocd.example.com`"));
    }
}
