//! Values of the extension's settings are texts, and Helm reads them as it reads `--set`.
//!
//! Azure's API takes a map of strings. Quotes inside a value stay in it: the tutorial's own
//! `configs.cm.url='https://…'` stores them (azure: tutorial-use-gitops-argocd). A value that begins with `{` becomes a list.

use super::Subject;
use crate::document::Content;
use crate::finding::{Code, Finding, Place};
use crate::material::{ExtensionSettings, extension::Setting};

/// Reports values that arrive as something else than they seem.
pub fn check(subject: &Subject<'_, ExtensionSettings>, findings: &mut Vec<Finding>) {
    findings.extend(subject.reading.settings.iter().filter_map(fault));
    if !subject.reading.is_protected {
        findings.extend(subject.reading.settings.iter().filter_map(credential));
    }
}

fn fault(setting: &Setting) -> Option<Finding> {
    let place = Place::Text(setting.entry.value.span);
    let key = crate::value::shown(&setting.written);
    let finding = |code, message: String| Some(Finding::new(code, place.clone(), message).hiding_value());
    match &setting.entry.value.content {
        Content::Boolean(_) | Content::Integer(_) | Content::Number(_) | Content::Null => {
            let message =
                format!("the value of {key} is {}, and Azure takes texts only", setting.entry.value.type_name());
            Some(finding(Code::ExtensionValue, message)?.with_help("put it in quotes"))
        }
        Content::Text(text) if text.is_empty() => {
            let message = format!("the value of {key} is empty, which Terraform and Azure refuse");
            Some(
                finding(Code::ExtensionValue, message)?
                    .with_help("leave the setting out, or write the chart's default"),
            )
        }
        // The rules for argocd-cm say more about a URL.
        Content::Text(text) if is_quoted(text) && setting.written != "configs.cm.url" => {
            let message = format!("the value of {key} has quotes of its own, which stay in it");
            Some(finding(Code::ExtensionValue, message)?.with_help("remove the quotes inside the quotes"))
        }
        Content::Text(text) if text.starts_with('{') && text.trim_end().ends_with('}') => {
            let message = format!("the value of {key} begins with a brace, which makes a list of it");
            Some(
                finding(Code::ExtensionListValue, message)?
                    .with_help("write items as `KEY[0]`, `KEY[1]`; a map has a setting for each key"),
            )
        }
        _ => None,
    }
}

fn is_quoted(text: &str) -> bool {
    text.len() >= 2 && ['\'', '"'].iter().any(|quote| text.starts_with(*quote) && text.ends_with(*quote))
}

/// A credential among settings that anybody may read who may read the cluster's extensions.
fn credential(setting: &Setting) -> Option<Finding> {
    let is_secret = matches!(&setting.path[..], [configs, secret, ..] if configs == "configs" && secret == "secret")
        || setting.path.last().is_some_and(|name| name.to_lowercase().ends_with("password"));
    let text = setting
        .entry
        .value
        .text()
        .filter(|text| !text.is_empty() && (!text.starts_with('$') || text.starts_with("$2")))?;
    if !is_secret || matches!(text, "true" | "false") {
        return None;
    }
    let message =
        format!("{} is a credential among settings that are not protected", crate::value::shown(&setting.written));
    let finding = Finding::new(Code::SecretInTheClear, Place::Text(setting.entry.value.span), message).hiding_value();
    Some(finding.with_help("hand it over as `configurationProtectedSettings`"))
}
