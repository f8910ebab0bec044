//! A binding of Kubernetes RBAC: who gets a role.

use super::Item;
use crate::document::Node;

/// A `ClusterRoleBinding` or `RoleBinding`.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'m> {
    /// The item.
    pub item: &'m Item,
}

/// Somebody who gets the role.
#[derive(Debug, Clone, Copy)]
pub struct BoundSubject<'m> {
    /// What is written of them.
    pub node: &'m Node,
}

impl<'m> Binding<'m> {
    /// The binding that an item is, if it is one.
    pub fn of(item: &'m Item) -> Option<Self> {
        matches!(item.kind(), "ClusterRoleBinding" | "RoleBinding").then_some(Self { item })
    }

    /// Whether it holds in the whole cluster.
    pub fn is_cluster_wide(self) -> bool {
        self.item.kind() == "ClusterRoleBinding"
    }

    /// The name of the role.
    pub fn role(self) -> Option<&'m Node> {
        self.item.node.get("roleRef")?.get("name").filter(|name| name.text().is_some())
    }

    /// The kind of the role.
    pub fn role_kind(self) -> &'m str {
        self.item.node.get("roleRef").and_then(|role| role.get("kind")?.text()).unwrap_or_default()
    }

    /// Who gets it.
    pub fn subjects(self) -> impl Iterator<Item = BoundSubject<'m>> {
        self.item.node.get("subjects").map_or(&[][..], Node::items).iter().map(|node| BoundSubject { node })
    }
}

impl<'m> BoundSubject<'m> {
    /// `User`, `Group` or `ServiceAccount`.
    pub fn kind(self) -> &'m str {
        self.text("kind")
    }

    /// The name.
    pub fn name(self) -> &'m str {
        self.text("name")
    }

    /// Where the name stands.
    pub fn name_node(self) -> &'m Node {
        self.node.get("name").unwrap_or(self.node)
    }

    /// The namespace of an account.
    pub fn namespace(self) -> Option<&'m str> {
        self.node.get("namespace").and_then(Node::text)
    }

    /// Whether it is an account of that name.
    pub fn is_account(self, name: &str) -> bool {
        self.kind() == "ServiceAccount" && self.name() == name
    }

    fn text(self, key: &str) -> &'m str {
        self.node.get(key).and_then(Node::text).unwrap_or_default()
    }
}
