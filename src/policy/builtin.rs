//! The policy that Argo CD brings along (assets/builtin-policy.csv): `role:readonly`, `role:admin`, and the local
//! user `admin`. A user's policy adds to it and cannot take from it, except by `deny`.

use crate::{
    policy::{Effect, Grouping, Permission},
    value::ArgoVersion,
};

/// The role that may read everything.
pub const READONLY: &str = "role:readonly";
/// The role that may do everything.
pub const ADMIN: &str = "role:admin";
/// The local user who has [`ADMIN`]; a group of this name has it too.
pub const ADMIN_USER: &str = "admin";

/// A resource, the built-in object of its rows, and the actions that a role has on it.
struct Grant {
    resource: &'static str,
    object: &'static str,
    actions: &'static [&'static str],
}

const fn grant(resource: &'static str, object: &'static str, actions: &'static [&'static str]) -> Grant {
    Grant { resource, object, actions }
}

const READONLY_GRANTS: &[Grant] = &[
    grant("applications", "*/*", &["get"]),
    grant("applicationsets", "*/*", &["get"]),
    grant("certificates", "*", &["get"]),
    grant("clusters", "*", &["get"]),
    grant("repositories", "*", &["get"]),
    grant("write-repositories", "*", &["get"]),
    grant("projects", "*", &["get"]),
    grant("accounts", "*", &["get"]),
    grant("gpgkeys", "*", &["get"]),
    grant("logs", "*/*", &["get"]),
];

const ADMIN_GRANTS: &[Grant] = &[
    grant(
        "applications",
        "*/*",
        &["create", "update", "update/*", "delete", "delete/*", "sync", "rollback", "override", "action/*"],
    ),
    grant("applicationsets", "*/*", &["get", "create", "update", "delete"]),
    grant("certificates", "*", &["create", "update", "delete"]),
    grant("clusters", "*", &["create", "update", "delete"]),
    grant("repositories", "*", &["create", "update", "delete"]),
    grant("write-repositories", "*", &["create", "update", "delete"]),
    grant("projects", "*", &["create", "update", "delete"]),
    grant("accounts", "*", &["update"]),
    grant("gpgkeys", "*", &["create", "delete"]),
    grant("exec", "*/*", &["create"]),
];

/// The first version whose built-in policy has this action, where that is not every version that we know.
fn since(action: &str) -> ArgoVersion {
    match action {
        "rollback" => ArgoVersion::V3_6,
        _ => ArgoVersion::V3_4,
    }
}

/// The built-in `p` rows of a version, in Argo CD's order.
#[must_use]
pub fn permissions(version: ArgoVersion) -> Vec<Permission> {
    let roles = [(READONLY, READONLY_GRANTS), (ADMIN, ADMIN_GRANTS)];
    let mut rows = Vec::new();
    for (role, grants) in roles {
        for grant in grants {
            let actions = grant.actions.iter().filter(|action| since(action) <= version);
            rows.extend(actions.map(|action| Permission {
                subject: role.to_owned(),
                resource: grant.resource.to_owned(),
                action: (*action).to_owned(),
                object: grant.object.to_owned(),
                effect: Effect::Allow,
            }));
        }
    }
    rows
}

/// The built-in `g` rows, the same in every version that we know.
#[must_use]
pub fn groupings() -> Vec<Grouping> {
    [(ADMIN, READONLY), (ADMIN_USER, ADMIN)]
        .map(|(subject, role)| Grouping { subject: subject.to_owned(), role: role.to_owned() })
        .to_vec()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::policy::{object, table};

    const VERSIONS: [ArgoVersion; 3] = [ArgoVersion::V3_4, ArgoVersion::V3_5, ArgoVersion::V3_6];

    #[test]
    fn each_version_has_the_rows_of_its_release() {
        // Counted in the builtin-policy.csv of 3.4.13, 3.5.7 and 3.6.1.
        let counts = VERSIONS.map(|version| permissions(version).len());
        assert_eq!(counts, [41, 41, 42]);
    }

    #[test]
    fn no_row_is_there_twice() {
        let rows = permissions(ArgoVersion::V3_6);
        let distinct: BTreeSet<String> = rows.iter().map(ToString::to_string).collect();
        assert_eq!(distinct.len(), rows.len());
    }

    #[test]
    fn rollback_came_with_3_6() {
        let has_rollback = |version| {
            let rows = permissions(version);
            rows.iter().any(|row| row.action == "rollback")
        };
        assert_eq!(VERSIONS.map(has_rollback), [false, false, true]);
    }

    #[test]
    fn built_in_rows_pass_our_own_checks() {
        for version in VERSIONS {
            for row in permissions(version) {
                assert_eq!(table::check_action(&row.resource, &row.action, version), Ok(()), "{row}");
                assert_eq!(object::check_object(&row.resource, &row.object), Ok(()), "{row}");
            }
        }
    }
}
