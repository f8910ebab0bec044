//! The environment file as it is written: every field of the contract with its type and its documentation.
//!
//! Keeps true: `docs/reference/fields.md` and `schemas/environment.json` are made from this file. A value here
//! has the form of its type; whether values agree with each other is for `rule/`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::shape::{Maybe, Shape, record, wrong_type};
use super::word::{ApiVersion, Effect, IngressType, Install, Kind, Prune, Token};
use crate::cloud::Cloud;
use crate::document::{At, Content, Entry, Node};
use crate::finding::{self, Code, Finding, Place};
use crate::value::{
    AnnotationKey, ArgoVersion, ClientId, DefaultRole, DisplayName, DnsZoneId, Domain, EnvironmentName, FilePath,
    FreeText, GroupId, KeyVaultCertificateUri, LabelKey, LabelValue, ManagedClusterId, NamespaceName, NamespacePattern,
    ObjectName, OidcIssuer, PrincipalId, ProjectName, ProxyUrl, RbacSubject, RoleName, ServerHostName, ServerUrl,
    SourceRepo, TargetName, TenantId, UserAssignedIdentityId,
};

record! {
    /// One compact file that describes an Argo CD hub, who may use it, and the clusters that it reaches.
    pub partial struct Written {
        /// Always `tiphys/v1alpha1`.
        required api_version: ApiVersion = "apiVersion";
        /// Always `Environment`.
        required kind: Kind = "kind";
        /// What the environment is called.
        required metadata: Metadata = "metadata";
        /// A file that this one refines, beside this file: maps merge deeply, `targets` merge by name, other lists replace.
        optional extends: FilePath = "extends";
        /// The Azure cloud; authority, issuer, DNS suffixes and environment name follow it.
        default("AzurePublicCloud") cloud: Cloud = "cloud";
        /// The Entra tenant of the hub, the identity and the app registration.
        required tenant_id: TenantId = "tenantId";
        /// The Argo CD installation.
        required argocd: Argocd = "argocd";
        /// The AKS cluster that runs Argo CD.
        optional hub: Hub = "hub";
        /// The user-assigned managed identity that Argo CD shows to targets; needed when a target is another cluster than the hub, and for a gateway.
        optional identity: Identity = "identity";
        /// Sign-in with Microsoft Entra ID.
        optional sso: Sso = "sso";
        /// Who may do what in Argo CD.
        optional rbac: Rbac = "rbac";
        /// AppProjects by name.
        default({}) projects: BTreeMap<ProjectName, Project> = "projects";
        /// Fields that all targets share; what a target says itself wins, maps merge.
        optional defaults: Defaults = "defaults";
        /// Files with one target or a list of targets each, beside this file; `*` and `?` stand for any characters but `/`.
        default([]) target_files: Vec<FilePath> = "targetFiles";
        /// The clusters that Argo CD reaches.
        default([]) targets: Vec<Maybe<Target>> = "targets";
        /// Built-in overlays by name, and overlay files or folders beside this file (they start with `.`), in the order in which they are applied.
        default([]) overlays: Vec<FilePath> = "overlays";
    }
}

record! {
    /// What the environment is called.
    pub struct Metadata {
        /// A DNS-1123 label.
        required name: EnvironmentName = "name";
    }
}

record! {
    /// The Argo CD installation.
    pub struct Argocd {
        /// Who installed Argo CD; the installation's settings go to that owner, in its language.
        required install: Install = "install";
        /// The Argo CD minor that rules assume.
        default("3.6") version: ArgoVersion = "version";
        /// The namespace that Argo CD runs in.
        default("argocd") namespace: NamespaceName = "namespace";
        /// The host, with a port if it is not 443, under which people reach Argo CD; the url and the redirect URIs follow it. Needed with `sso`, `ingress` and `install: manifests`.
        optional domain: Domain = "domain";
        /// Whether the built-in admin user can sign in; without this, only when there is no `sso`.
        optional local_admin: bool = "localAdmin";
        /// Argo CD's own manifests, a file or folder beside this file (`install: manifests` only); they and our settings become one installation that tiphys owns.
        optional base: FilePath = "base";
        /// Whether Argo CD runs with several replicas (`install: extension` or `helm`; without this, yes).
        optional high_availability: bool = "highAvailability";
        /// What ends TLS before argocd-server.
        optional ingress: Ingress = "ingress";
        /// What Argo CD may do when a target or project leaves this file.
        default("confirm") prune: Prune = "prune";
        /// Refuse to render fewer targets than this.
        default(1) min_targets: u32 = "minTargets";
        /// More settings of the installation, as ordinary nested YAML in the words of the Helm chart; nothing is escaped by hand.
        optional settings: Settings = "settings";
    }
}

record! {
    /// What ends TLS before argocd-server, which then runs with `server.insecure`.
    pub struct Ingress {
        /// How: Gateway API, or App Routing's NGINX.
        default("gateway") r#type: IngressType = "type";
        /// The Key Vault certificate, without a version so that it is rotated.
        required key_vault_certificate: KeyVaultCertificateUri = "keyVaultCertificate";
        /// The DNS zones that the host's record goes to; without them nobody writes a record.
        default([]) dns_zones: Vec<DnsZoneId> = "dnsZones";
    }
}

record! {
    /// The AKS cluster that runs Argo CD.
    pub struct Hub {
        /// Its resource id; the identity plan needs it.
        optional cluster_id: ManagedClusterId = "clusterId";
        /// Its OIDC issuer, exactly as `az aks show --query oidcIssuerProfile.issuerUrl` prints it, with the slash at its end; the identity plan needs it.
        optional oidc_issuer: OidcIssuer = "oidcIssuer";
    }
}

record! {
    /// The user-assigned managed identity that Argo CD shows to targets.
    pub struct Identity {
        /// Its client id: what the token exchange names.
        required client_id: ClientId = "clientId";
        /// Its object id: what RBAC on a target binds (`az identity show --query principalId`).
        required principal_id: PrincipalId = "principalId";
        /// Its resource id; the identity plan needs it.
        optional resource_id: UserAssignedIdentityId = "resourceId";
        /// How the token of Argo CD's pods gets to them.
        default("webhook") token: Token = "token";
        /// What the installation's accounts are called.
        default({}) service_accounts: ServiceAccounts = "serviceAccounts";
    }
}

record! {
    /// What the installation's accounts are called; tiphys creates none.
    pub struct ServiceAccounts {
        /// The account of argocd-server.
        default("argocd-server") server: ObjectName = "server";
        /// The account of the application controller.
        default("argocd-application-controller") application_controller: ObjectName = "applicationController";
    }
}

record! {
    /// Sign-in with Microsoft Entra ID.
    pub struct Sso {
        /// The client id of the Entra app registration; never the managed identity's.
        required client_id: ClientId = "clientId";
        /// Whether users in more than 200 groups are looked up in Microsoft Graph (Argo CD 3.5 and later).
        default(false) groups_overage: bool = "groupsOverage";
    }
}

record! {
    /// Who may do what in Argo CD.
    pub struct Rbac {
        /// The role of everyone who can sign in: `none`, `readonly` or one of `roles`.
        default("none") default_role: DefaultRole = "defaultRole";
        /// The claims whose values are subjects.
        default(["groups"]) scopes: Vec<FreeText> = "scopes";
        /// Roles by name, each with what it grants.
        default({}) roles: BTreeMap<RoleName, Vec<Grant>> = "roles";
        /// Who has which role.
        default([]) bindings: Vec<Binding> = "bindings";
    }
}

record! {
    /// One grant of a role.
    pub struct Grant {
        /// The resource: `applications`, `logs`, `clusters` …
        required resource: FreeText = "resource";
        /// What may be done with it: `get`, `sync`, `action/apps/Deployment/restart` …
        required actions: Vec<FreeText> = "actions";
        /// On which objects: `project/application`, a server URL, a name; `*` stands for any characters.
        required objects: Vec<FreeText> = "objects";
        /// Whether it allows or denies.
        default("allow") effect: Effect = "effect";
    }
}

record! {
    /// Who has a role.
    pub struct Binding {
        /// `admin`, `readonly` or one of `roles`.
        required role: RoleName = "role";
        /// Entra groups.
        default([]) groups: Vec<Group> = "groups";
        /// Other subjects, such as an e-mail address where `scopes` has `email`.
        default([]) users: Vec<RbacSubject> = "users";
    }
}

record! {
    /// An Entra group.
    pub struct Group {
        /// Its object id.
        required id: GroupId = "id";
        /// What people call it; it becomes a comment.
        optional name: DisplayName = "name";
    }
}

record! {
    /// An AppProject.
    pub struct Project {
        /// What it is for.
        optional description: FreeText = "description";
        /// The targets that it may deploy to, by name.
        required targets: Vec<TargetName> = "targets";
        /// The namespaces that it may deploy to, on each of them; `*` stands for any characters.
        required namespaces: Vec<NamespacePattern> = "namespaces";
        /// The repositories that it may deploy from; `*` stands for any characters.
        required source_repos: Vec<SourceRepo> = "sourceRepos";
    }
}

record! {
    /// A cluster that Argo CD reaches.
    pub struct Target {
        /// What Argo CD, Applications and the command line call it.
        required name: TargetName = "name";
        /// Its API server, as Applications name it: https, host and optional port. `https://kubernetes.default.svc` is the hub itself.
        required server: ServerUrl = "server";
        /// Its CA, needed but for the hub itself: a path beside the file, inline PEM, base64 of PEM, or `system` where the certificate is publicly trusted.
        optional ca: CaText = "ca";
        /// The target cluster's resource id; `azureRbac` needs it.
        optional resource_id: ManagedClusterId = "resourceId";
        /// What the identity may do there, needed but for the hub itself: `clusterAdmin`, `azureRbac`, `none`, or `{write: [namespace, …]}` for reading everywhere and writing there.
        optional access: Access = "access";
        /// Labels of the cluster Secret: what ApplicationSets and `--selector` choose by.
        default({}) labels: BTreeMap<LabelKey, LabelValue> = "labels";
        /// Annotations of the cluster Secret.
        default({}) annotations: BTreeMap<AnnotationKey, FreeText> = "annotations";
        /// The AppProject that the cluster is scoped to.
        optional project: ProjectName = "project";
        /// The only namespaces that Argo CD watches there.
        optional namespaces: Vec<NamespaceName> = "namespaces";
        /// With `namespaces`: whether cluster-scoped resources are watched too.
        optional cluster_resources: bool = "clusterResources";
        /// The application controller's shard, from 0.
        optional shard: u32 = "shard";
        /// The tenant, where it is not the environment's.
        optional tenant_id: TenantId = "tenantId";
        /// The client id, where it is not the identity's.
        optional client_id: ClientId = "clientId";
        /// The object id that belongs to `clientId`.
        optional principal_id: PrincipalId = "principalId";
        /// A proxy on the way there: http, https or socks5.
        optional proxy_url: ProxyUrl = "proxyUrl";
        /// The name that the server's certificate carries, where it is not the server's host.
        optional tls_server_name: ServerHostName = "tlsServerName";
        /// Whether answers are sent uncompressed.
        optional disable_compression: bool = "disableCompression";
    }
}

/// What the identity may do on a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Everything, by Kubernetes' role cluster-admin.
    ClusterAdmin,
    /// By a role assignment in Azure, not by Kubernetes RBAC.
    AzureRbac,
    /// Nothing that tiphys arranges.
    None,
    /// Reading everywhere, writing in these namespaces.
    Write(Vec<NamespaceName>),
}

impl Access {
    const WORDS: [&str; 3] = ["clusterAdmin", "azureRbac", "none"];
}

impl Shape for Access {
    fn read(node: &Node, at: &At<'_>, findings: &mut Vec<Finding>) -> Option<Self> {
        match &node.content {
            Content::Text(word) => match word.as_str() {
                "clusterAdmin" => Some(Self::ClusterAdmin),
                "azureRbac" => Some(Self::AzureRbac),
                "none" => Some(Self::None),
                _ => {
                    let message = format!("{} is no form of access", crate::value::shown(word));
                    let finding = Finding::new(Code::UnknownWord, Place::Value(at.pointer()), message);
                    let help = match finding::nearest(word, Self::WORDS) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "write `clusterAdmin`, `azureRbac`, `none` or `{write: [namespace, …]}`".to_owned(),
                    };
                    findings.push(finding.with_help(help));
                    None
                }
            },
            Content::Map(_) => WriteAccess::read(node, at, findings).map(|access| Self::Write(access.write)),
            _ => {
                wrong_type(node, at, "a word or `{write: [namespace, …]}`", findings);
                None
            }
        }
    }

    fn schema() -> Value {
        json!({"oneOf": [{"type": "string", "enum": Self::WORDS}, WriteAccess::schema()]})
    }
}

record! {
    /// Reading everywhere, writing in some namespaces.
    pub struct WriteAccess {
        /// The namespaces.
        required write: Vec<NamespaceName> = "write";
    }
}

/// The fields of a target that the hub's own entry may have.
pub const HUB_FIELDS: [&str; 8] =
    ["name", "server", "labels", "annotations", "project", "namespaces", "clusterResources", "shard"];

/// Fields that all targets share: any of a target's but those that make it the one that it is.
///
/// They are merged below each target before that is read, so nothing is kept of them here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defaults;

impl Defaults {
    /// The fields of a target that cannot be shared.
    pub const OWN: [&str; 3] = ["name", "server", "ca"];
}

impl Shape for Defaults {
    /// Reads them as a target's, so that a mistake is found where no target inherits it.
    fn read(node: &Node, at: &At<'_>, findings: &mut Vec<Finding>) -> Option<Self> {
        let Content::Map(entries) = &node.content else {
            wrong_type(node, at, "a map", findings);
            return None;
        };
        let (own, mut shared): (Vec<_>, Vec<_>) =
            entries.iter().cloned().partition(|entry| Self::OWN.contains(&entry.key.as_str()));
        for entry in &own {
            let message = format!("`{}` cannot be shared: each target has its own", entry.key);
            findings.push(Finding::new(Code::UnknownKey, Place::Key(at.key(&entry.key).pointer()), message));
        }
        for (key, example) in [("name", "x"), ("server", "https://x.example.com")] {
            let value = Node { content: Content::Text(example.to_owned()), span: node.span };
            shared.push(Entry { key: key.to_owned(), key_span: node.span, value });
        }
        Target::read(&Node { content: Content::Map(shared), span: node.span }, at, findings).map(|_| Self)
    }

    fn schema() -> Value {
        let mut schema = Target::schema();
        if let Some(target) = schema.as_object_mut() {
            target.shift_remove("required");
        }
        if let Some(properties) = schema["properties"].as_object_mut() {
            properties.retain(|key, _| !Self::OWN.contains(&key.as_str()));
            properties.values_mut().filter_map(Value::as_object_mut).for_each(|property| {
                property.shift_remove("default");
            });
        }
        schema
    }
}

/// A CA as written: a path, PEM, base64 of PEM, or `system`. Its text never reaches a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaText(pub String);

impl Shape for CaText {
    fn read(node: &Node, at: &At<'_>, findings: &mut Vec<Finding>) -> Option<Self> {
        if let Content::Text(text) = &node.content {
            return Some(Self(text.clone()));
        }
        wrong_type(node, at, "a string", findings);
        None
    }

    fn schema() -> Value {
        json!({"type": "string", "minLength": 1, "examples": ["certs/dev.pem", "system"]})
    }
}

/// Nested settings of the installation, in the words of the Helm chart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings(pub Map<String, Value>);

impl Shape for Settings {
    fn read(node: &Node, at: &At<'_>, findings: &mut Vec<Finding>) -> Option<Self> {
        if let Value::Object(map) = node.to_value() {
            return Some(Self(map));
        }
        wrong_type(node, at, "a map", findings);
        None
    }

    fn schema() -> Value {
        json!({"type": "object"})
    }
}
