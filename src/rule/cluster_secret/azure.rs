//! What `argocd-k8s-auth azure` is told in its environment can give a token.
//!
//! argo-cd `cmd/argocd-k8s-auth/commands/azure_cgo.go`; kubelogin `pkg/token/options_ctor.go` (which variables are read),
//! `pkg/internal/token/provider.go` (login methods, case by case) and `options.go` (`GetCloudConfiguration`: names of
//! clouds in any case, unknown ones are the public cloud without a word; an authority wins over the name).

mod cloud;
mod identity;
mod method;
mod variable;

use super::{Subject, exec};
use crate::document::Node;
use crate::finding::{Code, Finding, Place};
use crate::material::ClusterSecret;
use crate::value::has_placeholder;

/// Reports what is wrong with the environment.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let Some(environment) = Environment::of(subject.reading) else { return };
    variable::check(environment, findings);
    method::check(environment, findings);
    cloud::check(environment, subject.reading, findings);
    identity::check(environment, findings);
}

/// The environment that the command gets from the Secret, beside that of its pod.
#[derive(Debug, Clone, Copy)]
struct Environment<'a> {
    /// The map, if there is one.
    node: Option<&'a Node>,
}

impl<'a> Environment<'a> {
    /// The environment of a Secret that signs in with `argocd-k8s-auth azure`.
    fn of(secret: &'a ClusterSecret) -> Option<Self> {
        let command = secret.find(["execProviderConfig", "command"])?.text()?;
        let arguments = secret.find(["execProviderConfig", "args"])?.items();
        let is_azure = exec::is_own(command) && arguments.iter().any(|node| node.text() == Some("azure"));
        is_azure.then(|| Self { node: secret.find(["execProviderConfig", "env"]) })
    }

    /// A variable whose value is certain.
    fn get(self, name: &str) -> Option<Variable<'a>> {
        let node = self.node?.get(name)?;
        let text = node.text().filter(|text| !has_placeholder(text))?;
        Some(Variable { text, node })
    }

    /// Whether a variable is set, to whatever.
    fn has(self, name: &str) -> bool {
        self.node.is_some_and(|node| node.get(name).is_some())
    }
}

/// The value of a variable.
#[derive(Debug, Clone, Copy)]
struct Variable<'a> {
    text: &'a str,
    node: &'a Node,
}

impl Variable<'_> {
    fn place(&self) -> Place {
        Place::Text(self.node.span)
    }

    fn finding(&self, message: impl Into<String>) -> Finding {
        Finding::new(Code::AzureLogin, self.place(), message)
    }
}
