//! argocd-rbac-cm, read as argocd-server reads it: `PolicyCSV` and `syncUpdate` (argo-cd `util/rbac/rbac.go`), and
//! `rbacPolicyLoader` (`server/server.go`) for `scopes`.
//!
//! Keeps true: each row knows where it stands, in whichever key, file or values it is written; rows are read even where
//! another row makes Argo CD refuse the policy.

use super::{Data, Datum, Field, Settings};
use crate::catalogue::{self, Object};
use crate::document::{self, Content, Found};
use crate::policy::{Policy, PolicyError};
use crate::source::{SourceId, Sources, Span};

/// The key of the policy.
pub const POLICY: &str = "policy.csv";
/// The keys of its overlays.
const OVERLAY: &str = "policy.*.csv";
/// The key of the role that everyone has.
pub const DEFAULT_ROLE: &str = "policy.default";
/// The key of the way in which patterns are meant.
pub const MATCH_MODE: &str = "policy.matchMode";
/// The key of the claims whose values are subjects.
pub const SCOPES: &str = "scopes";

/// The settings of Argo CD's RBAC.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RbacConfig {
    /// All of its keys.
    pub data: Data,
    /// `policy.csv` and its overlays, in the order in which Argo CD joins them.
    pub policies: Vec<PolicyText>,
    /// The role of everyone who is signed in.
    pub default_role: Option<Field>,
    /// How patterns are meant.
    pub match_mode: Option<Field>,
    /// The claims whose values are subjects.
    pub scopes: Option<Scopes>,
}

impl Settings for RbacConfig {
    const OBJECT: Object = Object::Rbac;

    fn data(&self) -> &Data {
        &self.data
    }
}

/// A text of rows.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyText {
    /// Where its key stands, if it has one.
    pub key: Option<Span>,
    /// The text.
    pub field: Field,
    /// The rows that Argo CD loads.
    pub policy: Policy,
    /// The lines that it refuses.
    pub errors: Vec<PolicyError>,
    /// Whether YAML makes one line of several: `policy.csv: >-`.
    pub is_joined: bool,
}

/// The text of `scopes`, a list in YAML.
#[derive(Debug, Clone, PartialEq)]
pub struct Scopes {
    /// The text.
    pub field: Field,
    /// The claims; `None` for a text that is no list of texts.
    pub claims: Option<Vec<String>>,
}

impl RbacConfig {
    /// Reads its keys, be they the data of a ConfigMap, or values or settings that become one.
    pub fn of(data: Data, sources: &mut Sources) -> Self {
        let field = |key: &str, sources: &mut Sources| data.get(key).and_then(|datum| setting(datum, sources));
        let default_role = field(DEFAULT_ROLE, sources);
        let match_mode = field(MATCH_MODE, sources);
        let scopes = field(SCOPES, sources).map(|field| Scopes { claims: claims(&field, sources), field });
        let mut texts: Vec<_> = data.entries.iter().filter(|datum| is_policy(&datum.key)).collect();
        texts.sort_by_key(|datum| (datum.key != POLICY, datum.key.as_str()));
        let policies = texts.into_iter().filter_map(|datum| {
            let text = PolicyText::of(datum.field(sources)?);
            let is_joined = is_joined(datum.node.span, &text.field.text, sources);
            Some(PolicyText { key: Some(datum.key_span), is_joined, ..text })
        });
        let policies = policies.collect();
        Self { data, policies, default_role, match_mode, scopes }
    }

    /// Reads a file that holds nothing but rows.
    pub fn of_file(id: SourceId, sources: &Sources) -> Self {
        let field = Field { text: sources.get(id).text().to_owned(), source: id };
        Self { policies: vec![PolicyText::of(field)], ..Self::default() }
    }

    /// Every row with the text that it stands in.
    pub fn rows(&self) -> impl Iterator<Item = (&PolicyText, &crate::policy::Row)> {
        self.policies.iter().flat_map(|text| text.policy.rows.iter().map(move |row| (text, row)))
    }

    /// All rows as one policy; the lines of places are those of each text.
    pub fn joined(&self) -> Policy {
        Policy { rows: self.rows().map(|(_, row)| row.clone()).collect() }
    }

    /// Whether patterns are regular expressions; any other word than `regex` means globs (`SetMatchMode`).
    pub fn is_regex(&self) -> bool {
        self.match_mode.as_ref().is_some_and(|mode| mode.text == "regex")
    }

    /// The default role, if there is one.
    pub fn default_role(&self) -> Option<&Field> {
        self.default_role.as_ref().filter(|role| !role.text.is_empty())
    }

    /// The claims whose values are subjects: `groups` unless the settings say otherwise (`DefaultScopes`).
    pub fn claims(&self) -> Vec<&str> {
        let written = self.scopes.as_ref().and_then(|scopes| scopes.claims.as_ref());
        written.map_or_else(|| vec!["groups"], |claims| claims.iter().map(String::as_str).collect())
    }
}

/// The text of a value, also of a boolean or a whole number, of which the chart makes one.
fn setting(datum: &Datum, sources: &mut Sources) -> Option<Field> {
    let text = datum.text.clone().or_else(|| datum.setting());
    Datum { text, ..datum.clone() }.field(sources)
}

impl PolicyText {
    fn of(field: Field) -> Self {
        let (policy, errors) = Policy::read(&field.text);
        Self { key: None, field, policy, errors, is_joined: false }
    }

    /// Where a value of a row stands, the key of the row being the first.
    pub fn place(&self, row: &crate::policy::Place, value: usize) -> Span {
        match row.fields.get(value) {
            Some(bytes) => self.field.range(bytes.clone()),
            None => self.line(row),
        }
    }

    /// Where a row stands.
    pub fn line(&self, row: &crate::policy::Place) -> Span {
        let ends = row.fields.first().zip(row.fields.last());
        self.field.range(ends.map_or(0..0, |(first, last)| first.start..last.end))
    }
}

/// Whether a text is a policy by itself: its first line that says something begins with `p,` or `g,`.
pub fn is_plain_policy(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let key = lines.next().and_then(|line| line.split_once(','));
    key.is_some_and(|(key, _)| matches!(key.trim(), "p" | "g"))
}

/// Whether Argo CD joins the text of a key to the policy: `policy.csv`, or an overlay `policy.NAME.csv` (`PolicyCSV`).
pub fn is_policy(key: &str) -> bool {
    key == POLICY || catalogue::find(Object::Rbac, key).is_some_and(|known| known.name == OVERLAY)
}

/// The claims in a text of YAML. Nothing, `null` and an empty text leave the default.
fn claims(field: &Field, sources: &Sources) -> Option<Vec<String>> {
    let (documents, stop) = document::parse_material(sources.get(field.source), field.source);
    match (&documents[..], stop) {
        ([], None) => Some(vec!["groups".to_owned()]),
        ([Found { node, .. }], None) => match &node.content {
            Content::Null => Some(vec!["groups".to_owned()]),
            Content::List(items) => items.iter().map(|item| item.text().map(str::to_owned)).collect(),
            _ => None,
        },
        _ => None,
    }
}

/// Whether YAML joins lines of a value to one: a folded block (`>-`). The parser's place of a block is its content.
fn is_joined(value: Span, text: &str, sources: &Sources) -> bool {
    let file = sources.get(value.source).text();
    let before = file.get(..value.start as usize).unwrap_or_default().trim_end();
    let header = before.rsplit('\n').next().unwrap_or_default();
    let indicator = header.split(" #").next().unwrap_or_default().trim_end().rsplit([' ', ':']).next();
    let is_indicator = |rest: &str| rest.chars().all(|c| c.is_ascii_digit() || "+-".contains(c));
    let lines = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
    indicator.and_then(|word| word.strip_prefix('>')).is_some_and(is_indicator)
        && lines(file.get(value.start as usize..value.end as usize).unwrap_or_default()) > lines(text)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn read(yaml: &str) -> RbacConfig {
        let mut sources = Sources::default();
        let id = sources.add("file", Path::new("file"), yaml.as_bytes().to_vec()).expect("it is small");
        let (documents, _) = document::parse_material(sources.get(id), id);
        RbacConfig::of(Data::of_map(&documents[0].node), &mut sources)
    }

    #[test]
    fn overlays_follow_the_policy_in_the_order_of_their_names() {
        let config = read("policy.b.csv: g, b, b\npolicy.csv: g, z, z\npolicy.a.csv: g, a, a\npolicies.csv: x\n");
        let texts: Vec<&str> = config.policies.iter().map(|text| text.field.text.as_str()).collect();
        assert_eq!(texts, ["g, z, z", "g, a, a", "g, b, b"]);
    }

    #[test]
    fn scopes_are_a_list_of_texts_in_a_text() {
        for (text, claims) in [
            ("''", Some(&["groups"][..])),
            ("'null'", Some(&["groups"])),
            ("'[]'", Some(&[])),
            ("'[groups, email]'", Some(&["groups", "email"])),
            ("\"['cognito:groups', email]\"", Some(&["cognito:groups", "email"])),
            ("|\n  - groups\n  - email", Some(&["groups", "email"])),
            ("groups", None),
            ("'groups, email'", None),
            ("'[groups, 1]'", None),
            ("'[groups'", None),
        ] {
            let found = read(&format!("scopes: {text}\n")).scopes.expect("it has scopes").claims;
            let claims = claims.map(|claims| claims.iter().map(|&claim| claim.to_owned()).collect::<Vec<_>>());
            assert_eq!(found, claims, "{text}");
        }
    }

    #[test]
    fn joined_lines_are_known_by_the_header_of_the_block() {
        for header in [">", ">-", ">+", ">2", ">-2", ">- # rows"] {
            assert!(read(&format!("policy.csv: {header}\n  g, a, b\n  g, c, d\n")).policies[0].is_joined, "{header}");
        }
        let lines = "\n  g, a, b\n  g, c, >\n";
        for text in [&format!("|{lines}"), &format!("|-{lines}"), ">\n  g, a, b\n", ">\n  g, a, b\n\n  g, c, d\n"] {
            assert!(!read(&format!("policy.csv: {text}")).policies[0].is_joined, "{text}");
        }
    }

    #[test]
    fn a_policy_by_itself_begins_with_a_row() {
        for text in ["p, a, b", "# who\n\n  g , a, b\n", "g,a,b"] {
            assert!(is_plain_policy(text), "{text}");
        }
        for text in ["", "# p, a", "policy.csv: |\n  p, a", "{p, a}", "- p, a", "group, a"] {
            assert!(!is_plain_policy(text), "{text}");
        }
    }
}
