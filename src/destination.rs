//! Destinations: who an output is for.

use std::fmt;
use std::str::FromStr;

use crate::value::{Malformed, TargetName, shown};

/// Who an output is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// The cluster that runs Argo CD.
    Hub,
    /// The owner of the Argo CD installation.
    Install,
    /// One target cluster.
    Target(TargetName),
    /// Azure Resource Manager and Microsoft Graph.
    Azure,
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hub => f.write_str("hub"),
            Self::Install => f.write_str("install"),
            Self::Target(name) => write!(f, "target/{name}"),
            Self::Azure => f.write_str("azure"),
        }
    }
}

impl FromStr for Destination {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "hub" => Ok(Self::Hub),
            "install" => Ok(Self::Install),
            "azure" => Ok(Self::Azure),
            _ => match text.strip_prefix("target/") {
                Some(name) => name.parse().map(Self::Target),
                None => Err(Malformed::new(format!("{} is no destination", shown(text)))
                    .with_help("write `hub`, `install`, `target/NAME` or `azure`")),
            },
        }
    }
}
