//! The identity plan (`--for azure`): what Azure Resource Manager and Microsoft Graph must hold, as one document.
//!
//! Keeps true: the plan says who may show a token of the hub (federated credentials), who may sign in (the app
//! registration), who may do what in Azure (role assignments) and what the clusters must have switched on. It has
//! nothing that the scenario does without: no identity on the hub's control plane, no rights on the hub itself.
//! Credentials are for all targets, whatever was selected; role assignments and features are for the selected ones.
//! Names are functions of what they name, so that a second run changes nothing.

mod application;
mod cluster_feature;
mod credential;
mod identity;
pub mod limit;
mod needed;
mod role;
mod role_assignment;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

pub use application::Application;
pub use cluster_feature::{ClusterFeatures, Feature};
pub use credential::FederatedCredential;
pub use identity::ManagedIdentity;
pub use role::Role;
pub use role_assignment::{Principal, RoleAssignment, Scope};

use crate::cloud::Cloud;
use crate::environment::{Environment, Target};
use crate::finding::{Code, Finding, Place};
use crate::manifest::Content;
use crate::schema::Schema;
use crate::value::{EnvironmentName, TenantId};

/// The version of the document.
pub const API_VERSION: &str = "tiphys/v1alpha1";
/// The kind of the document.
pub const KIND: &str = "IdentityPlan";

/// What Azure must hold for an environment.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentityPlan {
    /// The environment.
    pub environment: EnvironmentName,
    /// Its cloud.
    pub cloud: Cloud,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// The identities that Argo CD shows, the environment's own first.
    pub identities: Vec<ManagedIdentity>,
    /// What people sign in to.
    pub application: Option<Application>,
    /// Who may do what in Azure.
    pub role_assignments: Vec<RoleAssignment>,
    /// What the clusters must have switched on, the hub first.
    pub cluster_features: Vec<ClusterFeatures>,
}

/// Whether the file says anything that needs a plan: an identity, of its own or of a target, or sign-in.
pub fn is_needed(environment: &Environment) -> bool {
    environment.sso.is_some()
        || environment.identity.is_some()
        || environment.targets.iter().any(|target| target.remote.is_some())
}

/// The plan as a document; `None` with findings if values are missing or there is nothing to plan.
pub fn content(environment: &Environment, targets: &[&Target], findings: &mut Vec<Finding>) -> Option<Content> {
    if !is_needed(environment) {
        findings.push(nothing_to_plan());
        return None;
    }
    let plan = IdentityPlan::of(environment, targets, findings)?;
    Some(Content::Document { schema: Some(Schema::IdentityPlan), body: plan.body() })
}

fn nothing_to_plan() -> Finding {
    let message = "there is nothing to plan: the file has neither `identity` nor `sso`";
    let finding = Finding::new(Code::NothingToRender, Place::Run("azure".to_owned()), message);
    finding.with_help("without them Argo CD uses nothing of Entra ID; leave `--for azure` out")
}

impl IdentityPlan {
    /// The plan of an environment; `None` if values that only the plan needs are missing, which is then reported.
    pub fn of(environment: &Environment, targets: &[&Target], findings: &mut Vec<Finding>) -> Option<Self> {
        let hub = needed::hub(environment, findings)?;
        Some(Self {
            environment: environment.name.clone(),
            cloud: environment.cloud,
            tenant_id: environment.tenant_id.clone(),
            identities: identity::all(environment, hub),
            application: application::of(environment, hub),
            role_assignments: role_assignment::all(environment, targets, hub),
            cluster_features: cluster_feature::all(environment, targets, hub),
        })
    }

    /// The document (`schemas/identity-plan.json`).
    pub fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("apiVersion".into(), API_VERSION.into());
        body.insert("kind".into(), KIND.into());
        body.insert("metadata".into(), json!({"name": self.environment.as_str()}));
        body.insert("cloud".into(), cloud(self.cloud));
        body.insert("tenantId".into(), self.tenant_id.as_str().into());
        body.insert("identities".into(), self.identities.iter().map(ManagedIdentity::body).collect());
        if let Some(application) = &self.application {
            body.insert("applicationRegistration".into(), application.body());
        }
        body.insert("roleAssignments".into(), self.role_assignments.iter().map(RoleAssignment::body).collect());
        body.insert("clusterFeatures".into(), self.cluster_features.iter().map(ClusterFeatures::body).collect());
        Value::Object(body)
    }
}

fn cloud(cloud: Cloud) -> Value {
    let facts = cloud.facts();
    json!({"name": facts.name, "resourceManager": facts.resource_manager, "graph": facts.graph})
}

/// SHA-256 of texts that cannot run into each other, in lower-case hexadecimal.
fn digest<const N: usize>(texts: [&str; N]) -> String {
    let bytes = Sha256::digest(texts.join("\n"));
    bytes.iter().fold(String::with_capacity(64), |mut hexadecimal, byte| {
        write!(hexadecimal, "{byte:02x}").expect("a string takes every text");
        hexadecimal
    })
}
