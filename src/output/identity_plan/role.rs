//! The built-in roles of Azure that the plan assigns (Azure documentation, "Azure built-in roles").

/// A built-in role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Everything in a cluster, by Azure RBAC.
    AksRbacClusterAdmin,
    /// Reads the contents of secrets, and so certificates with their keys.
    KeyVaultSecretsUser,
    /// Reads certificates with their keys.
    KeyVaultCertificateUser,
    /// Writes records of a public zone.
    DnsZoneContributor,
    /// Writes records of a private zone.
    PrivateDnsZoneContributor,
    /// Reads what there is.
    Reader,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [
        Self::AksRbacClusterAdmin,
        Self::KeyVaultSecretsUser,
        Self::KeyVaultCertificateUser,
        Self::DnsZoneContributor,
        Self::PrivateDnsZoneContributor,
        Self::Reader,
    ];

    /// What Azure calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AksRbacClusterAdmin => "Azure Kubernetes Service RBAC Cluster Admin",
            Self::KeyVaultSecretsUser => "Key Vault Secrets User",
            Self::KeyVaultCertificateUser => "Key Vault Certificate User",
            Self::DnsZoneContributor => "DNS Zone Contributor",
            Self::PrivateDnsZoneContributor => "Private DNS Zone Contributor",
            Self::Reader => "Reader",
        }
    }

    /// The id of its definition, the same in every tenant and cloud.
    pub const fn id(self) -> &'static str {
        match self {
            Self::AksRbacClusterAdmin => "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
            Self::KeyVaultSecretsUser => "4633458b-17de-408a-b874-0445c86b69e6",
            Self::KeyVaultCertificateUser => "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
            Self::DnsZoneContributor => "befefa01-2a29-4197-83a8-272ff33ce314",
            Self::PrivateDnsZoneContributor => "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
            Self::Reader => "acdd72a7-3385-48ef-bd42-f606fba81ae7",
        }
    }
}
