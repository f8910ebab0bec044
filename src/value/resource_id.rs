//! Resource ids of the three types that an environment file names.

use std::str::FromStr;

use serde_json::Value;

use super::arm_id::id_pattern;
use super::guid::Guid;
use super::shown::shown;
use super::{ArmId, Malformed, Text, any_case, schema};

/// Declares the id of a resource whose type is one of `types` and whose name matches `name`.
macro_rules! resource_id {
    (
        $(#[$attribute:meta])* $id:ident,
        types = $types:expr, name = $name:expr, pattern = $pattern:expr,
        description = $description:literal, example = $example:literal $(,)?
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $id {
            id: ArmId,
        }

        impl $id {
            /// Returns the id as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.id.as_str()
            }

            /// Returns the id as that of any resource.
            #[must_use]
            pub fn arm_id(&self) -> &ArmId {
                &self.id
            }

            /// Returns the subscription's id.
            #[must_use]
            pub fn subscription(&self) -> &Guid {
                self.id.subscription()
            }

            /// Returns the resource group's name as written.
            #[must_use]
            pub fn resource_group(&self) -> &str {
                self.id.resource_group()
            }

            /// Returns the resource's name as written.
            #[must_use]
            pub fn name(&self) -> &str {
                self.id.name()
            }

            /// Returns the form that all spellings of one id share.
            #[must_use]
            pub fn normalised(&self) -> String {
                self.id.normalised()
            }
        }

        impl std::fmt::Display for $id {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl FromStr for $id {
            type Err = Malformed;

            fn from_str(text: &str) -> Result<Self, Malformed> {
                let id = text.parse()?;
                expect_type(&id, &$types)?;
                expect_name(&id, $name)?;
                Ok(Self { id })
            }
        }

        impl Text for $id {
            const CODE: crate::finding::Code = crate::finding::Code::ArmId;

            fn schema() -> Value {
                let types = $types.map(any_case).join("|");
                let pattern = id_pattern(&format!("({types})/{}", $pattern));
                let example = concat!(
                    "/subscriptions/3f2504e0-4f89-41d3-9a0c-0305e82c3301/resourceGroups/rg-hub/providers/",
                    $example
                );
                schema::text($description, &pattern, &[example])
            }
        }
    };
}

resource_id! {
    /// The id of an AKS cluster.
    ManagedClusterId,
    types = ["Microsoft.ContainerService/managedClusters"],
    name = is_cluster_name,
    pattern = "[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?",
    description = "the resource id of an AKS cluster",
    example = "Microsoft.ContainerService/managedClusters/aks-hub",
}

resource_id! {
    /// The id of a user-assigned managed identity.
    UserAssignedIdentityId,
    types = ["Microsoft.ManagedIdentity/userAssignedIdentities"],
    name = is_identity_name,
    pattern = "[A-Za-z0-9][A-Za-z0-9_-]{2,127}",
    description = "the resource id of a user-assigned managed identity",
    example = "Microsoft.ManagedIdentity/userAssignedIdentities/id-argocd",
}

resource_id! {
    /// The id of a public or private DNS zone.
    DnsZoneId,
    types = [PUBLIC_ZONE, PRIVATE_ZONE],
    name = is_zone_name,
    pattern = "[A-Za-z0-9_-]{1,63}([.][A-Za-z0-9_-]{1,63})+",
    description = "the resource id of a DNS zone, public or private",
    example = "Microsoft.Network/dnsZones/example.com",
}

const PUBLIC_ZONE: &str = "Microsoft.Network/dnsZones";
const PRIVATE_ZONE: &str = "Microsoft.Network/privateDnsZones";

impl DnsZoneId {
    /// Whether the zone is private, that is, answers only in linked networks.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.id.resource_type().eq_ignore_ascii_case(PRIVATE_ZONE)
    }

    /// Returns the DNS name of the zone as written.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        self.id.name()
    }
}

fn expect_type(id: &ArmId, types: &[&str]) -> Result<(), Malformed> {
    let found = id.resource_type();
    if types.iter().any(|known| known.eq_ignore_ascii_case(found)) {
        return Ok(());
    }
    let expected: Vec<String> = types.iter().map(|known| format!("`{known}`")).collect();
    let expected = expected.join(" or ");
    let message = format!("the id names a {}, not a {expected}", shown(found));
    Err(Malformed::new(message).with_help(format!("write the id of a {expected}")))
}

fn expect_name(id: &ArmId, is_name: fn(&str) -> bool) -> Result<(), Malformed> {
    if is_name(id.name()) {
        return Ok(());
    }
    let (name, kind) = (shown(id.name()), shown(id.resource_type()));
    Err(Malformed::new(format!("{name} cannot be the name of a {kind}"))
        .with_help("copy the id as `az resource show` prints it"))
}

/// 1 to 63 letters, digits, underscores and hyphens, a letter or digit at both ends.
fn is_cluster_name(name: &str) -> bool {
    let end = |end: Option<char>| end.is_some_and(|c| c.is_ascii_alphanumeric());
    name.len() <= 63 && is_word(name) && end(name.chars().next()) && end(name.chars().last())
}

/// 3 to 128 letters, digits, underscores and hyphens, a letter or digit first.
fn is_identity_name(name: &str) -> bool {
    (3..=128).contains(&name.len()) && is_word(name) && !name.starts_with(['_', '-'])
}

/// At least two labels of 1 to 63 letters, digits, underscores and hyphens.
fn is_zone_name(name: &str) -> bool {
    let label = |label: &str| (1..=63).contains(&label.len()) && is_word(label);
    name.len() <= 253 && name.contains('.') && name.split('.').all(label)
}

fn is_word(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{accepts, holds, refusal};

    const BASE: &str = "/subscriptions/3f2504e0-4f89-41d3-9a0c-0305e82c3301/resourcegroups/rg/providers";

    fn refused(kinds: &[&str]) -> Vec<String> {
        kinds.iter().map(|kind| format!("{BASE}/{kind}")).collect()
    }

    fn holds_and_refuses<T>(kinds: &[&str])
    where
        T: Text + std::fmt::Display + std::fmt::Debug + PartialEq,
    {
        let refused = refused(kinds);
        let refused: Vec<&str> = refused.iter().map(String::as_str).collect();
        holds::<T>(&refused);
    }

    #[test]
    fn laws() {
        holds_and_refuses::<ManagedClusterId>(&[
            "Microsoft.Kubernetes/connectedClusters/x",
            "Microsoft.ContainerService/managedClusters/-x",
            "Microsoft.ContainerService/managedClusters/x/agentPools/y",
        ]);
        holds_and_refuses::<UserAssignedIdentityId>(&[
            "Microsoft.ContainerService/managedClusters/x",
            "Microsoft.ManagedIdentity/userAssignedIdentities/ab",
        ]);
        holds_and_refuses::<DnsZoneId>(&["Microsoft.Network/virtualNetworks/x", "Microsoft.Network/dnsZones/example"]);
    }

    #[test]
    fn names_at_the_edge_are_accepted() {
        let id = |kind: &str, name: &str| format!("{BASE}/{kind}/{name}");
        let cluster = "Microsoft.ContainerService/managedClusters";
        let identity = "Microsoft.ManagedIdentity/userAssignedIdentities";
        accepts::<ManagedClusterId>(&[&id(cluster, "a"), &id(cluster, &"a".repeat(63))]);
        accepts::<UserAssignedIdentityId>(&[&id(identity, "a_-"), &id(identity, &"a".repeat(128))]);
        accepts::<DnsZoneId>(&[&id(PRIVATE_ZONE, &format!("_a.{}", "b".repeat(63)))]);
    }

    #[test]
    fn a_wrong_type_is_named_beside_the_right_one() {
        let text = format!("{BASE}/Microsoft.Network/virtualNetworks/x");
        let message = refusal::<ManagedClusterId>(&text).message;
        assert!(message.contains("`Microsoft.Network/virtualNetworks`"));
        assert!(message.contains("`Microsoft.ContainerService/managedClusters`"));
    }

    #[test]
    fn types_are_read_in_any_case() {
        let text = format!("{BASE}/microsoft.containerservice/MANAGEDCLUSTERS/aks");
        let cluster: ManagedClusterId = text.parse().expect("a cluster");
        assert_eq!((cluster.name(), cluster.resource_group()), ("aks", "rg"));
        assert_eq!(cluster.as_str(), text);
    }

    #[test]
    fn zones_are_public_or_private() {
        let zone = |kind: &str| -> DnsZoneId {
            let text = format!("{BASE}/Microsoft.Network/{kind}/a.example.com");
            text.parse().expect("a zone")
        };
        assert!(!zone("dnszones").is_private());
        assert!(zone("privatednszones").is_private());
        assert_eq!(zone("dnsZones").zone_name(), "a.example.com");
    }
}
