//! What Argo CD's installation should be set to, whoever owns it; each owner's language is a file in `install/`.
//!
//! Keeps true: url, sign-in, policy, TLS, availability and workload identity are decided here, once; an owner's file
//! says them in its words. What the environment file does not speak of is not said, so that its owner may.

mod chart;
pub mod component;
mod extension;
mod oidc_config;
mod patch_script;
mod pod_identity;
pub mod rbac_policy;
pub mod sidecar;
pub mod token_volume;
mod values;

use serde_json::Value;

use crate::environment::{Environment, Ingress, IngressType, Install};
use crate::finding::{Code, Finding, Place};
use crate::manifest::Content;
use crate::schema::Schema;
use crate::value::{ClientId, Domain};
use pod_identity::Pod;
use rbac_policy::RbacSettings;

/// What an installation should be set to.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Where people reach it.
    pub domain: Option<Domain>,
    /// Whether the built-in admin user can sign in.
    pub local_admin: bool,
    /// The text of `oidc.config`.
    pub oidc_config: Option<String>,
    /// Who may do what.
    pub rbac: Option<RbacSettings>,
    /// Whether argocd-server speaks plain HTTP, because TLS ends before it.
    pub is_insecure: bool,
    /// The Ingress of App Routing's NGINX.
    pub nginx: Option<Nginx>,
    /// Whether there are several replicas, and Redis is highly available.
    pub high_availability: bool,
    /// The client id of the managed identity.
    pub identity_client: Option<ClientId>,
    /// The client id of the app registration.
    pub sso_client: Option<ClientId>,
    /// argocd-server's pod.
    pub server: Pod,
    /// The application controller's pod.
    pub application_controller: Pod,
}

/// How a kustomization gets its patches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// A kustomize Component.
    Component,
    /// A script of `kubectl patch` calls.
    Patch,
}

/// An Ingress of App Routing's NGINX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nginx {
    /// The host, without a port.
    pub host: String,
    /// The certificate, without a version.
    pub key_vault_certificate: String,
}

impl Settings {
    /// The settings that an environment stands for; policy rows that cannot be written are findings.
    pub fn of(environment: &Environment, findings: &mut Vec<Finding>) -> Self {
        let [server, application_controller] = pod_identity::pods(environment);
        let sso = environment.sso.as_ref();
        Self {
            domain: environment.argocd.domain.clone(),
            local_admin: environment.local_admin(),
            oidc_config: sso.map(|sso| oidc_config::text(sso, &environment.tenant_id, environment.cloud)),
            rbac: rbac_policy::settings(environment, findings),
            is_insecure: environment.argocd.ingress.is_some(),
            nginx: Nginx::of(environment),
            high_availability: environment.high_availability(),
            identity_client: environment.identity.as_ref().map(|identity| identity.client_id.clone()),
            sso_client: sso.map(|sso| sso.client_id.clone()),
            server,
            application_controller,
        }
    }
}

impl Nginx {
    /// The Ingress that an environment asks for.
    pub fn of(environment: &Environment) -> Option<Self> {
        let Ingress { r#type: IngressType::Nginx, key_vault_certificate, .. } = environment.argocd.ingress.as_ref()?
        else {
            return None;
        };
        let host = environment.argocd.domain.as_ref()?.host().to_owned();
        Some(Self { host, key_vault_certificate: key_vault_certificate.to_string() })
    }
}

/// The partial objects that set Argo CD's own manifests to what an environment stands for.
pub fn patches(environment: &Environment, findings: &mut Vec<Finding>) -> Vec<Value> {
    component::patches(&Settings::of(environment, findings))
}

/// The document in the language of the installation's owner.
pub fn content(environment: &Environment, form: Option<Form>, findings: &mut Vec<Finding>) -> Option<Content> {
    let argocd = &environment.argocd;
    if argocd.base.is_some() {
        findings.push(nothing_with_base());
        return None;
    }
    if let (Some(_), Install::Extension | Install::Helm) = (form, argocd.install) {
        findings.push(form_mismatch(argocd.install));
        return None;
    }
    let settings = Settings::of(environment, findings);
    let extra = environment.extra_settings();
    let document = |schema, body| Content::Document { schema, body };
    Some(match (argocd.install, form) {
        (Install::Extension, _) => {
            document(Some(Schema::ExtensionSettings), extension::document(&settings, extra, findings))
        }
        (Install::Helm, _) => document(None, chart::document(&settings, extra, findings)),
        (Install::Manifests, Some(Form::Patch)) => {
            Content::Script(patch_script::text(&environment.name, &argocd.namespace, &settings))
        }
        (Install::Manifests, Some(Form::Component) | None) => {
            document(Some(Schema::KustomizeComponent), component::document(&settings))
        }
    })
}

fn nothing_with_base() -> Finding {
    let message = "with `argocd.base` the settings are in the hub's objects";
    Finding::new(Code::NothingToRender, Place::Run("install".to_owned()), message)
        .with_help("render the hub; it installs Argo CD with its settings")
}

fn form_mismatch(install: Install) -> Finding {
    let why = match install {
        Install::Extension => "the extension reverts what is patched past it",
        Install::Helm => "the next upgrade of the release reverts what is patched past it",
        Install::Manifests => "the manifests are patched",
    };
    let message = format!("`--form` goes with `install: manifests`, not with `{install}`: {why}");
    Finding::new(Code::InstallMismatch, Place::Run("install".to_owned()), message)
        .with_help("leave `--form` out: the owner gets the settings in its own language")
}

#[cfg(test)]
mod tests;
