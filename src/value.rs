//! The values that an environment file is made of.
//!
//! Each type is parsed once, at the edge, by its one `FromStr`; holding a value is the proof that
//! it is well formed. What cannot be meant is refused with a way to put it right, and what another
//! tool prints is accepted in the form in which it prints it.
//!
//! What stays true: a value that `FromStr` accepts passes the type's JSON Schema; the text that a
//! value displays parses to the same value; no message repeats a secret.

use std::fmt;
use std::str::FromStr;

use crate::finding::Code;

#[macro_use]
mod newtype;

mod argo_version;
mod arm_id;
pub mod ca;
mod cron;
pub mod date;
mod domain;
mod duration;
mod free_text;
mod guid;
mod host;
mod key_vault;
mod label;
#[cfg(test)]
mod law;
mod name;
mod oidc;
pub(crate) mod placeholder;
mod project;
mod proxy_url;
mod rbac;
mod resource_id;
mod schema;
mod server_url;
mod shard;
mod shown;
mod time_zone;
mod url;
mod word;

pub use self::argo_version::ArgoVersion;
pub use self::arm_id::ArmId;
pub use self::cron::CronSchedule;
pub use self::domain::Domain;
pub use self::duration::GoDuration;
pub(crate) use self::duration::{is_go_duration, is_span};
pub use self::free_text::{FilePath, FreeText, ServerHostName};
pub use self::guid::{ClientId, GroupId, Guid, PrincipalId, TenantId};
pub use self::key_vault::KeyVaultCertificateUri;
pub use self::label::{AnnotationKey, LabelKey, LabelValue};
pub use self::name::{
    Dns1123Label, Dns1123Subdomain, EnvironmentName, NamespaceName, ObjectName, ProjectName, TargetName,
};
pub use self::oidc::{Audience, OidcIssuer};
pub(crate) use self::placeholder::has_placeholder;
pub use self::project::{NamespacePattern, SourceRepo};
pub use self::proxy_url::ProxyUrl;
pub use self::rbac::{DefaultRole, DisplayName, RbacSubject, RoleName};
pub use self::resource_id::{DnsZoneId, ManagedClusterId, UserAssignedIdentityId};
pub(crate) use self::schema::any_case;
pub use self::server_url::{IN_CLUSTER_SERVER, ServerUrl};
pub use self::shard::Shard;
pub(crate) use self::shown::{hide_secrets, is_invisible, shown};
pub use self::time_zone::may_be_time_zone;
pub(crate) use self::word::empty_subject;

#[cfg(test)]
pub(crate) use self::law::{accepts, exact, holds, refusal};

/// A value written as one YAML string.
pub trait Text: FromStr<Err = Malformed> {
    /// The code of the finding when a text is refused.
    const CODE: Code = Code::MalformedValue;
    /// Whether an unquoted number is read as the text that it was written as.
    const READS_NUMBERS: bool = false;

    /// The code of the finding when this text is refused, for types of which some mistakes have a code of their own.
    fn code_of(_text: &str) -> Code {
        Self::CODE
    }

    /// Returns the JSON Schema (draft-07 compatible) of the written form.
    ///
    /// It is as strict as a pattern can be without refusing what `FromStr` accepts, and carries a
    /// `description` and `examples`.
    fn schema() -> serde_json::Value;
}

/// Why a text is not a value of its type: what is wrong and how to put it right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// What is wrong, with the value in backticks; never a secret.
    pub message: String,
    /// How to put it right, where that is known.
    pub help: Option<String>,
}

impl Malformed {
    /// Returns a refusal that says what is wrong.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// Adds how to put it right.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Malformed {}
