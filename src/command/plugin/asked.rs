//! What an Application asks of the plugin: parameters, and variables of the same names.
//!
//! argo-cd `pkg/apis/application/v1alpha1/types.go`, `ApplicationSourcePluginParameters.Environ`: all parameters stand as JSON in
//! `ARGOCD_APP_PARAMETERS`. The `PARAM_…` variables beside it are not read: names that differ in case or punctuation fall on one
//! of them, and which one wins changes from run to run. `spec.source.plugin.env` arrives with `ARGOCD_ENV_` before its names
//! (`reposerver/repository/repository.go`, `getPluginParamEnvs`). A parameter wins over a variable.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::destination::Destination;
use crate::finding::{Code, Finding, Place, any_error};
use crate::plan::Part;
use crate::plugin::{self, Parameter};
use crate::selector::Selector;
use crate::value::Malformed;

/// The variable with all parameters.
const PARAMETERS: &str = "ARGOCD_APP_PARAMETERS";
/// How variables of an Application begin.
const VARIABLE: &str = "ARGOCD_ENV_";

/// What an Application asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The environment file, beside which the plugin is called.
    pub environment: String,
    /// Who the objects are for: the hub or a target.
    pub destination: Destination,
    /// Which targets, if not all.
    pub selector: Option<Selector>,
    /// Whether what belongs to targets is left out.
    pub without_targets: bool,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            environment: "env.yaml".to_owned(),
            destination: Destination::Hub,
            selector: None,
            without_targets: false,
        }
    }
}

/// One thing that an Application sets, with where it does.
struct Given {
    value: String,
    place: String,
}

/// A parameter as Argo CD writes it; of `string`, `array` and `map` one is there.
#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    name: String,
    string: Option<String>,
    array: Option<Value>,
    map: Option<Value>,
}

impl Asked {
    /// What the variables say; `None` if findings say what is wrong with them.
    pub fn of(variables: &BTreeMap<String, String>, findings: &mut Vec<Finding>) -> Option<Self> {
        let mut given = of_environment(variables, findings);
        given.extend(of_parameters(variables, findings));
        let mut asked = Self::default();
        for (parameter, given) in &given {
            if let Err(error) = parameter.check(&given.value).and_then(|()| asked.set(*parameter, &given.value)) {
                findings.push(refused(&given.place, error));
            }
        }
        asked.check(&given, findings);
        (!any_error(findings)).then_some(asked)
    }

    fn set(&mut self, parameter: Parameter, value: &str) -> Result<(), Malformed> {
        match parameter {
            Parameter::Environment => value.clone_into(&mut self.environment),
            Parameter::For => self.destination = plugin::destination(value)?,
            Parameter::Selector => self.selector = Some(value.parse()?),
            Parameter::WithoutTargets => self.without_targets = plugin::boolean(value)?,
        }
        Ok(())
    }

    /// The part of the environment that it is about.
    pub fn part(&self) -> Part<'_> {
        match &self.selector {
            Some(selector) => Part::Targets(selector),
            None if self.without_targets => Part::WithoutTargets,
            None => Part::Whole,
        }
    }

    /// Reports what contradicts itself.
    fn check(&self, given: &BTreeMap<Parameter, Given>, findings: &mut Vec<Finding>) {
        let place = given.get(&Parameter::WithoutTargets).map_or("", |given| given.place.as_str());
        let contradicts = |message| at(place, message).with_help("leave one of them out");
        if self.without_targets && self.selector.is_some() {
            findings.push(contradicts("`selector` chooses among the targets that this leaves out"));
        }
        if self.without_targets && matches!(self.destination, Destination::Target(_)) {
            findings.push(contradicts("`for` asks for a target, and this leaves them out"));
        }
    }
}

/// What `spec.source.plugin.env` sets.
fn of_environment(variables: &BTreeMap<String, String>, findings: &mut Vec<Finding>) -> BTreeMap<Parameter, Given> {
    let mut given = BTreeMap::new();
    for (name, value) in variables {
        let Some(name) = name.strip_prefix(VARIABLE) else { continue };
        let place = format!("spec.source.plugin.env[{}]", printed(name));
        match Parameter::of_variable(name) {
            Ok(parameter) => drop(given.insert(parameter, Given { value: value.clone(), place })),
            Err(error) => findings.push(refused(&place, error)),
        }
    }
    given
}

/// What `spec.source.plugin.parameters` sets.
fn of_parameters(variables: &BTreeMap<String, String>, findings: &mut Vec<Finding>) -> BTreeMap<Parameter, Given> {
    let mut given = BTreeMap::new();
    let Some(text) = variables.get(PARAMETERS).filter(|text| !text.is_empty()) else { return given };
    // Argo CD writes `null` where an Application has none.
    let written: Option<Vec<Written>> = match serde_json::from_str(text) {
        Ok(written) => written,
        Err(error) => {
            findings.push(at(PARAMETERS, format!("it is no list of parameters in JSON: {error}")));
            return given;
        }
    };
    for parameter in written.into_iter().flatten() {
        let place = format!("spec.source.plugin.parameters[{}]", printed(&parameter.name));
        let known = match Parameter::named(&parameter.name) {
            Ok(known) => known,
            Err(error) => {
                findings.push(refused(&place, error));
                continue;
            }
        };
        let (Some(value), None, None) = (parameter.string, parameter.array, parameter.map) else {
            findings.push(at(&place, "it is no text").with_help("give it a `string`"));
            continue;
        };
        if given.insert(known, Given { value, place: place.clone() }).is_some() {
            findings.push(at(&place, "it is there twice").with_help("leave one of them out"));
        }
    }
    given
}

fn refused(place: &str, Malformed { message, help }: Malformed) -> Finding {
    at(place, message).with_optional_help(help)
}

/// A finding about a field of the Application.
pub fn at(place: &str, message: impl Into<String>) -> Finding {
    Finding::new(Code::PluginParameter, Place::Run(place.to_owned()), message)
}

/// A name of a stranger, in one line and not too long.
fn printed(name: &str) -> String {
    name.chars().take(40).map(|c| if c.is_ascii_graphic() { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(variables: &[(&str, &str)]) -> Result<Asked, String> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut findings = Vec::new();
        let asked = Asked::of(&variables, &mut findings);
        asked.ok_or_else(|| {
            let told = findings.iter().map(|finding| format!("{:?} {}", finding.place, finding.message));
            told.collect::<Vec<_>>().join("\n")
        })
    }

    #[test]
    fn nothing_asks_for_the_usual() {
        for variables in [&[][..], &[(PARAMETERS, "")], &[(PARAMETERS, "null")], &[(PARAMETERS, "[]")]] {
            assert_eq!(asked(variables), Ok(Asked::default()));
        }
    }

    #[test]
    fn a_parameter_wins_over_a_variable_and_others_of_argo_cd_count_for_nothing() {
        let asked = asked(&[
            ("ARGOCD_ENV_FOR", "target/dev"),
            ("ARGOCD_ENV_ENVIRONMENT", "prod.yaml"),
            (PARAMETERS, r#"[{"name": "for", "string": "target/prod"}]"#),
            ("PARAM_FOR", "target/other"),
            ("ARGOCD_APP_NAME", "install"),
        ]);
        let asked = asked.expect("it is right");
        assert_eq!(asked.destination.to_string(), "target/prod");
        assert_eq!(asked.environment, "prod.yaml");
    }

    #[test]
    fn wrong_values_are_told_where_they_are() {
        for (text, place, message) in [
            (r#"[{"name": "fro", "string": "hub"}]"#, "parameters[fro]", "knows nothing"),
            (r#"[{"name": "For", "string": "hub"}]"#, "parameters[For]", "knows nothing"),
            (r#"[{"string": "hub"}]"#, "parameters[]", "knows nothing"),
            (r#"[{"name": "for"}]"#, "parameters[for]", "no text"),
            (r#"[{"name": "for", "array": ["hub"]}]"#, "parameters[for]", "no text"),
            (r#"[{"name": "for", "string": ""}]"#, "parameters[for]", "empty"),
            (r#"[{"name": "for", "string": "target/"}]"#, "parameters[for]", ""),
            (r#"[{"name": "for", "string": "azure"}]"#, "parameters[for]", "no Kubernetes object"),
            (r#"[{"name": "for", "string": "hub"}, {"name": "for", "string": "hub"}]"#, "parameters[for]", "twice"),
            (r#"[{"name": "selector", "string": "env in prod"}]"#, "parameters[selector]", "no requirement"),
            (r#"[{"name": "without-targets", "string": "yes"}]"#, "parameters[without-targets]", "neither"),
            (r#"{"name": "for"}"#, PARAMETERS, "no list"),
        ] {
            let told = asked(&[(PARAMETERS, text)]).expect_err("it is wrong");
            assert!(told.contains(place) && told.contains(message), "{text}: {told}");
            assert_eq!(told.lines().count(), 1, "{told}");
        }
    }

    #[test]
    fn contradictions_are_told() {
        for other in [r#"{"name": "selector", "string": "env=prod"}"#, r#"{"name": "for", "string": "target/dev"}"#] {
            let text = format!(r#"[{{"name": "without-targets", "string": "true"}}, {other}]"#);
            let told = asked(&[(PARAMETERS, &text)]).expect_err("it contradicts itself");
            assert!(told.contains("parameters[without-targets]"), "{told}");
        }
    }
}
