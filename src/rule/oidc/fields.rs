//! What `oidc.config` has: argo-cd `util/settings/settings.go@v3.6.1`, `oidcConfig`, `OIDCConfig`, `AzureOIDCConfig`.

use crate::value::ArgoVersion;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A text; a number or boolean becomes one.
    Text,
    /// A text that is a duration.
    Duration,
    /// `true` or `false`.
    Boolean,
    /// A list of texts.
    Texts,
    /// A map from claims to what is asked of them.
    Claims,
    /// The fields of [`AZURE`].
    Azure,
}

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// The first version that has it, if not all known ones have.
    pub since: Option<ArgoVersion>,
}

const fn field(name: &'static str, holds: Holds) -> Field {
    Field { name, holds, since: None }
}

const fn since_3_5(name: &'static str, holds: Holds) -> Field {
    Field { name, holds, since: Some(ArgoVersion::V3_5) }
}

/// The fields at the top.
pub const TOP: [Field; 19] = [
    field("allowedAudiences", Holds::Texts),
    field("azure", Holds::Azure),
    field("cliClientID", Holds::Text),
    field("clientID", Holds::Text),
    field("clientSecret", Holds::Text),
    field("domainHint", Holds::Text),
    field("enablePKCEAuthentication", Holds::Boolean),
    field("enableUserInfoGroups", Holds::Boolean),
    field("issuer", Holds::Text),
    field("logoutURL", Holds::Text),
    field("name", Holds::Text),
    field("refreshTokenThreshold", Holds::Duration),
    field("requestedIDTokenClaims", Holds::Claims),
    field("requestedScopes", Holds::Texts),
    field("rootCA", Holds::Text),
    field("skipAudienceCheckWhenTokenHasNoAudience", Holds::Boolean),
    since_3_5("userInfoBaseURL", Holds::Text),
    field("userInfoCacheExpiration", Holds::Duration),
    field("userInfoPath", Holds::Text),
];

/// The fields below `azure`.
pub const AZURE: [Field; 4] = [
    since_3_5("enableUserGroupOverageClaim", Holds::Boolean),
    since_3_5("graphApiEndpoint", Holds::Text),
    field("useWorkloadIdentity", Holds::Boolean),
    since_3_5("userGroupOverageClaimCacheExpiration", Holds::Duration),
];

/// The fields of a claim (`util/oidc`, coreos/go-oidc's successor): what is asked of it.
pub const CLAIM: [Field; 3] =
    [field("essential", Holds::Boolean), field("value", Holds::Text), field("values", Holds::Texts)];

/// The field of a key, which Go finds in any case.
pub fn find<'f>(fields: &'f [Field], key: &str) -> Option<&'f Field> {
    fields.iter().find(|field| field.name.eq_ignore_ascii_case(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Schema, errors};

    #[test]
    fn our_own_schema_has_the_same_fields() {
        let azure: serde_json::Map<_, _> = AZURE.iter().map(|field| (field.name.to_owned(), sample(field))).collect();
        let mut config: serde_json::Map<_, _> =
            TOP.iter().filter(|field| field.holds != Holds::Azure).map(|f| (f.name.to_owned(), sample(f))).collect();
        config.insert("azure".to_owned(), azure.into());
        let found = errors(Schema::OidcConfig, &config.clone().into());
        assert!(found.is_empty(), "{found:?}");
        config.insert("other".to_owned(), "x".into());
        assert_eq!(errors(Schema::OidcConfig, &config.into()).len(), 1);
    }

    fn sample(field: &Field) -> serde_json::Value {
        match (field.holds, field.name) {
            (_, "graphApiEndpoint") => "https://graph.microsoft.com/v1.0".into(),
            (_, "rootCA") => "$ca".into(),
            (_, name) if name.ends_with("URL") => "https://x.example.com".into(),
            (_, "issuer") => "https://x.example.com".into(),
            (Holds::Text, _) => "x".into(),
            (Holds::Duration, _) => "5m".into(),
            (Holds::Boolean, _) => false.into(),
            (Holds::Texts, _) => vec!["x"].into(),
            (Holds::Claims | Holds::Azure, _) => serde_json::json!({}),
        }
    }
}
