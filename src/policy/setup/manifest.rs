//! The setup of a hub's manifests: argocd-rbac-cm and AppProjects, in a stream or in lists.
//!
//! Sources: `PolicyCSV` and `syncUpdate` (util/rbac/rbac.go), `rbacPolicyLoader` (server/server.go) for `scopes`, and
//! `ProjectPoliciesString` (`pkg/apis/application/v1alpha1/app_project_types.go`). Argo CD adds the policies of a project's
//! role as they are written; only its API and user interface check them.

use super::{DefaultRole, Origin, PolicyText, Setup, holds_rows, in_order};
use crate::document::{self, Content, Found, Node};
use crate::finding::{Code, Finding, Place};
use crate::policy::MatchMode;
use crate::source::{Encoding, SourceId, Sources, Span, Within};

/// Reads the setup of manifests; what is wrong with them is added to the findings.
pub fn of_manifests(sources: &mut Sources, id: SourceId, findings: &mut Vec<Finding>) -> Setup {
    let (documents, end) = document::parse_material(sources.get(id), id);
    findings.extend(end);
    let mut reader = Reader { sources, findings, setup: Setup::default(), config_map: None };
    let mut has_any = false;
    for Found { node, findings } in &documents {
        let found = reader.document(node);
        if found {
            reader.findings.extend(findings.iter().cloned());
        }
        has_any |= found;
    }
    let setup = reader.setup;
    if !has_any && findings.is_empty() {
        findings.push(without_policy(id));
    }
    setup
}

fn without_policy(id: SourceId) -> Finding {
    let message = "there is no RBAC policy in this file";
    Finding::new(Code::NotAPolicy, Place::Source(id), message).with_help(
        "name an environment file, a manifest of the ConfigMap argocd-rbac-cm (AppProjects may stand beside it), or a \
         policy whose rows begin with `p,` or `g,`",
    )
}

/// What is read so far.
struct Reader<'r> {
    sources: &'r mut Sources,
    findings: &'r mut Vec<Finding>,
    setup: Setup,
    /// The argocd-rbac-cm that was read.
    config_map: Option<Span>,
}

impl Reader<'_> {
    /// Reads an object, or the objects of a list; whether any of them says something about the policy.
    fn document(&mut self, node: &Node) -> bool {
        let text = |path: &[&str]| path.iter().try_fold(node, |node, key| node.get(key)).and_then(Node::text);
        match (text(&["kind"]).unwrap_or_default(), text(&["metadata", "name"])) {
            ("ConfigMap", Some("argocd-rbac-cm")) => self.config_map(node),
            ("AppProject", Some(name)) => self.project(name, node),
            (kind, _) if kind.ends_with("List") => {
                let items = node.get("items").map_or(&[][..], Node::items);
                return items.iter().filter(|item| self.document(item)).count() > 0;
            }
            _ => return false,
        }
        true
    }

    fn config_map(&mut self, node: &Node) {
        if self.config_map.replace(node.span).is_some() {
            let message = "argocd-rbac-cm stands here a second time";
            let finding = Finding::new(Code::DuplicateObject, Place::Text(node.span), message);
            self.findings.push(finding.with_help("ask about one installation of Argo CD at a time"));
            return;
        }
        let data = node.get("data").map_or(&[][..], Node::entries);
        for (key, entry) in in_order(data.iter().map(|entry| (entry.key.as_str(), entry)).collect()) {
            let Some(text) = self.text(&entry.value, key) else { continue };
            match key {
                "policy.default" => {
                    let role = || DefaultRole { name: text.to_owned(), origin: Origin::At(entry.value.span) };
                    self.setup.default_role = (!text.is_empty()).then(role);
                }
                "policy.matchMode" => self.setup.mode = MatchMode::of(text),
                "scopes" if !text.is_empty() => self.scopes(text, &entry.value),
                _ if holds_rows(key) => {
                    let id = self.inner(text, &entry.value);
                    self.setup.policy.push_source(self.sources, id);
                }
                _ => {}
            }
        }
    }

    /// A string that holds a YAML list of strings.
    fn scopes(&mut self, text: &str, node: &Node) {
        let id = self.inner(text, node);
        let (mut documents, end) = document::parse_material(self.sources.get(id), id);
        let list = documents.pop().filter(|found| matches!(found.node.content, Content::List(_)));
        match list {
            Some(list) if end.is_none() => {
                self.setup.scopes = list.node.items().iter().filter_map(Node::text).map(str::to_owned).collect();
            }
            _ => {
                let finding = Finding::new(Code::InnerText, Place::Text(node.span), "`scopes` holds no YAML list");
                self.findings.push(finding.with_help("write it as a list in quotes: `'[groups, email]'`"));
            }
        }
    }

    fn project(&mut self, name: &str, node: &Node) {
        let mut policy = PolicyText::default();
        let roles = node.get("spec").and_then(|spec| spec.get("roles")).map_or(&[][..], Node::items);
        for role in roles {
            let Some(role_name) = role.get("name").and_then(|node| self.text(node, "name")) else { continue };
            let at = role.entry("name").map_or(role.span, |entry| entry.key_span);
            policy.push(format!("p, proj:{name}:{role_name}, projects, get, {name}, allow"), Origin::At(at));
            for row in role.get("policies").map_or(&[][..], Node::items) {
                let Some(text) = self.text(row, "policies") else { continue };
                let id = self.inner(text, row);
                policy.push_source(self.sources, id);
            }
            for group in role.get("groups").map_or(&[][..], Node::items) {
                let Some(text) = self.text(group, "groups") else { continue };
                policy.push(format!("g, {text}, proj:{name}:{role_name}"), Origin::At(group.span));
            }
        }
        if self.setup.projects.insert(name.to_owned(), policy).is_some() {
            let message = format!("the AppProject `{name}` stands here a second time");
            self.findings.push(Finding::new(Code::DuplicateObject, Place::Text(node.span), message));
        }
    }

    /// A value that must be a text; an empty one may be left out.
    fn text<'n>(&mut self, node: &'n Node, key: &str) -> Option<&'n str> {
        let text = node.text();
        if text.is_none() && node.content != Content::Null {
            let message = format!("`{key}` takes a string, not {}", node.type_name());
            let finding = Finding::new(Code::WrongType, Place::Text(node.span), message);
            self.findings.push(finding.with_help("put the value in quotes"));
        }
        text
    }

    fn inner(&mut self, text: &str, node: &Node) -> SourceId {
        self.sources.add_inner(text.to_owned(), Within { span: node.span, encoding: Encoding::Scalar })
    }
}
