//! The default role is the name of a role, without anything around it.
//!
//! argo-cd `util/rbac/rbac.go`, `SetDefaultRole`: the text is taken as it is, and a role of such a name grants nothing.

use super::Subject;
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::RbacConfig;
use crate::rule::settings::makes_texts;
use crate::value::{has_placeholder, shown};

/// Reports quotes and blanks around the role, and what is no name of one.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let Some(role) = subject.reading.default_role().filter(|role| !has_placeholder(&role.text)) else { return };
    let bare = role.text.trim().trim_matches(['\'', '"']);
    let message = if bare != role.text {
        format!("quotes and blanks are part of the default role {}", shown(&role.text))
    } else if is_scalar(bare) && makes_texts(subject.item.origin) {
        format!("the default role is {}, which is the name of none", shown(bare))
    } else {
        return;
    };
    let help = if bare.is_empty() || is_scalar(bare) {
        "write a role's name, or leave it empty"
    } else {
        "write the name alone"
    };
    let finding = Finding::new(Code::SettingValue, Place::Text(role.span()), message);
    let finding = finding.with_help(help).with_severity(Severity::Warning);
    let value = subject.reading.data.get("policy.default").filter(|_| !bare.is_empty() && !is_scalar(bare));
    findings.push(match value {
        Some(datum) => finding.with_content(datum.node.span, bare),
        None => finding,
    });
}

/// Whether a text is what is left of a boolean or a number.
pub fn is_scalar(text: &str) -> bool {
    matches!(text, "true" | "false") || !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
