//! The keys of the argo-cd chart's values, which are also those of the extension.
//!
//! `chart.tsv` is generated from the chart's own values by `scripts/chart-catalogue.py`. Helm takes any key and says
//! nothing about one that no template reads.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::finding::nearest;

/// What stands behind a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChartForm {
    /// A map whose keys are in the catalogue too.
    Map,
    /// Whatever the user puts there.
    Free,
    /// A boolean, which templates and conditions test as one.
    Boolean,
    /// A text, a number or a list.
    Value,
}

/// A key of the chart's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChartKey {
    /// What stands behind it.
    pub form: ChartForm,
    /// The last major version of the chart that has it, if it is gone.
    pub last: Option<u32>,
    /// The first major version that has it, if it is not as old as the catalogue.
    pub first: Option<u32>,
}

/// What the catalogue says about a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// The key itself.
    Known(ChartKey),
    /// Something below a key that takes anything.
    Free,
    /// Not there: how many segments of the path are known, and the key that may have been meant in place of the next.
    Unknown {
        /// Known segments before it.
        depth: usize,
        /// A near key.
        meant: Option<String>,
    },
}

/// Keys that have moved, with where they went: the chart's own notices (`templates/NOTES.txt`), charts 5 to 10.
const MOVED: [(&str, &str); 23] = [
    ("server.config", "configs.cm"),
    ("server.configAnnotations", "configs.cm.annotations"),
    ("server.configEnabled", "configs.cm.create"),
    ("server.rbacConfig", "configs.rbac"),
    ("server.rbacConfigAnnotations", "configs.rbac.annotations"),
    ("server.rbacConfigCreate", "configs.rbac.create"),
    ("configs.gpgKeys", "configs.gpg.keys"),
    ("configs.gpgKeysAnnotations", "configs.gpg.annotations"),
    ("configs.knownHosts", "configs.ssh.knownHosts"),
    ("configs.knownHostsAnnotations", "configs.ssh.annotations"),
    ("configs.repositoryCredentials", "configs.credentialTemplates"),
    ("configs.secret.argocdServerTlsConfig", "server.certificateSecret"),
    ("configs.tlsCerts", "configs.tls.certificates"),
    ("configs.tlsCertsAnnotations", "configs.tls.annotations"),
    ("controller.clusterAdminAccess", "createClusterRoles"),
    ("server.clusterAdminAccess", "createClusterRoles"),
    ("controller.logFormat", "configs.params.controller\\.log\\.format"),
    ("controller.logLevel", "configs.params.controller\\.log\\.level"),
    ("server.logFormat", "configs.params.server\\.log\\.format"),
    ("server.logLevel", "configs.params.server\\.log\\.level"),
    ("applicationSet.replicaCount", "applicationSet.replicas"),
    ("notifications.logLevel", "configs.params.notificationscontroller\\.log\\.level"),
    ("dex.logLevel", "configs.params.dexserver\\.log\\.level"),
];

/// Keys that the extension adds to the chart's (`azure.md` of Microsoft: tutorial-use-gitops-argocd).
pub const EXTENSION_KEYS: [&str; 3] =
    ["azure.workloadIdentity.enabled", "azure.workloadIdentity.clientId", "azure.workloadIdentity.entraSSOClientId"];

static KEYS: LazyLock<HashMap<&'static str, ChartKey>> =
    LazyLock::new(|| include_str!("chart.tsv").lines().filter_map(row).collect());

/// A row of the table; the first is a comment.
fn row(row: &'static str) -> Option<(&'static str, ChartKey)> {
    let mut cells = row.split('\t');
    let name = cells.next()?;
    let form = match cells.next()? {
        "map" => ChartForm::Map,
        "free" => ChartForm::Free,
        "boolean" => ChartForm::Boolean,
        _ => ChartForm::Value,
    };
    let first = cells.next()?.parse().ok();
    Some((name, ChartKey { form, first, last: cells.next()?.parse().ok() }))
}

/// What the catalogue says about a path of keys.
pub fn find(path: &[&str]) -> Lookup {
    let mut name = String::new();
    for (depth, segment) in path.iter().enumerate() {
        let above = name.len();
        if depth > 0 {
            name.push('.');
        }
        name.push_str(&segment.replace('.', "\\."));
        match KEYS.get(name.as_str()) {
            Some(key) if depth + 1 == path.len() => return Lookup::Known(*key),
            Some(key) if key.form == ChartForm::Map => {}
            Some(key) if key.form == ChartForm::Free => return Lookup::Free,
            // A list or a text that somebody replaces by a map is theirs to know.
            Some(_) => return Lookup::Free,
            None => return Lookup::Unknown { depth, meant: meant(&name[..above], segment) },
        }
    }
    Lookup::Free
}

/// The key beside others that may have been meant.
fn meant(above: &str, segment: &str) -> Option<String> {
    let siblings = KEYS.iter().filter(|(_, key)| key.last.is_none()).filter_map(|(name, _)| {
        let rest = if above.is_empty() { name } else { name.strip_prefix(above)?.strip_prefix('.')? };
        (!rest.replace("\\.", "").contains('.')).then_some(rest)
    });
    let mut siblings: Vec<&str> = siblings.collect();
    siblings.sort_unstable();
    nearest(segment, siblings).map(|near| near.replace("\\.", "."))
}

/// Where a key went that the chart does not have any more.
pub fn moved(path: &[&str]) -> Option<&'static str> {
    let name = path.iter().map(|segment| segment.replace('.', "\\.")).collect::<Vec<_>>().join(".");
    MOVED.iter().find(|(old, _)| *old == name).map(|(_, new)| *new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_once_in_order() {
        let names: Vec<&str> =
            include_str!("chart.tsv").lines().skip(1).filter_map(|row| row.split('\t').next()).collect();
        assert!(names.is_sorted(), "the script sorts");
        assert_eq!(names.len(), KEYS.len());
    }

    #[test]
    fn what_moved_is_gone_and_what_it_became_is_there() {
        for (old, new) in MOVED {
            let path: Vec<&str> = old.split('.').collect();
            assert!(matches!(find(&path), Lookup::Known(ChartKey { last: Some(_), .. })), "{old}");
            let new = new.replace("\\.", "\0");
            let path: Vec<String> = new.split('.').map(|segment| segment.replace('\0', ".")).collect();
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let is_there = matches!(find(&path), Lookup::Free | Lookup::Known(ChartKey { last: None, .. }));
            assert!(is_there, "{new}: {:?}", find(&path));
        }
    }

    #[test]
    fn paths_are_looked_up() {
        let form = |path: &[&str]| match find(path) {
            Lookup::Known(key) => Some(key.form),
            _ => None,
        };
        assert_eq!(form(&["server", "ingress", "enabled"]), Some(ChartForm::Boolean));
        assert_eq!(form(&["configs"]), Some(ChartForm::Map));
        assert_eq!(find(&["configs", "cm", "oidc.config"]), Lookup::Free);
        assert_eq!(find(&["redis-ha", "enabled"]), Lookup::Free);
        assert_eq!(find(&["server", "ingres", "enabled"]), Lookup::Unknown { depth: 1, meant: Some("ingress".into()) });
        assert_eq!(find(&["zebra"]), Lookup::Unknown { depth: 0, meant: None });
    }
}
