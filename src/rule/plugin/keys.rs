//! Every key is one that the plugin server reads.
//!
//! argo-cd `util/config/reader.go` reads without strictness: a key that it does not know is nothing, without a word. Its own
//! tests have a `discovery:` that does nothing (`test/e2e/testdata/cmp-preserve-file-mode/plugin.yaml`).

use super::Subject;
use crate::document::Node;
use crate::finding::{Code, Finding, Place, Severity, nearest, slip};
use crate::material::Plugin;
use crate::value::shown;

/// The keys of a level, with what is below them.
struct Level {
    keys: &'static [(&'static str, Below)],
}

/// What is below a key.
enum Below {
    /// Anything, or a single value.
    Any,
    /// Another level.
    Map(&'static Level),
    /// A list of another level.
    List(&'static Level),
}

const COMMAND: Level = Level { keys: &[("args", Below::Any), ("command", Below::Any)] };
const FIND: Level = Level { keys: &[("args", Below::Any), ("command", Below::Any), ("glob", Below::Any)] };
const DISCOVER: Level = Level { keys: &[("fileName", Below::Any), ("find", Below::Map(&FIND))] };

/// reposerver/repository/repository.proto, `ParameterAnnouncement`.
const PARAMETER: Level = Level {
    keys: &[
        ("array", Below::Any),
        ("collectionType", Below::Any),
        ("itemType", Below::Any),
        ("map", Below::Any),
        ("name", Below::Any),
        ("required", Below::Any),
        ("string", Below::Any),
        ("title", Below::Any),
        ("tooltip", Below::Any),
    ],
};
const PARAMETERS: Level = Level { keys: &[("dynamic", Below::Map(&COMMAND)), ("static", Below::List(&PARAMETER))] };
const SPEC: Level = Level {
    keys: &[
        ("discover", Below::Map(&DISCOVER)),
        ("generate", Below::Map(&COMMAND)),
        ("init", Below::Map(&COMMAND)),
        ("parameters", Below::Map(&PARAMETERS)),
        ("preserveFileMode", Below::Any),
        ("provideGitCreds", Below::Any),
        ("version", Below::Any),
    ],
};
const TOP: Level = Level {
    keys: &[("apiVersion", Below::Any), ("kind", Below::Any), ("metadata", Below::Any), ("spec", Below::Map(&SPEC))],
};

/// Keys of plugins in argocd-cm, before 2.8; guides still have them.
const LEFTOVERS: [&str; 2] = ["allowConcurrency", "lockRepo"];

/// Reports keys that are not read.
pub fn check(subject: &Subject<'_, Plugin>, findings: &mut Vec<Finding>) {
    match (&subject.reading.document, &subject.reading.spec) {
        (Some(document), _) => level(document, &TOP, findings),
        (None, Some(spec)) => level(spec, &SPEC, findings),
        (None, None) => {}
    }
}

fn level(map: &Node, known: &Level, findings: &mut Vec<Finding>) {
    for entry in map.entries() {
        // Go finds keys in any case.
        let below = known.keys.iter().find(|(name, _)| name.eq_ignore_ascii_case(&entry.key)).map(|(_, below)| below);
        match below {
            Some(Below::Any) => {}
            Some(Below::Map(next)) => level(&entry.value, next, findings),
            Some(Below::List(next)) => entry.value.items().iter().for_each(|item| level(item, next, findings)),
            None => {
                let free = known.keys.iter().map(|(name, _)| *name).filter(|name| map.get(name).is_none());
                let finding = unread(&entry.key, Place::Text(entry.key_span), known);
                findings.push(finding.with_optional_content(entry.key_span, slip(&entry.key, free)));
            }
        }
    }
}

fn unread(key: &str, place: Place, known: &Level) -> Finding {
    if LEFTOVERS.contains(&key) {
        let message = format!("`{key}` is of plugins in argocd-cm, which are gone since 2.8; it does nothing here");
        return Finding::new(Code::PluginKey, place, message).with_severity(Severity::Note).with_help("remove it");
    }
    let message = format!("a plugin has no key {} here; Argo CD ignores it", shown(key));
    let names = known.keys.iter().map(|(name, _)| *name);
    let help = match nearest(key, names.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => match LEVELS.iter().find(|(level, _)| level.keys.iter().any(|(name, _)| *name == key)) {
            Some((_, place)) => format!("`{key}` stands {place}"),
            None => format!("known here: {}", names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
        },
    };
    Finding::new(Code::PluginKey, place, message).with_help(help)
}

/// Levels of which a key may have slipped out.
const LEVELS: [(&Level, &str); 3] =
    [(&SPEC, "below `spec`"), (&DISCOVER, "below `discover`"), (&FIND, "below `discover.find`")];
