//! The proxy through which Argo CD reaches a target.

use super::host::{HOST_PATTERN, PORT_PATTERN};
use super::{schema, url};

/// What Argo CD accepts (`ParseProxyUrl` in `pkg/apis/application/v1alpha1/types.go`).
const SCHEMES: [&str; 3] = ["http", "https", "socks5"];

newtype! {
    /// The URL of a proxy: `http`, `https` or `socks5`, a host, perhaps a port, no credential.
    ///
    /// A trailing slash goes.
    ProxyUrl,
    parse = |text| {
        let url = url::parse(text, &SCHEMES)?;
        url::nothing_after_host(&url, text)?;
        Ok(text.trim_end_matches('/').to_owned())
    },
    schema = schema::text(
        "the URL of the proxy to the cluster: http, https or socks5, without user name and path",
        &format!("({})://{HOST_PATTERN}{PORT_PATTERN}/*", SCHEMES.join("|")),
        &["http://proxy:3128", "socks5://10.0.0.8:1080/"],
    ),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{holds, refusal};

    #[test]
    fn laws() {
        holds::<ProxyUrl>(&[
            "",
            "proxy:3128",
            "socks5h://proxy:1080",
            "ftp://proxy",
            "http://proxy:3128/path",
            "http://user:pw@proxy:3128",
            "http://proxy:99999",
            "http://${PROXY}",
        ]);
    }

    #[test]
    fn a_password_is_refused_and_not_repeated() {
        let malformed = refusal::<ProxyUrl>("http://user:hunter2@proxy:3128");
        assert!(!format!("{malformed:?}").contains("hunter2"));
        assert!(malformed.help.expect("help").contains("revoke"));
    }

    #[test]
    fn a_trailing_slash_goes() {
        let proxy: ProxyUrl = "http://proxy:3128/".parse().expect("a proxy");
        assert_eq!(proxy.as_str(), "http://proxy:3128");
    }
}
