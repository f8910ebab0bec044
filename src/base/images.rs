//! The Argo CD version of the base, which is in the image of argocd-server.

use serde_json::Value;

use crate::document::Pointer;
use crate::environment::Environment;
use crate::finding::{Code, Finding, Place};
use crate::manifest::Identity;
use crate::value::shown;

/// Warns about an image whose minor version is not `argocd.version`; an image without a version says nothing.
pub fn check_version(environment: &Environment, findings: &mut Vec<Finding>) {
    let Some(image) = server_image(&environment.base) else { return };
    let assumed = environment.argocd.version.as_str();
    let Some(minor) = minor(image).filter(|minor| minor != assumed) else { return };
    let pointer = Pointer::of(["argocd", "version"]);
    let is_written = environment.document.find(&pointer).is_some();
    let place = if is_written { pointer } else { Pointer::of(["argocd", "base"]) };
    let message = format!("the base runs {}, and the rules of Argo CD {assumed} are assumed", shown(image));
    let finding = Finding::new(Code::BaseVersion, Place::Value(place), message);
    findings
        .push(finding.with_help(format!("write `version: \"{minor}\"` under `argocd`, or take the base of {assumed}")));
}

fn server_image(base: &[Value]) -> Option<&str> {
    let is_server = |body: &&Value| {
        Identity::of(body).is_some_and(|identity| identity.kind == "Deployment" && identity.name == "argocd-server")
    };
    let server = base.iter().find(is_server)?;
    let containers = server.pointer("/spec/template/spec/containers")?.as_array()?;
    let container = containers.iter().find(|container| container["name"] == "argocd-server")?;
    container["image"].as_str()
}

/// `3.6` of `quay.io/argoproj/argocd:v3.6.1@sha256:…`.
fn minor(image: &str) -> Option<String> {
    let (name, _) = image.split_once('@').unwrap_or((image, ""));
    // A colon before the last slash is that of a registry's port.
    let (_, tag) = name.rsplit('/').next()?.rsplit_once(':')?;
    let mut numbers = tag.strip_prefix('v').unwrap_or(tag).split(['.', '-', '+']);
    let mut number = || numbers.next().filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()));
    Some(format!("{}.{}", number()?, number()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minor_is_in_the_tag() {
        for (image, expected) in [
            ("quay.io/argoproj/argocd:v3.6.1", Some("3.6")),
            ("registry:5000/argocd:3.5", Some("3.5")),
            ("registry:5000/argocd", None),
            ("argocd:v3.4.13-rc1@sha256:00", Some("3.4")),
            ("argocd@sha256:00", None),
            ("argocd:latest", None),
            ("argocd:v3", None),
        ] {
            assert_eq!(minor(image).as_deref(), expected, "{image}");
        }
    }
}
