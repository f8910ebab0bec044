//! The other Secrets of Argo CD: repositories, settings, tokens of notifications.
//!
//! argo-cd `common/common.go` has the labels, `util/db/repository_secrets.go` and `util/settings/settings.go` the keys.

use super::Data;
use crate::document::Node;

/// A Secret that Argo CD reads, of another kind than [`super::ClusterSecret`].
#[derive(Debug, Clone, PartialEq)]
pub struct ArgoSecret {
    /// What it is for.
    pub purpose: Purpose,
    /// All of its data.
    pub data: Data,
}

/// What a Secret of Argo CD is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A repository, or the credentials of several.
    Repository,
    /// `argocd-secret`: the hash of the admin's password, the key that signs sessions, secrets of webhooks and SSO.
    Settings,
    /// Everything else that is Argo CD's by name or label: values that settings refer to.
    Other,
}

/// The label by which Argo CD finds Secrets of a kind.
pub const TYPE_LABEL: &str = "argocd.argoproj.io/secret-type";

/// Values of the label for repositories and their credentials.
const REPOSITORY_TYPES: [&str; 5] = ["repository", "repo-creds", "repository-write", "repo-write-creds", "scm-creds"];

/// Names of Secrets that belong to an installation.
const OWN_NAMES: [&str; 3] = ["argocd-notifications-secret", "argocd-initial-admin-secret", "argocd-redis"];

impl Purpose {
    /// What a Secret is for; `None` for one that is not Argo CD's.
    pub fn of(object: &Node) -> Option<Self> {
        let metadata = object.get("metadata")?;
        let label = |key: &str| metadata.get("labels").and_then(|labels| labels.get(key)?.text());
        let name = metadata.get("name").and_then(Node::text).unwrap_or_default();
        if label(TYPE_LABEL).is_some_and(is_repository_type) {
            return Some(Self::Repository);
        }
        if name == "argocd-secret" {
            return Some(Self::Settings);
        }
        let is_part = label("app.kubernetes.io/part-of") == Some("argocd");
        (is_part || OWN_NAMES.contains(&name)).then_some(Self::Other)
    }
}

/// Whether the value of [`TYPE_LABEL`] is one for repositories.
pub fn is_repository_type(value: &str) -> bool {
    REPOSITORY_TYPES.contains(&value)
}

impl ArgoSecret {
    /// Reads a Secret, if it is one of Argo CD's.
    pub fn of(object: &Node) -> Option<Self> {
        Purpose::of(object).map(|purpose| Self { purpose, data: Data::of_secret(object) })
    }
}
