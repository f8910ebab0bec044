//! Every value is what Argo CD takes it for.
//!
//! Each key has its own reader: `env.ParseBoolFromEnv` and its like ignore what they do not know, `strconv.ParseBool` fails,
//! and a comparison with `true` says no to `True`, `yes` and `1`. Which key has which is in the catalogue.

use super::{at, words};
use crate::catalogue::{self, Form, Object};
use crate::document::Content;
use crate::finding::{Code, Finding, Severity};
use crate::material::{Datum, Origin, Settings};
use crate::rule::{Subject, placeholder};
use crate::value::{has_placeholder, is_go_duration, is_span, shown};

/// Reports values that Argo CD does not take for what they say.
pub fn check<T: Settings>(subject: &Subject<'_, T>, findings: &mut Vec<Finding>) {
    for datum in &subject.reading.data().entries {
        let known = catalogue::find(T::OBJECT, &datum.key);
        if let Some((text, _)) =
            datum.text.as_ref().zip(known.filter(|key| key.form != Form::Text && !key.form.is_document()))
        {
            placeholder::report(text, datum.node.span, subject.item, subject.facts, findings);
        }
        findings.extend(empty_switch(subject.item.origin, datum));
        let text = datum.setting().filter(|text| !text.is_empty() && !has_placeholder(text));
        // What is no text in a ConfigMap has a finding already.
        let is_text = super::makes_texts(subject.item.origin) || matches!(datum.node.content, Content::Text(_));
        if let (Some(text), Some(key)) = (text.filter(|_| is_text), known) {
            findings.extend(judged(T::OBJECT, key.form, datum, &text));
        }
    }
}

/// An empty `admin.enabled` is no `false`: Argo CD logs an invalid key and leaves the admin on (`util/settings/accounts.go`).
fn empty_switch(origin: Origin, datum: &Datum) -> Option<Finding> {
    let is_empty = datum.key == "admin.enabled" && datum.text.as_deref() == Some("") && !super::makes_texts(origin);
    is_empty.then(|| {
        let message = "an empty `admin.enabled` leaves the built-in admin on";
        let finding = Finding::new(Code::SettingValue, at(datum), message).with_severity(Severity::Warning);
        finding.with_help("write \"false\" to turn it off, or remove the key")
    })
}

/// Whether Argo CD takes a text for what it says.
pub fn accepts(object: Object, datum: &Datum, text: &str) -> bool {
    catalogue::find(object, &datum.key).is_none_or(|key| judged(object, key.form, datum, text).is_none())
}

fn judged(object: Object, form: Form, datum: &Datum, text: &str) -> Option<Finding> {
    let (message, help, severity) = match form {
        Form::Flag | Form::Boolean | Form::On | Form::Off => switch(form, &datum.key, text)?,
        Form::Integer if text.parse::<i64>().is_err() => ignored(&datum.key, text, "a whole number", "3"),
        Form::Number if text.parse::<f64>().is_err() => ignored(&datum.key, text, "a number", "0.5"),
        Form::Duration if !is_go_duration(text) && !is_span(text) => ignored(&datum.key, text, "a duration", "1h30m"),
        Form::Span if !is_span(text) => ignored(&datum.key, text, "a number with `s`, `m`, `h` or `d`", "24h"),
        Form::Text => return words::judged(object, datum, text),
        _ => return None,
    };
    let finding = Finding::new(Code::SettingValue, at(datum), message).with_help(help).with_severity(severity);
    let is_switch = matches!(form, Form::Flag | Form::Boolean | Form::On | Form::Off);
    Some(match meaning(text).filter(|_| is_switch && matches!(datum.node.content, Content::Text(_))) {
        Some(meaning) => finding.with_fix(datum.node.span, format!("\"{meaning}\"")),
        None => finding,
    })
}

type Judgement = (String, String, Severity);

fn ignored(key: &str, text: &str, wanted: &str, example: &str) -> Judgement {
    let message = format!("{} is not {wanted}; Argo CD ignores `{key}` and keeps its default", shown(text));
    (message, format!("for example \"{example}\""), Severity::Warning)
}

/// What is wrong with something that is on or off.
fn switch(form: Form, key: &str, text: &str) -> Option<Judgement> {
    let is_read = match form {
        Form::Flag => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
        Form::Boolean => GO_BOOLEANS.contains(&text),
        // Off is what everything else means, so that `no` is right by accident.
        Form::On => text == "true" || meaning(text) == Some(false),
        _ => text == "false" || meaning(text) == Some(true),
    };
    if is_read {
        return None;
    }
    let outcome = match form {
        Form::Flag => "Argo CD ignores it",
        Form::Boolean if key == "admin.enabled" => "Argo CD leaves the built-in admin on",
        Form::Boolean => "Argo CD fails to read it",
        Form::On => "only `true` turns it on",
        _ => "only `false` turns it off",
    };
    let help = match meaning(text) {
        Some(meaning) => format!("write \"{meaning}\""),
        None => "write \"true\" or \"false\"".to_owned(),
    };
    Some((format!("{} is not read as a boolean for `{key}`: {outcome}", shown(text)), help, Severity::Error))
}

/// What Go's `strconv.ParseBool` takes.
pub const GO_BOOLEANS: [&str; 12] = ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"];

/// What people mean by a word.
fn meaning(text: &str) -> Option<bool> {
    match text.trim().trim_matches(['"', '\'']).to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" | "enabled" | "enable" => Some(true),
        "false" | "f" | "no" | "n" | "off" | "0" | "disabled" | "disable" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_is_judged_by_what_it_does() {
        for (form, right, wrong) in [
            (Form::Flag, &["true", "FALSE"][..], &["yes", "1", " true"][..]),
            (Form::Boolean, &["true", "1", "F"], &["yes", "tRUE"]),
            (Form::On, &["true", "false", "no", "0"], &["True", "yes", "maybe"]),
            (Form::Off, &["false", "true", "yes"], &["False", "no"]),
        ] {
            for text in right {
                assert_eq!(switch(form, "x", text), None, "{form:?} {text}");
            }
            for text in wrong {
                assert!(switch(form, "x", text).is_some(), "{form:?} {text}");
            }
        }
    }
}
