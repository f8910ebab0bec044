use std::collections::BTreeSet;

use super::*;

const NEWEST: ArgoVersion = ArgoVersion::V3_6;

fn fault(resource: &str, action: &str) -> Unknown {
    check_action(resource, action, NEWEST).expect_err("the row never matches")
}

#[test]
fn names_are_unique_and_rows_complete() {
    let names: BTreeSet<_> = RESOURCES.iter().map(|resource| resource.name).collect();
    assert_eq!(names.len(), RESOURCES.len());
    for resource in RESOURCES {
        let actions: BTreeSet<_> = resource.actions.iter().map(|action| action.name).collect();
        assert_eq!(actions.len(), resource.actions.len(), "{}", resource.name);
        assert!(!actions.is_empty(), "{}", resource.name);
    }
}

#[test]
fn project_scoped_are_those_of_argo_cd() {
    let scoped: BTreeSet<_> =
        RESOURCES.iter().filter(|resource| resource.project_scoped).map(|resource| resource.name).collect();
    let expected = ["applications", "applicationsets", "clusters", "exec", "logs", "repositories"];
    assert_eq!(scoped, BTreeSet::from(expected));
}

#[test]
fn every_action_of_the_table_passes() {
    for resource in RESOURCES {
        for action in resource.actions {
            let written = match action.sub_action {
                SubAction::Required => format!("{}/*", action.name),
                SubAction::Never | SubAction::Optional => action.name.to_owned(),
            };
            let result = check_action(resource.name, &written, NEWEST);
            assert_eq!(result, Ok(()), "{} {written}", resource.name);
        }
    }
}

#[test]
fn globs_that_may_match_pass() {
    for (resource, action) in [
        ("*", "*"),
        ("applications", "*"),
        ("applications", "{get,sync}"),
        ("applications", "action/apps/Deployment/restart"),
        ("applications", "action//Pod/*"),
        ("applications", "update/*"),
        ("applications", "delete/*/Pod/*/*"),
        ("applications", "a*/apps/*"),
        ("applications", "action*"),
        ("applications", "{update,delete}/*"),
        ("{applications,logs}", "get"),
        ("*repositories", "create"),
        ("*", "invoke"),
    ] {
        assert_eq!(check_action(resource, action, NEWEST), Ok(()), "{resource} {action}");
    }
}

#[test]
fn what_never_matches_is_explained() {
    for (resource, action, message, help) in [
        ("applications", "list", "`list` is no action on `applications`", "did you mean `get`?"),
        ("clusters", "watch", "`watch` is no action on `clusters`", "did you mean `get`?"),
        ("applications", "synch", "`synch` is no action", "did you mean `sync`?"),
        ("applications", "Get", "`Get` is no action", "did you mean `get`?"),
        ("applications", " get", "` get` is no action", "did you mean `get`?"),
        ("applications", "action", "never matches without a path", "write `action/*`, or"),
        ("applications", "sync/*", "`sync/*` never matches: `sync` has no path", "write `sync`"),
        ("applications", "restart", "`restart` is no action", "did you mean `action/*`?"),
        ("exec", "get", "`get` is no action on `exec`", "its actions are `create`"),
        ("logs", "list", "`list` is no action on `logs`", "did you mean `get`?"),
        ("clusters", "update/*", "`update` has no path", "write `update`"),
        ("projects", "sync", "`sync` is no action on `projects`", "`create`, `delete`, `get`, `update`"),
        ("extensions", "xy*", "`xy*` is no action", "its actions are `invoke`"),
        ("*", "list", "`list` is no action on `*`", "did you mean `get`?"),
        ("app", "get", "`app` is no resource", "did you mean `applications`?"),
        ("application", "get", "`application` is no resource", "did you mean `applications`?"),
        ("Repositories", "get", "`Repositories` is no resource", "did you mean `repositories`?"),
        ("configmaps", "get", "`configmaps` is no resource", "the resources are `applications`"),
        ("appl[", "get", "`appl[` never matches: `[` is not closed", "close what is open"),
        ("applications", "{get,sync", "`{` is not closed", "close what is open"),
    ] {
        let fault = fault(resource, action);
        assert!(fault.to_string().contains(message), "{resource} {action}: {fault}");
        assert!(fault.help().contains(help), "{resource} {action}: {}", fault.help());
    }
}

#[test]
fn rollback_came_with_3_6() {
    assert_eq!(check_action("applications", "rollback", NEWEST), Ok(()));
    let fault = check_action("applications", "rollback", ArgoVersion::V3_5).expect_err("3.5 has no rollback");
    assert_eq!(fault.to_string(), "`rollback` is an action since Argo CD 3.6, not in 3.5");
    assert_eq!(check_action("applications", "r*", NEWEST), Ok(()));
    assert!(check_action("applications", "r*", ArgoVersion::V3_4).is_err());
}
