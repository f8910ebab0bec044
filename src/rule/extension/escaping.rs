//! A dot that belongs to a name has one backslash before it on the wire: `configs.cm.oidc\.config`.
//!
//! Without it the setting becomes a value nested deeper than any template looks, and nothing says so. Each channel
//! escapes the backslash again for itself: JSON, Bicep and HCL write `\\.` (azure: tutorial-use-gitops-argocd).

use super::Subject;
use crate::catalogue::{self, Object};
use crate::finding::{Code, Finding, Place};
use crate::material::{ExtensionSettings, extension::Setting};

/// The parts of the chart whose keys have dots, with the object that they become.
const PARTS: [(&str, Object); 3] =
    [("cm", Object::ServerConfig), ("params", Object::Parameters), ("rbac", Object::Rbac)];

/// Reports dots that are not escaped, escaped twice, or escaped on the wrong side.
pub fn check(subject: &Subject<'_, ExtensionSettings>, findings: &mut Vec<Finding>) {
    for setting in &subject.reading.settings {
        if let Some((message, right)) = fault(setting) {
            let finding = Finding::new(Code::ExtensionKeyEscaping, Place::Text(setting.entry.key_span), message);
            let finding = finding
                .with_help(format!("on the wire the key is `{right}`; JSON, Bicep and HCL double the backslash"));
            let is_flat = setting.entry.key == setting.written;
            findings.push(if is_flat { finding.with_content(setting.entry.key_span, right) } else { finding });
        }
    }
}

/// What is wrong with the key of a setting, and the right one.
fn fault(setting: &Setting) -> Option<(String, String)> {
    let written = &setting.written;
    let (part, object) = PARTS.into_iter().find(|(part, _)| written.starts_with(&format!("configs.{part}.")))?;
    let name = written["configs.".len() + part.len() + 1..].replace('\\', "");
    let right = format!("configs.{part}.{}", name.replace('.', "\\."));
    if *written == right || catalogue::find(object, &name).is_none() {
        return None;
    }
    let what = if written.contains("\\\\") {
        "is escaped twice"
    } else if written.contains('\\') {
        "is escaped in the wrong place"
    } else {
        "is not escaped"
    };
    Some((format!("the dot in the name `{name}` {what}"), right))
}
