//! Azure's variables in Argo CD's pods are spelt as Azure's libraries read them.
//!
//! A variable of another name is nobody's: argocd-k8s-auth then has no client, tenant or token (azure-sdk-for-go
//! `azidentity/azidentity.go`; Azure/kubelogin `pkg/internal/env/variables.go`).

use super::pod::Pod;
use super::{Hub, TOKEN_FILE};
use crate::document::Node;
use crate::finding::{Code, Finding, Place, nearest, slip};
use crate::value::shown;

/// What the libraries read.
pub const VARIABLES: [&str; 4] = ["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_AUTHORITY_HOST", TOKEN_FILE];

/// Reports names that are nearly one of Azure's.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    for container in hub.pods.iter().filter(|pod| pod.shows_identity()).flat_map(Pod::containers) {
        let variables = container.node.get("env").map_or(&[][..], Node::items);
        findings.extend(variables.iter().filter_map(|variable| finding(variable.get("name")?)));
    }
}

fn finding(name: &Node) -> Option<Finding> {
    let text = name.text().filter(|text| !VARIABLES.contains(text))?;
    let meant = nearest(text.trim_matches([' ', '\'', '"']), VARIABLES)?;
    let message = format!("no library of Azure reads {}", shown(text));
    let finding = Finding::new(Code::IdentityVariable, Place::Text(name.span), message);
    let slip = slip(text.trim_matches([' ', '\'', '"']), VARIABLES)
        .or_else(|| Some(meant).filter(|meant| text.contains(meant)));
    Some(finding.with_help(format!("did you mean `{meant}`?")).with_optional_content(name.span, slip))
}
