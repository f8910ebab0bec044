//! The keys of `config` are those that Argo CD reads, and their values have its types.
//!
//! Go's `encoding/json` passes over unknown keys without a word, finds keys in any case, and refuses the whole text for
//! one value of another type (`cannot unmarshal string into Go struct field …`): the cluster vanishes.

use super::Subject;
use super::config_keys::{self, CONFIG, Key, Kind};
use crate::document::{Content, Entry, Node};
use crate::finding::{Code, Finding, Place, Severity, nearest, slip, suggestion};
use crate::material::{ClusterSecret, Facts};
use crate::value::{has_placeholder, shown};

/// Reports unknown keys, keys that are too new, and values of other types.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let Some(node) = subject.reading.config.as_ref().and_then(|config| config.json.node.as_ref()) else { return };
    Shape { facts: subject.facts, findings }.check_object("config", &CONFIG, node);
}

struct Shape<'a> {
    facts: &'a Facts,
    findings: &'a mut Vec<Finding>,
}

impl Shape<'_> {
    fn check_object(&mut self, name: &str, keys: &'static [Key], object: &Node) {
        for (at, entry) in object.entries().iter().enumerate() {
            let is_again = object.entries()[..at].iter().any(|other| other.key.eq_ignore_ascii_case(&entry.key));
            match config_keys::find(keys, &entry.key) {
                Some(_) if is_again => self.report_again(entry),
                Some(key) => self.check_known(name, key, entry),
                None => self.report_unknown(name, keys, object, entry),
            }
        }
    }

    fn check_known(&mut self, name: &str, key: &'static Key, entry: &Entry) {
        if key.name != entry.key {
            let message = format!("`{}` is read as `{}`", entry.key, key.name);
            let finding = Finding::new(Code::ClusterConfigKey, Place::Text(entry.key_span), message);
            let help = format!("write `{}`", key.name);
            let finding = finding.with_help(help).with_severity(Severity::Note);
            self.findings.push(finding.with_content(entry.key_span, key.name));
        }
        if let (Some(since), Some(version)) = (key.since, self.facts.version)
            && version < since
        {
            let message = format!("`{}` is read since Argo CD {since}, and this is {version}", key.name);
            self.findings.push(Finding::new(Code::VersionTooOld, Place::Text(entry.key_span), message));
        }
        let name = if name == "config" { key.name.to_owned() } else { format!("{name}.{}", key.name) };
        self.check_value(&name, key.kind, &entry.value);
    }

    fn check_value(&mut self, name: &str, kind: Kind, value: &Node) {
        match (kind, &value.content) {
            (_, Content::Null)
            | (Kind::Any, _)
            | (Kind::Boolean, Content::Boolean(_))
            | (Kind::Text | Kind::Bytes, Content::Text(_)) => {}
            // A text that a tool replaces may become anything.
            (_, Content::Text(text)) if has_placeholder(text) => {}
            (Kind::Texts, Content::List(items)) => self.check_texts(name, items.iter()),
            (Kind::TextMap, Content::Map(entries)) => self.check_texts(name, entries.iter().map(|entry| &entry.value)),
            (Kind::Object(keys), Content::Map(_)) => {
                self.check_object(name.rsplit('.').next().unwrap_or(name), keys, value);
            }
            _ => self.report_type(&format!("`{name}`"), kind, value),
        }
    }

    /// The same key in another case: Go reads both, and the later one counts.
    fn report_again(&mut self, entry: &Entry) {
        let message = format!("the key {} stands twice in `config`, in two cases", shown(&entry.key));
        let finding = Finding::new(Code::DuplicateKey, Place::Text(entry.key_span), message);
        self.findings.push(finding.with_help("keep one of the two; Go takes the last"));
    }

    fn check_texts<'n>(&mut self, name: &str, values: impl Iterator<Item = &'n Node>) {
        for value in values.filter(|value| !matches!(value.content, Content::Text(_) | Content::Null)) {
            self.report_type(&format!("a value of `{name}`"), Kind::Text, value);
        }
    }

    fn report_type(&mut self, what: &str, kind: Kind, value: &Node) {
        let message = format!("{what} is {}, and Argo CD reads {}", value.type_name(), kind.noun());
        let finding = Finding::new(Code::ClusterConfigType, Place::Text(value.span), message);
        let finding = mended(kind, value, finding.with_help(kind.help(value)));
        self.findings.push(if kind.may_be_secret() { finding.hiding_value() } else { finding });
    }

    fn report_unknown(&mut self, name: &str, keys: &'static [Key], object: &Node, entry: &Entry) {
        let free = || keys.iter().map(|key| key.name).filter(|key| object.get(key).is_none());
        let home = config_keys::home_of(&entry.key);
        let near = nearest(&entry.key, free());
        let (severity, help) = match (home, near) {
            (Some((home, key)), _) if home == name => (Severity::Error, format!("here it is called `{key}`")),
            (Some((home, key)), _) => (Severity::Error, format!("it is `{key}` of `{home}`")),
            (None, Some(near)) => (Severity::Error, format!("did you mean `{near}`?")),
            (None, None) => {
                (Severity::Warning, suggestion(&entry.key, &keys.iter().map(|key| key.name).collect::<Vec<_>>()))
            }
        };
        let message = format!("Argo CD passes over {} in `{name}`", shown(&entry.key));
        let finding = Finding::new(Code::ClusterConfigKey, Place::Text(entry.key_span), message);
        let free: Vec<&str> = free().collect();
        let meant = match home {
            Some((home, key)) if home == name && free.contains(&key) => Some(key),
            Some(_) => None,
            None => slip(&entry.key, free),
        };
        let finding = finding.with_optional_content(entry.key_span, meant);
        self.findings.push(finding.with_help(help).with_severity(severity));
    }
}

/// A boolean in quotes means what it says.
fn mended(kind: Kind, value: &Node, finding: Finding) -> Finding {
    match (kind, &value.content) {
        (Kind::Boolean, Content::Text(text)) if matches!(text.as_str(), "true" | "false") => {
            finding.with_fix(value.span, text)
        }
        _ => finding,
    }
}

impl Kind {
    const fn noun(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Boolean => "a boolean",
            Self::Bytes => "base64 in a string",
            Self::Texts => "a list of strings",
            Self::TextMap => "a map of strings",
            Self::Object(_) => "a map",
            Self::Any => "anything",
        }
    }

    /// Whether what stands there instead may be a credential.
    const fn may_be_secret(self) -> bool {
        matches!(self, Self::Text | Self::Bytes | Self::TextMap)
    }

    fn help(self, value: &Node) -> String {
        match (self, &value.content) {
            (Self::Text, Content::Boolean(_) | Content::Integer(_) | Content::Number(_)) => {
                "put it in quotes".to_owned()
            }
            (Self::Boolean, _) => "write `true` or `false`, without quotes".to_owned(),
            (Self::Texts, Content::Text(_)) => "write `[\"…\"]`, one string for each argument".to_owned(),
            (Self::TextMap, Content::List(_)) => {
                "write `{\"NAME\": \"value\"}`, not a list of names and values".to_owned()
            }
            _ => format!("write {}", self.noun()),
        }
    }
}
