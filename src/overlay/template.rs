//! Templates in the strings of overlays: `{{ target.name }}`, over the environment as it is written.
//!
//! Keeps true: a template fills a string of YAML that is already parsed, so its result is a string whatever it holds; a
//! name that is not there is an error. No text is compiled that the guard has not passed (`guard.rs`): lookups, `if` and
//! a few filters, so there is nothing in a template that takes time or memory; fuel and a cap on the output bound what
//! is left. Templates see no CA and no settings, which may hold secrets.

mod guard;
mod token;

use std::ops::Range;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Value as Shown, ValueKind};
use minijinja::{Environment as Engine, Error, ErrorKind, UndefinedBehavior};
use serde_json::{Map, Value};

use crate::document::{Content, Node};
use crate::finding::{Code, Finding, Place};
use crate::source::Span;
use crate::value::Malformed;

/// How many bytes a filled string may have.
const MAX_OUTPUT: usize = 64 * 1024;
/// What one string may cost: about one for each step and for each 64 bytes that it makes.
const FUEL: u64 = 10_000;
/// What templates do not see beside `argocd.settings`: other targets, whose CAs are there.
const HIDDEN: [&str; 3] = ["targets", "defaults", "targetFiles"];

/// The names of the filters.
const FILTERS: [&str; 4] = ["default", "lower", "trim", "upper"];

/// What is wrong with the templates below a node, each with the place of its string.
pub fn errors(node: &Node) -> Vec<(Span, Malformed)> {
    node.texts().into_iter().filter_map(|(text, span)| Some((span, guard::check(text).err()?))).collect()
}

/// A finding about a template.
pub fn failed(span: Span, message: impl Into<String>, help: Option<String>) -> Finding {
    Finding::new(Code::TemplateFailed, Place::Text(span), message).with_optional_help(help)
}

/// Fills strings over one environment.
pub struct Templates {
    engine: Engine<'static>,
    environment: Vec<(String, Shown)>,
}

impl Templates {
    /// Templates over a composed environment file.
    pub fn of(document: &Node) -> Self {
        let visible = document.entries().iter().filter(|entry| !HIDDEN.contains(&entry.key.as_str()));
        let environment = visible.map(|entry| {
            let mut value = entry.value.to_value();
            if let Some(argocd) = value.as_object_mut().filter(|_| entry.key == "argocd") {
                argocd.shift_remove("settings");
            }
            (entry.key.clone(), shown(&value))
        });
        Self { engine: engine(), environment: environment.collect() }
    }

    /// A tree with its templates filled; for an object that belongs to a target, `target` is that target.
    ///
    /// An error comes with the place of the string.
    pub fn fill(&self, node: &Node, target: Option<&Value>) -> Result<Value, (Span, Malformed)> {
        let target = target.map(shown);
        self.filled(node, target.as_ref())
    }

    fn filled(&self, node: &Node, target: Option<&Shown>) -> Result<Value, (Span, Malformed)> {
        match &node.content {
            Content::Text(text) => self.render(text, target).map(Value::String).map_err(|error| (node.span, error)),
            Content::List(items) => items.iter().map(|item| self.filled(item, target)).collect(),
            Content::Map(entries) => {
                let filled = entries.iter().map(|entry| Ok((entry.key.clone(), self.filled(&entry.value, target)?)));
                filled.collect::<Result<Map<_, _>, _>>().map(Value::Object)
            }
            _ => Ok(node.to_value()),
        }
    }

    fn render(&self, text: &str, target: Option<&Shown>) -> Result<String, Malformed> {
        if !guard::is_template(text) {
            return Ok(text.to_owned());
        }
        guard::check(text)?;
        let names = self.environment.iter().map(|(name, value)| (name.as_str(), value.clone()));
        let context = Shown::from_pairs(names.chain(target.map(|target| ("target", target.clone()))));
        let filled = self.engine.render_str(text, context).map_err(|error| failure(text, &error, target.is_some()))?;
        if filled.len() > MAX_OUTPUT {
            return Err(Malformed::new(format!("the filled text has more than {MAX_OUTPUT} bytes")));
        }
        Ok(filled)
    }
}

/// An engine that knows nothing but our filters: no functions, no loader, no escaping.
fn engine() -> Engine<'static> {
    let mut engine = Engine::empty();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_syntax(syntax());
    engine.set_debug(false);
    engine.set_fuel(Some(FUEL));
    engine.add_filter("lower", |value: Shown| of_text(value, str::to_lowercase));
    engine.add_filter("upper", |value: Shown| of_text(value, str::to_uppercase));
    engine.add_filter("trim", |value: Shown| of_text(value, |text| text.trim().to_owned()));
    engine.add_filter("default", |value: Shown, other: Shown| if value.is_undefined() { other } else { value });
    engine.add_test("defined", |value: &Shown| !value.is_undefined());
    engine.set_formatter(|out, _, value| match value.kind() {
        ValueKind::Bool => Ok(out.write_str(if value.is_true() { "true" } else { "false" })?),
        ValueKind::Number | ValueKind::String => Ok(write!(out, "{value}")?),
        kind => Err(no_text(kind)),
    });
    engine
}

/// A filter over a text. What is not there stays so, and the engine then says where it should have been.
fn of_text(value: Shown, filter: impl Fn(&str) -> String) -> Result<Shown, Error> {
    match (value.as_str(), value.kind()) {
        (Some(text), _) => Ok(Shown::from(filter(text))),
        (None, ValueKind::Undefined) => Ok(value),
        (None, ValueKind::Bool | ValueKind::Number) => Ok(Shown::from(filter(&value.to_string()))),
        (None, kind) => Err(no_text(kind)),
    }
}

fn no_text(kind: ValueKind) -> Error {
    let what = match kind {
        ValueKind::Map => "a map",
        ValueKind::Seq => "a list",
        _ => "nothing",
    };
    Error::new(ErrorKind::InvalidOperation, format!("{what} is no text, number or boolean"))
}

/// The usual syntax, except that a text keeps the newline at its end: it may be a file of a `ConfigMap`.
fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder().keep_trailing_newline(true).build().expect("the usual delimiters are syntax")
}

/// A value as the engine sees it.
fn shown(value: &Value) -> Shown {
    match value {
        Value::Null => Shown::from(()),
        Value::Bool(boolean) => Shown::from(*boolean),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Shown::from(integer),
            (None, Some(float)) => Shown::from(float),
            (None, None) => Shown::from(number.to_string()),
        },
        Value::String(text) => Shown::from(text.as_str()),
        Value::Array(items) => items.iter().map(shown).collect(),
        Value::Object(map) => Shown::from_pairs(map.iter().map(|(key, value)| (key.as_str(), shown(value)))),
    }
}

/// What is wrong with a template that passed the guard: mostly, a name that is not there.
fn failure(text: &str, error: &Error, has_target: bool) -> Malformed {
    let what = error.range().and_then(|range| lookup_around(text, range)).unwrap_or(text);
    match error.kind() {
        ErrorKind::UndefinedError if what.starts_with("target") && !has_target => {
            Malformed::new(format!("`{what}`: there is no target here"))
                .with_help("`target` is for objects of one target; cluster Secrets are called `cluster-*`")
        }
        ErrorKind::UndefinedError => Malformed::new(format!("`{what}` names what is not there"))
            .with_help("correct the name, or say what to write without it: `| default('…')`"),
        _ => Malformed::new(format!("`{what}`: {}", error.detail().unwrap_or("it cannot be filled"))),
    }
}

/// The text of a range, with the lookup that it may have cut: of `a.b.c` the engine shows `.b.c`.
fn lookup_around(text: &str, range: Range<usize>) -> Option<&str> {
    let is_lookup = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '[' | ']' | '\'' | '"');
    let start = text.get(..range.start)?.trim_end_matches(is_lookup).len();
    text.get(start..range.end).map(str::trim).filter(|what| !what.is_empty())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::source::Sources;

    fn templates() -> Templates {
        let mut sources = Sources::default();
        let text = "tenantId: T\nmetadata: {name: prod}\nargocd: {localAdmin: true, minTargets: 3, settings: {x: s}}\ntargets: []\n";
        let id = sources.add("env", Path::new(""), text.as_bytes().to_vec()).unwrap();
        Templates::of(&crate::document::parse(sources.get(id), id, &mut Vec::new()).unwrap())
    }

    fn render(text: &str) -> Result<String, Malformed> {
        let target = json!({"name": "dev1", "labels": {"env": "Dev", "a/b": "x"}, "shard": 2});
        templates().render(text, Some(&shown(&target)))
    }

    #[test]
    fn strings_are_filled() {
        for (text, filled) in [
            ("plain } text %}", "plain } text %}"),
            ("{{ target.name }}", "dev1"),
            ("{{ metadata.name }}/{{ tenantId }}\n", "prod/T\n"),
            ("{{ target.labels['a/b'] | upper }}", "X"),
            ("{{ argocd.localAdmin }} {{ argocd.minTargets }} {{ target.shard }}", "true 3 2"),
            ("{{ target.labels.team | default('none') }}", "none"),
            ("{{ target.labels.team | default(metadata.name) | upper }}", "PROD"),
            ("{% if target.labels.env == 'Dev' %}d{% elif target.shard is defined %}s{% else %}o{% endif %}", "d"),
            ("{{ 'yes' if target.proxyUrl is defined else 'no' }}", "no"),
            ("{{- ' a ' | trim -}}  b", "ab"),
            ("{{ '{{' }}", "{{"),
        ] {
            assert_eq!(render(text).as_deref(), Ok(filled), "{text}");
        }
    }

    #[test]
    fn names_that_are_not_there_are_named() {
        for (text, name) in [
            ("{{ target.nam }}", "target.nam"),
            ("{{ tenant }}", "tenant"),
            ("a {{ target.labels.team | lower }}", "target.labels.team"),
            ("{{ target.x.y }}", "target.x"),
            ("{% if target.x %}a{% endif %}", "target.x"),
        ] {
            let error = render(text).unwrap_err();
            assert!(error.message.contains(name), "{text}: {}", error.message);
            assert!(error.help.is_some());
        }
    }

    #[test]
    fn secrets_cas_and_other_targets_are_not_there() {
        for text in ["{{ argocd.settings.x }}", "{{ targets }}"] {
            assert!(render(text).is_err(), "{text}");
        }
    }

    #[test]
    fn maps_and_lists_are_no_text() {
        let error = render("{{ target.labels }}").unwrap_err();
        assert!(error.message.contains("a map is no text"), "{}", error.message);
    }

    #[test]
    fn what_is_not_of_a_target_has_none() {
        let error = templates().render("{{ target.name }}", None).unwrap_err();
        assert!(error.message.contains("there is no target here"), "{}", error.message);
    }

    #[test]
    fn the_output_is_capped() {
        let long = "x".repeat(40_000);
        let target = shown(&json!({"name": long}));
        let error = templates().render("{{ target.name }}{{ target.name }}", Some(&target)).unwrap_err();
        assert!(error.message.contains("65536"), "{}", error.message);
    }
}
