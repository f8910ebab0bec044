//! Settings of the Microsoft.ArgoCD extension, in whatever holds them: the JSON map of `az k8s-extension`, what `az` shows,
//! ARM templates, Terraform's JSON, an `Extension` of Azure Service Operator.

use super::{Data, Datum};
use crate::document::{Content, Entry, Node};

/// The extension's settings as they go over the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtensionSettings {
    /// In the order in which they are written.
    pub settings: Vec<Setting>,
    /// Whether they are the protected ones, which Azure does not show again.
    pub is_protected: bool,
}

/// One setting.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The key as written, dots that belong to a name escaped.
    pub written: String,
    /// The names in it.
    pub path: Vec<String>,
    /// The key and the value, with their places.
    pub entry: Entry,
}

/// The first segments of keys that only settings of this extension have; some are of its first versions.
const BEGINNINGS: [&str; 9] = [
    "configs.",
    "config-maps.",
    "azure.workloadIdentity.",
    "workloadIdentity.",
    "redis-ha.",
    "redis-ha\\.",
    "deployWithHigh",
    "global.domain",
    "server.ingress.",
];

/// What an ARM, Terraform or custom resource calls the map of settings, and the protected one.
const MAPS: [(&str, bool); 4] = [
    ("configurationSettings", false),
    ("configuration_settings", false),
    ("configurationProtectedSettings", true),
    ("configuration_protected_settings", true),
];

impl ExtensionSettings {
    /// Every map of the extension's settings in a document that does not say what it is, or that is an ASO `Extension`.
    pub fn all_in(node: &Node) -> Vec<Self> {
        let mut found = Vec::new();
        if are_flat_settings(node) {
            found.push(Self::of(node, false));
        } else {
            collect(node, &mut found);
        }
        found
    }

    fn of(map: &Node, is_protected: bool) -> Self {
        let setting =
            |entry: &Entry| Setting { written: entry.key.clone(), path: path(&entry.key), entry: entry.clone() };
        Self { settings: map.entries().iter().map(setting).collect(), is_protected }
    }

    /// The settings below a prefix of names, as the keys of a ConfigMap: of `configs.cm.admin\.enabled`, `admin.enabled`.
    ///
    /// A key whose dots are not escaped becomes none.
    pub fn data(&self, prefix: [&str; 2]) -> Data {
        let below = self.settings.iter().filter(|setting| setting.path.len() == 3 && setting.path[..2] == prefix);
        let datum = |setting: &Setting| {
            let key = setting.path[2].clone();
            Datum { key, ..Datum::plain(&setting.entry) }
        };
        Data { entries: below.map(datum).collect() }
    }
}

/// The names in a key: split at dots that are not escaped.
fn path(key: &str) -> Vec<String> {
    let mut path = vec![String::new()];
    let mut characters = key.chars();
    while let Some(c) = characters.next() {
        let last = path.last_mut().expect("it has a segment from the start");
        match c {
            '.' => path.push(String::new()),
            '\\' => last.extend(characters.next()),
            other => last.push(other),
        }
    }
    path
}

/// Whether a map is one of the extension's settings: flat, with a key that nothing else has.
fn are_flat_settings(node: &Node) -> bool {
    let is_flat = |entry: &Entry| !matches!(entry.value.content, Content::Map(_) | Content::List(_));
    let entries = node.entries();
    entries.iter().any(|entry| BEGINNINGS.iter().any(|beginning| entry.key.starts_with(beginning)))
        && entries.iter().all(is_flat)
}

/// Adds the settings of each extension below a value; in `terraform output -json`, of each output that is a map of them.
fn collect(node: &Node, found: &mut Vec<ExtensionSettings>) {
    match &node.content {
        Content::List(items) => items.iter().for_each(|item| collect(item, found)),
        Content::Map(entries) if is_extension(node) => {
            for (entry, (_, is_protected)) in entries.iter().filter_map(|entry| Some((entry, map_called(&entry.key)?)))
            {
                found.push(ExtensionSettings::of(&entry.value, is_protected));
            }
            let properties = entries.iter().filter(|entry| entry.key == "properties");
            properties.for_each(|entry| collect_properties(&entry.value, found));
        }
        Content::Map(entries) => {
            for entry in entries {
                if entry.key == "value" && are_flat_settings(&entry.value) {
                    found.push(ExtensionSettings::of(&entry.value, false));
                } else {
                    collect(&entry.value, found);
                }
            }
        }
        _ => {}
    }
}

fn collect_properties(properties: &Node, found: &mut Vec<ExtensionSettings>) {
    for entry in properties.entries() {
        if let Some((_, is_protected)) = map_called(&entry.key) {
            found.push(ExtensionSettings::of(&entry.value, is_protected));
        }
    }
}

fn map_called(key: &str) -> Option<(&'static str, bool)> {
    MAPS.into_iter().find(|(name, _)| *name == key)
}

/// Whether a map is an extension of this type, itself or in its `properties`.
fn is_extension(node: &Node) -> bool {
    let is_ours = |node: &Node| {
        ["extensionType", "extension_type"]
            .into_iter()
            .filter_map(|key| node.get(key).and_then(Node::text))
            .any(|kind| kind.eq_ignore_ascii_case("Microsoft.ArgoCD"))
    };
    is_ours(node) || node.get("properties").is_some_and(is_ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_that_belong_to_a_name_are_escaped() {
        assert_eq!(path("configs.cm.oidc\\.config"), ["configs", "cm", "oidc.config"]);
        assert_eq!(path("redis-ha.enabled"), ["redis-ha", "enabled"]);
        assert_eq!(path("a\\"), ["a"]);
        assert_eq!(path(""), [""]);
    }
}
