//! An AppProject, as far as places inside its texts are needed: its roles with their policies and groups.

use super::Field;
use crate::document::Node;
use crate::source::{Encoding, Sources, Span, Within};

/// A project of Argo CD.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Project {
    /// What it is called.
    pub name: Option<Named>,
    /// The roles that its Applications' users may have.
    pub roles: Vec<ProjectRole>,
}

/// A text that is a name or one of several.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A role of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectRole {
    /// Where it stands.
    pub span: Span,
    /// Its name, without the project's.
    pub name: Option<Named>,
    /// Its rows.
    pub policies: Vec<Field>,
    /// Who has it.
    pub groups: Vec<Named>,
}

impl Project {
    /// Reads an AppProject.
    pub fn of(object: &Node, sources: &mut Sources) -> Self {
        let name = object.get("metadata").and_then(|metadata| Named::of(metadata.get("name")?));
        let roles = items(object.get("spec"), "roles");
        Self { name, roles: roles.iter().map(|role| ProjectRole::of(role, sources)).collect() }
    }
}

impl ProjectRole {
    fn of(role: &Node, sources: &mut Sources) -> Self {
        let policies = items(Some(role), "policies").iter();
        Self {
            span: role.entries().first().map_or(role.span, |entry| entry.key_span),
            name: role.get("name").and_then(Named::of),
            policies: policies.filter_map(|policy| field(policy, sources)).collect(),
            groups: items(Some(role), "groups").iter().filter_map(Named::of).collect(),
        }
    }

    /// Where it is named.
    pub fn place(&self) -> Span {
        self.name.as_ref().map_or(self.span, |name| name.span)
    }
}

impl Named {
    /// Reads a text.
    pub fn of(node: &Node) -> Option<Self> {
        Some(Self { text: node.text()?.to_owned(), span: node.span })
    }
}

fn items<'n>(node: Option<&'n Node>, key: &str) -> &'n [Node] {
    node.and_then(|node| node.get(key)).map_or(&[], Node::items)
}

fn field(node: &Node, sources: &mut Sources) -> Option<Field> {
    let text = node.text()?.to_owned();
    let within = Within { span: node.span, encoding: Encoding::Scalar };
    Some(Field { source: sources.add_inner(text.clone(), within), text })
}
