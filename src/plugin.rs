//! What an Application may say to the plugin.
//!
//! Keeps true: the names are a closed list, which `plugin.yaml` announces; a value is refused for the same reasons where the
//! plugin reads it and where `check` finds it in an Application.

use std::str::FromStr as _;

use crate::destination::Destination;
use crate::finding::nearest;
use crate::selector::Selector;
use crate::value::{Malformed, shown};

/// The name by which Applications call the plugin, as `plugin.yaml` and the sidecar have it.
pub const NAME: &str = "tiphys";

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

    /// Its name in `spec.source.plugin.parameters`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::For => "for",
            Self::Selector => "selector",
            Self::WithoutTargets => "without-targets",
        }
    }

    /// Its name in `spec.source.plugin.env`.
    pub fn variable(self) -> String {
        self.name().to_uppercase().replace('-', "_")
    }

    /// The parameter of that name.
    pub fn named(name: &str) -> Result<Self, Malformed> {
        let found = Self::ALL.into_iter().find(|one| one.name() == name);
        found.ok_or_else(|| unknown(&name.to_lowercase(), |one| one.name().to_owned()))
    }

    /// The parameter that a variable of an Application stands for.
    pub fn of_variable(name: &str) -> Result<Self, Malformed> {
        let found = Self::ALL.into_iter().find(|one| one.variable() == name);
        found.ok_or_else(|| unknown(&name.to_uppercase(), Self::variable))
    }

    /// Whether a value can stand here at all; what a file says of it is another question.
    pub fn check(self, value: &str) -> Result<(), Malformed> {
        if value.is_empty() {
            return Err(Malformed::new("it is empty").with_help("leave it out for the usual, or give it a value"));
        }
        match self {
            Self::Environment => Ok(()),
            Self::For => destination(value).map(drop),
            Self::Selector => Selector::from_str(value).map(drop),
            Self::WithoutTargets => boolean(value).map(drop),
        }
    }
}

/// A destination that an Application may ask for.
pub fn destination(value: &str) -> Result<Destination, Malformed> {
    match value.parse()? {
        Destination::Install => {
            Err(Malformed::new("the settings of Argo CD are not objects that an Application may own").with_help(
                "the owner of the installation takes them (`tiphys render --for install`): a kustomization, the Helm \
                 release or the extension; with `argocd.base` they are in the hub's objects",
            ))
        }
        Destination::Azure => Err(Malformed::new("the identity plan is no Kubernetes object")
            .with_help("who manages Azure takes it (`tiphys render --for azure`)")),
        destination => Ok(destination),
    }
}

/// A truth as an Application writes it: Argo CD's parameters are texts.
pub fn boolean(value: &str) -> Result<bool, Malformed> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Malformed::new(format!("{} is neither `true` nor `false`", shown(value)))),
    }
}

fn unknown(name: &str, spelt: impl Fn(Parameter) -> String) -> Malformed {
    let known: Vec<String> = Parameter::ALL.into_iter().map(spelt).collect();
    let help = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are `{}`", known.join("`, `")),
    };
    Malformed::new("the plugin knows nothing of this name").with_help(help)
}
