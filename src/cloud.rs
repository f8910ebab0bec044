//! The Azure clouds: one table, so that authority, issuer, audience and DNS suffixes move together.
//!
//! A cloud is one row; everything that depends on the cloud is read from it. An unknown name is
//! refused here, because `argocd-k8s-auth` takes it for the public cloud in silence.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use crate::value::{Malformed, TenantId, Text, any_case, shown};

/// A cloud in which AKS runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cloud {
    /// The public cloud.
    #[default]
    Public,
    /// Azure for the government of the United States.
    UsGovernment,
    /// Azure in China, operated by 21Vianet.
    China,
}

/// What depends on the cloud. Hosts and suffixes are in lower case, without a leading dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloudFacts {
    /// The name in the environment file.
    pub name: &'static str,
    /// Other names that Azure's tools print, read in any case.
    pub aliases: &'static [&'static str],
    /// The value of `AAD_ENVIRONMENT_NAME` (kubelogin).
    pub environment_name: &'static str,
    /// The value of `AZURE_AUTHORITY_HOST`, with its trailing slash, which older versions of
    /// `argocd-k8s-auth` need.
    pub authority_host: &'static str,
    /// What stands before the tenant in the issuer of Entra tokens, with its trailing slash.
    pub issuer_base: &'static str,
    /// The audience of projected tokens and federated credentials.
    ///
    /// The AKS webhook projects this one in every cloud; the audiences with a cloud's suffix are
    /// for managed identities as credentials.
    pub federated_audience: &'static str,
    /// The domain that Azure's own services have in this cloud.
    pub domain: &'static str,
    /// The DNS domain of AKS API servers, behind the region.
    pub server_domain: &'static str,
    /// The zones in which this cloud publishes API servers.
    pub server_zones: &'static [ServerZone],
    /// The DNS suffix behind a key vault's name.
    pub key_vault_suffix: &'static str,
    /// The URL of Azure Resource Manager, without a trailing slash.
    pub resource_manager: &'static str,
    /// The URL of Microsoft Graph, without a trailing slash.
    pub graph: &'static str,
    /// The application id of the AKS Entra server, the audience of tokens for API servers.
    pub server_application_id: &'static str,
}

/// How an AKS API server is reached, as its DNS name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServerZone {
    /// A public name, `NAME.hcp.REGION.DOMAIN`.
    Public,
    /// A private endpoint, `NAME[.SUBZONE].privatelink.REGION.DOMAIN`.
    PrivateLink,
    /// The API server in the cluster's own virtual network, `NAME[.SUBZONE].private.REGION.DOMAIN`.
    VnetIntegration,
}

/// Where the name of an AKS API server places it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerPlace {
    /// The cloud to which the domain belongs.
    pub cloud: Cloud,
    /// How the server is reached.
    pub zone: ServerZone,
    /// The region, in lower case.
    pub region: String,
}

impl ServerZone {
    /// All zones.
    pub const ALL: [Self; 3] = [Self::Public, Self::PrivateLink, Self::VnetIntegration];

    /// Returns the DNS label of the zone.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Public => "hcp",
            Self::PrivateLink => "privatelink",
            Self::VnetIntegration => "private",
        }
    }
}

const AUDIENCE: &str = "api://AzureADTokenExchange";
const SERVER_APPLICATION: &str = "6dae42f8-4368-4678-94ff-3960e28e3630";

const PUBLIC: CloudFacts = CloudFacts {
    name: "AzurePublicCloud",
    aliases: &["AzureCloud", "AzurePublic"],
    environment_name: "AzurePublicCloud",
    authority_host: "https://login.microsoftonline.com/",
    issuer_base: "https://login.microsoftonline.com/",
    federated_audience: AUDIENCE,
    domain: "azure.com",
    server_domain: "azmk8s.io",
    server_zones: &ServerZone::ALL,
    key_vault_suffix: "vault.azure.net",
    resource_manager: "https://management.azure.com",
    graph: "https://graph.microsoft.com",
    server_application_id: SERVER_APPLICATION,
};

const US_GOVERNMENT: CloudFacts = CloudFacts {
    name: "AzureUSGovernmentCloud",
    aliases: &["AzureUSGovernment"],
    environment_name: "AzureUSGovernmentCloud",
    authority_host: "https://login.microsoftonline.us/",
    issuer_base: "https://login.microsoftonline.us/",
    federated_audience: AUDIENCE,
    domain: "azure.us",
    server_domain: "cx.aks.containerservice.azure.us",
    server_zones: &[ServerZone::Public, ServerZone::PrivateLink],
    key_vault_suffix: "vault.usgovcloudapi.net",
    resource_manager: "https://management.usgovcloudapi.net",
    graph: "https://graph.microsoft.us",
    server_application_id: SERVER_APPLICATION,
};

const CHINA: CloudFacts = CloudFacts {
    name: "AzureChinaCloud",
    aliases: &[],
    environment_name: "AzureChinaCloud",
    authority_host: "https://login.chinacloudapi.cn/",
    issuer_base: "https://login.partner.microsoftonline.cn/",
    federated_audience: AUDIENCE,
    domain: "azure.cn",
    server_domain: "cx.prod.service.azk8s.cn",
    server_zones: &[ServerZone::Public, ServerZone::PrivateLink],
    key_vault_suffix: "vault.azure.cn",
    resource_manager: "https://management.chinacloudapi.cn",
    graph: "https://microsoftgraph.chinacloudapi.cn",
    server_application_id: SERVER_APPLICATION,
};

impl Cloud {
    /// Returns all clouds, the default first.
    #[must_use]
    pub const fn all() -> [Self; 3] {
        [Self::Public, Self::UsGovernment, Self::China]
    }

    /// Returns the cloud's row of the table.
    #[must_use]
    pub const fn facts(self) -> &'static CloudFacts {
        match self {
            Self::Public => &PUBLIC,
            Self::UsGovernment => &US_GOVERNMENT,
            Self::China => &CHINA,
        }
    }

    /// Returns the name in the environment file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.facts().name
    }

    /// Returns the issuer of a tenant's Entra tokens (version 2.0).
    #[must_use]
    pub fn issuer(self, tenant: &TenantId) -> String {
        format!("{}{tenant}/v2.0", self.facts().issuer_base)
    }

    /// Returns the DNS zone of API servers in a region, such as
    /// `privatelink.westeurope.azmk8s.io`.
    #[must_use]
    pub fn server_zone(self, zone: ServerZone, region: &str) -> String {
        format!("{}.{region}.{}", zone.label(), self.facts().server_domain)
    }
}

/// Returns the cloud to whose AKS API servers a host belongs, if it is a name of AKS.
#[must_use]
pub fn cloud_of_server(host: &str) -> Option<Cloud> {
    let host = host.to_ascii_lowercase();
    let belongs = |cloud: &Cloud| below(&host, cloud.facts().server_domain).is_some();
    Cloud::all().into_iter().find(belongs)
}

/// Returns the cloud whose Entra ID issues tokens under a URL, if it is one of Entra's.
#[must_use]
pub fn cloud_of_issuer(url: &str) -> Option<Cloud> {
    let url = format!("{}/", url.to_ascii_lowercase());
    let issues = |cloud: &Cloud| {
        let facts = cloud.facts();
        [facts.authority_host, facts.issuer_base].iter().any(|base| url.starts_with(base))
    };
    Cloud::all().into_iter().find(issues)
}

/// Returns the cloud to which the host of an AKS cluster's OIDC issuer belongs, if it is one of AKS.
#[must_use]
pub fn cloud_of_cluster_issuer(host: &str) -> Option<Cloud> {
    let (_, domain) = host.split_once("prod-aks.")?;
    Cloud::all().into_iter().find(|cloud| cloud.facts().domain == domain)
}

/// Returns the place that the name of an AKS API server tells; none for other hosts.
#[must_use]
pub fn server_place(host: &str) -> Option<ServerPlace> {
    let cloud = cloud_of_server(host)?;
    let host = host.to_ascii_lowercase();
    let labels = below(&host, cloud.facts().server_domain)?;
    let (rest, region) = labels.rsplit_once('.')?;
    let (_, label) = rest.rsplit_once('.')?;
    let zones = cloud.facts().server_zones.iter();
    let zone = zones.copied().find(|zone| zone.label() == label)?;
    let region = region.to_owned();
    Some(ServerPlace { cloud, zone, region })
}

/// Returns what stands before `.domain` in a host.
fn below<'a>(host: &'a str, domain: &str) -> Option<&'a str> {
    host.strip_suffix(domain)?.strip_suffix('.')
}

impl fmt::Display for Cloud {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Cloud {
    type Err = Malformed;

    /// Reads the name and its aliases in any case.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let is_called = |cloud: &Self| names(*cloud).any(|name| name.eq_ignore_ascii_case(text));
        Self::all().into_iter().find(is_called).ok_or_else(|| {
            let known = Self::all().map(|cloud| format!("`{cloud}`")).join(", ");
            Malformed::new(format!("{} is not a cloud", shown(text))).with_help(format!("write {known}"))
        })
    }
}

impl Text for Cloud {
    fn schema() -> Value {
        let names: Vec<String> = Self::all().into_iter().flat_map(names).map(any_case).collect();
        serde_json::json!({
            "description": "the Azure cloud; other names that Azure's tools print are accepted, in any case",
            "type": "string",
            "pattern": format!("^({})$", names.join("|")),
            "examples": Self::all().map(Self::as_str),
        })
    }
}

fn names(cloud: Cloud) -> impl Iterator<Item = &'static str> {
    let facts = cloud.facts();
    std::iter::once(facts.name).chain(facts.aliases.iter().copied())
}

#[cfg(test)]
mod tests;
