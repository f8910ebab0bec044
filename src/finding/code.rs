//! The codes: the closed list of what a finding can be about.
//!
//! Keeps true: each code has a severity, says whether `--fix` mends it, has a summary (its doc comment), a page in `explain/`
//! (without which it does not compile) and a case in `testdata/err/` or `testdata/check/`.

use std::fmt;
use std::str::FromStr;

use super::{Severity, nearest};

macro_rules! codes {
    (@has_fix) => { false };
    (@has_fix fix) => { true };
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal, $severity:ident $(, $fix:ident)?;)+) => {
        /// What kind of mistake a finding is about; [`Code::as_str`] is what findings print and waivers name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// Every code, in the order of the pipeline.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The written form.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// How bad it is.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }

            /// Whether `check --fix` mends it, where that needs no judgement.
            pub const fn has_fix(self) -> bool {
                match self { $(Self::$variant => codes!(@has_fix $($fix)?),)+ }
            }

            /// What it is about, in a sentence or two.
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc, "\n",)+).trim_ascii(),)+ }
            }

            /// Its page, as it is written (`explain.rs` says what is in it); a code without one does not compile.
            pub(crate) const fn page(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("../explain/", $code, ".md")),)+ }
            }
        }
    };
}

codes! {
    /// A file cannot be had: there is none of that name, or it cannot be read.
    FileUnreadable = "file-unreadable", Error;
    /// A path leaves the root, is absolute, passes a link that leaves it, or names no regular file.
    FileOutsideRoot = "file-outside-root", Error;
    /// A file is not UTF-8.
    FileEncoding = "file-encoding", Error;
    /// A file is larger, deeper, or unfolds to more values than is read.
    FileLimit = "file-limit", Error;
    /// The text is no YAML.
    YamlSyntax = "yaml-syntax", Error;
    /// A key stands twice in one map; YAML readers disagree on which one counts.
    DuplicateKey = "duplicate-key", Error;
    /// A feature of YAML that readers disagree on: tags, merge keys, keys that are no strings, several documents.
    YamlUnsupported = "yaml-unsupported", Error;
    /// The file is no environment file: another kind or apiVersion.
    NotAnEnvironment = "not-an-environment", Error;
    /// A key that the environment file does not have.
    UnknownKey = "unknown-key", Error;
    /// A key that must be there is not.
    MissingKey = "missing-key", Error;
    /// A value of another type than the key takes: a number for a string, a list for a map.
    WrongType = "wrong-type", Error;
    /// A value that is none of the words that the key takes.
    UnknownWord = "unknown-word", Error;
    /// A value that does not have the form of its type.
    MalformedValue = "malformed-value", Error;
    /// A value that is no GUID.
    MalformedGuid = "malformed-guid", Error;
    /// A subject without characters: Argo CD would grant its role to everyone who is signed in.
    EmptySubject = "empty-subject", Error;
    /// A subject with a name that Argo CD's built-in policy or a project uses: whoever has it as a claim would be an admin.
    ReservedSubject = "reserved-subject", Error;
    /// A server URL that is none: https, host and optional port only.
    ServerUrl = "server-url", Error;
    /// An Azure resource id that is none, or of another resource type.
    ArmId = "arm-id", Error;
    /// A name that Kubernetes or Argo CD would refuse.
    MalformedName = "malformed-name", Error;
    /// The CA is no bundle of X.509 certificates.
    CaMalformed = "ca-malformed", Error;
    /// The CA holds a private key, which is now in a file that it must never be in.
    CaPrivateKey = "ca-private-key", Error;
    /// A certificate of the CA is not one of a certificate authority.
    CaNotAuthority = "ca-not-authority", Warning;
    /// A certificate of the CA has expired or is not valid yet.
    CaExpired = "ca-expired", Warning;
    /// A certificate of the CA expires within thirty days.
    CaExpiresSoon = "ca-expires-soon", Warning;
    /// `extends` comes back to a file that extends it.
    ExtendsCycle = "extends-cycle", Error;
    /// A pattern in `targetFiles` matches no file.
    TargetFilesEmpty = "target-files-empty", Warning;
    /// Two targets have one name: Argo CD refuses Applications that use it.
    DuplicateTarget = "duplicate-target", Error;
    /// Two targets have one server: Argo CD takes either Secret, not always the same.
    DuplicateServer = "duplicate-server", Error;
    /// The SSO app registration and the managed identity have one client id; a managed identity cannot sign users in.
    SameClientId = "same-client-id", Error;
    /// A client id stands where an object id belongs; the binding on the target would name nobody.
    PrincipalIsClient = "principal-is-client", Error;
    /// A role is bound that is not defined.
    UndefinedRole = "undefined-role", Error;
    /// A role is defined and never bound.
    UnboundRole = "unbound-role", Warning;
    /// A role has the name of a built-in one.
    ReservedRole = "reserved-role", Error;
    /// A target or a project that is referred to does not exist.
    UndefinedReference = "undefined-reference", Error;
    /// A target has a `project` whose `targets` do not list it.
    ProjectMismatch = "project-mismatch", Error;
    /// A server, authority or issuer belongs to another Azure cloud than `cloud`.
    CloudMismatch = "cloud-mismatch", Error;
    /// `access` writes to namespaces that the cluster Secret's `namespaces` leave out.
    AccessOutsideNamespaces = "access-outside-namespaces", Error;
    /// A resource or action that the assumed Argo CD version does not know.
    UnknownAction = "unknown-action", Error;
    /// An object that the resource never matches.
    MalformedObject = "malformed-object", Error, fix;
    /// A role may get applications and not their logs, which Argo CD 3 grants on their own.
    LogsNotGranted = "logs-not-granted", Note;
    /// Every signed-in user of the tenant gets this role.
    EveryoneIsAdmin = "everyone-is-admin", Error;
    /// A subject that matches nobody with the `scopes` in force.
    UnmatchedSubject = "unmatched-subject", Warning, fix;
    /// Without `sso` and without the built-in admin nobody can sign in.
    NobodyCanSignIn = "nobody-can-sign-in", Error;
    /// A feature that the assumed Argo CD version does not have.
    VersionTooOld = "version-too-old", Error;
    /// A value that this kind of installation cannot honour.
    InstallMismatch = "install-mismatch", Error;
    /// A field of a target contradicts another, or the hub's own entry has fields that only remote clusters have.
    TargetMismatch = "target-mismatch", Error;
    /// A value that the asked-for destination needs is not in the file.
    NeededHere = "needed-here", Error;
    /// The fleet has fewer targets than `argocd.minTargets`.
    FleetShrank = "fleet-shrank", Error;
    /// What was asked for has no objects.
    NothingToRender = "nothing-to-render", Error;
    /// The OIDC issuer lacks the trailing slash that AKS puts into its tokens.
    IssuerSlash = "issuer-slash", Warning, fix;
    /// App Routing's NGINX gets no fixes after November 2026.
    NginxRetired = "nginx-retired", Warning;
    /// A label or annotation that belongs to Argo CD, to Kubernetes or to us.
    ReservedLabel = "reserved-label", Error;
    /// A setting under `argocd.settings` that tiphys itself derives from the file.
    SettingConflict = "setting-conflict", Error;
    /// A setting under `argocd.settings` that is not nested YAML, or that the extension's flat settings cannot carry.
    UnwritableSetting = "unwritable-setting", Error;
    /// A text under `argocd.settings` that the extension reads as a boolean, a number or nothing.
    RetypedSetting = "retyped-setting", Warning;
    /// An overlay that matches nothing, changes what an object is, or cannot be merged.
    OverlayFailed = "overlay-failed", Error;
    /// A template in an overlay that is none, or names what is not there.
    TemplateFailed = "template-failed", Error;
    /// A patch of ours has no object in `argocd.base`, or cannot be merged into it.
    BaseMismatch = "base-mismatch", Error;
    /// The image of `argocd.base` is of another Argo CD version than `argocd.version`.
    BaseVersion = "base-version", Warning;
    /// More federated credentials than Entra takes for one identity.
    TooManyCredentials = "too-many-credentials", Error;
    /// An object does not pass the schema of its kind.
    SchemaViolation = "schema-violation", Error;
    /// Two objects with one identity go to one destination.
    DuplicateObject = "duplicate-object", Error;
    /// A text inside an object is not read back as it was meant.
    InnerText = "inner-text", Error;

    // Questions to an RBAC policy.
    /// A file that is asked about has no RBAC policy: no environment, no argocd-rbac-cm or AppProject, no row.
    NotAPolicy = "not-a-policy", Error;
    /// The policy answers otherwise than `can test` was told to expect.
    UnmetExpectation = "unmet-expectation", Error;

    // Waivers.
    /// A waiver that is none: an unknown code, no reason, no day behind `until`.
    WaiverMalformed = "waiver-malformed", Error;
    /// A waiver whose day has passed; what it waived is reported again.
    WaiverExpired = "waiver-expired", Warning;
    /// A waiver for a finding that is not there any more.
    WaiverUnused = "waiver-unused", Warning;

    // Cluster Secrets.
    /// A Secret with the data of a cluster lacks the label by which Argo CD finds clusters.
    ClusterLabel = "cluster-label", Error, fix;
    /// The `config` of a cluster Secret is not JSON as Go reads it; the cluster vanishes without a cause.
    ClusterConfigJson = "cluster-config-json", Error, fix;
    /// A cluster Secret is in a namespace where Argo CD hardly runs; it reads those of its own namespace only.
    ClusterNamespace = "cluster-namespace", Warning;
    /// A cluster Secret lacks a key that Argo CD needs.
    ClusterIncomplete = "cluster-incomplete", Error;
    /// A key in the data of a cluster Secret that Argo CD does not read.
    ClusterDataKey = "cluster-data-key", Warning, fix;
    /// A value in the data of a cluster Secret that Argo CD reads otherwise than it looks.
    ClusterValue = "cluster-value", Error, fix;
    /// A value of a Secret that the API server refuses: no text, or no base64 of it.
    SecretData = "secret-data", Error;
    /// A key in the `config` of a cluster Secret that Argo CD passes over without a word.
    ClusterConfigKey = "cluster-config-key", Error, fix;
    /// A value in the `config` of a cluster Secret is of another type than Go reads; the cluster vanishes.
    ClusterConfigType = "cluster-config-type", Error, fix;
    /// The exec block of a cluster Secret cannot give a token: command, arguments or `apiVersion`.
    ClusterExec = "cluster-exec", Error, fix;
    /// A cluster Secret has credentials of several kinds, of which Argo CD uses one, or half of a pair.
    ClusterAuth = "cluster-auth", Warning;
    /// The environment of `argocd-k8s-auth azure` names a login method, cloud or identity with which it gets no token.
    AzureLogin = "azure-login", Error, fix;
    /// A token path that belongs to one generation of the workload identity webhook, or to another audience.
    ClusterTokenPath = "cluster-token-path", Warning, fix;
    /// The certificate of an API server is not verified, or is both verified and not.
    InsecureTls = "insecure-tls", Warning;
    /// An AKS cluster without its CA: no public authority vouches for its API server.
    CaMissing = "ca-missing", Warning;
    /// A credential stands readable in a Secret or in settings that are kept in a file; base64 hides nothing.
    SecretInTheClear = "secret-in-the-clear", Error;
    /// A key in `stringData` that stays on the server when it is no longer written.
    StringDataStays = "string-data-stays", Note;
    /// A value that a template or an example left to be filled in.
    PlaceholderLeft = "placeholder-left", Warning;

    // argocd-rbac-cm.
    /// A row of `policy.csv` that Argo CD refuses, and with it the whole policy: argocd-server does not start.
    PolicyRow = "policy-row", Error, fix;
    /// `scopes` is no YAML list of claims; argocd-server does not load the policy.
    PolicyScopes = "policy-scopes", Error, fix;
    /// A built-in role is used with `policy.matchMode: regex`, in which it grants next to nothing.
    RegexBuiltInRole = "regex-built-in-role", Error;
    /// A row that is loaded and never has an effect, because of its white space, quotes, comment or letters.
    IneffectiveRow = "ineffective-row", Warning, fix;
    /// A `g` row from a role to a user or group: the wrong way round.
    ReversedGrouping = "reversed-grouping", Warning;
    /// A `g` row to the built-in account `admin`, which makes its subject an admin.
    AdminWithoutRole = "admin-without-role", Warning;
    /// A row gives `role:readonly` or `role:admin` more than Argo CD does, for everyone who has it.
    WidenedRole = "widened-role", Error;
    /// A role whose name says that it only reads may do more.
    ReadOnlyRoleWrites = "read-only-role-writes", Warning;
    /// A `p` row about a group that no `g` row begins with: Argo CD never asks for it.
    UnreachedRow = "unreached-row", Warning;
    /// A denial of what `policy.default` allows to everyone first.
    DenialDefeated = "denial-defeated", Warning;
    /// A row that another row of the same subject repeats, covers or denies.
    RedundantRow = "redundant-row", Note, fix;

    // AppProjects.
    /// A role of an AppProject without a name that Argo CD takes.
    ProjectRole = "project-role", Error;
    /// A policy of an AppProject's role that Argo CD's API refuses; what is applied by kubectl is ignored in silence.
    ProjectPolicy = "project-policy", Error;
    /// A policy of an AppProject's role that is about another project or role.
    ProjectPolicySubject = "project-policy-subject", Error;
    /// A group of an AppProject's role that cannot be written into a row.
    ProjectGroup = "project-group", Error, fix;
    /// A destination of an AppProject that Argo CD's API refuses, or that no Application has.
    ProjectDestination = "project-destination", Error, fix;
    /// A source repository of an AppProject that Argo CD's API refuses, or that no repository matches.
    ProjectSource = "project-source", Error, fix;
    /// A sync window that Argo CD cannot read, that is about nothing, or that never opens.
    ProjectWindow = "project-window", Error;
    /// A service account for a destination that Argo CD's API refuses.
    ProjectServiceAccount = "project-service-account", Error;
    /// An entry of an AppProject that stands twice; Argo CD's API refuses every later change.
    ProjectDuplicate = "project-duplicate", Warning;
    /// Applications in any namespace may use the AppProject.
    ProjectOpen = "project-open", Warning;
    /// An entry in a resource list of an AppProject that matches no kind.
    ProjectResourceList = "project-resource-list", Warning;

    // argocd-cm and argocd-cmd-params-cm.
    /// argocd-cm lacks the label by which Argo CD finds it.
    SettingsLabel = "settings-label", Warning, fix;
    /// A value that is no text in a ConfigMap, which takes nothing else.
    SettingNotText = "setting-not-text", Error, fix;
    /// A key that no known version of Argo CD reads.
    UnknownSetting = "unknown-setting", Warning, fix;
    /// A key of another of Argo CD's objects, where nobody reads it.
    MisplacedSetting = "misplaced-setting", Error;
    /// A key that Argo CD no longer reads.
    RetiredSetting = "retired-setting", Warning;
    /// A value that Argo CD does not take for what it says: a boolean, a number, a duration or a word that is none.
    SettingValue = "setting-value", Error, fix;
    /// A text that should be YAML and is none, or of another shape than Argo CD reads.
    SettingDocument = "setting-document", Error;
    /// A filter of resources that matches more than it says, because a key in it is not read.
    ResourceFilter = "resource-filter", Error;
    /// The address under which Argo CD is opened is none, so that sign-in cannot come back to it.
    PublicUrl = "public-url", Error, fix;
    /// A local account with a capability, a name or a key that Argo CD does not know.
    LocalAccount = "local-account", Warning;
    /// Whoever reaches Argo CD is let in without signing in.
    AnonymousAccess = "anonymous-access", Warning;
    /// `oidc.config` is not what Argo CD reads; the sign-in button disappears without a word.
    OidcConfig = "oidc-config", Error, fix;
    /// A key of `oidc.config` that Argo CD does not read, or reads elsewhere.
    OidcKey = "oidc-key", Warning, fix;
    /// The issuer of `oidc.config` is not the one that its tokens name.
    OidcIssuer = "oidc-issuer", Error, fix;
    /// The scopes of `oidc.config` are ones that the issuer refuses.
    OidcScopes = "oidc-scopes", Error, fix;
    /// The client of `oidc.config` cannot prove who it is, or does so in two ways.
    OidcClient = "oidc-client", Warning;
    /// TLS ends before argocd-server, which expects it and redirects for ever.
    RedirectLoop = "redirect-loop", Warning;

    // Parts of an installation, plugins.
    /// A part of an object that Argo CD's installation owns: applied on its own, it takes the rest away on most hubs.
    PartialObject = "partial-object", Warning;
    /// A plugin's configuration that `argocd-cmp-server` refuses when it starts.
    PluginConfig = "plugin-config", Error;
    /// A key of a plugin's configuration that Argo CD does not read.
    PluginKey = "plugin-key", Warning, fix;
    /// A command of a plugin that runs something else than it says.
    PluginCommand = "plugin-command", Warning;
    /// A plugin has a version, which becomes a part of the name that Applications call it by.
    PluginVersion = "plugin-version", Note;
    /// A plugin is asked about every Application that names no plugin.
    PluginDiscovery = "plugin-discovery", Note;
    /// An Application sets something for the plugin that it may not or cannot set.
    PluginParameter = "plugin-parameter", Error;
    /// An Application deploys what the plugin prints to a cluster where it does not belong.
    WrongCluster = "wrong-cluster", Error;
    /// A plugin's configuration is applied to a cluster, which has no such kind.
    PluginApplied = "plugin-applied", Error;

    // Every object.
    /// A label or annotation whose key is nearly one that Argo CD or the workload identity webhook reads.
    MetadataKey = "metadata-key", Warning, fix;
    /// An option of a sync that Argo CD does not know.
    SyncOption = "sync-option", Warning, fix;

    // Workloads, accounts, and what binds them.
    /// The label by which the workload identity webhook finds pods is missing, stands elsewhere, or does not say `"true"`.
    IdentityLabel = "identity-label", Error, fix;
    /// A workload of Argo CD runs as an account that no binding of Argo CD names.
    ForeignAccount = "foreign-account", Warning;
    /// A token is valid for longer or shorter than the webhook or the API server takes.
    TokenExpiry = "token-expiry", Error;
    /// A projected token or a federated credential has another audience than that of token exchange.
    TokenAudience = "token-audience", Error, fix;
    /// A variable of a pod whose name is nearly one that Azure's libraries read.
    IdentityVariable = "identity-variable", Warning, fix;
    /// A variable of a pod whose value or name is not what it looks like: exchanged, empty, or with quotes of its own.
    VariableValue = "variable-value", Warning, fix;
    /// The file that `AZURE_FEDERATED_TOKEN_FILE` names is not where the token is mounted.
    TokenPath = "token-path", Error, fix;
    /// A pod has its token from the webhook and from a volume of its own; the two may collide.
    TwoTokenSources = "two-token-sources", Error;
    /// A patch names a container that the workload does not have.
    ContainerName = "container-name", Error, fix;
    /// A federated credential names no account that shows a token.
    FederatedSubject = "federated-subject", Error;
    /// A binding names nobody, or is one that the API server refuses.
    BindingSubject = "binding-subject", Error, fix;
    /// An account of Argo CD is an admin of the cluster that Argo CD runs on.
    HubAdmin = "hub-admin", Warning;
    /// A role grants an identity everything without being called `cluster-admin`.
    WildcardGrant = "wildcard-grant", Note;
    /// The destination of an Application has both `name` and `server`, or neither.
    ApplicationDestination = "application-destination", Error;

    // Extension settings and chart values.
    /// A key of older charts, which the templates of today do not read.
    ChartKeyMoved = "chart-key-moved", Warning;
    /// A key in values of the argo-cd chart that no template reads.
    ChartKeyUnknown = "chart-key-unknown", Warning, fix;
    /// A text where the chart has a boolean; any text counts as true, or is passed over.
    ChartBoolean = "chart-boolean", Error, fix;
    /// Dots in the key of an extension setting that are not escaped once; the setting does nothing.
    ExtensionKeyEscaping = "extension-key-escaping", Error, fix;
    /// A key of the extension's first versions, which does nothing today.
    ExtensionKeyObsolete = "extension-key-obsolete", Error, fix;
    /// A key of the extension's settings that neither it nor its chart reads.
    ExtensionKeyUnknown = "extension-key-unknown", Warning, fix;
    /// A value of an extension setting that is no text, empty, or in quotes of its own.
    ExtensionValue = "extension-value", Error, fix;
    /// A value of an extension setting that begins with a brace, which makes a list of it.
    ExtensionListValue = "extension-list-value", Warning;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Code {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = || Self::ALL.iter().copied();
        known().find(|code| code.as_str() == text).ok_or_else(|| match nearest(text, known().map(Self::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "there is no such code; `tiphys explain` lists them".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_well_formed() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{code} stands twice");
            assert!(code.as_str().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{code}");
            assert!(code.summary().ends_with('.'), "{code} has no summary");
        }
    }
}
