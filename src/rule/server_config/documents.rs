//! The values that are YAML themselves are YAML, of the shape that Argo CD reads.
//!
//! argo-cd `util/settings/settings.go`: a text that `yaml.Unmarshal` refuses fails whatever needs it, which for
//! `resource.exclusions` and `resource.customizations` is every comparison. `oidc.config` has rules of its own.

use super::Subject;
use crate::catalogue::{self, Form, Object};
use crate::document::Content;
use crate::finding::{Code, Finding, Place};
use crate::material::{InnerYaml, ServerConfig};
use crate::value::has_placeholder;

/// Reports texts that are no YAML, or of another shape.
pub fn check(subject: &Subject<'_, ServerConfig>, findings: &mut Vec<Finding>) {
    for (key, document) in &subject.reading.documents {
        findings.extend(document.duplicates.iter().cloned());
        let form = catalogue::find(Object::ServerConfig, key).map(|key| key.form);
        if let (Some(form), true) = (form, key != "oidc.config") {
            findings.extend(fault(key, form, document));
        }
    }
}

fn fault(key: &str, form: Form, document: &InnerYaml) -> Option<Finding> {
    if let (Some(fault), Some(cause)) = (&document.fault, document.cause()) {
        let message = format!("the text of `{key}` is no YAML: {cause}");
        let finding = Finding::new(Code::SettingDocument, fault.place.clone(), message);
        // What a template fills in need not be YAML before.
        return (!has_placeholder(&document.field.text)).then(|| finding.with_optional_help(fault.help.clone()));
    }
    let node = document.node.as_ref()?;
    let (is_right, wanted) = match form {
        Form::List => (matches!(node.content, Content::List(_)), "a list"),
        _ => (matches!(node.content, Content::Map(_)), "a map"),
    };
    if is_right || node.text().is_some_and(has_placeholder) {
        return None;
    }
    let message = format!("the YAML in `{key}` is {}, and Argo CD reads {wanted}", node.type_name());
    let help = match form {
        Form::List => "begin each item with `- `",
        _ => "write keys with values below them",
    };
    Some(Finding::new(Code::SettingDocument, Place::Text(node.span), message).with_help(help))
}
