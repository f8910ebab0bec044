//! Mutants that hurt nobody, that are refused at once with their cause, or that no reader of files can tell from what is right.

use crate::bundle::Bundle;
use crate::mutant::Mutant;

/// Mutants of one kind.
#[derive(Debug)]
pub struct Row {
    /// The kind of the object; empty for what has none, `*` for any.
    pub kind: &'static str,
    /// The place, perhaps with an abbreviated beginning: `#` stands for a number, `a|b` for either key, `*` for any, `**` at the end for anything below.
    pub pointer: &'static str,
    /// The faults; none for every fault.
    pub faults: &'static [&'static str],
    /// Why nobody is hurt, or nobody could know.
    pub reason: &'static str,
}

const fn row(kind: &'static str, pointer: &'static str, faults: &'static [&'static str], reason: &'static str) -> Row {
    Row { kind, pointer, faults, reason }
}

const REFUSED: &str = "kubectl, kustomize, Helm or Azure refuses it at once, and says why";
const OTHERS: &str = "the object is not Argo CD's: its own definition and controller judge it";
const FREE: &str = "any text is right here: it is for people";
const NAMES: &str = "a name is whatever somebody chose; what refers to it is not in the bundle";
const SELECTED: &str = "what selects or reads by it, an ApplicationSet, is not in the bundle";
const ELSEWHERE: &str = "it may come from elsewhere: `-n`, a kustomization, an Application";
const LEFT_OUT: &str = "what is left out has a default, which somebody may mean";
const OTHER_VALUE: &str = "another value of the same form is right as well";
const AS_WRITTEN: &str = "it is read as it was";
const OTHER_FILE: &str = "values are put together of several files, and another one may say it";
const INSTALLED: &str = "what a patch leaves out stays as the installation has it";
const ALIKE: &str = "two objects of that kind may be alike";
const FROM_POD: &str = "what the block leaves out comes from the pod, or is the plugin's default";
const DENIED: &str = "a role without any right is denied nothing that it had";
const UNDONE: &str = "it takes a right away, or grants one less, which somebody may mean";

const GONE: &[&str] = &["drop", "null"];
const GO_KEY: &[&str] = &["rename in upper case"];
const WORDS: &[&str] = &["retype to a number", "retype to a boolean", "misspell", "upper case", "null"];

const NODES: &[&str] = &["drop", "misspell", "upper case", "rename", "swap"];

/// Beginnings of places that rows abbreviate, and what they stand for.
const BEGINNINGS: &[(&str, &str)] = &[
    ("CONFIG", "/data/config/$base64/$json"),
    ("POD", "/patches/#/patch/$yaml/spec/template/spec"),
    ("OIDC", "/configs/cm/oidc.config/$yaml"),
    ("OIDC", "/configs.cm.oidc\\.config/$yaml"),
    ("OIDC", "/patches/#/patch/$yaml/data/oidc.config/$yaml"),
];

/// Every reason.
pub const ROWS: &[Row] = &[
    // Of every object.
    row("*", "/apiVersion|kind", &[], REFUSED),
    row("*", "/metadata", &[], REFUSED),
    row("*", "/metadata/name", GONE, REFUSED),
    row("*", "/metadata/name", &["misspell", "swap"], NAMES),
    row("*", "/metadata/namespace", &["misspell"], NAMES),
    row("*", "/metadata/namespace", &["drop", "null", "empty"], ELSEWHERE),
    // Objects of others.
    row("Gateway", "/**", &[], OTHERS),
    row("HTTPRoute", "/**", &[], OTHERS),
    row("ExternalDNS", "/**", &[], OTHERS),
    row("ExternalDNS", "", &["duplicate"], ALIKE),
    row("Gateway", "", &["duplicate"], ALIKE),
    row("HTTPRoute", "", &["duplicate"], ALIKE),
    row("ServiceAccount", "", &["duplicate"], ALIKE),
    row("ServiceAccount", "/metadata/labels|annotations", GONE, "an account without an identity is right as well"),
    row("ServiceAccount", "/metadata/labels/app.kubernetes.io~1managed-by|tiphys~1environment", &[], FREE),
    row(
        "ServiceAccount",
        "/metadata/labels/azure.workload.identity~1use",
        &[],
        "the webhook looks at the label of pods, not of accounts",
    ),
    row("ServiceAccount", "/metadata/annotations/*", GONE, "an account without an identity is right as well"),
    // Cluster Secrets.
    row("Secret", "/metadata/annotations", GONE, LEFT_OUT),
    row("Secret", "/metadata/annotations/cluster_name|environment|example.com~1owner", &[], SELECTED),
    row("Secret", "/metadata/annotations/argocd.argoproj.io~1sync-options", &["drop", "null", "empty"], LEFT_OUT),
    row("Secret", "/metadata/annotations/argocd.argoproj.io~1sync-options", &["blank behind"], AS_WRITTEN),
    row("Secret", "/metadata/labels", &[], "a Secret without Argo CD's label and without `config` is any Secret"),
    row(
        "Secret",
        "/metadata/labels/app.kubernetes.io~1managed-by|tiphys~1environment|cluster_name|env|environment|region|team",
        &["misspell", "upper case", "empty", "drop", "null", "rename", "rename in upper case", "swap"],
        SELECTED,
    ),
    row(
        "Secret",
        "/metadata/labels/argocd.argoproj.io~1secret-type",
        &["drop", "null", "rename", "rename in upper case"],
        "a Secret without Argo CD's label and without `config` is any Secret",
    ),
    row("Secret", "/type", &[], "Argo CD does not look at the type of a Secret"),
    row("Secret", "/data", GONE, "whoever fills in the data of such a Secret is not in the bundle"),
    row("Secret", "/data/shard|namespaces|clusterResources|project", GONE, LEFT_OUT),
    row("Secret", "/data/namespaces|clusterResources|project/$base64", &["empty"], LEFT_OUT),
    row("Secret", "/data/namespaces/$base64", &["blank behind"], AS_WRITTEN),
    row("Secret", "/data/name|namespaces|project/$base64", WORDS, NAMES),
    row("Secret", "/data/server/$base64", &["misspell"], OTHER_VALUE),
    row("Secret", "/data/clusterResources/$base64", &["retype to a boolean"], OTHER_VALUE),
    row("Secret", "/data/shard/$base64", &["retype to a number"], OTHER_VALUE),
    row("Secret", "CONFIG/*", GO_KEY, AS_WRITTEN),
    row("Secret", "CONFIG/*/*", GO_KEY, AS_WRITTEN),
    row("Secret", "CONFIG/disableCompression", GONE, LEFT_OUT),
    row("Secret", "CONFIG/proxyUrl", &["drop", "null", "empty"], LEFT_OUT),
    row("Secret", "CONFIG/proxyUrl", &["misspell"], OTHER_VALUE),
    row("Secret", "CONFIG/tlsClientConfig/insecure", GONE, LEFT_OUT),
    row("Secret", "CONFIG/tlsClientConfig/serverName", &["drop", "null", "empty"], LEFT_OUT),
    row("Secret", "CONFIG/tlsClientConfig/serverName", &["misspell"], OTHER_VALUE),
    row("Secret", "CONFIG/tlsClientConfig/serverName", &["upper case"], "TLS compares names in any case"),
    row(
        "Secret",
        "CONFIG/tlsClientConfig/caData",
        &["drop", "null", "empty"],
        "with a server name of one's own, an authority that everybody trusts may vouch for what is behind it",
    ),
    row("Secret", "CONFIG/execProviderConfig/env", GONE, FROM_POD),
    row("Secret", "CONFIG/execProviderConfig/env/*", GONE, FROM_POD),
    row(
        "Secret",
        "CONFIG/execProviderConfig/env/AAD_ENVIRONMENT_NAME|AAD_LOGIN_METHOD|AZURE_AUTHORITY_HOST",
        &["empty"],
        FROM_POD,
    ),
    row(
        "Secret",
        "CONFIG/execProviderConfig/env/AAD_ENVIRONMENT_NAME",
        &["upper case"],
        "names of clouds count in any case",
    ),
    row(
        "Secret",
        "CONFIG/execProviderConfig/env/AZURE_CLIENT_ID|AZURE_TENANT_ID|AAD_SERVER_APPLICATION_ID",
        &["upper case"],
        "Entra takes ids in any case",
    ),
    row("Secret", "CONFIG/execProviderConfig/env/AZURE_CLIENT_ID", &["swap"], "which of two ids is whose no file says"),
    row(
        "Secret",
        "CONFIG/execProviderConfig/env/AZURE_FEDERATED_TOKEN_FILE",
        &["misspell", "upper case"],
        "where the token is, the pod says, which is not in the bundle",
    ),
    // AppProjects.
    row("AppProject", "", &["duplicate"], ALIKE),
    row("AppProject", "/metadata/labels", GONE, LEFT_OUT),
    row(
        "AppProject",
        "/metadata/labels/app.kubernetes.io~1managed-by|tiphys~1environment",
        &["misspell", "upper case", "empty", "drop", "null", "rename", "rename in upper case", "swap"],
        FREE,
    ),
    row("AppProject", "/spec", GONE, REFUSED),
    row("AppProject", "/spec/description", &[], FREE),
    row("AppProject", "/spec/roles/#/description", &[], FREE),
    row("AppProject", "/spec/roles|destinations|sourceRepos", GONE, UNDONE),
    row("AppProject", "/spec/roles|destinations|sourceRepos/#", GONE, UNDONE),
    row("AppProject", "/spec/destinations/#/namespace|server", &["misspell"], OTHER_VALUE),
    row("AppProject", "/spec/sourceRepos/#", &["misspell"], OTHER_VALUE),
    row("AppProject", "/spec/sourceRepos/#", &["http for https"], "a Git server may be reached over `http`"),
    row("AppProject", "/spec/sourceRepos/#", &["upper case"], "Argo CD compares repositories in lower case"),
    row("AppProject", "/spec/roles/#/groups", GONE, "a role without groups is for tokens"),
    row("AppProject", "/spec/roles/#/groups/#", &["drop"], UNDONE),
    row("AppProject", "/spec/roles/#/policies", GONE, "rows of argocd-rbac-cm may be about a project's role as well"),
    row("AppProject", "/spec/roles/#/policies/#", &["drop"], UNDONE),
    row("AppProject", "/spec/roles/#/policies/#", &["blank behind"], "Argo CD trims each line of a policy"),
    // Values of the chart and settings of the extension.
    row("", "/*", &["retype to a list"], REFUSED),
    row("", "/configs/cm|params|rbac", &["retype to a list"], REFUSED),
    row("", "/server|controller/serviceAccount", &["retype to a list"], REFUSED),
    row("", "/server|repoServer|applicationSet/replicas", &["retype to a list"], REFUSED),
    row("", "/global/domain", &["retype to a list"], REFUSED),
    row("", "/redis-ha/enabled", &["retype to a list"], REFUSED),
    row("", "/azure.workloadIdentity.clientId|azure.workloadIdentity.enabled", &["drop"], LEFT_OUT),
    row("", "/azure.workloadIdentity.entraSSOClientId", &["drop"], LEFT_OUT),
    row("", "/azure.workloadIdentity.clientId", &["swap"], "which of two ids is whose no file says"),
    row("", "/configs.cm.admin\\.enabled|configs.cm.oidc\\.config|configs.cm.url", &["drop"], LEFT_OUT),
    row("", "/configs.cm.admin\\.enabled|configs.params.server\\.insecure", &["upper case"], AS_WRITTEN),
    row("", "/configs.cm.url", &["misspell"], OTHER_VALUE),
    row("", "/configs.params.server\\.insecure|dex.enabled|redis-ha.enabled", &["drop"], LEFT_OUT),
    row("", "/repoServer.replicas|server.ingress.enabled|global.domain", &["drop"], LEFT_OUT),
    row("", "/repoServer.replicas", &["swap"], REFUSED),
    row("", "/configs.rbac.policy\\.csv|configs.rbac.policy\\.default|configs.rbac.scopes", &["drop"], LEFT_OUT),
    row("", "/configs.rbac.policy\\.default", &["upper case"], "a role without any right is as good as none"),
    row("", "/configs.rbac.policy\\.csv/$csv/#", &["drop"], UNDONE),
    row("", "/configs.rbac.policy\\.csv/$csv/#/5", &["blank behind"], "Argo CD trims each line of a policy"),
    row("", "/configs.rbac.policy\\.csv/$csv/#/2", &["blank behind"], "Argo CD trims each line of a policy"),
    row("", "/configs.rbac.scopes", &["blank behind"], AS_WRITTEN),
    row("", "/global.domain", &["misspell"], OTHER_VALUE),
    row("", "/global.domain", &["upper case"], "hosts are compared in any case"),
    row("", "/global.nodeSelector.kubernetes\\.azure\\.com~1mode", NODES, "which labels nodes have no file says"),
    row("", "/global.tolerations[0].key", NODES, "which taints nodes have no file says"),
    row("", "/global.tolerations[0].operator", NODES, REFUSED),
    row("", "/applicationSet|configs|controller|global|redis-ha|repoServer|server", GONE, OTHER_FILE),
    row("", "/applicationSet|repoServer|server/replicas", GONE, LEFT_OUT),
    row("", "/applicationSet|repoServer|server/replicas", &["quote"], "a template writes it without quotes"),
    row("", "/redis-ha/enabled", GONE, LEFT_OUT),
    row("", "/global/domain", GONE, OTHER_FILE),
    row("", "/global/domain", &["misspell"], OTHER_VALUE),
    row("", "/global/domain", &["upper case"], "hosts are compared in any case"),
    row("", "/configs/cm|params|rbac", GONE, OTHER_FILE),
    row("", "/configs/cm/admin.enabled|oidc.config|url", GONE, OTHER_FILE),
    row("", "/configs/cm/admin.enabled", &["quote"], AS_WRITTEN),
    row("", "/configs/cm/url", &["misspell"], OTHER_VALUE),
    row("", "/configs/cm/url", &["empty"], "the chart derives an empty address from `global.domain`"),
    row("", "/configs/params/server.insecure", GONE, LEFT_OUT),
    row("", "/configs/params/server.insecure", &["quote"], AS_WRITTEN),
    row("", "/configs/rbac/policy.csv|policy.default|scopes", GONE, OTHER_FILE),
    row("", "/configs/rbac/policy.csv/$csv/#", &["drop"], UNDONE),
    row("", "/configs/rbac/policy.csv/$csv/#/5", &["blank behind"], "Argo CD trims each line of a policy"),
    row("", "/configs/rbac/policy.csv/$csv/4|5/2", &["blank behind"], "Argo CD trims each line of a policy"),
    row("", "/configs/rbac/policy.csv/$csv/0/1|2|3|4", &[], DENIED),
    row("", "/configs/rbac/policy.default", &["empty", "upper case"], "a role without any right is as good as none"),
    row("", "/configs/rbac/scopes", &["empty"], "without a text the claim is `groups`, as it was"),
    row("", "/configs/rbac/scopes", &["blank behind"], AS_WRITTEN),
    row("", "/server|controller/serviceAccount", GONE, OTHER_FILE),
    row("", "/server|controller/serviceAccount/name", GONE, LEFT_OUT),
    row("", "/server/serviceAccount/annotations", GONE, "for sign-in alone the webhook needs the label"),
    row("", "/server/serviceAccount/annotations/*", GONE, "for sign-in alone the webhook needs the label"),
    row("", "/server|controller/env/#", &["drop"], "the Secret of each cluster may say it"),
    row("", "/server|controller/env/#/name", &["drop", "null", "empty"], REFUSED),
    row("", "/server/env/0/value", &["drop", "null", "empty"], "a proxy may be turned off"),
    row("", "/server/env/0/value", &["upper case", "misspell"], OTHER_VALUE),
    row("", "/server|controller/volumeMounts/#/readOnly", GONE, LEFT_OUT),
    row("", "/server|controller/volumes", GONE, REFUSED),
    row("", "/server|controller/volumes/#", &["drop"], REFUSED),
    row("", "/server/volumes/0/emptyDir", GONE, "a volume without a source is an empty folder"),
    row("", "/server/volumes/0/name", &["misspell"], NAMES),
    row("", "/server/volumes/0/name", &["quote twice", "empty", "upper case", "blank behind", "placeholder"], REFUSED),
    row("", "/server|controller/volumes/#/name", GONE, REFUSED),
    row("", "/server|controller/volumes/#/projected/sources/#/serviceAccountToken/path", GONE, REFUSED),
    row("", "/server|controller/volumes/#/projected/sources/#/serviceAccountToken/expirationSeconds", GONE, LEFT_OUT),
    // Components of kustomize.
    row("Component", "/patches", &["rename", "rename in upper case"], REFUSED),
    row("Component", "/patches/#", &["retype to a list"], REFUSED),
    row("Component", "/patches/#/patch", &["rename", "rename in upper case"], REFUSED),
    row("Component", "/patches/#/patch/$yaml/apiVersion|kind|metadata", &[], REFUSED),
    row("Component", "/patches/#/patch/$yaml/metadata/name", &[], REFUSED),
    row("Component", "/patches", GONE, INSTALLED),
    row("Component", "/patches/#", GONE, INSTALLED),
    row("Component", "/patches/#/patch", GONE, REFUSED),
    row("Component", "/patches/#/patch/$yaml/data|spec", GONE, INSTALLED),
    row("Component", "/patches/#/patch/$yaml/data/admin.enabled|oidc.config|url|policy.default", GONE, INSTALLED),
    row("Component", "/patches/#/patch/$yaml/data/admin.enabled", &["upper case"], AS_WRITTEN),
    row("Component", "/patches/#/patch/$yaml/data/url", &["misspell"], OTHER_VALUE),
    row("Component", "/patches/#/patch/$yaml/spec/template", GONE, INSTALLED),
    row("Component", "/patches/#/patch/$yaml/spec/template/spec", GONE, INSTALLED),
    row("Component", "POD/containers", GONE, INSTALLED),
    row("Component", "POD/containers/#", &["drop"], INSTALLED),
    row("Component", "POD/containers/#/name", GONE, REFUSED),
    row("Component", "POD/containers/#/env/#", &["drop"], "the Secret of each cluster may say it"),
    row("Component", "POD/containers/#/env/#/name", &["drop", "null", "empty"], REFUSED),
    row("Component", "POD/containers/#/volumeMounts/#/readOnly", GONE, LEFT_OUT),
    row("Component", "POD/volumes", GONE, REFUSED),
    row("Component", "POD/volumes/#", &["drop"], REFUSED),
    row("Component", "POD/volumes/#/name", GONE, REFUSED),
    row("Component", "POD/volumes/#/projected/sources/#/serviceAccountToken/path", GONE, REFUSED),
    row("Component", "POD/volumes/#/projected/sources/#/serviceAccountToken/expirationSeconds", GONE, LEFT_OUT),
    // `oidc.config`, wherever it stands.
    row("*", "OIDC/name", &[], FREE),
    row("*", "OIDC/azure|clientID|issuer|requestedIDTokenClaims|requestedScopes", GO_KEY, AS_WRITTEN),
    row("*", "OIDC/azure/*", GO_KEY, AS_WRITTEN),
    row("*", "OIDC/requestedIDTokenClaims/*/essential", GO_KEY, AS_WRITTEN),
    row("*", "OIDC/azure/enableUserGroupOverageClaim", GONE, LEFT_OUT),
    row("*", "OIDC/requestedIDTokenClaims", GONE, "which claims a token has, the app registration says"),
    row("*", "OIDC/requestedIDTokenClaims/groups", GONE, "which claims a token has, the app registration says"),
    row("*", "OIDC/requestedIDTokenClaims/groups/essential", GONE, LEFT_OUT),
    row("*", "OIDC/requestedScopes/1|2", &["drop"], "`profile` and `email` are not needed to sign in"),
];

impl Row {
    /// Whether a mutant is of this kind.
    pub fn fits(&self, _: &Bundle, mutant: &Mutant) -> bool {
        let kind = mutant.object.split('/').next().unwrap_or_default();
        (self.kind == "*" || self.kind == kind)
            && (self.faults.is_empty() || self.faults.contains(&mutant.fault))
            && patterns(self.pointer).iter().any(|pattern| matches(pattern, &mutant.pointer))
    }
}

/// A pattern without abbreviations; of one that stands for several, each.
fn patterns(written: &str) -> Vec<String> {
    let stands_for = |(name, place): &(&str, &str)| Some(format!("{place}{}", written.strip_prefix(name)?));
    let whole: Vec<String> = BEGINNINGS.iter().filter_map(stands_for).collect();
    if whole.is_empty() { vec![written.to_owned()] } else { whole }
}

fn matches(pattern: &str, pointer: &str) -> bool {
    let (mut pattern, mut pointer) = (pattern.split('/'), pointer.split('/'));
    loop {
        match (pattern.next(), pointer.next()) {
            (None, None) | (Some("**"), Some(_)) => return true,
            (Some("*"), Some(_)) => {}
            (Some("#"), Some(step)) if step.bytes().all(|b| b.is_ascii_digit()) => {}
            (Some(wanted), Some(step)) if wanted.split('|').any(|wanted| wanted == step) => {}
            _ => return false,
        }
    }
}

/// Why a mutant is harmless, if it is.
pub fn reason(bundle: &Bundle, mutant: &Mutant) -> Option<&'static str> {
    ROWS.iter().find(|row| row.fits(bundle, mutant)).map(|row| row.reason)
}
