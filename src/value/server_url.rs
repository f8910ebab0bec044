//! The URL of a cluster's API server, exactly as Argo CD compares it.
//!
//! Applications name the URL letter by letter, so the port and the case of the host stay as
//! written; only trailing slashes go, as Argo CD drops them (`util/db/cluster.go`).

use std::str::FromStr;

use serde_json::Value;

use super::host::{Authority, HOST_PATTERN, PORT_PATTERN};
use super::shown::shown;
use super::{Malformed, Text, schema, url};

/// The URL under which Argo CD knows the cluster that it runs on
/// (`pkg/apis/application/v1alpha1/application_defaults.go`).
/// The server by which Argo CD knows its own cluster (`KubernetesInternalAPIServerAddr`).
pub const IN_CLUSTER_SERVER: &str = "https://kubernetes.default.svc";

const DEFAULT_PORT: u16 = 443;

/// The greatest length of the name of a Kubernetes object.
const LONGEST_NAME: usize = 253;

/// The URL of an API server: `https`, a host, perhaps a port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerUrl {
    text: String,
    authority: Authority,
}

as_written!(ServerUrl);

impl ServerUrl {
    /// Returns the host as written; an IPv6 address stands in its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.authority.host
    }

    /// Returns the port, 443 where none is written.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.authority.port.unwrap_or(DEFAULT_PORT)
    }

    /// Whether this is the cluster that Argo CD itself runs on.
    #[must_use]
    pub fn is_in_cluster(&self) -> bool {
        self.text == IN_CLUSTER_SERVER
    }

    /// Returns the form that all spellings of one address share: the host in lower case, the
    /// default port left out.
    ///
    /// Argo CD itself takes `https://h` and `https://h:443` for two clusters.
    #[must_use]
    pub fn normalised(&self) -> String {
        let host = self.authority.normalised_host();
        match self.port() {
            DEFAULT_PORT => format!("https://{host}"),
            port => format!("https://{host}:{port}"),
        }
    }

    /// Returns the name that `argocd cluster add` gives the cluster Secret of this server, so that
    /// both converge on one object (`URIToSecretName` in `util/db/secrets.go`).
    ///
    /// A DNS-1123 subdomain: a host that is too long for it is cut, where Argo CD would fail; the
    /// hash of the whole URL still tells such names apart.
    #[must_use]
    pub fn cluster_secret_name(&self) -> String {
        secret_name(&self.authority, &self.text)
    }
}

impl FromStr for ServerUrl {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let url = url::parse(text, &["https"])?;
        url::nothing_after_host(&url, text)?;
        let authority = url.authority;
        let text = text.trim_end_matches('/').to_owned();
        refuse_other_in_cluster(&authority, &text)?;
        refuse_portal(&authority.host)?;
        Ok(Self { text, authority })
    }
}

impl Text for ServerUrl {
    const CODE: crate::finding::Code = crate::finding::Code::ServerUrl;

    fn schema() -> Value {
        schema::text(
            "the URL of the cluster's API server, https only: host and perhaps port",
            &format!("https://{HOST_PATTERN}{PORT_PATTERN}/*"),
            &[
                "https://dev-abc.privatelink.westeurope.azmk8s.io:443",
                "https://dev-abc.hcp.westeurope.azmk8s.io/",
                "https://10.0.0.4:6443",
                "https://[2001:db8::1]:6443",
                IN_CLUSTER_SERVER,
            ],
        )
    }
}

/// Refuses other names of the hub's own API server: Argo CD would take them for another cluster.
fn refuse_other_in_cluster(authority: &Authority, text: &str) -> Result<(), Malformed> {
    let host = authority.normalised_host();
    let service =
        host == "kubernetes.default" || host == "kubernetes.default.svc" || host.starts_with("kubernetes.default.svc.");
    if service && text != IN_CLUSTER_SERVER {
        let message = format!("{} is not how Argo CD names its own cluster", shown(text));
        return Err(Malformed::new(message).with_help(format!("write `{IN_CLUSTER_SERVER}`")));
    }
    Ok(())
}

/// Refuses the address that AKS keeps for the Azure portal (`azurePortalFqdn`).
fn refuse_portal(host: &str) -> Result<(), Malformed> {
    if host.to_ascii_lowercase().contains(".portal.hcp.") {
        let message = format!("{} is reserved for the Azure portal", shown(host));
        return Err(Malformed::new(message)
            .with_help("write the cluster's `privateFqdn` or `fqdn`, as `az aks show` prints it"));
    }
    Ok(())
}

fn secret_name(authority: &Authority, uri: &str) -> String {
    let hash = fnv32a(uri.as_bytes()).to_string();
    let host = authority.normalised_host().replace(':', "-");
    let host = host.trim_matches(['[', ']']);
    let room = LONGEST_NAME - "cluster--".len() - hash.len();
    let host = host.get(..room).unwrap_or(host).trim_end_matches('.');
    format!("cluster-{host}-{hash}")
}

/// The 32-bit FNV-1a hash, as Go's `hash/fnv` computes it.
fn fnv32a(bytes: &[u8]) -> u32 {
    let step = |hash: u32, byte: &u8| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    bytes.iter().fold(0x811c_9dc5, step)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::{Dns1123Subdomain, accepts, holds, refusal};

    fn server(text: &str) -> ServerUrl {
        text.parse().expect("a server URL")
    }

    #[test]
    fn laws() {
        holds::<ServerUrl>(&[
            "",
            "dev.example.com",
            "http://dev.example.com",
            "HTTPS://dev.example.com",
            "https://",
            "https://dev.example.com/api",
            "https://dev.example.com?x=1",
            "https://dev.example.com#x",
            "https://me:pw@dev.example.com",
            "https://dev.example.com:0",
            "https://dev.example.com:",
            "https://dev example.com",
            "https://<fqdn>:443",
            "https://bücher.example",
            "https://dev.example.com.",
            "https://x-priv.portal.hcp.westeurope.azmk8s.io",
            "arn:aws:eks:eu-west-1:1:cluster/x",
        ]);
    }

    #[test]
    fn only_trailing_slashes_go() {
        let url = server("https://Dev.example.com:443//");
        assert_eq!(url.as_str(), "https://Dev.example.com:443");
        assert_eq!((url.host(), url.port()), ("Dev.example.com", 443));
    }

    #[test]
    fn spellings_of_one_address_normalise_alike() {
        let spellings = ["https://DEV.example.com", "https://dev.example.com:443/"];
        for text in spellings {
            assert_eq!(server(text).normalised(), "https://dev.example.com");
        }
        let other = server("https://dev.example.com:6443").normalised();
        assert_eq!(other, "https://dev.example.com:6443");
    }

    #[test]
    fn the_hub_has_one_spelling() {
        assert!(server(IN_CLUSTER_SERVER).is_in_cluster());
        assert!(server("https://kubernetes.default.svc/").is_in_cluster());
        assert!(!server("https://dev.example.com").is_in_cluster());
        let others = [
            "https://kubernetes.default.svc:443",
            "https://kubernetes.default.svc.cluster.local",
            "https://Kubernetes.default.svc",
            "https://kubernetes.default",
        ];
        for other in others {
            let help = refusal::<ServerUrl>(other).help;
            assert_eq!(help, Some(format!("write `{IN_CLUSTER_SERVER}`")));
        }
    }

    #[test]
    fn a_path_leads_to_the_url_without_it() {
        let help = refusal::<ServerUrl>("https://dev.example.com:443/k8s/").help;
        assert_eq!(help.as_deref(), Some("write `https://dev.example.com:443`"));
    }

    #[test]
    fn credentials_are_not_repeated() {
        for text in ["https://me:hunter2@h", "https://me:hunter2/x@h"] {
            let malformed = refusal::<ServerUrl>(text);
            assert!(!format!("{malformed:?}").contains("hunter2"));
        }
    }

    /// The vectors of Argo CD's own test (`util/db/cluster_test.go`), whose form is independent of
    /// the scheme, and two of private AKS clusters, computed by Argo CD.
    #[test]
    fn secret_names_are_those_of_argo_cd() {
        let vectors = [
            ("http://foo", "cluster-foo-752281925"),
            (
                "http://thelongestdomainnameintheworld.argocd-project.com:3000",
                "cluster-thelongestdomainnameintheworld.argocd-project.com-2721640553",
            ),
            ("http://[FE80::1FF:FE23:4567:890A]:8000", "cluster-fe80--1ff-fe23-4567-890a-682802007"),
            (
                "https://dev-abc.123.privatelink.westeurope.azmk8s.io:443",
                "cluster-dev-abc.123.privatelink.westeurope.azmk8s.io-2768188403",
            ),
            (
                "https://dev-abc.123.privatelink.westeurope.azmk8s.io",
                "cluster-dev-abc.123.privatelink.westeurope.azmk8s.io-2011877852",
            ),
        ];
        for (uri, name) in vectors {
            let (_, authority) = uri.split_once("://").expect("a scheme");
            let authority = Authority::parse(authority).expect("an authority");
            assert_eq!(secret_name(&authority, uri), name);
        }
    }

    #[test]
    fn the_name_of_an_overlong_host_is_cut_and_still_distinct() {
        let host = vec!["a".repeat(49); 5].join(".");
        let names = [&host, &format!("{host}:6443")]
            .map(|authority| server(&format!("https://{authority}")).cluster_secret_name());
        assert_ne!(names[0], names[1]);
        for name in names {
            assert!(name.len() <= LONGEST_NAME, "{}", name.len());
            name.parse::<Dns1123Subdomain>().expect("a name");
        }
    }

    /// Wherever the cut falls, also behind a dot.
    #[test]
    fn a_cut_name_has_no_empty_label() {
        let host = vec!["a"; 126].join(".");
        for port in 1..40 {
            let name = server(&format!("https://{host}:{port}")).cluster_secret_name();
            name.parse::<Dns1123Subdomain>().expect("a name");
        }
    }

    #[test]
    fn ports_and_labels_at_the_edge_are_accepted() {
        let ports = [1, 9, 10, 9999, 10000, 59999, 60000, 64999, 65000, 65499, 65500, 65529, 65535];
        let label = "a".repeat(63);
        let urls = ports.map(|port| format!("https://{label}.{label}:{port}"));
        accepts::<ServerUrl>(&urls.each_ref().map(String::as_str));
    }

    proptest! {
        #[test]
        fn every_secret_name_is_a_dns_name(
            host in r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){0,5}[a-z]{2,9}",
            port in proptest::option::of(1_u16..),
        ) {
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            if let Ok(server) = format!("https://{host}{port}").parse::<ServerUrl>() {
                let name = server.cluster_secret_name();
                prop_assert!(name.parse::<Dns1123Subdomain>().is_ok(), "{}", name);
            }
        }

        #[test]
        fn every_ipv6_secret_name_is_a_dns_name(address in any::<std::net::Ipv6Addr>()) {
            let name = server(&format!("https://[{address}]")).cluster_secret_name();
            prop_assert!(name.parse::<Dns1123Subdomain>().is_ok(), "{}", name);
        }
    }
}
