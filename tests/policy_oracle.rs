//! Compares [`Enforcer`] with the casbin crate, which Argo CD's library is the Go original of, over generated policies.
//! Argo CD's own steps around casbin (default role, known groups, the empty subject) are written out here once more.

use casbin::{
    CoreApi, DefaultModel, Enforcer as Casbin, MgmtApi, NullAdapter,
    function_map::OperatorFunction,
    rhai::{Dynamic, ImmutableString},
};
use proptest::prelude::*;

use tiphys::policy::{Effect, Enforcer, Grouping, Permission, Policy, glob::Glob};

/// Argo CD's model.
const MODEL: &str = "
[request_definition]
r = sub, res, act, obj
[policy_definition]
p = sub, res, act, obj, eft
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = g(r.sub, p.sub) && globOrRegexMatch(r.res, p.res) && globOrRegexMatch(r.act, p.act) && globOrRegexMatch(r.obj, p.obj)
";

/// Times [`REQUESTS`] is the number of questions: 120,000.
const POLICIES: u32 = 2_000;
const REQUESTS: usize = 60;

#[derive(Debug, Clone)]
struct Request {
    user: &'static str,
    groups: Vec<&'static str>,
    resource: &'static str,
    action: &'static str,
    object: &'static str,
}

fn permission() -> impl Strategy<Value = Permission> {
    let subject = prop::sample::select(vec!["alice", "g1", "g2", "role:a", "role:b", "role:c", ""]);
    let resource = prop::sample::select(vec!["applications", "logs", "*", "{logs,exec}"]);
    let action = prop::sample::select(vec!["get", "sync", "*", "action/*", "{get,sync}", "[!g]*"]);
    let object = prop::sample::select(vec!["*", "*/*", "a/*", "a/x", "?/x", "["]);
    let effect = prop::sample::select(vec!["allow", "allow", "deny", "Allow"]);
    (subject, resource, action, object, effect).prop_map(|(subject, resource, action, object, effect)| Permission {
        subject: subject.to_owned(),
        resource: resource.to_owned(),
        action: action.to_owned(),
        object: object.to_owned(),
        effect: Effect::from(effect),
    })
}

fn grouping() -> impl Strategy<Value = Grouping> {
    let names = || prop::sample::select(vec!["alice", "g1", "g2", "role:a", "role:b", "role:c", ""]);
    (names(), names()).prop_map(|(subject, role)| Grouping { subject: subject.to_owned(), role: role.to_owned() })
}

fn request() -> impl Strategy<Value = Request> {
    (
        prop::sample::select(vec!["alice", "bob", ""]),
        prop::sample::subsequence(vec!["g1", "g2", "g3", "role:a"], 0..=4),
        prop::sample::select(vec!["applications", "logs", "exec"]),
        prop::sample::select(vec!["get", "sync", "action/apps/Deployment/restart"]),
        prop::sample::select(vec!["a/x", "a/n/y", "b/x", ""]),
    )
        .prop_map(|(user, groups, resource, action, object)| Request { user, groups, resource, action, object })
}

/// The text of a policy; here every value may be empty, so each is quoted by hand.
fn text(permissions: &[Permission], groupings: &[Grouping]) -> String {
    let permissions = permissions.iter().map(|row| {
        let Permission { subject, resource, action, object, effect } = row;
        let effect = effect.as_str();
        format!("p, \"{subject}\", \"{resource}\", \"{action}\", \"{object}\", {effect}\n")
    });
    let groupings = groupings.iter().map(|Grouping { subject, role }| format!("g, \"{subject}\", \"{role}\"\n"));
    permissions.chain(groupings).collect()
}

async fn casbin(permissions: &[Permission], groupings: &[Grouping]) -> casbin::Result<Casbin> {
    let model = DefaultModel::from_str(MODEL).await?;
    let mut casbin = Casbin::new(model, NullAdapter).await?;
    casbin.add_function(
        "globOrRegexMatch",
        OperatorFunction::Arg2(|text, pattern| {
            let [text, pattern] = [text, pattern].map(Dynamic::cast::<ImmutableString>);
            Glob::new(&pattern).is_ok_and(|glob| glob.matches(&text)).into()
        }),
    );
    for row in permissions {
        let values = [&row.subject, &row.resource, &row.action, &row.object, &row.effect.as_str().to_owned()];
        casbin.add_policy(values.map(Clone::clone).to_vec()).await?;
    }
    for row in groupings {
        casbin.add_grouping_policy(vec![row.subject.clone(), row.role.clone()]).await?;
    }
    Ok(casbin)
}

/// Argo CD's `enforce` and `EnforceClaims` around casbin.
fn expected(casbin: &Casbin, default_role: &str, request: &Request) -> bool {
    let ask = |name: &str| {
        let values = (name.to_owned(), request.resource, request.action, request.object);
        casbin.enforce(values).expect("casbin answers")
    };
    let known = casbin.get_grouping_policy();
    let mut groups = request.groups.iter().filter(|group| known.iter().any(|row| row[0] == **group));
    (!default_role.is_empty() && ask(default_role)) || ask(request.user) || groups.any(|group| ask(group)) || ask("")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(POLICIES))]

    #[test]
    fn answers_are_those_of_casbin(
        permissions in prop::collection::vec(permission(), 1..6),
        groupings in prop::collection::vec(grouping(), 0..6),
        default_role in prop::sample::select(vec!["", "", "role:c"]),
        requests in prop::collection::vec(request(), REQUESTS),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime starts");
        let casbin = runtime.block_on(casbin(&permissions, &groupings)).expect("casbin loads the policy");
        let text = text(&permissions, &groupings);
        let policy = Policy::parse(&text).expect("the policy loads");
        let enforcer = Enforcer::without_built_in(&policy).with_default_role(default_role);
        for request in requests {
            let Request { user, groups, resource, action, object } = &request;
            let decision = enforcer.allows(user, groups, resource, action, object);
            prop_assert_eq!(decision.allowed, expected(&casbin, default_role, &request), "{:?}\n{}", request, text);
        }
    }
}
