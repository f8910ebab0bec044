//! The ids that the input knows, each for what it is.
//!
//! Keeps true: an id is known as a client id where something shows it to Entra as one (an account's annotation, a
//! cluster Secret, a pod's variable, the identity plan), as an object id where the identity plan says so. All in lower case.

use std::collections::BTreeMap;

use crate::document::Node;
use crate::material::{ClusterSecret, Material, ServerConfig, Workload};
use crate::source::Span;
use crate::value::Guid;

use super::CLIENT_ID;

/// What the input knows.
#[derive(Debug, Default)]
pub struct Known {
    /// Client ids of identities, with the name of what shows them.
    clients: BTreeMap<String, String>,
    /// Object ids of identities, with their client ids.
    principals: BTreeMap<String, String>,
    /// The app registration that people sign in to: client id and issuer, as argocd-cm has them.
    pub sign_in: SignIn,
}

/// What argocd-cm says of sign-in, as far as other objects must agree with it.
#[derive(Debug, Default)]
pub struct SignIn {
    /// The client id.
    pub client_id: Option<String>,
    /// The issuer, and the value that has it.
    pub issuer: Option<(String, Span)>,
}

impl Known {
    /// What a material says.
    pub fn of(material: &Material) -> Self {
        let mut known = Self { sign_in: SignIn::of(material), ..Self::default() };
        for item in &material.items {
            let shown = item.annotation(CLIENT_ID).filter(|_| item.kind() == "ServiceAccount");
            known.add_client(shown, || format!("the account `{}`", item.name()));
            for container in Workload::of(item).map(|workload| workload.containers()).unwrap_or_default() {
                known.add_client(container.value("AZURE_CLIENT_ID"), || format!("`{}`", item.name()));
            }
            known.add_plan(item.node.get("identities").filter(|_| item.kind() == "IdentityPlan"));
        }
        for (item, secret) in material.all::<ClusterSecret>() {
            known.add_client(client_of(secret), || format!("the Secret `{}`", item.name()));
        }
        known
    }

    fn add_client(&mut self, node: Option<&Node>, whose: impl Fn() -> String) {
        if let Some(id) = node.and_then(lower_case) {
            self.clients.entry(id).or_insert_with(whose);
        }
    }

    fn add_plan(&mut self, identities: Option<&Node>) {
        for identity in identities.map_or(&[][..], Node::items) {
            let id = |key: &str| identity.get(key).and_then(lower_case);
            self.add_client(identity.get("clientId"), || "the identity plan".to_owned());
            if let Some(principal) = id("principalId") {
                self.principals.insert(principal, id("clientId").unwrap_or_default());
            }
        }
    }

    /// What shows an id as a client id.
    pub fn client(&self, id: &str) -> Option<&str> {
        self.clients.get(id).map(String::as_str)
    }

    /// Whether an id is the object id of an identity.
    pub fn is_principal(&self, id: &str) -> bool {
        self.principals.contains_key(id)
    }

    /// Whether an id is one of an identity, whichever.
    pub fn is_identity(&self, id: &str) -> bool {
        self.is_principal(id) || self.clients.contains_key(id)
    }

    /// The object id that belongs to a client id.
    pub fn principal_of(&self, client: &str) -> Option<&str> {
        self.principals.iter().find(|(_, known)| *known == client).map(|(principal, _)| principal.as_str())
    }
}

/// The client id in the variables of a cluster Secret's command.
pub fn client_of(secret: &ClusterSecret) -> Option<&Node> {
    secret.config.as_ref()?.find(["execProviderConfig", "env", "AZURE_CLIENT_ID"])
}

/// An id in lower case, if it is one.
pub fn lower_case(node: &Node) -> Option<String> {
    node.text()?.parse::<Guid>().ok().map(|id| id.to_string())
}

impl SignIn {
    fn of(material: &Material) -> Self {
        let mut configs = material.all::<ServerConfig>().filter_map(|(_, config)| config.oidc());
        let Some(config) = configs.next() else { return Self::default() };
        let issuer = config.get("issuer").and_then(|node| Some((node.text()?.to_owned(), node.span)));
        Self { client_id: config.get("clientID").and_then(lower_case), issuer }
    }
}
