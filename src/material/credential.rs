//! Federated credentials as a file has them: which account of a cluster may take the place of an identity.
//!
//! Two kinds of document have them: our identity plan (`schemas/identity-plan.json`), and Azure Service Operator's
//! `FederatedIdentityCredential` (`managedidentity.azure.com`, fields `issuer`, `subject`, `audiences`).

use super::Item;
use crate::document::Node;

/// A federated credential.
#[derive(Debug, Clone, Copy)]
pub struct Credential<'m> {
    /// The item that it is, or is part of.
    pub item: &'m Item,
    /// What is written of it.
    pub node: &'m Node,
}

/// What begins the subject of a token of an account.
const PREFIX: &str = "system:serviceaccount:";

impl<'m> Credential<'m> {
    /// The credentials in an item.
    pub fn all_of(item: &'m Item) -> Vec<Self> {
        let of = |node: &'m Node| Self { item, node };
        match item.kind() {
            "FederatedIdentityCredential" => item.node.get("spec").map(of).into_iter().collect(),
            "IdentityPlan" => {
                let identities = item.node.get("identities").map_or(&[][..], Node::items).iter();
                let holders = identities.chain(item.node.get("applicationRegistration"));
                let listed = holders.filter_map(|holder| holder.get("federatedCredentials"));
                listed.flat_map(Node::items).map(of).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whose token it is for; none where it comes from elsewhere.
    pub fn subject(&self) -> Option<&'m Node> {
        self.node.get("subject").filter(|subject| subject.text().is_some())
    }

    /// The subject as text; empty for none.
    pub fn subject_text(&self) -> &'m str {
        self.subject().and_then(Node::text).unwrap_or_default()
    }

    /// Namespace and name of the account, if the subject has the form of one.
    pub fn account(&self) -> Option<(&'m str, &'m str)> {
        let (namespace, name) = self.subject_text().strip_prefix(PREFIX)?.split_once(':')?;
        (!namespace.is_empty() && !name.is_empty() && !name.contains(':')).then_some((namespace, name))
    }

    /// Who signs the token.
    pub fn issuer(&self) -> Option<&'m Node> {
        self.node.get("issuer").filter(|issuer| issuer.text().is_some())
    }

    /// Whom the token is for.
    pub fn audiences(&self) -> Option<&'m Node> {
        self.node.get("audiences")
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::material::Material;
    use crate::source::Sources;

    #[test]
    fn a_subject_has_two_names_behind_its_beginning() {
        let account = |subject: &str| {
            let text = format!(
                "apiVersion: managedidentity.azure.com/v1api20230131\nkind: FederatedIdentityCredential\n\
                 metadata: {{name: argocd}}\nspec: {{subject: \"{subject}\"}}\n"
            );
            let mut sources = Sources::default();
            let id = sources.add("x", Path::new("x"), text.into_bytes()).expect("it is short");
            let mut material = Material::default();
            material.read(id, Path::new("x"), true, &mut sources, &mut Vec::new());
            let credential = Credential::all_of(&material.items[0])[0];
            credential.account().map(|(namespace, name)| (namespace.to_owned(), name.to_owned()))
        };
        assert_eq!(account("system:serviceaccount:a:b"), Some(("a".to_owned(), "b".to_owned())));
        for wrong in ["system:serviceaccount:a", "system:serviceaccount:a:", "system:serviceaccounts:a:b", "a:b"] {
            assert_eq!(account(wrong), None, "{wrong}");
        }
        assert_eq!(account("system:serviceaccount:a:b:c"), None);
    }
}
