//! What a run asks of an environment, whether a command line or an Application asks.

use crate::bundle::Bundle;
use crate::destination::Destination;
use crate::environment::Environment;
use crate::finding::{Finding, any_error};
use crate::install::Form;
use crate::plan::{self, Chosen, Part};

/// What a run asks of an environment.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// Who the output is for; everyone if it is empty.
    pub destinations: &'r [Destination],
    /// The part of the environment.
    pub part: Part<'r>,
    /// How a kustomization gets its patches.
    pub form: Option<Form>,
}

impl Request<'_> {
    /// The bundles that were asked for, one for each destination; `None` if anything is wrong with any of them.
    pub fn bundles(&self, environment: &Environment, findings: &mut Vec<Finding>) -> Option<Vec<Bundle>> {
        plan::check_overlays(environment, findings);
        let chosen = Chosen::of(environment, self.part, findings)?;
        let destinations = match self.destinations {
            [] => plan::destinations(environment, &chosen),
            asked => asked.to_vec(),
        };
        let bundles: Vec<Option<Bundle>> = destinations
            .into_iter()
            .map(|destination| {
                let content = plan::content(environment, &destination, &chosen, self.form, findings)?;
                Bundle::checked(destination, content, environment.argocd.version, findings)
            })
            .collect();
        if any_error(findings) { None } else { bundles.into_iter().collect() }
    }
}
