//! The environment: everything that an environment file says, typed, checked and complete.
//!
//! Keeps true: whoever holds an [`Environment`] knows that every value has its form and that the values agree with each
//! other (`rule/`); there is no other way to make one than [`load`]. Targets are in the order of their names.

pub(crate) mod ca;
pub mod compose;
pub mod schema;
pub mod shape;
pub mod word;
pub mod written;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::cloud::Cloud;
use crate::document::{At, Node};
use crate::finding::{self, Code, Finding, Place};
use crate::overlay::Overlay;
use crate::rule;
use crate::source::{Files, SourceId, Sources};
use crate::value::{
    AnnotationKey, ClientId, EnvironmentName, FreeText, LabelKey, LabelValue, ManagedClusterId, NamespaceName,
    PrincipalId, ProjectName, ProxyUrl, ServerHostName, ServerUrl, TargetName, TenantId, ca::CaBundle, date::Date,
};
use compose::Composer;
use written::{Settings, Written};

pub use word::{Effect, IngressType, Install, Prune, Token};
pub use written::{Access, Argocd, Binding, Grant, Group, Hub, Identity, Ingress, Project, Rbac, ServiceAccounts, Sso};

/// A checked environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment {
    /// What it is called.
    pub name: EnvironmentName,
    /// The Azure cloud.
    pub cloud: Cloud,
    /// The Entra tenant.
    pub tenant_id: TenantId,
    /// The Argo CD installation.
    pub argocd: Argocd,
    /// The AKS cluster that runs Argo CD.
    pub hub: Hub,
    /// The managed identity that Argo CD shows to targets.
    pub identity: Option<Identity>,
    /// Sign-in with Entra ID.
    pub sso: Option<Sso>,
    /// Who may do what.
    pub rbac: Option<Rbac>,
    /// AppProjects by name.
    pub projects: BTreeMap<ProjectName, Project>,
    /// The clusters, by name.
    pub targets: Vec<Target>,
    /// What adapts the rendered objects, in the order of application.
    pub overlays: Vec<Overlay>,
    /// The manifests of `argocd.base`.
    pub base: Vec<Value>,
    /// The file as written and composed: what overlays' templates see.
    pub document: Arc<Node>,
    proof: Proof,
}

/// What only the checks hand out.
#[derive(Debug, Clone, PartialEq)]
struct Proof;

/// A cluster that Argo CD reaches.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// What Argo CD calls it.
    pub name: TargetName,
    /// Its API server.
    pub server: ServerUrl,
    /// How it is reached; `None` for the hub itself.
    pub remote: Option<Remote>,
    /// Labels of the cluster Secret.
    pub labels: BTreeMap<LabelKey, LabelValue>,
    /// Annotations of the cluster Secret.
    pub annotations: BTreeMap<AnnotationKey, FreeText>,
    /// The AppProject that it is scoped to.
    pub project: Option<ProjectName>,
    /// The only namespaces that are watched there; empty for all.
    pub namespaces: Vec<NamespaceName>,
    /// Whether cluster-scoped resources are watched too, where `namespaces` narrows.
    pub cluster_resources: Option<bool>,
    /// The application controller's shard.
    pub shard: Option<u32>,
    /// Its place in the `targets` of the composed document.
    pub index: usize,
}

/// What a cluster other than the hub needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Remote {
    /// What its certificate is verified with.
    pub ca: Ca,
    /// What the identity may do there.
    pub access: Access,
    /// The tenant that the token comes from.
    pub tenant_id: TenantId,
    /// The identity that is shown.
    pub client_id: ClientId,
    /// The object id of that identity.
    pub principal_id: PrincipalId,
    /// The resource id of the cluster.
    pub resource_id: Option<ManagedClusterId>,
    /// A proxy on the way.
    pub proxy_url: Option<ProxyUrl>,
    /// The name in the certificate.
    pub tls_server_name: Option<ServerHostName>,
    /// Whether answers are sent uncompressed.
    pub disable_compression: bool,
}

/// What a server's certificate is verified with.
#[derive(Debug, Clone, PartialEq)]
pub enum Ca {
    /// The roots that the pod's system trusts.
    System,
    /// These certificates.
    Bundle(CaBundle),
}

impl Environment {
    /// Whether the built-in admin user can sign in: what the file says, else only without SSO.
    pub fn local_admin(&self) -> bool {
        self.argocd.local_admin.unwrap_or(self.sso.is_none())
    }

    /// Whether Argo CD runs with several replicas.
    pub fn high_availability(&self) -> bool {
        self.argocd.high_availability.unwrap_or(true)
    }

    /// The settings of the installation that the file adds.
    pub fn extra_settings(&self) -> Map<String, Value> {
        self.argocd.settings.clone().unwrap_or_default().0
    }
}

/// The composed document of an entry file, and the environment if nothing is wrong with it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What findings point into; `None` if the text could not even be composed.
    pub document: Option<Arc<Node>>,
    /// The environment, if no finding is an error.
    pub environment: Option<Environment>,
}

/// Reads, composes and checks an environment file that is already among the sources.
///
/// `today` is what certificates are compared with. All findings of the file and of the files that it names are added.
pub fn load(
    entry: SourceId,
    path: &Path,
    files: &dyn Files,
    sources: &mut Sources,
    today: Date,
    findings: &mut Vec<Finding>,
) -> Loaded {
    let mut composer = Composer { files, sources, findings };
    let Some(document) = composer.compose(entry, path).map(Arc::new) else {
        return Loaded { document: None, environment: None };
    };
    let environment = check(&document, &mut composer, today);
    Loaded { document: Some(document), environment }
}

fn check(document: &Arc<Node>, composer: &mut Composer<'_>, today: Date) -> Option<Environment> {
    if !is_environment(document, composer.findings) {
        return None;
    }
    let written = Written::read(document, &At::Root, composer.findings)?;
    rule::environment::check(&rule::environment::Draft { document, written: &written }, composer.findings);
    let cas = ca::load(document, &written, composer, today);
    let overlays = crate::overlay::load(document, &written, composer);
    let base = crate::base::load(document, &written, composer);
    if finding::any_error(composer.findings) {
        return None;
    }
    complete(document, written, cas, overlays, base)
}

/// Whether the document says that it is an environment file; a file of something else gets one finding, not fifty.
fn is_environment(document: &Node, findings: &mut Vec<Finding>) -> bool {
    let kind = document.get("kind").and_then(Node::text);
    if kind == Some("Environment") || (kind.is_none() && document.get("targets").or(document.get("argocd")).is_some()) {
        return true;
    }
    let (place, message) = match kind {
        Some(kind) => (Place::Value(At::Root.key("kind").pointer()), format!("`{kind}` is not `Environment`")),
        None => (Place::Value(At::Root.pointer()), "this is no environment file: it has no `kind`".to_owned()),
    };
    let finding = Finding::new(Code::NotAnEnvironment, place, message);
    findings.push(finding.with_help("an environment file has `apiVersion: tiphys/v1alpha1` and `kind: Environment`"));
    false
}

/// What was checked, put together; the rules have seen to it that nothing is missing.
fn complete(
    document: &Arc<Node>,
    written: Written,
    cas: Vec<Option<Ca>>,
    overlays: Vec<Overlay>,
    base: Vec<Value>,
) -> Option<Environment> {
    let tenant_id = written.tenant_id?;
    let mut argocd = written.argocd?;
    let settings = argocd.settings.take().unwrap_or_default().0;
    argocd.settings = Some(Settings(crate::overlay::combined_settings(&overlays, argocd.install, settings)));
    let identity = written.identity;
    let mut targets: Vec<Target> = written
        .targets
        .unwrap_or_default()
        .into_iter()
        .zip(cas)
        .enumerate()
        .filter_map(|(index, (target, ca))| resolve(index, target.0?, ca, &tenant_id, identity.as_ref()))
        .collect();
    targets.sort_by(|a, b| a.name.cmp(&b.name));
    Some(Environment {
        name: written.metadata?.name,
        cloud: written.cloud?,
        tenant_id,
        argocd,
        hub: written.hub.unwrap_or(Hub { cluster_id: None, oidc_issuer: None }),
        identity,
        sso: written.sso,
        rbac: written.rbac,
        projects: written.projects.unwrap_or_default(),
        targets,
        overlays,
        base,
        document: Arc::clone(document),
        proof: Proof,
    })
}

fn resolve(
    index: usize,
    target: written::Target,
    ca: Option<Ca>,
    tenant_id: &TenantId,
    identity: Option<&Identity>,
) -> Option<Target> {
    let remote = if target.server.is_in_cluster() {
        None
    } else {
        Some(Remote {
            ca: ca?,
            access: target.access?,
            tenant_id: target.tenant_id.unwrap_or_else(|| tenant_id.clone()),
            client_id: target.client_id.or_else(|| identity.map(|identity| identity.client_id.clone()))?,
            principal_id: target.principal_id.or_else(|| identity.map(|identity| identity.principal_id.clone()))?,
            resource_id: target.resource_id,
            proxy_url: target.proxy_url,
            tls_server_name: target.tls_server_name,
            disable_compression: target.disable_compression.unwrap_or(false),
        })
    };
    Some(Target {
        name: target.name,
        server: target.server,
        remote,
        labels: target.labels,
        annotations: target.annotations,
        project: target.project,
        namespaces: target.namespaces.unwrap_or_default(),
        cluster_resources: target.cluster_resources,
        shard: target.shard,
        index,
    })
}
