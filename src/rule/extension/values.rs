//! Values of the extension's settings are texts, and Helm reads them as it reads `--set`.
//!
//! Azure's API takes a map of strings. Quotes inside a value stay in it: the tutorial's own
//! `configs.cm.url='https://…'` stores them (azure: tutorial-use-gitops-argocd). A value that begins with `{` becomes a list.

use super::{Subject, booleans};
use crate::document::Content;
use crate::finding::{Code, Finding, Place};
use crate::material::{ExtensionSettings, extension::Setting};
use crate::rule::placeholder;

/// Reports values that arrive as something else than they seem.
pub fn check(subject: &Subject<'_, ExtensionSettings>, findings: &mut Vec<Finding>) {
    for setting in &subject.reading.settings {
        let value = &setting.entry.value;
        let text = value.text().filter(|_| !is_judged_elsewhere(setting));
        if !text.is_some_and(|text| placeholder::report(text, value.span, subject.item, subject.facts, findings)) {
            findings.extend(fault(setting));
        }
    }
    if !subject.reading.is_protected {
        findings.extend(subject.reading.settings.iter().filter_map(credential));
    }
}

/// Whether the rules for the objects that the settings become look for placeholders: in texts of many values.
fn is_judged_elsewhere(setting: &Setting) -> bool {
    matches!(&setting.path[..], [configs, part, ..] if configs == "configs" && ["cm", "rbac", "params"].contains(&part.as_str()))
}

fn fault(setting: &Setting) -> Option<Finding> {
    let place = Place::Text(setting.entry.value.span);
    let key = crate::value::shown(&setting.written);
    let finding = |code, message: String| Some(Finding::new(code, place.clone(), message).hiding_value());
    match &setting.entry.value.content {
        Content::Boolean(_) | Content::Integer(_) | Content::Number(_) | Content::Null => {
            let message =
                format!("the value of {key} is {}, and Azure takes texts only", setting.entry.value.type_name());
            let finding = finding(Code::ExtensionValue, message)?.with_help("put it in quotes");
            let is_plain = match setting.entry.value.content {
                Content::Boolean(_) => true,
                Content::Integer(_) => !booleans::is_switch(setting) && setting.written != "global.domain",
                _ => false,
            };
            let quoted = || format!("\"{}\"", setting.entry.value.to_value());
            Some(if is_plain { finding.with_fix(setting.entry.value.span, quoted()) } else { finding })
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
            let inside = &text[1..text.len() - 1];
            let finding = finding(Code::ExtensionValue, message)?.with_help("remove the quotes inside the quotes");
            Some(if inside.is_empty() { finding } else { finding.with_content(setting.entry.value.span, inside) })
        }
        Content::Text(text) if text.trim() != text && !text.contains('\n') && !is_judged_elsewhere(setting) => {
            let message = format!("the value of {key} has blanks around it, which stay in it");
            let finding = finding(Code::ExtensionValue, message)?.with_help("remove them");
            Some(
                finding
                    .with_optional_content(setting.entry.value.span, Some(text.trim()).filter(|text| !text.is_empty())),
            )
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
