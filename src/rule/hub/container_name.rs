//! A patch names a container that the workload has.
//!
//! Containers are merged by name. One that is not there is added, without an image, and the API server refuses the object:
//! `spec.template.spec.containers[1].image: Required value`. Argo CD's manifests and the chart name them differently.

use super::pod::Pod;
use super::{Hub, is_open};
use crate::finding::{Code, Finding, Place, nearest, slip};
use crate::material::{Component, Container, Installer, Workload};
use crate::value::shown;

/// Reports containers without an image that the workload does not have.
pub fn check(hub: &Hub<'_>, findings: &mut Vec<Finding>) {
    for pod in &hub.pods {
        let Some(component) = pod.component else { continue };
        let known = known(hub, pod, component);
        let patches = pod.fragments.iter().filter(|fragment| !fragment.is_whole());
        let containers = patches.flat_map(Workload::containers).filter(is_merged);
        findings.extend(containers.filter_map(|container| unknown(pod, container, &known, component)));
    }
}

/// Whether it must be there already: it brings no image, and says nothing about merging.
fn is_merged(container: &Container<'_>) -> bool {
    ["image", "$patch"].iter().all(|key| container.node.get(key).is_none())
}

/// The names that the workload has: of the whole object, else by who installs it, else all that anyone gives it.
fn known<'m>(hub: &Hub<'m>, pod: &Pod<'m>, component: &'static Component) -> Vec<&'m str> {
    let with_image = pod.containers().filter(|container| container.node.get("image").is_some());
    let mut names: Vec<&str> = with_image.map(|container| container.name_text()).collect();
    if !pod.is_whole() {
        names.extend(by_installer(hub, component));
        names.extend(component.init_container);
    }
    names
}

fn by_installer(hub: &Hub<'_>, component: &'static Component) -> Vec<&'static str> {
    let mut installers = hub.material.kustomizations.iter().filter_map(|kustomization| kustomization.installer);
    match (installers.next(), installers.next()) {
        (Some(Installer::Manifests), None) => vec![component.container],
        (Some(Installer::Chart), None) => vec![component.chart_container],
        _ => vec![component.container, component.chart_container],
    }
}

fn unknown(pod: &Pod<'_>, container: Container<'_>, known: &[&str], component: &Component) -> Option<Finding> {
    let node = container.name()?;
    let name = node.text().filter(|name| !is_open(name) && !known.contains(name))?;
    let message = format!("`{}` has no container {}, and one without an image is refused", component.name, shown(name));
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if pod.is_whole() => {
            format!("its containers are called {}", known.iter().map(|n| shown(n)).collect::<Vec<_>>().join(", "))
        }
        None => {
            format!("Argo CD's manifests call it `{}`, the chart `{}`", component.container, component.chart_container)
        }
    };
    let slip = slip(name, known.iter().copied());
    let finding = Finding::new(Code::ContainerName, Place::Text(node.span), message).with_help(help);
    Some(finding.with_optional_content(node.span, slip))
}
