//! Argo CD's RBAC settings from `rbac`: the text of `policy.csv`, the default role, and the scopes.
//!
//! Keeps true: the three are siblings, never lines of one text (in the text they would stop argocd-server at start); a
//! text is never empty, so that writing it replaces an earlier one on every channel; what people call a group is a comment
//! above its rows and cannot become one.

use crate::document::Pointer;
use crate::environment::{Binding, Effect, Environment, Grant, Rbac};
use crate::finding::{Code, Finding, Place};
use crate::policy::{self, Grouping, Permission, PolicyWriter};
use crate::value::{FreeText, Malformed, RoleName};

/// What a policy without rows says.
const NO_ROWS: &str = "# no roles, no bindings\n";

/// The RBAC settings of an installation.
#[derive(Debug, Clone, PartialEq)]
pub struct RbacSettings {
    /// The role of everyone who can sign in, as the policy names it; `None` for none.
    pub default_role: Option<String>,
    /// The rest, if the file has `rbac`.
    pub policy: Option<PolicyTexts>,
}

/// What `rbac` becomes.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyTexts {
    /// `policy.csv`.
    pub csv: String,
    /// `scopes`: a string that holds a YAML list.
    pub scopes: String,
}

/// The settings; none without `rbac` and `sso`.
///
/// With `sso` alone everyone who signs in has no role, which is said, because an installation may say otherwise; its
/// policy and scopes stay as they are.
pub fn settings(environment: &Environment, findings: &mut Vec<Finding>) -> Option<RbacSettings> {
    let Some(rbac) = &environment.rbac else {
        return environment.sso.as_ref().map(|_| RbacSettings { default_role: None, policy: None });
    };
    let default_role = rbac.default_role.role().map(|role| format!("role:{role}"));
    let texts = PolicyTexts { csv: csv(rbac, findings), scopes: scopes(&rbac.scopes) };
    Some(RbacSettings { default_role, policy: Some(texts) })
}

/// The rows of a policy, each with the grant or binding that it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedPolicy {
    /// In the order of the text, comments left out.
    pub rows: Vec<(String, Pointer)>,
}

/// The rows of `policy.csv` with their places in the environment file.
pub fn placed(rbac: &Rbac, findings: &mut Vec<Finding>) -> PlacedPolicy {
    let rows = written(rbac, findings);
    let text = rows.writer.text();
    let lines = text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned);
    PlacedPolicy { rows: lines.zip(rows.permissions.into_iter().chain(rows.groupings)).collect() }
}

/// The text of `policy.csv`; rows that a policy cannot carry are findings.
fn csv(rbac: &Rbac, findings: &mut Vec<Finding>) -> String {
    let text = written(rbac, findings).writer.text();
    if text.is_empty() { NO_ROWS.to_owned() } else { text }
}

fn written<'f>(rbac: &Rbac, findings: &'f mut Vec<Finding>) -> Rows<'f> {
    let mut rows = Rows { writer: PolicyWriter::new(), permissions: Vec::new(), groupings: Vec::new(), findings };
    for (role, grants) in &rbac.roles {
        let pointer = Pointer::of(["rbac", "roles", role.as_str()]);
        for (i, grant) in grants.iter().enumerate() {
            rows.grant(role, grant, &pointer.join(i));
        }
    }
    for (i, binding) in rbac.bindings.iter().enumerate() {
        rows.binding(binding, &Pointer::of(["rbac", "bindings"]).join(i));
    }
    rows
}

/// Rows that are being written.
struct Rows<'f> {
    writer: PolicyWriter,
    /// Where each `p` row comes from.
    permissions: Vec<Pointer>,
    /// Where each `g` row comes from.
    groupings: Vec<Pointer>,
    findings: &'f mut Vec<Finding>,
}

impl Rows<'_> {
    /// A row for each action on each object.
    fn grant(&mut self, role: &RoleName, grant: &Grant, pointer: &Pointer) {
        for action in &grant.actions {
            for object in &grant.objects {
                let row = self.writer.permission(&Permission {
                    subject: role.policy_subject(),
                    resource: grant.resource.to_string(),
                    action: action.to_string(),
                    object: object.to_string(),
                    effect: match grant.effect {
                        Effect::Allow => policy::Effect::Allow,
                        Effect::Deny => policy::Effect::Deny,
                    },
                });
                if self.report(row, pointer) {
                    self.permissions.push(pointer.clone());
                }
            }
        }
    }

    /// A row for each group and user.
    fn binding(&mut self, binding: &Binding, pointer: &Pointer) {
        for (i, group) in binding.groups.iter().enumerate() {
            if let Some(name) = &group.name {
                self.writer.grouping_comment(name.as_str());
            }
            self.grouping(group.id.as_str(), &binding.role, &pointer.join("groups").join(i));
        }
        for (i, user) in binding.users.iter().enumerate() {
            self.grouping(user.as_str(), &binding.role, &pointer.join("users").join(i));
        }
    }

    fn grouping(&mut self, subject: &str, role: &RoleName, pointer: &Pointer) {
        let row = self.writer.grouping(&Grouping { subject: subject.to_owned(), role: role.policy_subject() });
        if self.report(row, pointer) {
            self.groupings.push(pointer.clone());
        }
    }

    /// Whether the row was written.
    fn report(&mut self, row: Result<(), Malformed>, pointer: &Pointer) -> bool {
        let Err(Malformed { message, help, .. }) = row else { return true };
        let finding = Finding::new(Code::MalformedValue, Place::Value(pointer.clone()), message);
        self.findings.push(finding.with_optional_help(help));
        false
    }
}

/// The claims as YAML in a string, plain where every reader takes a plain word for text: `[groups, email]`.
fn scopes(scopes: &[FreeText]) -> String {
    let is_plain = |text: &str| {
        let is_word = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        is_word && crate::emit::yaml_value(&text.into()).trim_end() == text
    };
    let scope = |scope: &FreeText| match scope.as_str() {
        text if is_plain(text) => text.to_owned(),
        text => serde_json::Value::from(text).to_string(),
    };
    format!("[{}]", scopes.iter().map(scope).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests;
