//! Texts of objects for people to compare, without the values of Secrets.
//!
//! Keeps true: of a Secret, only the lines of [`SHOWN`] keys are printed, and the keys below all others. What cannot be
//! read as one object of a simple shape, and might be a Secret, is not printed at all: a file in the folder may have been
//! edited into anything. If one side of a comparison is a Secret, both are treated as one.
//!
//! It reads lines, not YAML: a file that no longer parses still needs a diff.

mod json;
mod yaml;

use std::collections::HashMap;
use std::path::Path;

/// The top-level keys of a Secret that hold nothing secret.
const SHOWN: [&str; 5] = ["apiVersion", "kind", "metadata", "type", "immutable"];

/// Where `kubectl apply` keeps a copy of the whole object, values and all.
const COPY: &str = "last-applied-configuration";

/// A piece of an object's text.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    /// A line as it is.
    Shown(String),
    /// A value: whose it is (unique in the object), what is printed before it, and what is never printed.
    Hidden { key: String, label: String, value: String },
}

/// The two texts to compare, of the file at `path`; an absent one is empty.
pub(super) fn printable(path: &Path, before: Option<&[u8]>, after: Option<&[u8]>) -> (String, String) {
    let [before, after] = [before, after].map(|text| String::from_utf8_lossy(text.unwrap_or_default()).into_owned());
    let is_named_so = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("secret-"));
    if !is_named_so && !may_be_secret(&before) && !may_be_secret(&after) {
        return (before, after);
    }
    let (old, new) = (pieces(&before), pieces(&after));
    (print(&old, &new, "before"), print(&new, &old, "after"))
}

/// Whether the text is a Secret, a list that may hold one, or mentions one where it cannot be told.
fn may_be_secret(text: &str) -> bool {
    match json::kind(text).or_else(|| yaml::kind(text)) {
        Some(kind) if kind.contains("List") => kind.contains("Secret") || has_word(text),
        Some(kind) => has_word(&kind),
        None => has_word(text),
    }
}

/// Whether `Secret` is in the text as a word, unlike in `SecretStore`.
fn has_word(text: &str) -> bool {
    text.match_indices("Secret").any(|(at, word)| {
        let is_letter = |c: char| c.is_alphanumeric();
        !text[..at].ends_with(is_letter) && !text[at + word.len()..].starts_with(is_letter)
    })
}

fn pieces(text: &str) -> Vec<Piece> {
    if text.is_empty() {
        return Vec::new();
    }
    let pieces = json::pieces(text).or_else(|| yaml::pieces(text)).filter(|_| !text.contains(COPY));
    match pieces {
        Some(pieces) => pieces,
        None => vec![Piece::Hidden { key: String::new(), label: String::new(), value: text.to_owned() }],
    }
}

fn print(pieces: &[Piece], others: &[Piece], side: &str) -> String {
    let others: HashMap<&str, &str> = others.iter().filter_map(hidden).collect();
    let line = |piece: &Piece| match piece {
        Piece::Shown(line) => format!("{line}\n"),
        Piece::Hidden { key, label, value } => match others.get(key.as_str()) {
            Some(other) if other != value => format!("{label}*** ({side})\n"),
            Some(_) | None => format!("{label}***\n"),
        },
    };
    pieces.iter().map(line).collect()
}

fn hidden(piece: &Piece) -> Option<(&str, &str)> {
    match piece {
        Piece::Shown(_) => None,
        Piece::Hidden { key, value, .. } => Some((key, value)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEAD: &str = "# target dev\napiVersion: v1\nkind: Secret\nmetadata:\n  name: dev\n";

    fn sides(before: &str, after: &str) -> (String, String) {
        printable(Path::new("hub/a.yaml"), Some(before.as_bytes()), Some(after.as_bytes()))
    }

    #[test]
    fn an_object_of_another_kind_is_printed_as_it_is() {
        for text in [
            "kind: ConfigMap\ndata:\n  a: b\n",
            "kind: SecretStore\ndata:\n  a: b\n",
            "kind: AppProject\nspec:\n  namespaceResourceBlacklist:\n    - group: \"\"\n      kind: Secret\n",
            r#"{"kind": "AppProject", "spec": [{"kind": "Secret"}]}"#,
            "not an object",
            "",
        ] {
            assert_eq!(sides(text, "").0, text);
        }
    }

    #[test]
    fn values_of_a_secret_are_masked() {
        let before =
            format!("{HEAD}data:\n  name: aaa\n  config: |\n    bbb\n\n    # ccc\n  server: ddd\ntype: Opaque\n");
        let after = before.replace("bbb", "eee");
        let (before, after) = sides(&before, &after);
        assert_eq!(before, format!("{HEAD}data:\n  name: ***\n  config: *** (before)\n  server: ***\ntype: Opaque\n"));
        assert_eq!(after, before.replace("(before)", "(after)"));
    }

    #[test]
    fn values_of_a_json_secret_are_masked() {
        let text = |value: &str| {
            format!(r#"{{"kind": "Secret", "data": {{"a": "{value}", "b": "same"}}, "stringData": "x"}}"#)
        };
        let (before, after) = sides(&text("bbb"), &text("ccc"));
        assert_eq!(
            before,
            "{\n  \"kind\": \"Secret\",\n  \"data\": {\n    \"a\": *** (before)\n    \"b\": ***\n  },\n  \"stringData\": ***\n}\n"
        );
        assert_eq!(after, before.replace("(before)", "(after)"));
    }

    #[test]
    fn a_side_that_lost_its_kind_is_masked_like_the_other() {
        let good = format!("{HEAD}data:\n  a: hunter2\n");
        let (before, _) = sides("data:\n  a: hunter3\n", &good);
        assert_eq!(before, "data:\n  a: *** (before)\n");
    }

    #[test]
    fn a_file_named_as_a_secrets_is_masked() {
        let (before, _) = printable(Path::new("hub/secret-dev_argocd.yaml"), Some(b"data:\n  a: hunter2\n"), None);
        assert_eq!(before, "data:\n  a: ***\n");
    }

    #[test]
    fn whatever_its_form_no_value_is_printed() {
        for text in [
            format!("{HEAD}data: {{a: hunter2}}\n"),
            format!("{HEAD}data: {{a:\n  hunter2}}\n"),
            format!("{HEAD}data:\n  a: >-\n    x\n    hunter2\n"),
            format!("{HEAD}data:\n  a: \"x\\\n    hunter2\"\n"),
            format!("{HEAD}data:\n  ? a\n  : hunter2\n"),
            format!("{HEAD}data:\n  # hunter2\n  a: b\n"),
            format!("{HEAD}data:\n  a: b # hunter2\n"),
            format!("{HEAD}data:\n  - hunter2\n"),
            format!("{HEAD}data:\n- hunter2\n"),
            format!("{HEAD}data:\n\ta: hunter2\n"),
            format!("{HEAD}\"data\":\n  a: hunter2\n"),
            format!("{HEAD}stringData:\n  a: hunter2\n"),
            format!("{HEAD}dat:\n  a: hunter2\n"),
            format!("{HEAD}# a: hunter2\n"),
            format!("{HEAD}data:\n  a: b\n---\nkind: ConfigMap\ndata:\n  a: hunter2\n"),
            format!("{HEAD}  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      hunter2\n"),
            format!("{HEAD}data:\r\n  a: hunter2\r\n"),
            format!("<<<<<<< HEAD\n{HEAD}data:\n  a: hunter2\n"),
            "kind: \"Secret\"\ndata:\n  a: hunter2\n".to_owned(),
            "kind: &k Secret # x\ndata:\n  a: hunter2\n".to_owned(),
            "kind:\n  Secret\ndata:\n  a: hunter2\n".to_owned(),
            "kind: List\nitems:\n  - kind: Secret\n    data:\n      a: hunter2\n".to_owned(),
            "kind: SecretList\nitems:\n  - data:\n      a: hunter2\n".to_owned(),
            "{kind: Secret, data: {a: hunter2}}\n".to_owned(),
            r#"[{"kind": "Secret", "data": {"a": "hunter2"}}]"#.to_owned(),
            r#"{"kind": "Secret", "data": {"a": "hunter2"}"#.to_owned(),
            r#"{"kind": "Secret", "data": ["hunter2"]}"#.to_owned(),
            r#"{"kind": "Secret", "hunter": {"a": {"b": "hunter2"}}}"#.to_owned(),
            r#"{"kind": "List", "items": [{"kind": "Secret", "data": {"a": "hunter2"}}]}"#.to_owned(),
            r#"{"kind": "Secret", "metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": "hunter2"}}}"#
                .to_owned(),
        ] {
            for (before, after) in [sides(&text, ""), sides("", &text), sides(&text, &text.replace('2', "3"))] {
                assert!(!before.contains("hunter2") && !after.contains("hunter2"), "{text}\n->\n{before}\n{after}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_changed_value_is_seen_and_not_shown(
            keys in prop::collection::btree_set("[a-z.]{1,8}", 1..6),
            values in prop::collection::vec("SECRET[a-zA-Z0-9+/=]{1,30}", 6),
            other in "SECRET[0-9]{31}",
        ) {
            let yaml = |values: &[String]| {
                let lines = keys.iter().zip(values).map(|(key, value)| format!("  {key}: {value}\n"));
                format!("{HEAD}data:\n{}type: Opaque\n", lines.collect::<String>())
            };
            let mut changed = values.clone();
            changed[0] = other;
            let (before, after) = sides(&yaml(&values), &yaml(&changed));
            prop_assert!(!before.contains("SECRET") && !after.contains("SECRET"));
            let differing = before.lines().zip(after.lines()).filter(|(one, two)| one != two).count();
            prop_assert_eq!(differing, 1);
        }
    }
}
