//! Laws of the plan, over environments that are read as a user's are.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::environment;
use crate::output;
use crate::schema;
use crate::source::{NoFiles, Sources};

const GATEWAY: &str = include_str!("../../../testdata/ok/azure-gateway/env.yaml");
const NGINX: &str = include_str!("../../../testdata/ok/azure-nginx/env.yaml");
const OTHERS: &str = include_str!("../../../testdata/ok/azure-other-identities/env.yaml");
const SMALL: &str = include_str!("../../../testdata/ok/azure-sign-in/env.yaml");
const ALL: [&str; 4] = [GATEWAY, NGINX, OTHERS, SMALL];

fn environment(text: &str) -> Environment {
    let (mut sources, mut findings) = (Sources::default(), Vec::new());
    let entry = sources.add("env.yaml", Path::new("env.yaml"), text.into()).expect("it is UTF-8");
    let today = "2026-11-24".parse().expect("it is a date");
    let loaded = environment::load(entry, Path::new("env.yaml"), &NoFiles, &mut sources, today, &mut findings);
    loaded.environment.unwrap_or_else(|| panic!("{findings:#?}"))
}

fn plan(environment: &Environment) -> IdentityPlan {
    let targets: Vec<&Target> = environment.targets.iter().collect();
    let mut findings = Vec::new();
    IdentityPlan::of(environment, &targets, &mut findings).unwrap_or_else(|| panic!("{findings:#?}"))
}

fn credentials(plan: &IdentityPlan) -> Vec<&FederatedCredential> {
    let identities = plan.identities.iter().flat_map(|identity| &identity.credentials);
    identities.chain(plan.application.iter().flat_map(|application| &application.credentials)).collect()
}

/// The accounts that an environment's pods run as: those of the installation, and ours.
fn accounts(environment: &Environment) -> BTreeSet<String> {
    let names = identity::service_accounts(environment);
    let ours = output::gateway::manifests(environment);
    let ours =
        ours.iter().map(crate::manifest::Manifest::identity).filter(|identity| identity.kind == "ServiceAccount");
    let installed = [names.server, names.application_controller].map(|name| name.to_string());
    ours.map(|identity| identity.name.clone())
        .chain(installed)
        .map(|name| format!("system:serviceaccount:{}:{name}", environment.argocd.namespace))
        .collect()
}

#[test]
fn every_subject_is_an_account_that_exists_and_every_account_of_ours_is_trusted() {
    for text in ALL {
        let environment = environment(text);
        let plan = plan(&environment);
        let subjects: BTreeSet<String> = credentials(&plan).into_iter().map(|c| c.subject.clone()).collect();
        let accounts = accounts(&environment);
        assert!(subjects.is_subset(&accounts), "{subjects:?} {accounts:?}");
        if environment.identity.is_some() {
            assert_eq!(subjects, accounts);
        }
    }
}

#[test]
fn the_audience_is_the_one_that_tokens_are_projected_with() {
    for text in ALL {
        let environment = environment(text);
        for credential in credentials(&plan(&environment)) {
            assert_eq!(credential.audience, environment.cloud.facts().federated_audience);
            assert_eq!(Some(&credential.issuer), environment.hub.oidc_issuer.as_ref());
        }
    }
}

#[test]
fn only_argocd_server_speaks_for_the_application() {
    let environment = environment(GATEWAY);
    let application = plan(&environment).application.expect("it has sso");
    let subjects: Vec<&str> = application.credentials.iter().map(|c| c.subject.as_str()).collect();
    assert_eq!(subjects, ["system:serviceaccount:argocd:argocd-server"]);
}

#[test]
fn one_identity_trusts_no_account_twice_and_calls_no_two_alike() {
    for text in ALL {
        for identity in plan(&environment(text)).identities {
            let count = identity.credentials.len();
            let keys: BTreeSet<_> = identity.credentials.iter().map(|c| (&c.issuer, &c.subject)).collect();
            let names: BTreeSet<_> = identity.credentials.iter().map(|c| &c.name).collect();
            assert_eq!((keys.len(), names.len()), (count, count));
        }
    }
}

#[test]
fn accounts_with_one_name_are_trusted_once() {
    let text = NGINX.replace("server: argo.server", "server: argo.controller");
    assert_ne!(text, NGINX);
    assert_eq!(plan(&environment(&text)).identities[0].credentials.len(), 1);
}

#[test]
fn a_credential_keeps_its_name_with_its_account_and_changes_it_with_its_hub() {
    let name = |text: &str| plan(&environment(text)).identities[0].credentials[0].name.clone();
    let name_at_first = name(GATEWAY);
    assert_eq!(name(&GATEWAY.replace("name: contoso-prod", "name: contoso-prod-2")), name_at_first);
    assert_eq!(
        name(&GATEWAY.replace("oidcIssuer: https://westeurope", "oidcIssuer: https://northeurope")),
        name_at_first
    );
    assert_ne!(name(&GATEWAY.replace("managedClusters/aks-hub", "managedClusters/aks-hub-2")), name_at_first);
    assert_ne!(name(&GATEWAY.replace("install: helm", "install: helm\n  namespace: argo")), name_at_first);
}

#[test]
fn names_of_credentials_are_ones_that_entra_takes() {
    let long = format!("{}.b", "a".repeat(240));
    for account in ["a", "argo.server", &long] {
        let text = NGINX.replace("server: argo.server", &format!("server: {account}"));
        let plan = plan(&environment(&text));
        let name = &plan.identities[0].credentials[0].name;
        assert!((3..=120).contains(&name.len()), "{name}");
        assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{name}");
        assert_eq!(schema::errors(Schema::IdentityPlan, &plan.body()), []);
    }
}

#[test]
fn selecting_targets_changes_no_credential() {
    let environment = environment(OTHERS);
    let some = IdentityPlan::of(&environment, &[], &mut Vec::new()).expect("nothing is missing");
    let all = plan(&environment);
    assert_eq!((&some.identities, &some.application), (&all.identities, &all.application));
    assert!(some.role_assignments.is_empty() && some.cluster_features.len() == 1);
    assert!(!all.role_assignments.is_empty() && all.cluster_features.len() > 1);
}

#[test]
fn role_assignments_differ_in_name_and_nothing_is_assigned_on_the_hub() {
    for text in ALL {
        let environment = environment(text);
        let plan = plan(&environment);
        let names: BTreeSet<String> = plan.role_assignments.iter().map(RoleAssignment::name).collect();
        assert_eq!(names.len(), plan.role_assignments.len());
        let hub = Scope::Resource(environment.hub.cluster_id.as_ref().expect("the plan has it").to_string());
        assert!(plan.role_assignments.iter().all(|assignment| assignment.scope != hub));
    }
}

#[test]
fn an_assignment_has_one_name_however_its_scope_is_spelled() {
    let assignment = |scope: &str| RoleAssignment {
        role: Role::Reader,
        scope: Scope::Resource(scope.to_owned()),
        principal: plan(&environment(GATEWAY)).role_assignments[0].principal.clone(),
        target: None,
        reason: "a test",
    };
    assert_eq!(
        assignment("/subscriptions/X/resourcegroups/RG").name(),
        assignment("/subscriptions/x/resourceGroups/rg").name()
    );
    assert_ne!(assignment("/a").name(), assignment("/b").name());
}

#[test]
fn the_variant_decides_who_reads_the_certificate_and_how() {
    let reader = |text: &str| {
        let plan = plan(&environment(text));
        let found = plan.role_assignments.iter().find(|a| matches!(a.scope, Scope::KeyVault(_))).cloned();
        found.map(|assignment| (assignment.role, matches!(assignment.principal, Principal::AppRouting(_))))
    };
    assert_eq!(reader(GATEWAY), Some((Role::KeyVaultSecretsUser, false)));
    assert_eq!(reader(NGINX), Some((Role::KeyVaultCertificateUser, true)));
    assert_eq!(reader(SMALL), None);
}

#[test]
fn every_group_with_a_role_is_assigned_unless_all_groups_are_in_the_token() {
    let application = |text: &str| plan(&environment(text)).application.expect("it has sso");
    let assigned = application(GATEWAY);
    let rbac = environment(GATEWAY).rbac.expect("it has rbac");
    let bound: BTreeSet<_> = rbac.bindings.iter().flat_map(|b| &b.groups).map(|group| group.id.clone()).collect();
    assert_eq!(assigned.groups.keys().cloned().collect::<BTreeSet<_>>(), bound);
    assert_eq!(assigned.group_claim.as_str(), "ApplicationGroup");
    let all = application(&GATEWAY.replace("groupsOverage: false", "groupsOverage: true"));
    assert_eq!((all.group_claim.as_str(), all.groups.len()), ("SecurityGroup", 0));
    assert!(!all.assignment_required);
}

#[test]
fn the_door_is_closed_only_if_nobody_outside_the_groups_has_a_right() {
    let required = |text: &str| plan(&environment(text)).application.expect("it has sso").assignment_required;
    assert!(required(GATEWAY));
    assert!(!required(&GATEWAY.replace("defaultRole: none", "defaultRole: readonly")));
    assert!(!required(SMALL), "users are bound by their e-mail address");
}

#[test]
fn the_webhook_is_needed_by_whoever_gets_a_token_from_it() {
    let has = |text: &str| plan(&environment(text)).cluster_features[0].features.contains(&Feature::WorkloadIdentity);
    assert!(has(GATEWAY) && has(SMALL));
    assert!(has(&GATEWAY.replace("token: webhook", "token: projected")), "external-dns gets its token from it");
    assert!(!has(NGINX), "its tokens are projected");
}

#[test]
fn the_schema_knows_every_role_scope_and_feature() {
    let schema: Value = serde_json::from_str(Schema::IdentityPlan.text()).expect("it is JSON");
    let roles: Value = Role::ALL.iter().map(|role| json!({"name": role.name(), "id": role.id()})).collect();
    assert_eq!(schema["definitions"]["RoleAssignment"]["properties"]["role"]["enum"], roles);
    let scope = |(name, id): &(&str, &str)| json!({"name": name, "id": id, "type": "Scope"});
    let scopes: Value = application::SCOPES.iter().map(scope).collect();
    assert_eq!(schema["definitions"]["Scope"]["enum"], scopes);
    let features: Value = Feature::ALL.iter().map(|feature| Value::from(feature.name())).collect();
    let pointer = "/definitions/ClusterFeatures/properties/features/items/properties/name/enum";
    assert_eq!(schema.pointer(pointer), Some(&features));
}

#[test]
fn the_schema_takes_every_plan_and_none_that_lacks_or_gains_a_key() {
    for text in ALL {
        let body = plan(&environment(text)).body();
        assert_eq!(schema::errors(Schema::IdentityPlan, &body), []);
        for pointer in objects(&body, "") {
            let mut gained = body.clone();
            object(&mut gained, &pointer).insert("surplus".into(), true.into());
            assert_ne!(schema::errors(Schema::IdentityPlan, &gained), [], "surplus key in {pointer}");
            for key in object(&mut body.clone(), &pointer).keys().filter(|key| !is_optional(key, &pointer)) {
                let mut lacking = body.clone();
                object(&mut lacking, &pointer).remove(key);
                assert_ne!(schema::errors(Schema::IdentityPlan, &lacking), [], "{pointer} without {key}");
            }
        }
    }
}

#[test]
fn the_schema_refuses_values_that_entra_and_azure_would() {
    let body = plan(&environment(GATEWAY)).body();
    for (pointer, value) in [
        ("/identities/0/federatedCredentials/0/name", json!("a b")),
        ("/identities/0/federatedCredentials/0/name", json!("ab")),
        ("/identities/0/federatedCredentials/0/issuer", json!("http://example.com/")),
        ("/identities/0/federatedCredentials/0/subject", json!("system:serviceaccount:argocd:*")),
        ("/identities/0/federatedCredentials/0/audiences", json!([])),
        ("/identities/0/federatedCredentials/0/audiences", json!(["a", "b"])),
        ("/identities/0/credentialCount/limit", json!(21)),
        ("/identities/0/principalId", json!("<principal>")),
        ("/identities/0/resourceId", json!("/subscriptions/x")),
        ("/applicationRegistration/signInAudience", json!("AzureADMultipleOrgs")),
        ("/applicationRegistration/web/redirectUris/0", json!("http://argocd.example.com/auth/callback")),
        ("/applicationRegistration/groupMembershipClaims", json!(["All"])),
        ("/applicationRegistration/optionalClaims/idToken/0/essential", json!(false)),
        ("/applicationRegistration/requiredResourceAccess/0/resourceAccess/0/type", json!("Role")),
        ("/roleAssignments/0/role/id", json!("00000000-0000-0000-0000-000000000000")),
        ("/roleAssignments/0/principal", json!({"type": "User", "principalId": "x"})),
        ("/clusterFeatures/0/features/0/name", json!("OidcIssuer")),
        ("/cloud/graph", json!("https://graph.microsoft.us")),
    ] {
        let mut mutated = body.clone();
        let place = mutated.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is not there"));
        assert_ne!(*place, value);
        *place = value;
        assert_ne!(schema::errors(Schema::IdentityPlan, &mutated), [], "{pointer}");
    }
}

/// What may be left out without the document being wrong.
fn is_optional(key: &str, pointer: &str) -> bool {
    match key {
        "applicationRegistration" | "target" | "displayName" => {
            !(key == "displayName" && pointer == "/applicationRegistration")
        }
        _ => false,
    }
}

fn objects(value: &Value, pointer: &str) -> Vec<String> {
    match value {
        Value::Object(map) => {
            let below = map.iter().flat_map(|(key, value)| objects(value, &format!("{pointer}/{key}")));
            std::iter::once(pointer.to_owned()).chain(below).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(i, item)| objects(item, &format!("{pointer}/{i}"))).collect()
        }
        _ => Vec::new(),
    }
}

fn object<'v>(value: &'v mut Value, pointer: &str) -> &'v mut Map<String, Value> {
    value.pointer_mut(pointer).and_then(Value::as_object_mut).expect("the pointer leads to an object")
}

#[test]
fn credentials_of_all_files_of_a_run_count_together() {
    let bodies = |hubs: usize| -> Vec<Value> {
        let hub = |i: usize| GATEWAY.replace("managedClusters/aks-hub", &format!("managedClusters/aks-hub-{i}"));
        let issuer = |i: usize, text: String| text.replace("https://westeurope.oic", &format!("https://region{i}.oic"));
        (0..hubs).map(|i| plan(&environment(&issuer(i, hub(i)))).body()).collect()
    };
    assert_eq!(limit::findings(&bodies(6)), []);
    let found = limit::findings(&bodies(7));
    assert_eq!(found.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::TooManyCredentials]);
    assert!(found[0].message.contains("21"), "{}", found[0].message);
    let one_hub_seven_times = vec![plan(&environment(GATEWAY)).body(); 7];
    assert_eq!(limit::findings(&one_hub_seven_times), []);
}
