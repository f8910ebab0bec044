//! Somebody can sign in.

use super::{Draft, at};
use crate::finding::{Code, Finding};

/// Reports an Argo CD with neither SSO nor the built-in admin.
pub fn check(draft: &Draft<'_>, findings: &mut Vec<Finding>) {
    let admin_is_off = draft.written.argocd.as_ref().is_some_and(|argocd| argocd.local_admin == Some(false));
    if admin_is_off && !draft.has("sso") {
        let message = "without `sso` and without the built-in admin nobody can sign in";
        let finding = Finding::new(Code::NobodyCanSignIn, at(["argocd", "localAdmin"]), message);
        findings.push(finding.with_help("add `sso`, or remove `localAdmin: false` until it works"));
    }
    let overage = draft.written.sso.as_ref().is_some_and(|sso| sso.groups_overage);
    if let (true, Some(argocd)) = (overage, &draft.written.argocd)
        && argocd.version < crate::value::ArgoVersion::V3_5
    {
        let message = format!("Argo CD {} does not look up groups in Microsoft Graph", argocd.version);
        let finding = Finding::new(Code::VersionTooOld, at(["sso", "groupsOverage"]), message);
        findings.push(finding.with_help("3.5 and later do; before that, assign the groups to the app registration"));
    }
}
