//! Issuers and audiences of federated credentials.
//!
//! Entra compares both letter by letter and accepts wrong ones in silence, so that they fail only
//! when a token is exchanged. Both are therefore kept exactly as written; each has at most 600
//! characters (Microsoft Entra, "considerations and restrictions for federated credentials").

use std::str::FromStr;

use serde_json::Value;

use super::host::{HOST_PATTERN, PORT_PATTERN};
use super::shown::shown;
use super::{Malformed, Text, schema, url, word};
use crate::cloud::cloud_of_issuer;

const LONGEST: usize = 600;

/// The host of AKS issuers of the older form; the newer ones are regions below it.
const AKS_ISSUERS: [&str; 2] = ["oidc.prod-aks.azure.com", ".oic.prod-aks.azure.com"];

/// The host of issuers of identity bindings, whose tokens kubelogin does not exchange.
const IDENTITY_BINDINGS: &str = "ib.oic.prod-aks.azure.com";

const DISCOVERY: &str = "/.well-known/openid-configuration";
const HINT: &str = "`az aks show -g GROUP -n NAME --query oidcIssuerProfile.issuerUrl -o tsv` prints \
                    the cluster's issuer";

/// The OIDC issuer of a cluster's service account tokens, kept exactly as written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OidcIssuer {
    text: String,
    host: String,
}

as_written!(OidcIssuer);

impl OidcIssuer {
    /// Returns the host, in lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether the issuer is one of AKS, which all end with a slash, and this one does not.
    #[must_use]
    pub fn lacks_trailing_slash(&self) -> bool {
        let aks = AKS_ISSUERS.iter().any(|known| self.host.ends_with(known));
        aks && !self.text.ends_with('/')
    }
}

impl FromStr for OidcIssuer {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let url = url::parse(text, &["https"])?;
        check_path(url.rest, text)?;
        if text.len() > LONGEST {
            return Err(word::too_long(text, LONGEST));
        }
        let host = url.authority.normalised_host();
        refuse_other_issuers(text, &host)?;
        let text = text.to_owned();
        Ok(Self { text, host })
    }
}

impl Text for OidcIssuer {
    fn schema() -> Value {
        let path = "(/[A-Za-z0-9._~!$&'()*+,;=:%/-]*)?";
        let schema = schema::text(
            "the OIDC issuer of the cluster's service account tokens, exactly as AKS prints it, with its trailing slash",
            &format!("https://{HOST_PATTERN}{PORT_PATTERN}{path}"),
            &[
                "https://westeurope.oic.prod-aks.azure.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/7c9e6679-7425-40de-944b-e07fc1f90ae7/",
                "https://oidc.prod-aks.azure.com/7c9e6679-7425-40de-944b-e07fc1f90ae7/",
            ],
        );
        schema::at_most(schema, LONGEST)
    }
}

fn check_path(path: &str, text: &str) -> Result<(), Malformed> {
    if path.contains(['?', '#']) {
        let message = format!("{} has a query or a fragment", shown(text));
        return Err(Malformed::new(message).with_help(HINT));
    }
    if path.ends_with(DISCOVERY) {
        let message = format!("{} is the issuer's discovery document", shown(text));
        return Err(Malformed::new(message)
            .with_help("write what its field `issuer` says, with the trailing slash if it has one"));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._~!$&'()*+,;=:%/-".contains(c);
    if path.chars().all(allowed) {
        Ok(())
    } else {
        let message = format!("{} has a character that no URL holds", shown(text));
        Err(Malformed::new(message).with_help(HINT))
    }
}

/// Refuses issuers of other tokens, which are easily taken for the cluster's.
fn refuse_other_issuers(text: &str, host: &str) -> Result<(), Malformed> {
    if cloud_of_issuer(text).is_some() {
        let message = format!("{} is where people sign in, not a cluster's issuer", shown(text));
        return Err(Malformed::new(message).with_help(HINT));
    }
    if host == IDENTITY_BINDINGS {
        let message = format!("{} is the issuer of an identity binding", shown(text));
        return Err(Malformed::new(message)
            .with_help(format!("the tokens of identity bindings are of no use to Argo CD; {HINT}")));
    }
    Ok(())
}

newtype! {
    /// The audience of a projected token and of the federated credential that accepts it.
    Audience,
    parse = |text| {
        word::one_word(text)?;
        if text.chars().count() <= LONGEST { Ok(text.to_owned()) } else { Err(word::too_long(text, LONGEST)) }
    },
    schema = schema::at_most(
        schema::text(
            "the audience of the federated credential; letters are compared case by case",
            r"[^\s]+",
            &["api://AzureADTokenExchange"],
        ),
        LONGEST,
    ),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{holds, refusal};

    #[test]
    fn laws() {
        holds::<OidcIssuer>(&[
            "",
            "http://oidc.prod-aks.azure.com/x/",
            "westeurope.oic.prod-aks.azure.com",
            "https://oidc.prod-aks.azure.com/x/?a=b",
            "https://oidc.prod-aks.azure.com/x/#a",
            "https://oidc.prod-aks.azure.com/<guid>/",
            "https://oidc.prod-aks.azure.com/x/.well-known/openid-configuration",
            "https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0",
            "https://ib.oic.prod-aks.azure.com/x/y",
            &format!("https://oidc.example.com/{}", "x".repeat(600)),
        ]);
        holds::<Audience>(&["", "api:// x", "<audience>", &"x".repeat(601)]);
    }

    #[test]
    fn the_trailing_slash_matters_on_hosts_of_aks_only() {
        let lacks = |text: &str| {
            let issuer: OidcIssuer = text.parse().expect("an issuer");
            issuer.lacks_trailing_slash()
        };
        assert!(lacks("https://westeurope.oic.prod-aks.azure.com/t/c"));
        assert!(lacks("https://OIDC.prod-aks.azure.com/c"));
        assert!(!lacks("https://westeurope.oic.prod-aks.azure.com/t/c/"));
        assert!(!lacks("https://oidc.example.com/c"));
        assert!(!lacks("https://evil-oic.prod-aks.azure.com.example.com/c"));
    }

    #[test]
    fn an_issuer_keeps_its_case() {
        let text = "https://WestEurope.oic.prod-aks.azure.com/T/";
        let issuer: OidcIssuer = text.parse().expect("an issuer");
        assert_eq!(issuer.as_str(), text);
        assert_eq!(issuer.host(), "westeurope.oic.prod-aks.azure.com");
    }

    #[test]
    fn the_sign_in_issuer_leads_to_the_command() {
        let text = "https://login.microsoftonline.us/x/v2.0";
        let help = refusal::<OidcIssuer>(text).help.expect("help");
        assert!(help.contains("oidcIssuerProfile.issuerUrl"));
    }
}
