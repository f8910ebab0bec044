package conformance

import (
	"cmp"
	"context"
	"encoding/json"

	"sigs.k8s.io/yaml"

	"github.com/argoproj/argo-cd/v3/common"
	"github.com/argoproj/argo-cd/v3/util/settings"

	"tiphys/tests/conformance/envfile"
	"tiphys/tests/conformance/finding"
)

// JudgeSettings lets Argo CD's settings manager read the installation's ConfigMaps and compares URL, sign-in, built-in
// user, default role, scopes and the server's TLS with the file.
func JudgeSettings(environment *envfile.Environment, output Output) finding.List {
	var findings finding.List
	installation, err := output.installation(environment)
	if err != nil {
		findings.Failed("install document", err)
		return findings
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	manager, _ := settingsManager(ctx, environment.ArgoCD.Namespace, installation)
	read, err := manager.GetSettings()
	if err != nil {
		findings.Failed("settings", err)
		return findings
	}
	judgeURL(&findings, environment, read)
	judgeSignIn(&findings, environment, read)
	judgeAdmin(&findings, environment, manager)
	judgeDefaultRole(&findings, environment, installation["argocd-rbac-cm"])
	judgeServer(&findings, environment, installation["argocd-cmd-params-cm"])
	judgeKeys(&findings, environment, installation)
	return findings
}

func judgeURL(findings *finding.List, environment *envfile.Environment, read *settings.ArgoCDSettings) {
	if environment.ArgoCD.Domain == "" {
		return
	}
	url := "https://" + environment.ArgoCD.Domain
	findings.Same("url", url, read.URL)
	findings.Failed("url", settings.ValidateExternalURL(read.URL))
	redirect, err := read.RedirectURL()
	findings.Failed("redirect URL", err)
	findings.Same("redirect URL", url+"/auth/callback", redirect)
}

// judgeSignIn compares `oidc.config`, read strictly, with every field that the file stands for, and what Argo CD makes of it.
func judgeSignIn(findings *finding.List, environment *envfile.Environment, read *settings.ArgoCDSettings) {
	findings.Same("sign-in", environment.SSO != nil, read.IsSSOConfigured())
	if environment.SSO == nil {
		findings.Same("oidc.config", "", read.OIDCConfigRAW)
		return
	}
	findings.Failed("oidc.config", settings.ValidateOIDCConfig(read.OIDCConfigRAW))
	findings.Failed("oidc.config", yaml.UnmarshalStrict([]byte(read.OIDCConfigRAW), &settings.OIDCConfig{}))
	want := wantedOIDC(environment)
	got, err := asMap(read.OIDCConfig())
	findings.Failed("oidc.config", err)
	for _, key := range sortedKeys(want, got) {
		findings.Same("oidc.config "+key, want[key], got[key])
	}
	findings.Same("issuer", want["issuer"], any(read.IssuerURL()))
	findings.Same("client id", environment.SSO.ClientID, read.OAuth2ClientID())
	findings.Same("client secret", "", read.OAuth2ClientSecret())
	findings.Same("workload identity as client assertion", true, read.UseAzureWorkloadIdentity())
	judgeOverage(findings, environment, read)
}

// wantedOIDC is OIDCConfig in the form of JSON. Entra gives no scope `groups`; the claim is asked for instead.
func wantedOIDC(environment *envfile.Environment) map[string]any {
	azure := map[string]any{"useWorkloadIdentity": true}
	cloud := environment.CloudFacts()
	if environment.SSO.GroupsOverage {
		azure["enableUserGroupOverageClaim"] = true
		if cloud.Graph != "" {
			azure["graphApiEndpoint"] = cloud.Graph
		}
	}
	return map[string]any{
		"name":                   "Microsoft Entra ID",
		"issuer":                 cloud.Issuer + environment.TenantID + "/v2.0",
		"clientID":               environment.SSO.ClientID,
		"azure":                  azure,
		"requestedIDTokenClaims": map[string]any{"groups": map[string]any{"essential": true}},
		"requestedScopes":        []any{"openid", "profile", "email"},
	}
}

func asMap(value any) (map[string]any, error) {
	found := map[string]any{}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return found, json.Unmarshal(text, &found)
}

func judgeOverage(findings *finding.List, environment *envfile.Environment, read *settings.ArgoCDSettings) {
	findings.Same("groups overage", environment.SSO.GroupsOverage, read.AzureUserGroupOverageClaimEnabled())
	if environment.SSO.GroupsOverage {
		want := cmp.Or(environment.CloudFacts().Graph, "https://graph.microsoft.com/v1.0")
		findings.Same("Graph endpoint", want, read.AzureGraphAPIEndpoint())
	}
}

func judgeAdmin(findings *finding.List, environment *envfile.Environment, manager *settings.SettingsManager) {
	accounts, err := manager.GetAccounts()
	findings.Failed("accounts", err)
	findings.Same("number of accounts", 1, len(accounts))
	findings.Same("admin.enabled", environment.AdminEnabled(), accounts[common.ArgoCDAdminUsername].Enabled)
}

// judgeDefaultRole reads what the enforcer would be given: said whenever somebody can sign in, because an installation
// could say otherwise before.
func judgeDefaultRole(findings *finding.List, environment *envfile.Environment, data map[string]string) {
	role, isSaid := data["policy.default"]
	findings.Same("policy.default is said", environment.RBAC != nil || environment.SSO != nil, isSaid)
	if environment.RBAC == nil {
		findings.Same("default role", true, role == "" || role == "role:none")
		return
	}
	want := "role:" + environment.RBAC.DefaultRole
	if want == "role:none" && role == "" {
		role = want
	}
	findings.Same("default role", want, role)
	scopes, err := scopesOf(data)
	findings.Failed("scopes", err)
	findings.Same("scopes", environment.RBAC.Scopes, scopes)
}

// judgeServer: argocd-server takes the text "true", by way of a variable of its container.
func judgeServer(findings *finding.List, environment *envfile.Environment, data map[string]string) {
	findings.Same("server.insecure", environment.HasIngress(), data["server.insecure"] == "true")
}

// judgeKeys finds keys that nobody asked for. With `argocd.base` the installation's own are there as well; `settings` of
// the file are its author's.
func judgeKeys(findings *finding.List, environment *envfile.Environment, installation Installation) {
	if environment.ArgoCD.Base != "" {
		return
	}
	known := map[string]map[string]bool{
		"argocd-cm":            {"url": true, "oidc.config": true, "admin.enabled": true},
		"argocd-rbac-cm":       {"policy.csv": true, "policy.default": true, "scopes": true},
		"argocd-cmd-params-cm": {"server.insecure": true},
	}
	configs, _ := environment.ArgoCD.Settings["configs"].(map[string]any)
	for name, data := range installation {
		for key := range data {
			if !known[name][key] && !isSetting(configs, name, key) {
				findings.Add("%s has the key %s, which nobody asked for", name, key)
			}
		}
	}
}

func isSetting(configs map[string]any, name, key string) bool {
	for part, configMap := range chartParts {
		values, _ := configs[part].(map[string]any)
		if _, isSet := values[key]; configMap == name && isSet {
			return true
		}
	}
	return false
}
