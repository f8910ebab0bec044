//! What an Application asks of the plugin: parameters, and variables of the same names.
//!
//! argo-cd `pkg/apis/application/v1alpha1/types.go`, `ApplicationSourcePluginParameters.Environ`: all parameters stand as JSON in
//! `ARGOCD_APP_PARAMETERS`. The `PARAM_…` variables beside it are not read: names that differ in case or punctuation fall on one
//! of them, and which one wins changes from run to run. `spec.source.plugin.env` arrives with `ARGOCD_ENV_` before its names
//! (`reposerver/repository/repository.go`, `getPluginParamEnvs`). A parameter wins over a variable.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Deserialize;
use serde_json::Value;

use crate::destination::Destination;
use crate::finding::{Code, Finding, Place, any_error, nearest};
use crate::plan::Part;
use crate::selector::Selector;
use crate::value::{Malformed, shown};

/// The variable with all parameters.
const PARAMETERS: &str = "ARGOCD_APP_PARAMETERS";
/// How variables of an Application begin.
const VARIABLE: &str = "ARGOCD_ENV_";

/// A parameter that is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Parameter {
    /// The environment file.
    Environment,
    /// Who the objects are for.
    For,
    /// Which targets.
    Selector,
    /// Whether what belongs to targets is left out.
    WithoutTargets,
}

impl Parameter {
    /// All of them, in the order of their announcement.
    pub const ALL: [Self; 4] = [Self::Environment, Self::For, Self::Selector, Self::WithoutTargets];

    /// Its name in an Application.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::For => "for",
            Self::Selector => "selector",
            Self::WithoutTargets => "without-targets",
        }
    }

    /// Its name among the variables of an Application.
    fn variable(self) -> String {
        self.name().to_uppercase().replace('-', "_")
    }
}

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
        for given in given.values().filter(|given| given.value.is_empty()) {
            findings.push(at(&given.place, "it is empty").with_help("leave it out for the usual, or give it a value"));
        }
        let mut asked = Self::default();
        if let Some(given) = given.get(&Parameter::Environment) {
            asked.environment.clone_from(&given.value);
        }
        if let Some(destination) = given.get(&Parameter::For).and_then(|given| read(given, findings)) {
            asked.destination = destination;
        }
        asked.selector = given.get(&Parameter::Selector).and_then(|given| read(given, findings));
        if let Some(given) = given.get(&Parameter::WithoutTargets) {
            asked.without_targets = boolean(given, findings);
        }
        asked.check(&given, findings);
        (!any_error(findings)).then_some(asked)
    }

    /// The part of the environment that it is about.
    pub fn part(&self) -> Part<'_> {
        match &self.selector {
            Some(selector) => Part::Targets(selector),
            None if self.without_targets => Part::WithoutTargets,
            None => Part::Whole,
        }
    }

    /// Reports what an Application cannot be given, and what contradicts itself.
    fn check(&self, given: &BTreeMap<Parameter, Given>, findings: &mut Vec<Finding>) {
        let place = |parameter| given.get(&parameter).map_or("", |given| given.place.as_str());
        let owner = match self.destination {
            Destination::Install => Some((
                "the settings of Argo CD are not objects that an Application may own",
                "the owner of the installation takes them (`tiphys render --for install`): a kustomization, the Helm \
                 release or the extension; with `argocd.base` they are in the hub's objects",
            )),
            Destination::Azure => Some((
                "the identity plan is no Kubernetes object",
                "who manages Azure takes it (`tiphys render --for azure`)",
            )),
            Destination::Hub | Destination::Target(_) => None,
        };
        if let Some((message, help)) = owner {
            findings.push(at(place(Parameter::For), message).with_help(help));
        }
        let contradicts = |message| at(place(Parameter::WithoutTargets), message).with_help("leave one of them out");
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
        match Parameter::ALL.into_iter().find(|parameter| parameter.variable() == name) {
            Some(parameter) => drop(given.insert(parameter, Given { value: value.clone(), place })),
            None => findings.push(unknown(&place, &name.to_uppercase(), Parameter::variable)),
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
        let Some(known) = Parameter::ALL.into_iter().find(|known| known.name() == parameter.name) else {
            findings.push(unknown(&place, &parameter.name.to_lowercase(), |known| known.name().to_owned()));
            continue;
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

fn read<T: FromStr<Err = Malformed>>(given: &Given, findings: &mut Vec<Finding>) -> Option<T> {
    // What is empty has a finding.
    if given.value.is_empty() {
        return None;
    }
    match given.value.parse() {
        Ok(value) => Some(value),
        Err(Malformed { message, help }) => {
            findings.push(at(&given.place, message).with_optional_help(help));
            None
        }
    }
}

fn boolean(given: &Given, findings: &mut Vec<Finding>) -> bool {
    if !["true", "false", ""].contains(&given.value.as_str()) {
        let message = format!("{} is neither `true` nor `false`", shown(&given.value));
        findings.push(at(&given.place, message));
    }
    given.value == "true"
}

fn unknown(place: &str, name: &str, spelt: impl Fn(Parameter) -> String) -> Finding {
    let known: Vec<String> = Parameter::ALL.into_iter().map(spelt).collect();
    let help = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are `{}`", known.join("`, `")),
    };
    at(place, "the plugin knows nothing of this name").with_help(help)
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
