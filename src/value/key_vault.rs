//! The certificate in Azure Key Vault that the ingress serves.
//!
//! The URI names no version: App Routing follows a renewed certificate only then.

use std::str::FromStr;

use serde_json::Value;

use super::shown::shown;
use super::{Malformed, Text, any_case, schema, url};
use crate::cloud::Cloud;

const LONGEST_NAME: usize = 127;

/// `https://VAULT.SUFFIX/certificates/NAME`, the host in lower case, without version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyVaultCertificateUri {
    text: String,
    vault: String,
    cloud: Cloud,
    name: String,
}

as_written!(KeyVaultCertificateUri);

impl KeyVaultCertificateUri {
    /// Returns the vault's name.
    #[must_use]
    pub fn vault(&self) -> &str {
        &self.vault
    }

    /// Returns the DNS suffix behind the vault's name, such as `vault.azure.net`.
    #[must_use]
    pub fn suffix(&self) -> &'static str {
        self.cloud.facts().key_vault_suffix
    }

    /// Returns the cloud to which the suffix belongs.
    #[must_use]
    pub fn cloud(&self) -> Cloud {
        self.cloud
    }

    /// Returns the certificate's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl FromStr for KeyVaultCertificateUri {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let url = url::parse(text, &["https"])?;
        if url.authority.port.is_some() {
            let message = format!("{} has a port", shown(text));
            return Err(Malformed::new(message).with_help("leave the port out"));
        }
        let (vault, cloud) = vault(&url.authority.host.to_ascii_lowercase())?;
        let host = format!("{vault}.{}", cloud.facts().key_vault_suffix);
        let name = certificate_name(url.rest, &host, text)?;
        Ok(Self { text: format!("https://{host}/certificates/{name}"), vault, cloud, name })
    }
}

impl Text for KeyVaultCertificateUri {
    fn schema() -> Value {
        let suffixes = Cloud::all().map(|cloud| any_case(cloud.facts().key_vault_suffix));
        let vault = "[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]";
        let suffixes = suffixes.join("|");
        schema::text(
            "the URI of a certificate in Azure Key Vault, without version",
            &format!("https://{vault}[.]({suffixes})/certificates/[A-Za-z0-9-]{{1,{LONGEST_NAME}}}/?"),
            &["https://contoso.vault.azure.net/certificates/argocd"],
        )
    }
}

fn vault(host: &str) -> Result<(String, Cloud), Malformed> {
    let (vault, suffix) = host.split_once('.').unwrap_or((host, ""));
    let of_suffix = |cloud: &Cloud| cloud.facts().key_vault_suffix == suffix;
    let Some(cloud) = Cloud::all().into_iter().find(of_suffix) else {
        let known = Cloud::all().map(|cloud| format!("`VAULT.{}`", cloud.facts().key_vault_suffix));
        return Err(Malformed::new(format!("{} is not the host of a key vault", shown(host)))
            .with_help(format!("write {}, also for a vault behind a private endpoint", known.join(", "))));
    };
    if is_vault_name(vault) {
        Ok((vault.to_owned(), cloud))
    } else {
        Err(Malformed::new(format!("{} is not a key vault's name", shown(vault)))
            .with_help("such a name has 3 to 24 letters, digits and single hyphens, a letter first"))
    }
}

fn is_vault_name(name: &str) -> bool {
    (3..=24).contains(&name.len())
        && is_word(name)
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && !name.ends_with('-')
        && !name.contains("--")
}

fn certificate_name(path: &str, host: &str, text: &str) -> Result<String, Malformed> {
    let path = path.strip_prefix('/').unwrap_or_default();
    let segments: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
    match segments.as_slice() {
        ["certificates", name] if is_certificate_name(name) => Ok((*name).to_owned()),
        ["certificates", name, version] if is_certificate_name(name) && is_word(version) => {
            let message = format!("{} names one version of the certificate", shown(text));
            let help = format!("write `https://{host}/certificates/{name}`, so that a renewed certificate is served");
            Err(Malformed::new(message).with_help(help))
        }
        [kind @ ("secrets" | "keys"), name, ..] if is_certificate_name(name) => {
            let message = format!("{} names one of the vault's {kind}", shown(text));
            Err(Malformed::new(message).with_help(format!("write `https://{host}/certificates/{name}`")))
        }
        _ => {
            let message = format!("{} does not name a certificate", shown(text));
            Err(Malformed::new(message).with_help(format!("write `https://{host}/certificates/NAME`")))
        }
    }
}

fn is_certificate_name(name: &str) -> bool {
    (1..=LONGEST_NAME).contains(&name.len()) && is_word(name)
}

fn is_word(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !text.is_empty() && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{accepts, holds, refusal};

    const PLAIN: &str = "https://contoso.vault.azure.net/certificates/argocd";

    #[test]
    fn laws() {
        holds::<KeyVaultCertificateUri>(&[
            "",
            "contoso",
            "http://contoso.vault.azure.net/certificates/argocd",
            "https://contoso.vault.azure.com/certificates/argocd",
            "https://contoso.privatelink.vaultcore.azure.net/certificates/argocd",
            "https://vault.azure.net/certificates/argocd",
            "https://con--toso.vault.azure.net/certificates/argocd",
            "https://contoso.vault.azure.net:443/certificates/argocd",
            "https://contoso.vault.azure.net",
            "https://contoso.vault.azure.net/certificates",
            "https://contoso.vault.azure.net/certificates/a_b",
            "https://contoso.vault.azure.net/certificates/argocd?x=y",
            "https://contoso.vault.azure.net?/certificates/argocd",
            "https://contoso.vault.azure.net#/certificates/argocd",
            "https://contoso.vault.azure.net/certificates//argocd",
            "https://contoso.vault.azure.net/certificates/argocd//",
            "https://<vault>.vault.azure.net/certificates/argocd",
        ]);
    }

    #[test]
    fn names_at_the_edge_are_accepted() {
        let longest = format!("https://{}.vault.azure.net/certificates/{}", "v".repeat(24), "c".repeat(127));
        accepts::<KeyVaultCertificateUri>(&[&longest, "https://abc.VAULT.usgovcloudapi.net/certificates/1"]);
    }

    #[test]
    fn parts_are_read() {
        let text = "https://Contoso.vault.azure.cn/certificates/argocd/";
        let uri: KeyVaultCertificateUri = text.parse().expect("a URI");
        assert_eq!(uri.as_str(), "https://contoso.vault.azure.cn/certificates/argocd");
        assert_eq!((uri.vault(), uri.name()), ("contoso", "argocd"));
        assert_eq!((uri.suffix(), uri.cloud()), ("vault.azure.cn", Cloud::China));
    }

    #[test]
    fn other_uris_of_the_vault_lead_to_the_certificate() {
        let others = [
            format!("{PLAIN}/0123456789abcdef0123456789abcdef"),
            "https://contoso.vault.azure.net/secrets/argocd".to_owned(),
            "https://contoso.vault.azure.net/keys/argocd/0123".to_owned(),
        ];
        for other in others {
            let help = refusal::<KeyVaultCertificateUri>(&other).help.expect("help");
            assert!(help.contains(&format!("`{PLAIN}`")), "{help}");
        }
    }
}
