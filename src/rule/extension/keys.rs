//! Keys of the extension's settings: those of its first versions, and those that nothing reads.
//!
//! With 1.0.0-preview the extension took over the keys of the argo-cd chart; the ones of 0.0.x do nothing any more
//! (azure: tutorial-use-gitops-argocd, version history).

use super::Subject;
use crate::catalogue::chart::{self, EXTENSION_KEYS, Lookup};
use crate::catalogue::{self, Object};
use crate::finding::{Code, Finding, Place, nearest, slip};
use crate::material::{ExtensionSettings, extension::Setting};

/// Keys of 0.0.x and what they are today.
const OBSOLETE: [(&str, &str); 8] = [
    ("deployWithHighAvailability", "redis-ha.enabled"),
    ("deployWithHightAvailability", "redis-ha.enabled"),
    ("redis-ha\\.enabled", "redis-ha.enabled"),
    ("namespaceInstall", "configs.params.application\\.namespaces"),
    ("workloadIdentity.enable", "azure.workloadIdentity.enabled"),
    ("workloadIdentity.enabled", "azure.workloadIdentity.enabled"),
    ("workloadIdentity.clientId", "azure.workloadIdentity.clientId"),
    ("workloadIdentity.entraSSOClientId", "azure.workloadIdentity.entraSSOClientId"),
];

/// The maps of 0.0.x that stood for ConfigMaps, and their parts in the chart.
const OBSOLETE_MAPS: [(&str, &str); 3] = [
    ("config-maps.argocd-cm.data.", "configs.cm."),
    ("config-maps.argocd-rbac-cm.data.", "configs.rbac."),
    ("config-maps.argocd-cmd-params-cm.data.", "configs.params."),
];

/// Reports keys that do nothing.
pub fn check(subject: &Subject<'_, ExtensionSettings>, findings: &mut Vec<Finding>) {
    for setting in &subject.reading.settings {
        if let Some(today) = today(&setting.written) {
            let message =
                format!("`{}` is a key of the extension's first versions, and does nothing today", setting.written);
            let finding = Finding::new(Code::ExtensionKeyObsolete, Place::Text(setting.entry.key_span), message);
            let is_flat = setting.entry.key == setting.written;
            let finding = finding.with_help(format!("write `{today}`"));
            findings.push(if is_flat { finding.with_content(setting.entry.key_span, today) } else { finding });
        } else if let Some(meant) = meant(setting) {
            let message =
                format!("neither the extension nor the chart reads {}", crate::value::shown(&setting.written));
            let finding = Finding::new(Code::ExtensionKeyUnknown, Place::Text(setting.entry.key_span), message);
            let slip = slip(&setting.written, [meant.as_str()])
                .filter(|meant| setting.entry.key == setting.written && is_read(meant));
            let finding = finding.with_help(format!("did you mean `{meant}`?"));
            findings.push(finding.with_optional_content(setting.entry.key_span, slip));
        }
    }
}

/// Whether something reads a key of which one name was put right.
fn is_read(written: &str) -> bool {
    let names = written.replace("\\.", "\0");
    let names: Vec<String> = names.split('.').map(|name| name.replace('\0', ".")).collect();
    let path: Vec<&str> = names.iter().map(|name| name.split('[').next().unwrap_or_default()).collect();
    let object = match path[..] {
        ["configs", "cm", ..] => Some(Object::ServerConfig),
        ["configs", "params", ..] => Some(Object::Parameters),
        ["configs", "rbac", ..] => Some(Object::Rbac),
        _ => None,
    };
    match (object, &path[..]) {
        (Some(object), [_, _, name]) => catalogue::find(object, name).is_some(),
        _ => EXTENSION_KEYS.contains(&written) || !matches!(chart::find(&path), Lookup::Unknown { .. }),
    }
}

/// What an obsolete key is today.
fn today(written: &str) -> Option<String> {
    if let Some((_, today)) = OBSOLETE.iter().find(|(old, _)| *old == written) {
        return Some((*today).to_owned());
    }
    let (old, new) = OBSOLETE_MAPS.into_iter().find(|(old, _)| written.starts_with(old))?;
    Some(format!("{new}{}", written[old.len()..].replace('\\', "").replace('.', "\\.")))
}

/// The key that may have been meant by one that nothing reads.
fn meant(setting: &Setting) -> Option<String> {
    // An index belongs to the name before it: `global.tolerations[0].key`.
    let path: Vec<&str> = setting.path.iter().map(|segment| segment.split('[').next().unwrap_or_default()).collect();
    if path.first().is_some_and(|first| first.eq_ignore_ascii_case("azure")) {
        let name = path.join(".");
        return (!EXTENSION_KEYS.contains(&name.as_str()))
            .then(|| nearest(&name, EXTENSION_KEYS).map(str::to_owned))?;
    }
    // Their names are judged as keys of the objects that they become.
    let is_object_key = matches!(path[..], ["configs", "cm" | "params" | "rbac", ..]);
    if is_object_key || is_unescaped(&setting.written) {
        return None;
    }
    match chart::find(&path) {
        Lookup::Unknown { depth, meant: Some(meant) } => {
            let (before, after) = (&path[..depth], &path[depth + 1..]);
            let segments = before.iter().copied().chain([meant.as_str()]).chain(after.iter().copied());
            Some(segments.map(|segment| segment.replace('.', "\\.")).collect::<Vec<_>>().join("."))
        }
        _ => None,
    }
}

/// Whether the key would be one of Argo CD's own if its dots were escaped; that is another finding.
fn is_unescaped(written: &str) -> bool {
    let objects = [
        ("configs.cm.", Object::ServerConfig),
        ("configs.params.", Object::Parameters),
        ("configs.rbac.", Object::Rbac),
    ];
    objects.iter().any(|(beginning, object)| {
        written.strip_prefix(beginning).is_some_and(|name| catalogue::find(*object, &name.replace('\\', "")).is_some())
    })
}
