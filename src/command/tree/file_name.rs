//! The name of an object's file: `secret-cluster-dev_argocd.yaml`.
//!
//! Keeps true: two objects that differ in kind, namespace or name have files that differ by more than case; an object's
//! file name depends on that object alone; every system can hold it. Kinds are compared without case, as kubectl does.

use super::index::sha256;

/// The most bytes of a name, so that backups, archives and encrypted file systems hold it too.
const MOST_BYTES: usize = 200;

/// Hexadecimal digits of the hash that keeps unusual objects apart.
const HASH_DIGITS: usize = 12;

/// The file name of an object: `<kind>-<name>.<extension>`, or `<kind>-<name>_<namespace>.<extension>`, in lower case.
///
/// Where that would not be safe or not be the object's alone (RBAC names such as `system:node` may hold any character;
/// two names may differ by case; a name may be too long), other characters become `-`, the text is cut, and `__` and a
/// hash of kind, namespace and name follow: `clusterrole-system-node__331e0e6a0758.yaml`.
pub fn file_name(kind: &str, namespace: Option<&str>, name: &str, extension: &str) -> String {
    let kind = kind.to_lowercase();
    let stem = match namespace {
        Some(namespace) => format!("{kind}-{name}_{namespace}"),
        None => format!("{kind}-{name}"),
    };
    let is_plain = is_plain(&kind, namespace, name) && stem.len() + 1 + extension.len() <= MOST_BYTES;
    if is_plain { format!("{stem}.{extension}") } else { hashed(&stem, &hash(&kind, namespace, name), extension) }
}

/// Whether the parts can be told apart again in the joined text: the kind ends at the first `-`, the namespace begins
/// behind the last `_`.
fn is_plain(kind: &str, namespace: Option<&str>, name: &str) -> bool {
    let holds = |text: &str, also: &[u8]| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || also.contains(&byte))
    };
    holds(kind, b"") && namespace.is_none_or(|namespace| holds(namespace, b"-")) && holds(name, b"-.")
}

/// A readable text that need not be the object's alone, and the hash that is. A plain name never holds `__`.
fn hashed(stem: &str, hash: &str, extension: &str) -> String {
    let room = MOST_BYTES.saturating_sub("__".len() + HASH_DIGITS + ".".len() + extension.len());
    let readable: String = stem.chars().map(safe).take(room).collect();
    format!("{}__{hash}.{extension}", readable.trim_end_matches(['_', '-', '.']))
}

fn safe(character: char) -> char {
    match character.to_ascii_lowercase() {
        safe @ ('a'..='z' | '0'..='9' | '-' | '.' | '_') => safe,
        _ => '-',
    }
}

/// NUL separates, and stands before a namespace that is there: no Kubernetes name holds it.
fn hash(kind: &str, namespace: Option<&str>, name: &str) -> String {
    let namespace = namespace.map(|namespace| format!("\0{namespace}")).unwrap_or_default();
    sha256(format!("{kind}\0{name}\0{namespace}").as_bytes())[..HASH_DIGITS].to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usual_objects_have_plain_names() {
        for (kind, namespace, name, expected) in [
            ("Secret", Some("argocd"), "cluster-dev", "secret-cluster-dev_argocd.yaml"),
            ("AppProject", Some("argocd"), "team-a", "appproject-team-a_argocd.yaml"),
            ("ClusterRole", None, "tiphys-reader", "clusterrole-tiphys-reader.yaml"),
            ("HTTPRoute", Some("argocd"), "a.b", "httproute-a.b_argocd.yaml"),
        ] {
            assert_eq!(file_name(kind, namespace, name, "yaml"), expected);
        }
    }

    #[test]
    fn unusual_objects_stay_readable() {
        let name = file_name("ClusterRole", None, "system:aggregate-to-Edit", "yaml");
        assert!(name.starts_with("clusterrole-system-aggregate-to-edit__"), "{name}");
        assert_ne!(name, file_name("ClusterRole", None, "system-aggregate-to-edit", "yaml"));
        assert_ne!(name, file_name("ClusterRole", None, "system:aggregate-to-edit", "yaml"));
    }

    #[test]
    fn a_name_does_not_change_between_releases() {
        assert_eq!(file_name("ClusterRole", None, "system:node", "yaml"), "clusterrole-system-node__331e0e6a0758.yaml");
    }

    #[test]
    fn the_longest_plain_name_is_two_hundred_bytes() {
        let longest = "a".repeat(MOST_BYTES - "secret-.yaml".len());
        assert_eq!(file_name("Secret", None, &longest, "yaml"), format!("secret-{longest}.yaml"));
        assert!(file_name("Secret", None, &format!("{longest}a"), "yaml").contains("__"));
    }

    /// Parts that collide if anything can: few letters, and every character that joins or is replaced.
    fn part() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "[abA._:é-]{0,4}",
            2 => "[a-z]([a-z0-9.-]{0,10}[a-z0-9])?",
            1 => "a{180,260}",
            1 => any::<String>().prop_map(|text| text.replace('\0', "")),
        ]
    }

    fn object() -> impl Strategy<Value = (String, Option<String>, String)> {
        (prop_oneof![3 => "[A-Z][a-z]{0,2}", 1 => part()], prop::option::of(part()), part())
    }

    proptest! {
        #[test]
        fn distinct_objects_have_distinct_files(objects in prop::collection::vec(object(), 2..60)) {
            let mut files = BTreeMap::new();
            for (kind, namespace, name) in objects {
                let file = file_name(&kind, namespace.as_deref(), &name, "yaml").to_lowercase();
                let object = (kind.to_lowercase(), namespace, name);
                let other = files.entry(file).or_insert_with(|| object.clone());
                prop_assert_eq!(&*other, &object);
            }
        }

        #[test]
        fn every_system_can_hold_it((kind, namespace, name) in object()) {
            let file = file_name(&kind, namespace.as_deref(), &name, "yaml");
            prop_assert!(file.len() <= MOST_BYTES);
            prop_assert!(file.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_')), "{}", file);
            prop_assert!(super::super::relative(std::path::Path::new(&file)).is_ok(), "{}", file);
        }
    }
}
