//! Keys that Argo CD once read, and what took their place.
//!
//! Which they are was read off Argo CD's tags v1.0 to v3.5: every key of `util/settings/settings.go`, of the manifests and
//! of the documented samples that no version from 3.4 on has. The reasons are those of `docs/operator-manual/upgrading`.

use super::Object;

/// A key that is no longer read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retired {
    /// The object that had it.
    pub object: Object,
    /// The key.
    pub name: &'static str,
    /// The first version that does not read it.
    pub since: &'static str,
    /// What to do instead.
    pub instead: &'static str,
}

const REPOSITORIES: &str =
    "keep each repository in a Secret with the label `argocd.argoproj.io/secret-type: repository` or `repo-creds`";

/// All of them, sorted.
const RETIRED: [Retired; 7] = [
    Retired {
        object: Object::ServerConfig,
        name: "configManagementPlugins",
        since: "2.8",
        instead: "run the plugin in a sidecar of the repo server, with a `plugin.yaml`",
    },
    Retired { object: Object::ServerConfig, name: "helm.repositories", since: "3.0", instead: REPOSITORIES },
    Retired { object: Object::ServerConfig, name: "repositories", since: "3.0", instead: REPOSITORIES },
    Retired { object: Object::ServerConfig, name: "repository.credentials", since: "3.0", instead: REPOSITORIES },
    Retired {
        object: Object::ServerConfig,
        name: "server.rbac.log.enforce.enable",
        since: "3.0",
        instead: "remove it: logs are always granted on their own, `logs, get`",
    },
    Retired {
        object: Object::Parameters,
        name: "applicationsetcontroller.namespace",
        since: "2.8",
        instead: "remove it: the controller looks in its own namespace and in `applicationsetcontroller.namespaces`",
    },
    Retired {
        object: Object::Parameters,
        name: "server.login.attempts.expiration",
        since: "3.1",
        instead: "remove it: nothing used it any more",
    },
];

/// What became of a key of an object.
pub fn retired(object: Object, key: &str) -> Option<&'static Retired> {
    RETIRED.iter().find(|retired| retired.object == object && retired.name == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{find, keys};

    #[test]
    fn what_is_retired_is_not_read() {
        assert!(!keys().is_empty());
        for row in RETIRED {
            assert_eq!(find(row.object, row.name), None, "{}", row.name);
            assert_eq!(retired(row.object, row.name), Some(&row));
        }
        assert!(RETIRED.map(|row| (row.object, row.name)).is_sorted());
    }
}
