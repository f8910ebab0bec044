//! Every key of Argo CD's settings: which object has it, what its value must look like, since when and until when.
//!
//! `catalogue/keys.tsv` is generated from Argo CD's own source by `scripts/settings-catalogue.py`; a test keeps it current.
//! Argo CD reads its ConfigMaps key by key and never says that it left one unread: a key that is not in this table is a
//! key that does nothing.

pub mod chart;
mod retired;

use std::fmt;
use std::sync::LazyLock;

use crate::finding::{self, nearest};
use crate::value::ArgoVersion;

pub use retired::{Retired, retired};

/// An object that holds settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object {
    /// What the server and the controller look up as they run.
    ServerConfig,
    /// What containers get as environment variables when they start.
    Parameters,
    /// Who may do what.
    Rbac,
    /// Passwords, keys and tokens.
    Secret,
}

impl Object {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::ServerConfig, Self::Parameters, Self::Rbac, Self::Secret];

    /// The name of the object (argo-cd `common/common.go`).
    pub const fn name(self) -> &'static str {
        match self {
            Self::ServerConfig => "argocd-cm",
            Self::Parameters => "argocd-cmd-params-cm",
            Self::Rbac => "argocd-rbac-cm",
            Self::Secret => "argocd-secret",
        }
    }

    /// The same as a place in values of the argo-cd chart.
    pub const fn chart_key(self) -> &'static str {
        match self {
            Self::ServerConfig => "configs.cm",
            Self::Parameters => "configs.params",
            Self::Rbac => "configs.rbac",
            Self::Secret => "configs.secret.extra",
        }
    }
}

/// What a value must look like, and what becomes of one that does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Any text.
    Text,
    /// `true` or `false` in any case; anything else counts as left out.
    Flag,
    /// What Go's `strconv.ParseBool` takes; anything else is an error of whoever asks.
    Boolean,
    /// Only `true` turns it on.
    On,
    /// Only `false` turns it off.
    Off,
    /// A whole number; anything else counts as left out.
    Integer,
    /// A number; anything else counts as left out.
    Number,
    /// Go's durations, or one number with `s`, `m`, `h` or `d`; anything else counts as left out.
    Duration,
    /// One number with `s`, `m`, `h` or `d`; anything else counts as left out.
    Span,
    /// A text that is itself YAML: a list.
    List,
    /// A text that is itself YAML: a map.
    Map,
}

impl Form {
    /// The names in the table.
    const NAMES: [(&'static str, Self); 11] = [
        ("text", Self::Text),
        ("flag", Self::Flag),
        ("boolean", Self::Boolean),
        ("on", Self::On),
        ("off", Self::Off),
        ("integer", Self::Integer),
        ("number", Self::Number),
        ("duration", Self::Duration),
        ("span", Self::Span),
        ("list", Self::List),
        ("map", Self::Map),
    ];

    /// Whether the text is itself a document of YAML.
    pub const fn is_document(self) -> bool {
        matches!(self, Self::List | Self::Map)
    }
}

/// A key that Argo CD reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The object that has it.
    pub object: Object,
    /// The key; a `*` stands for a name that people choose.
    pub name: &'static str,
    /// What its value must look like.
    pub form: Form,
    /// The first version that has it, if not all have.
    pub since: Option<ArgoVersion>,
    /// The last version that has it, if not all have.
    pub until: Option<ArgoVersion>,
}

impl Key {
    /// Whether a key is this one, or of this family.
    fn is(&self, key: &str) -> bool {
        let Some((prefix, suffix)) = self.name.split_once('*') else { return self.name == key };
        key.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix)).is_some_and(|name| !name.is_empty())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

static KEYS: LazyLock<Vec<Key>> =
    LazyLock::new(|| include_str!("catalogue/keys.tsv").lines().filter_map(key).collect());

/// A row of the table; the first is a comment.
fn key(row: &'static str) -> Option<Key> {
    let mut cells = row.split('\t');
    let (object, name, form) = (cells.next()?, cells.next()?, cells.next()?);
    Some(Key {
        object: Object::ALL.into_iter().find(|known| known.name() == object)?,
        name,
        form: Form::NAMES.into_iter().find(|(known, _)| *known == form)?.1,
        since: cells.next()?.parse().ok(),
        until: cells.next()?.parse().ok(),
    })
}

/// Every key.
pub fn keys() -> &'static [Key] {
    &KEYS
}

/// What an object's key is; the key itself before the family that it is of, the longer family first.
pub fn find(object: Object, key: &str) -> Option<&'static Key> {
    let here = |known: &&Key| known.object == object && known.is(key);
    keys().iter().filter(here).max_by_key(|known| (!known.name.contains('*'), known.name.len()))
}

/// The key of another object that has this name.
pub fn elsewhere(object: Object, key: &str) -> Option<&'static Key> {
    let mut others = Object::ALL.into_iter().filter(|other| *other != object);
    others.find_map(|other| find(other, key))
}

/// How many steps the beginning of a family has at most: `resource.customizations.health`.
const LONGEST_FAMILY: usize = 3;

/// The key of an object that may have been meant.
pub fn meant(object: Object, key: &str) -> Option<String> {
    let here: Vec<&str> = keys().iter().filter(|known| known.object == object).map(|known| known.name).collect();
    let whole = || here.iter().copied().filter(|name| !name.contains('*'));
    let unfinished = whole().filter(|name| is_part(key, name)).collect::<Vec<_>>();
    if let [only] = unfinished[..] {
        return Some(only.to_owned());
    }
    nearest(key, whole()).map(str::to_owned).or_else(|| meant_of_family(&here, key))
}

/// The key that an unknown one was to be, if it is one slip away from a single one.
pub fn slip(object: Object, key: &str) -> Option<&'static str> {
    let here = keys().iter().filter(|known| known.object == object && !known.name.contains('*'));
    finding::slip(key, here.map(|known| known.name)).filter(|_| find(object, key).is_none())
}

/// Whether a key is another without its beginning or its end: `exec` or `anonymous.enabled`.
fn is_part(key: &str, name: &str) -> bool {
    name.strip_suffix(key).is_some_and(|before| before.ends_with('.'))
        || name.strip_prefix(key).is_some_and(|behind| behind.starts_with('.'))
}

/// The same key with its beginning as a family has it: `resource.customization.health.x` for `….customizations.…`.
fn meant_of_family(names: &[&str], key: &str) -> Option<String> {
    let beginnings: Vec<&str> = names.iter().filter_map(|name| name.strip_suffix(".*")).collect();
    (1..=LONGEST_FAMILY).rev().find_map(|steps| {
        let written: Vec<&str> = key.splitn(steps + 1, '.').collect();
        let tail = written.get(steps).filter(|tail| !tail.is_empty())?;
        let of_steps = beginnings.iter().copied().filter(|beginning| beginning.split('.').count() == steps);
        nearest(&written[..steps].join("."), of_steps).map(|near| format!("{near}.{tail}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_stands_once() {
        let rows = include_str!("catalogue/keys.tsv").lines().filter(|row| !row.starts_with('#'));
        assert_eq!(rows.count(), keys().len());
        let mut sorted: Vec<_> = keys().iter().map(|key| (key.object.name(), key.name)).collect();
        assert!(sorted.is_sorted(), "the script sorts");
        sorted.dedup();
        assert_eq!(sorted.len(), keys().len());
    }

    #[test]
    fn no_key_is_of_two_objects() {
        for key in keys().iter().filter(|key| !key.name.contains('*')) {
            let twice = elsewhere(key.object, key.name);
            assert_eq!(twice, None, "{key}");
        }
    }

    #[test]
    fn a_key_is_found_before_its_family() {
        let name = |object, key| find(object, key).map(|known| known.name);
        assert_eq!(name(Object::ServerConfig, "kustomize.buildOptions"), Some("kustomize.buildOptions"));
        assert_eq!(name(Object::ServerConfig, "kustomize.buildOptions.v5"), Some("kustomize.buildOptions.*"));
        assert_eq!(name(Object::ServerConfig, "accounts.ci.enabled"), Some("accounts.*"));
        assert_eq!(name(Object::ServerConfig, "accounts."), None);
        assert_eq!(name(Object::Secret, "accounts.ci.password"), Some("accounts.*.password"));
        assert_eq!(name(Object::Rbac, "policy.team.csv"), Some("policy.*.csv"));
    }

    #[test]
    fn forms_are_those_of_argo_cd() {
        let form = |object, key| find(object, key).map(|known| known.form);
        assert_eq!(form(Object::ServerConfig, "admin.enabled"), Some(Form::Boolean));
        assert_eq!(form(Object::ServerConfig, "exec.enabled"), Some(Form::On));
        assert_eq!(form(Object::ServerConfig, "cluster.inClusterEnabled"), Some(Form::Off));
        assert_eq!(form(Object::ServerConfig, "users.session.duration"), Some(Form::Span));
        assert_eq!(form(Object::ServerConfig, "timeout.reconciliation"), Some(Form::Duration));
        assert_eq!(form(Object::ServerConfig, "resource.exclusions"), Some(Form::List));
        assert_eq!(form(Object::ServerConfig, "oidc.config"), Some(Form::Map));
        assert_eq!(form(Object::Parameters, "server.insecure"), Some(Form::Flag));
        assert_eq!(form(Object::Parameters, "controller.status.processors"), Some(Form::Integer));
    }

    #[test]
    fn keys_of_other_objects_are_known() {
        let owner = |object, key| elsewhere(object, key).map(|known| known.object);
        assert_eq!(owner(Object::ServerConfig, "policy.default"), Some(Object::Rbac));
        assert_eq!(owner(Object::ServerConfig, "server.insecure"), Some(Object::Parameters));
        assert_eq!(owner(Object::Parameters, "exec.enabled"), Some(Object::ServerConfig));
        assert_eq!(owner(Object::ServerConfig, "webhook.github.secret"), Some(Object::Secret));
        assert_eq!(owner(Object::ServerConfig, "nothing"), None);
    }

    #[test]
    fn near_keys_are_suggested() {
        let meant = |key| meant(Object::ServerConfig, key);
        assert_eq!(meant("admin.enable"), Some("admin.enabled".to_owned()));
        assert_eq!(meant("kustomize.enabled"), Some("kustomize.enable".to_owned()));
        assert_eq!(meant("resource.customization.health.x_Y"), Some("resource.customizations.health.x_Y".to_owned()));
        assert_eq!(meant("account.ci"), Some("accounts.ci".to_owned()));
        assert_eq!(meant("anonymous.enabled"), Some("users.anonymous.enabled".to_owned()));
        assert_eq!(meant("zebra"), None);
        assert_eq!(super::meant(Object::Parameters, "dex.server"), Some("server.dex.server".to_owned()));
    }
}
