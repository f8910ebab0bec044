use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::document::{At, Node};
use crate::environment::shape::Shape;
use crate::policy::Policy;
use crate::source::Span;

fn rbac(written: &serde_json::Value) -> Rbac {
    let mut findings = Vec::new();
    let rbac = Rbac::read(&Node::from_value(written, Span::NOWHERE), &At::Root, &mut findings);
    assert_eq!(findings, []);
    rbac.expect("nothing is wrong with it")
}

fn text(rbac: &Rbac) -> String {
    let mut findings = Vec::new();
    let text = csv(rbac, &mut findings);
    assert_eq!(findings, []);
    text
}

/// The rows that `rbac` says.
fn rows(rbac: &Rbac) -> Vec<String> {
    let mut rows = Vec::new();
    for (role, grants) in &rbac.roles {
        for grant in grants {
            for action in &grant.actions {
                rows.extend(
                    grant.objects.iter().map(|object| {
                        format!("p, role:{role}, {}, {action}, {object}, {}", grant.resource, grant.effect)
                    }),
                );
            }
        }
    }
    for Binding { role, groups, users } in &rbac.bindings {
        rows.extend(groups.iter().map(|group| format!("g, {}, role:{role}", group.id)));
        rows.extend(users.iter().map(|user| format!("g, {user}, role:{role}")));
    }
    rows
}

/// The rows that Argo CD reads.
fn read(text: &str) -> Vec<String> {
    let policy = Policy::parse(text).expect("Argo CD reads it");
    let permissions = policy.permissions().map(|(row, _)| row.to_string());
    permissions.chain(policy.groupings().map(|(row, _)| row.to_string())).collect()
}

const GROUP: &str = "aaaaaaaa-0000-4000-8000-00000000000a";

#[test]
fn the_text_is_what_people_would_write() {
    let rbac = rbac(&json!({
        "roles": {"deployer": [
            {"resource": "applications", "actions": ["get", "sync"], "objects": ["team-a/*"]},
            {"resource": "applications", "actions": ["delete"], "objects": ["*/*"], "effect": "deny"},
        ]},
        "bindings": [
            {"role": "admin", "groups": [{"id": GROUP.to_uppercase(), "name": "ArgoCdAdmins"}]},
            {"role": "deployer", "users": ["ci@example.com"]},
        ],
    }));
    let expected = format!(
        "\
p, role:deployer, applications, get, \"team-a/*\", allow
p, role:deployer, applications, sync, \"team-a/*\", allow
p, role:deployer, applications, delete, \"*/*\", deny
# ArgoCdAdmins
g, \"{GROUP}\", role:admin
g, \"ci@example.com\", role:deployer
"
    );
    assert_eq!(text(&rbac), expected);
}

#[test]
fn each_row_knows_its_grant_or_binding() {
    let rbac = rbac(&json!({
        "roles": {"b": [{"resource": "logs", "actions": ["get"], "objects": ["x/*", "y/*"]}], "a": []},
        "bindings": [
            {"role": "b", "groups": [{"id": GROUP, "name": "p, x\n# y"}], "users": ["ci@example.com"]},
        ],
    }));
    let placed = placed(&rbac, &mut Vec::new());
    let rows: Vec<(&str, &str)> = placed.rows.iter().map(|(row, at)| (row.as_str(), at.as_str())).collect();
    assert_eq!(
        rows,
        [
            ("p, role:b, logs, get, \"x/*\", allow", "/rbac/roles/b/0"),
            ("p, role:b, logs, get, \"y/*\", allow", "/rbac/roles/b/0"),
            (format!("g, \"{GROUP}\", role:b").as_str(), "/rbac/bindings/0/groups/0"),
            ("g, \"ci@example.com\", role:b", "/rbac/bindings/0/users/0"),
        ]
    );
}

#[test]
fn no_rows_are_said_too() {
    assert_eq!(text(&rbac(&json!({}))), NO_ROWS);
    assert_eq!(read(NO_ROWS), Vec::<String>::new());
}

#[test]
fn a_row_that_no_policy_carries_is_found_where_it_is_written() {
    let rbac = rbac(&json!({"roles": {"x": [{"resource": "applications", "actions": ["get"], "objects": [" a/*"]}]}}));
    let mut findings = Vec::new();
    csv(&rbac, &mut findings);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].place, Place::Value(Pointer::from_written("/rbac/roles/x/0")));
}

#[test]
fn scopes_are_a_list_in_a_string() {
    for (scopes, expected) in [
        (json!(["groups"]), "[groups]"),
        (json!(["groups", "email"]), "[groups, email]"),
        (json!(["https://example.com/a,b", "no", "a b", "1"]), r#"["https://example.com/a,b", "no", "a b", "1"]"#),
        (json!([]), "[]"),
    ] {
        assert_eq!(super::scopes(&rbac(&json!({"scopes": scopes})).scopes), expected);
    }
}

proptest! {
    /// Whatever people call a group, Argo CD reads the rows of `rbac` and no others.
    #[test]
    fn argo_cd_reads_exactly_the_rows_of_rbac(
        name in "(g, \"\", role:admin|[\"#,\\r\\n\u{85}\u{2028}p g]{0,6}|\\PC{0,12})",
        user in "[a-z][a-z,\"@ .]{0,8}[a-z]",
        object in "[a-z*/,\"{}]{1,8}",
        line_break in "[\\r\\n\u{2028}]",
    ) {
        let name = format!("x{line_break}{name}");
        let rbac = rbac(&json!({
            "roles": {"deployer": [{"resource": "logs", "actions": ["get", "*"], "objects": [object, "*"]}]},
            "bindings": [{"role": "deployer", "groups": [{"id": GROUP, "name": name}], "users": [user]}],
        }));
        prop_assert_eq!(read(&text(&rbac)), rows(&rbac));
    }
}
