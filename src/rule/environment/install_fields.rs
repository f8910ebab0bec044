//! The fields of `argocd` and `identity` fit the kind of installation.

use super::{Draft, at};
use crate::environment::word::{Install, Token};
use crate::environment::written::{Argocd, Identity};
use crate::finding::{Code, Finding};

/// Reports what this kind of installation cannot honour, and a url that cannot be made.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let Some(argocd) = &draft.written.argocd else { return };
    check_domain(draft, argocd, findings);
    let mut mismatch = |steps: &[&str], message: &str, help: &str| {
        findings.push(Finding::new(Code::InstallMismatch, at(steps.iter().copied()), message).with_help(help));
    };
    if argocd.install != Install::Manifests && argocd.base.is_some() {
        mismatch(
            &["argocd", "base"],
            &format!("`base` goes with `install: manifests` only, not with `{}`", argocd.install),
            "the installation's owner keeps its manifests; remove `base`",
        );
    }
    if argocd.install == Install::Manifests && argocd.high_availability.is_some() {
        mismatch(
            &["argocd", "highAvailability"],
            "with `install: manifests` the manifests decide about high availability",
            "use Argo CD's `manifests/ha/install.yaml`, and remove the field",
        );
    }
    if argocd.install == Install::Manifests && argocd.settings.as_ref().is_some_and(|settings| !settings.0.is_empty()) {
        mismatch(
            &["argocd", "settings"],
            "`settings` are values of the Helm chart, which `install: manifests` does not use",
            "put a patch of the object into an overlay instead",
        );
    }
    if let (Install::Extension, Some(identity)) = (argocd.install, &draft.written.identity) {
        check_extension(identity, &mut mismatch);
    }
}

fn check_extension(identity: &Identity, mismatch: &mut impl FnMut(&[&str], &str, &str)) {
    if identity.token == Token::Projected {
        mismatch(
            &["identity", "token"],
            "the extension reverts volumes that it does not know, so a projected token cannot stay",
            "use `token: webhook`, the default",
        );
    }
    let accounts = &identity.service_accounts;
    for (key, name, theirs) in [
        ("server", &accounts.server, "argocd-server"),
        ("applicationController", &accounts.application_controller, "argocd-application-controller"),
    ] {
        if name.as_str() != theirs {
            mismatch(
                &["identity", "serviceAccounts", key],
                &format!("the extension calls this account `{theirs}`, not `{name}`"),
                "remove the field: it names accounts that exist, it makes none",
            );
        }
    }
}

fn check_domain(draft: &Draft<'_>, argocd: &Argocd, findings: &mut Vec<Finding>) {
    if argocd.domain.is_some() {
        return;
    }
    let what = if draft.has("sso") {
        "`sso`: the redirect URI follows it"
    } else if argocd.ingress.is_some() {
        "`ingress`: the certificate and the DNS record are for it"
    } else if argocd.install == Install::Manifests {
        "`install: manifests`: Argo CD's url is made of it"
    } else {
        return;
    };
    let message = format!("`domain` is missing, and needed with {what}");
    let finding = Finding::new(Code::MissingKey, at(["argocd"]), message);
    findings.push(finding.with_help("write the host under which people reach Argo CD: `domain: argocd.example.com`"));
}
