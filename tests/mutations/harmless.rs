//! Mutants that hurt nobody, that are refused at once with their cause, or that no reader of files can tell from what is right.

use crate::bundle::Bundle;
use crate::mutant::Mutant;

/// Mutants of one kind.
#[derive(Debug)]
pub struct Row {
    /// The kind of the object; empty for what has none, `*` for any.
    pub kind: &'static str,
    /// The place: `#` stands for a number, `*` for any key, `**` at the end for anything below.
    pub pointer: &'static str,
    /// The faults; none for every fault.
    pub faults: &'static [&'static str],
    /// Why nobody is hurt, or nobody could know.
    pub reason: &'static str,
}

const fn row(kind: &'static str, pointer: &'static str, faults: &'static [&'static str], reason: &'static str) -> Row {
    Row { kind, pointer, faults, reason }
}

const REFUSED: &str = "kubectl and Argo CD refuse it at once, and say why";
const OTHERS: &str = "the object is not Argo CD's: its own definition and controller judge it";
const FREE: &str = "any text is right here: it is for people";
const NAMES: &str = "a name is whatever somebody chose; what refers to it is not in the bundle";
const LEFT_OUT: &str = "what is left out has a default, which somebody may mean";
const OTHER_VALUE: &str = "another value of the same form is right as well";
const AS_WRITTEN: &str = "Argo CD reads it as it was";

const GONE: &[&str] = &["drop", "null"];
const OTHER_WORD: &[&str] = &["misspell", "upper case", "swap"];

/// Every reason.
pub const ROWS: &[Row] = &[
    row("*", "/apiVersion", &[], REFUSED),
    row("*", "/kind", &[], REFUSED),
    row("*", "/metadata", &[], REFUSED),
    row("*", "/metadata/name", &[], NAMES),
    row("*", "/metadata/namespace", &[], NAMES),
    row("*", "/metadata/annotations", GONE, FREE),
    row("*", "/metadata/annotations/*", &[], FREE),
    row("*", "/metadata/labels", GONE, FREE),
    row("Secret", "/metadata/labels/app.kubernetes.io~1managed-by", &[], FREE),
    row("Secret", "/metadata/labels/tiphys~1environment", &[], FREE),
    row("AppProject", "/metadata/labels/*", &[], FREE),
    row("Gateway", "/**", &[], OTHERS),
    row("HTTPRoute", "/**", &[], OTHERS),
    row("ExternalDNS", "/**", &[], OTHERS),
    row("Secret", "/type", &[], "Argo CD does not look at the type of a Secret"),
    row("AppProject", "/spec/description", &[], FREE),
    row("AppProject", "/spec/roles/#/description", &[], FREE),
    row("Component", "/patches/#/patch/$yaml/apiVersion", &[], "kustomize finds no object for the patch, and says so"),
    row("Component", "/patches/#/patch/$yaml/kind", &[], "kustomize finds no object for the patch, and says so"),
    row(
        "Component",
        "/patches/#/patch/$yaml/metadata/name",
        &[],
        "kustomize finds no object for the patch, and says so",
    ),
    row("Component", "/patches/#/patch/$yaml/metadata", &[], "kustomize refuses a patch without a name"),
    row("Secret", "/data/shard", GONE, LEFT_OUT),
    row("Secret", "/data/namespaces", GONE, LEFT_OUT),
    row("Secret", "/data/clusterResources", GONE, LEFT_OUT),
    row("Secret", "/data/project", GONE, LEFT_OUT),
    row("Secret", "/data/config/$base64/$json/proxyUrl", &["drop", "null", "empty", "misspell"], LEFT_OUT),
    row("Secret", "/data/config/$base64/$json/disableCompression", GONE, LEFT_OUT),
    row("Secret", "/data/config/$base64/$json/tlsClientConfig/insecure", GONE, LEFT_OUT),
    row(
        "Secret",
        "/data/config/$base64/$json/tlsClientConfig/serverName",
        &["drop", "null", "empty", "misspell", "upper case"],
        LEFT_OUT,
    ),
    row(
        "Secret",
        "/data/config/$base64/$json/execProviderConfig/env/*",
        &["drop", "null", "empty"],
        "what the block leaves out comes from the pod, or is the plugin's default",
    ),
    row(
        "Secret",
        "/data/config/$base64/$json/execProviderConfig/env/AAD_ENVIRONMENT_NAME",
        &["upper case"],
        "cloud names count in any case",
    ),
    row(
        "Secret",
        "/data/config/$base64/$json/execProviderConfig/env/AZURE_CLIENT_ID",
        &["upper case", "swap"],
        "Entra takes ids in any case; which id is whose no file says",
    ),
    row(
        "Secret",
        "/data/config/$base64/$json/execProviderConfig/env/AZURE_TENANT_ID",
        &["upper case", "swap"],
        "Entra takes ids in any case; which id is whose no file says",
    ),
    row(
        "Secret",
        "/data/config/$base64/$json/execProviderConfig/env/AAD_SERVER_APPLICATION_ID",
        &["upper case"],
        "Entra takes ids in any case",
    ),
    row("Secret", "/data/config/$base64/$json/*", &["rename in upper case"], AS_WRITTEN),
    row("Secret", "/data/config/$base64/$json/*/*", &["rename in upper case"], AS_WRITTEN),
    row(
        "Secret",
        "/data/config/$base64/$json/execProviderConfig/env",
        GONE,
        "what the block leaves out comes from the pod, or is the plugin's default",
    ),
    row("AppProject", "/spec/destinations/#/server", OTHER_WORD, OTHER_VALUE),
    row("AppProject", "/spec/destinations/#/namespace", OTHER_WORD, OTHER_VALUE),
    row("AppProject", "/spec/destinations/#", GONE, LEFT_OUT),
    row("AppProject", "/spec/sourceRepos/#", OTHER_WORD, OTHER_VALUE),
    row("AppProject", "/spec/sourceRepos/#", GONE, LEFT_OUT),
    row("AppProject", "/spec/roles/#/policies/#", GONE, LEFT_OUT),
    row("AppProject", "/spec/roles/#/groups/#", GONE, LEFT_OUT),
    row("AppProject", "/spec/roles/#", GONE, LEFT_OUT),
    row("AppProject", "/spec/*", GONE, LEFT_OUT),
    row("AppProject", "/spec", GONE, REFUSED),
    row("Secret", "/metadata/labels/*", &[], FREE),
    row(
        "Secret",
        "/metadata/labels/argocd.argoproj.io~1secret-type",
        &["placeholder"],
        "what is to be filled in may become the right label",
    ),
    row("Secret", "/metadata/labels", &[], "a Secret without Argo CD's label and without `config` is any Secret"),
    row("Secret", "/data", GONE, "whatever fills in the data of such a Secret is not in the bundle"),
    row("Secret", "/data/name", &["encode twice", "null"], FREE),
    row("ServiceAccount", "/**", &[], "an account of the gateway: its controller judges it"),
    row("", "/**", GONE, LEFT_OUT),
    row("", "/*", &["rename", "rename in upper case"], "beside the chart's keys a parent chart may have its own"),
    row("", "/*/*", &["retype to a list"], REFUSED),
    row("", "/*", &["retype to a list"], REFUSED),
    row("Component", "/**", GONE, "what a patch leaves out stays as the installation has it"),
    row(
        "Component",
        "/patches/#/patch",
        &["rename", "rename in upper case"],
        "kustomize refuses a patch without content",
    ),
    row("Component", "/patches/#/patch/$yaml/spec/template/spec/containers/#/env/#/name", &["empty"], REFUSED),
    row("", "/*/env/#/name", &["empty"], REFUSED),
    row("Component", "/patches/#", &["retype to a list"], "kustomize refuses it"),
    row("Component", "/patches", &["rename", "rename in upper case"], "kustomize refuses an unknown key"),
    row("", "/configs/cm/oidc.config/$yaml/name", &[], FREE),
    row("Component", "/patches/#/patch/$yaml/data/oidc.config/$yaml/name", &[], FREE),
    row(
        "",
        "/configs/cm/oidc.config/$yaml/**",
        &["rename in upper case", "retype to a number", "retype to a boolean"],
        AS_WRITTEN,
    ),
    row(
        "Component",
        "/patches/#/patch/$yaml/data/oidc.config/$yaml/**",
        &["rename in upper case", "retype to a number", "retype to a boolean"],
        AS_WRITTEN,
    ),
    row("", "/configs/cm/oidc.config/$yaml/requestedScopes/#", OTHER_WORD, OTHER_VALUE),
    row("Component", "/patches/#/patch/$yaml/data/oidc.config/$yaml/requestedScopes/#", OTHER_WORD, OTHER_VALUE),
    row("", "/configs/cm/admin.enabled", &["quote"], AS_WRITTEN),
    row("", "/configs/params/server.insecure", &["quote"], AS_WRITTEN),
    row("", "/*/replicas", &["quote"], AS_WRITTEN),
    row("", "/configs/cm/url", OTHER_WORD, OTHER_VALUE),
    row("Component", "/patches/#/patch/$yaml/data/url", OTHER_WORD, OTHER_VALUE),
    row("", "/global/domain", OTHER_WORD, OTHER_VALUE),
    row("", "/*/serviceAccount/name", OTHER_WORD, NAMES),
];

impl Row {
    /// Whether a mutant is of this kind.
    pub fn fits(&self, _: &Bundle, mutant: &Mutant) -> bool {
        let kind = mutant.object.split('/').next().unwrap_or_default();
        (self.kind == "*" || self.kind == kind)
            && (self.faults.is_empty() || self.faults.contains(&mutant.fault))
            && matches(self.pointer, &mutant.pointer)
    }
}

fn matches(pattern: &str, pointer: &str) -> bool {
    let (mut pattern, mut pointer) = (pattern.split('/'), pointer.split('/'));
    loop {
        match (pattern.next(), pointer.next()) {
            (None, None) | (Some("**"), Some(_)) => return true,
            (Some("*"), Some(_)) => {}
            (Some("#"), Some(step)) if step.bytes().all(|b| b.is_ascii_digit()) => {}
            (Some(wanted), Some(step)) if wanted == step => {}
            _ => return false,
        }
    }
}

/// Why a mutant is harmless, if it is.
pub fn reason(bundle: &Bundle, mutant: &Mutant) -> Option<&'static str> {
    ROWS.iter().find(|row| row.fits(bundle, mutant)).map(|row| row.reason)
}
