//! The keys of `config`, their types, and since when Argo CD reads them.
//!
//! argo-cd `pkg/apis/application/v1alpha1/types.go`: `ClusterConfig`, `TLSClientConfig`, `AWSAuthConfig`,
//! `ExecProviderConfig`. A unit test holds the table against `schemas/cluster-config.json`.

use crate::value::ArgoVersion;

/// A key of an object in `config`.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What Go reads it into.
    pub kind: Kind,
    /// The first version that reads it, where that is a known one.
    pub since: Option<ArgoVersion>,
}

/// What Go reads a value into.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// `string`.
    Text,
    /// `bool`.
    Boolean,
    /// `[]byte`: a text in base64.
    Bytes,
    /// `[]string`.
    Texts,
    /// `map[string]string`.
    TextMap,
    /// A struct.
    Object(&'static [Key]),
    /// Anything: it is passed on as it is.
    Any,
}

/// The keys of `config` itself.
pub const CONFIG: [Key; 8] = [
    key("username", Kind::Text),
    key("password", Kind::Text),
    key("bearerToken", Kind::Text),
    key("tlsClientConfig", Kind::Object(&TLS)),
    key("awsAuthConfig", Kind::Object(&AWS)),
    key("execProviderConfig", Kind::Object(&EXEC)),
    key("disableCompression", Kind::Boolean),
    key("proxyUrl", Kind::Text),
];

const TLS: [Key; 5] = [
    key("insecure", Kind::Boolean),
    key("serverName", Kind::Text),
    key("certData", Kind::Bytes),
    key("keyData", Kind::Bytes),
    key("caData", Kind::Bytes),
];

const AWS: [Key; 3] = [key("clusterName", Kind::Text), key("roleARN", Kind::Text), key("profile", Kind::Text)];

const EXEC: [Key; 7] = [
    key("command", Kind::Text),
    key("args", Kind::Texts),
    key("env", Kind::TextMap),
    key("apiVersion", Kind::Text),
    key("installHint", Kind::Text),
    since(ArgoVersion::V3_5, key("provideClusterInfo", Kind::Boolean)),
    since(ArgoVersion::V3_5, key("config", Kind::Any)),
];

/// Names that other files have for these things: kubeconfigs, Terraform, older guides.
const ELSEWHERE: [(&str, &str); 13] = [
    ("certificate-authority-data", "caData"),
    ("certificateAuthorityData", "caData"),
    ("ca", "caData"),
    ("client-certificate-data", "certData"),
    ("client-key-data", "keyData"),
    ("insecure-skip-tls-verify", "insecure"),
    ("tls-server-name", "serverName"),
    ("proxy-url", "proxyUrl"),
    ("token", "bearerToken"),
    ("exec", "execProviderConfig"),
    ("awsAuth", "awsAuthConfig"),
    ("disable-compression", "disableCompression"),
    ("tls", "tlsClientConfig"),
];

const fn key(name: &'static str, kind: Kind) -> Key {
    Key { name, kind, since: None }
}

const fn since(version: ArgoVersion, key: Key) -> Key {
    Key { since: Some(version), ..key }
}

/// The key of a table that Go takes a written key for.
pub fn find(keys: &'static [Key], written: &str) -> Option<&'static Key> {
    keys.iter().find(|key| key.name.eq_ignore_ascii_case(written))
}

/// The object in `config` that has a key, and how the key is called there; `config` itself for its own keys.
///
/// Only for keys that say by their name what they are: `config` and `profile` could be anything.
pub fn home_of(written: &str) -> Option<(&'static str, &'static str)> {
    let name = ELSEWHERE.iter().find(|(other, _)| *other == written).map_or(written, |(_, name)| name);
    let objects = CONFIG.iter().filter_map(|key| match key.kind {
        Kind::Object(keys) => Some((key.name, keys)),
        _ => None,
    });
    let mut homes = objects.chain([("config", &CONFIG[..])]);
    homes.find_map(|(home, keys)| {
        let key = keys.iter().find(|key| key.name.eq_ignore_ascii_case(name))?;
        (!["config", "profile", "env"].contains(&key.name)).then_some((home, key.name))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The names of a table, and of the tables in it.
    fn names(keys: &[Key]) -> Vec<&'static str> {
        keys.iter().map(|key| key.name).collect()
    }

    fn properties(schema: &Value) -> Vec<String> {
        schema["properties"].as_object().expect("it has properties").keys().cloned().collect()
    }

    #[test]
    fn the_table_has_the_keys_of_the_schema() {
        let schema: Value =
            serde_json::from_str(include_str!("../../../schemas/cluster-config.json")).expect("it is JSON");
        assert_eq!(names(&CONFIG), properties(&schema));
        for (table, definition) in
            [(&TLS[..], "TLSClientConfig"), (&AWS, "AWSAuthConfig"), (&EXEC, "ExecProviderConfig")]
        {
            assert_eq!(names(table), properties(&schema["definitions"][definition]));
        }
    }

    #[test]
    fn names_from_elsewhere_lead_to_keys() {
        for (other, name) in ELSEWHERE {
            assert_eq!(home_of(other).map(|(_, found)| found), Some(name), "{other}");
        }
        assert_eq!(home_of("caData"), Some(("tlsClientConfig", "caData")));
        assert_eq!(home_of("bearertoken"), Some(("config", "bearerToken")));
        assert_eq!(home_of("profile"), None);
    }
}
