//! The app registration that people sign in to.
//!
//! Keeps true: its redirect URIs follow `argocd.domain`; only argocd-server may speak for it, which shows its own token
//! as client assertion when it redeems the code (argo-cd `util/oidc/oidc.go`); the token's groups are those that
//! the RBAC policy knows, or all.
//!
//! Two ways lead to groups. `ApplicationGroup` puts only groups that are assigned to the application into the token,
//! which keeps it below 200; so every group with a role is assigned. With `sso.groupsOverage` Argo CD looks up who is
//! in more (argo-cd `util/oidc/oidc_azure.go`): all security groups of the user, nested ones too. `SecurityGroup` puts
//! the same set into the token of everyone else, so that a role never depends on how many groups somebody has.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::credential::{self, FederatedCredential};
use super::identity;
use super::needed::Hub;
use crate::environment::{Binding, Environment, Rbac};
use crate::value::{ClientId, DisplayName, GroupId};

/// Microsoft Graph's application id, in every cloud.
const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
/// The delegated permissions that sign-in needs, with their ids (Microsoft Graph permissions reference).
pub const SCOPES: [(&str, &str); 4] = [
    ("openid", "37f7f235-527c-4136-accd-4a02d197296e"),
    ("profile", "14dad69e-099b-42c9-810b-d002981feec1"),
    ("email", "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0"),
    ("User.Read", "e1fe6dd8-ba31-4d61-89e7-88639da4683d"),
];
/// The role that an assignment has where an application defines none.
const DEFAULT_APP_ROLE: &str = "00000000-0000-0000-0000-000000000000";
/// Where `argocd login --sso` listens (argo-cd `cmd/argocd/commands/login.go`, `--sso-port`).
const COMMAND_LINE_REDIRECT: &str = "http://localhost:8085/auth/callback";
/// Claims that may be `rbac.scopes` and that the application has to ask for (Microsoft Entra, optional claims).
const OPTIONAL_CLAIMS: [&str; 2] = ["email", "upn"];

/// What people sign in to.
#[derive(Debug, Clone, PartialEq)]
pub struct Application {
    /// Its client id.
    pub client_id: ClientId,
    /// What people see when they consent.
    pub display_name: String,
    /// Where the browser returns to.
    pub redirect_uri: String,
    /// Which groups are in the token.
    pub group_claim: GroupClaim,
    /// Further claims that roles are bound by.
    pub optional_claims: Vec<&'static str>,
    /// The groups that are assigned to it.
    pub groups: BTreeMap<GroupId, Option<DisplayName>>,
    /// Whether only those who are assigned can sign in.
    pub assignment_required: bool,
    /// Who may speak for it.
    pub credentials: Vec<FederatedCredential>,
}

/// Which groups of a user are in the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupClaim {
    /// Those that are assigned to the application.
    Assigned,
    /// All security groups.
    Security,
}

impl GroupClaim {
    /// The word of `groupMembershipClaims`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assigned => "ApplicationGroup",
            Self::Security => "SecurityGroup",
        }
    }
}

/// The app registration, if people sign in with Entra ID.
pub fn of(environment: &Environment, hub: Hub<'_>) -> Option<Application> {
    let (sso, domain) = (environment.sso.as_ref()?, environment.argocd.domain.as_ref()?);
    let group_claim = if sso.groups_overage { GroupClaim::Security } else { GroupClaim::Assigned };
    let rbac = environment.rbac.as_ref();
    let groups = match group_claim {
        GroupClaim::Assigned => bound_groups(rbac),
        GroupClaim::Security => BTreeMap::new(),
    };
    let server = identity::service_accounts(environment).server;
    Some(Application {
        client_id: sso.client_id.clone(),
        display_name: format!("Argo CD {}", environment.name),
        redirect_uri: domain.callback_url(),
        group_claim,
        optional_claims: optional_claims(rbac),
        assignment_required: !groups.is_empty() && rbac.is_some_and(is_for_groups_only),
        groups,
        credentials: vec![FederatedCredential::of(environment, hub, server.as_str())],
    })
}

fn bindings(rbac: Option<&Rbac>) -> &[Binding] {
    rbac.map_or(&[], |rbac| &rbac.bindings)
}

/// Every group with a role; the first name that a group is given stays.
fn bound_groups(rbac: Option<&Rbac>) -> BTreeMap<GroupId, Option<DisplayName>> {
    let mut groups = BTreeMap::new();
    for group in bindings(rbac).iter().flat_map(|binding| &binding.groups) {
        let name = groups.entry(group.id.clone()).or_insert(None);
        *name = name.take().or_else(|| group.name.clone());
    }
    groups
}

/// Whether nobody outside the assigned groups has any right, so that the door can be closed to them.
fn is_for_groups_only(rbac: &Rbac) -> bool {
    rbac.default_role.role().is_none() && rbac.bindings.iter().all(|binding| binding.users.is_empty())
}

fn optional_claims(rbac: Option<&Rbac>) -> Vec<&'static str> {
    let scopes = || rbac.into_iter().flat_map(|rbac| &rbac.scopes);
    OPTIONAL_CLAIMS.into_iter().filter(|claim| scopes().any(|scope| scope.as_str() == *claim)).collect()
}

impl Application {
    /// Its part of the document.
    pub fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("clientId".into(), self.client_id.as_str().into());
        body.insert("displayName".into(), self.display_name.as_str().into());
        body.insert("signInAudience".into(), "AzureADMyOrg".into());
        body.insert("web".into(), json!({"redirectUris": [self.redirect_uri]}));
        body.insert("publicClient".into(), json!({"redirectUris": [COMMAND_LINE_REDIRECT]}));
        body.insert("groupMembershipClaims".into(), json!([self.group_claim.as_str()]));
        body.insert("optionalClaims".into(), json!({"idToken": self.id_token_claims()}));
        body.insert("requiredResourceAccess".into(), required_resource_access());
        body.insert("delegatedPermissionGrant".into(), delegated_permission_grant());
        body.insert("servicePrincipal".into(), json!({"appRoleAssignmentRequired": self.assignment_required}));
        body.insert("appRoleAssignments".into(), self.app_role_assignments());
        body.extend(credential::counted(&self.credentials));
        Value::Object(body)
    }

    fn id_token_claims(&self) -> Value {
        let groups = json!({"name": "groups", "essential": true});
        let others = self.optional_claims.iter().map(|claim| json!({"name": claim, "essential": false}));
        std::iter::once(groups).chain(others).collect()
    }

    fn app_role_assignments(&self) -> Value {
        let assignment = |(id, name): (&GroupId, &Option<DisplayName>)| {
            let mut assignment =
                json!({"appRoleId": DEFAULT_APP_ROLE, "principalType": "Group", "principalId": id.as_str()});
            if let Some(name) = name {
                assignment["displayName"] = name.as_str().into();
            }
            assignment
        };
        self.groups.iter().map(assignment).collect()
    }
}

fn required_resource_access() -> Value {
    let scopes: Value = SCOPES.iter().map(|(name, id)| json!({"name": name, "id": id, "type": "Scope"})).collect();
    json!([{"resourceAppId": GRAPH, "resourceAccess": scopes}])
}

/// Consent for everyone, so that nobody is asked.
fn delegated_permission_grant() -> Value {
    let scopes: Value = SCOPES.iter().map(|(name, _)| Value::from(*name)).collect();
    json!({"resourceAppId": GRAPH, "consentType": "AllPrincipals", "scopes": scopes})
}
