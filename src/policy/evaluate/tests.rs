use super::*;
use crate::policy::{Effect, RowKind};

const NEWEST: ArgoVersion = ArgoVersion::V3_6;
const GROUP: &str = "84ce98d1-e359-4f3b-85af-985b458de3c6";

fn enforcer(text: &str) -> Enforcer {
    let policy = Policy::parse(text).expect("the policy loads");
    Enforcer::new(NEWEST, &policy)
}

/// Whether some user in these groups may do this.
fn allowed(text: &str, groups: &[&str], request: [&str; 3]) -> bool {
    let [resource, action, object] = request;
    let decision = enforcer(text).allows("someone", groups, resource, action, object);
    decision.allowed
}

const DELETE_APPLICATION: [&str; 3] = ["applications", "delete", "team-a/shop"];
const DELETE_CLUSTER: [&str; 3] = ["clusters", "delete", "https://dev.example.com"];
const GET_APPLICATION: [&str; 3] = ["applications", "get", "team-a/shop"];

/// What casbin and gobwas/glob answered with Argo CD's model and built-in policy.
#[test]
fn surprising_policies_are_answered_as_by_argo_cd() {
    let upper = GROUP.to_uppercase();
    let direct = format!("p, {GROUP}, applications, get, */*, allow");
    let known = format!("{direct}\ng, {GROUP}, role:none");
    for (situation, policy, groups, request, expected) in [
        ("no policy", "", &[GROUP][..], GET_APPLICATION, false),
        ("empty subject", r#"g, "", role:admin"#, &[], DELETE_APPLICATION, true),
        ("empty subject, unquoted", "g, , role:admin", &[], DELETE_CLUSTER, true),
        ("empty p subject", r#"p, "", applications, delete, */*, allow"#, &[], DELETE_APPLICATION, true),
        ("globbed subject", "p, *, applications, *, */*, allow", &[GROUP], GET_APPLICATION, false),
        ("group named admin", "", &["admin"], DELETE_CLUSTER, true),
        ("group named role:admin", "", &["role:admin"], DELETE_CLUSTER, true),
        ("group named role:readonly", "", &["role:readonly"], GET_APPLICATION, false),
        ("upper-case id", &format!("g, {upper}, role:admin"), &[GROUP], GET_APPLICATION, false),
        ("p row on a group alone", &direct, &[GROUP], GET_APPLICATION, false),
        ("p row on a known group", &known, &[GROUP], GET_APPLICATION, true),
        (
            "update without path",
            "p, someone, applications, update, */*, allow",
            &[],
            ["applications", "update/apps/Deployment/ns/x", "a/b"],
            false,
        ),
        (
            "update with path",
            "p, someone, applications, update/*, */*, allow",
            &[],
            ["applications", "update/apps/Deployment/ns/x", "a/b"],
            true,
        ),
        (
            "update with path only",
            "p, someone, applications, update/*, */*, allow",
            &[],
            ["applications", "update", "a/b"],
            false,
        ),
        (
            "cluster by name",
            "p, someone, clusters, get, dev, allow",
            &[],
            ["clusters", "get", "https://dev.example.com"],
            false,
        ),
        (
            "cluster by URL",
            "p, someone, clusters, get, https://dev.example.com, allow",
            &[],
            ["clusters", "get", "https://dev.example.com"],
            true,
        ),
        ("bad glob", "p, someone, applications, get, [, allow", &[], GET_APPLICATION, false),
        ("Allow", "p, someone, applications, get, */*, Allow", &[], GET_APPLICATION, false),
        ("comment behind a role", &format!("g, {GROUP}, role:admin # admins"), &[GROUP], GET_APPLICATION, false),
        (
            "space behind a role",
            "p, role:x , applications, get, */*, allow\ng, someone, role:x",
            &[],
            GET_APPLICATION,
            false,
        ),
        ("zero-width", &format!("g, \u{200b}{GROUP}, role:admin"), &[GROUP], GET_APPLICATION, false),
        ("single quotes", &format!("g, '{GROUP}', role:admin"), &[GROUP], GET_APPLICATION, false),
        ("colon instead of comma", "g, role: admin, role:admin\n", &["admin2"], GET_APPLICATION, false),
        ("alternatives", r#"p, someone, applications, "{get,sync}", */*, allow"#, &[], GET_APPLICATION, true),
        (
            "star crosses slashes",
            "p, someone, applications, get, team-a/*, allow",
            &[],
            ["applications", "get", "team-a/ns/shop"],
            true,
        ),
        ("case of a resource", "p, someone, Applications, get, */*, allow", &[], GET_APPLICATION, false),
        ("inheritance", "g, role:x, role:readonly\ng, someone, role:x", &[], ["logs", "get", "a/b"], true),
        (
            "certificates by name",
            "p, someone, certificates, get, example.com, allow",
            &[],
            ["certificates", "get", ""],
            false,
        ),
    ] {
        assert_eq!(allowed(policy, groups, request), expected, "{situation}");
    }
}

#[test]
fn the_default_role_comes_before_every_deny() {
    let text = "p, someone, applications, get, */*, deny\np, role:readonly, applications, get, secret/*, deny";
    let with_default = enforcer(text).with_default_role("role:readonly");
    assert!(with_default.allows("someone", &[], "applications", "get", "a/b").allowed);
    assert!(!with_default.allows("someone", &[], "applications", "get", "secret/b").allowed);
    assert!(with_default.allows("", &[], "applications", "get", "a/b").allowed);
    assert!(!enforcer(text).with_default_role("").allows("someone", &[], "applications", "get", "a/b").allowed);
}

#[test]
fn each_group_is_asked_alone() {
    let denying = "p, role:no, applications, get, */*, deny\ng, g1, role:no\ng, g2, role:admin";
    assert!(allowed(denying, &["g1", "g2"], GET_APPLICATION));
    let both = format!("{denying}\ng, g2, role:no");
    assert!(!allowed(&both, &["g1", "g2"], GET_APPLICATION));
}

#[test]
fn rollback_is_built_in_since_3_6() {
    let policy = Policy::default();
    let allowed = |version| {
        let enforcer = Enforcer::new(version, &policy);
        enforcer.allows("admin", &[], "applications", "rollback", "a/b").allowed
    };
    assert!(allowed(ArgoVersion::V3_6));
    assert!(!allowed(ArgoVersion::V3_5));
}

/// A chain of `length` rows from `someone` to a role that may.
fn chain(length: usize) -> String {
    let between = (1..length).map(|index| format!("role:{index}"));
    let names: Vec<String> = ["someone".to_owned()].into_iter().chain(between).chain(["role:end".to_owned()]).collect();
    let rows: Vec<String> = names.windows(2).map(|pair| format!("g, {}, {}", pair[0], pair[1])).collect();
    format!("p, role:end, applications, get, */*, allow\n{}", rows.join("\n"))
}

#[test]
fn ten_rows_reach_and_eleven_do_not() {
    assert!(allowed(&chain(1), &[], GET_APPLICATION));
    assert!(allowed(&chain(10), &[], GET_APPLICATION));
    assert!(!allowed(&chain(11), &[], GET_APPLICATION));
}

#[test]
fn circles_end() {
    let text = "g, role:a, role:b\ng, role:b, role:a\ng, someone, role:a\np, role:b, logs, get, *, allow";
    assert!(allowed(text, &[], ["logs", "get", "a/b"]));
}

#[test]
fn an_answer_names_its_row_and_the_way_there() {
    let text = format!("# admins\ng, {GROUP}, role:team\ng, role:team, role:admin");
    let enforcer = enforcer(&text);
    let decision = enforcer.allows("someone", &[GROUP], "clusters", "delete", "https://a");
    let because = decision.because.expect("a row allows");
    assert!(decision.allowed);
    assert_eq!(because.asked, Asked::Group);
    assert_eq!(because.path, [GROUP, "role:team", "role:admin"]);
    assert_eq!(because.source, Source::BuiltIn);
    assert_eq!(because.permission.to_string(), "p, role:admin, clusters, delete, *, allow");
}

#[test]
fn a_refusal_names_the_row_that_denies() {
    let text = "p, someone, logs, get, *, allow\n\np, someone, logs, get, secret/*, deny";
    let decision = enforcer(text).allows("someone", &[], "logs", "get", "secret/x");
    let because = decision.because.expect("a row denies");
    assert!(!decision.allowed);
    assert_eq!(because.permission.effect, Effect::Deny);
    assert!(matches!(because.source, Source::Policy(place) if place.line == 3));
    let silent = enforcer(text).allows("someone", &[], "exec", "create", "a/b");
    assert_eq!(silent, Decision { allowed: false, because: None });
}

#[test]
fn an_empty_subject_is_told_as_everyone() {
    let decision = enforcer(r#"g, "", role:admin"#).allows("x", &[], "exec", "create", "a/b");
    let because = decision.because.expect("a row allows");
    assert_eq!(because.asked, Asked::Everyone);
    assert_eq!(because.path, ["", "role:admin"]);
}

#[test]
fn other_rows_do_nothing() {
    let policy = Policy::parse("m, someone\nr, x\ne").expect("the policy loads");
    assert!(policy.rows.iter().all(|row| matches!(row.kind, RowKind::Other(_))));
    assert!(!allowed("m, someone\nr, x\ne", &[], GET_APPLICATION));
}

/// Whether a user in these groups may do this, where a project has the roles that the text gives it.
fn allowed_in_project(text: &str, project: &str, user: &str, groups: &[&str], request: [&str; 3]) -> bool {
    let project = Policy::parse(project).expect("the project's policy loads");
    let [resource, action, object] = request;
    enforcer(text).with_project("team-a", &project).allows(user, groups, resource, action, object).allowed
}

const CI: &str = "p, proj:team-a:ci, projects, get, team-a, allow\n\
    p, proj:team-a:ci, applications, sync, team-a/*, allow\n\
    g, developers, proj:team-a:ci";
const SYNC: [&str; 3] = ["applications", "sync", "team-a/shop"];

#[test]
fn roles_of_a_project_count_for_what_is_of_the_project() {
    for (situation, user, groups, request, expected) in [
        ("its token", "proj:team-a:ci", &[][..], SYNC, true),
        ("its group", "ada", &["developers"], SYNC, true),
        ("a group that is none of its", "ada", &["others"], SYNC, false),
        ("the project itself", "proj:team-a:ci", &[], ["projects", "get", "team-a"], true),
        ("another project", "ada", &["developers"], ["applications", "sync", "team-b/shop"], false),
        ("every project", "ada", &["developers"], ["applications", "sync", "*/*"], false),
        ("what is in no project", "ada", &["developers"], ["write-repositories", "get", "team-a/x"], false),
    ] {
        assert_eq!(allowed_in_project("", CI, user, groups, request), expected, "{situation}");
    }
}

#[test]
fn a_token_of_another_project_is_not_asked() {
    let text = "p, proj:team-b:ci, applications, sync, team-a/*, allow";
    assert!(!allowed_in_project(text, CI, "proj:team-b:ci", &[], SYNC));
    assert!(enforcer(text).allows("proj:team-b:ci", &[], SYNC[0], SYNC[1], SYNC[2]).allowed);
    let everyone = "p, \"\", applications, sync, */*, allow";
    assert!(allowed_in_project(everyone, CI, "proj:team-b:ci", &[], SYNC));
}

#[test]
fn a_deny_of_the_policy_holds_against_a_role_of_a_project() {
    let text = "p, proj:team-a:ci, applications, sync, team-a/shop, deny";
    assert!(!allowed_in_project(text, CI, "ada", &["developers"], SYNC));
}

#[test]
fn what_is_held_names_every_row_once() {
    let project = Policy::parse(CI).expect("the project's policy loads");
    let enforcer = enforcer("p, role:x, logs, get, *, allow\ng, developers, role:x").with_project("team-a", &project);
    let rows: Vec<String> =
        enforcer.held("ada", &["developers"]).iter().map(|held| held.permission.to_string()).collect();
    assert_eq!(
        rows,
        [
            "p, role:x, logs, get, *, allow",
            "p, proj:team-a:ci, projects, get, team-a, allow",
            "p, proj:team-a:ci, applications, sync, team-a/*, allow"
        ]
    );
}

/// What casbin's `RegexMatch` and the order of `enforce` make of regular expressions.
#[test]
fn regular_expressions_are_searched_for_and_broken_ones_refuse() {
    for (situation, text, request, expected) in [
        ("found anywhere", "p, ada, app, get, team-a, allow", GET_APPLICATION, true),
        ("held at both ends", "p, ada, ^app$, get, .*, allow", GET_APPLICATION, false),
        ("any", "p, ada, .*, .*, .*, allow", DELETE_CLUSTER, true),
        ("a glob is no expression", "p, ada, applications, get, */*, allow", GET_APPLICATION, false),
        ("one that is compared", "p, ada, .*, .*, .*, allow\np, ada, *, get, x, allow", GET_APPLICATION, false),
        ("one that is not", "p, ada, .*, .*, .*, allow\np, ada, logs, *, x, allow", GET_APPLICATION, true),
        ("another's", "p, ada, .*, .*, .*, allow\np, bob, *, get, x, allow", GET_APPLICATION, true),
        ("an admin", "g, ada, role:admin", GET_APPLICATION, false),
    ] {
        let policy = Policy::parse(text).expect("the policy loads");
        let [resource, action, object] = request;
        let enforcer = Enforcer::with_mode(NEWEST, &policy, MatchMode::Regex);
        assert_eq!(enforcer.allows("ada", &[], resource, action, object).allowed, expected, "{situation}");
    }
}

#[test]
fn any_other_mode_is_glob() {
    assert_eq!(
        ["regex", "glob", "Regex", ""].map(MatchMode::of),
        [MatchMode::Regex, MatchMode::Glob, MatchMode::Glob, MatchMode::Glob]
    );
}
