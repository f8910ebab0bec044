package conformance

import "testing"

func TestSettings(t *testing.T) { everyCase(t, JudgeSettings) }

func TestSettingsDefects(t *testing.T) {
	const tenants, gov, sso, production = "examples/two-tenants", "examples/us-government", "examples/entra-sso", "examples/extension-in-production"
	everyDefect(t, JudgeSettings, []defect{
		{"quoted boolean in oidc.config", tenants, inInstall("useWorkloadIdentity: true", `useWorkloadIdentity: "true"`), "oidc.config"},
		{"misspelt field of oidc.config", tenants, inInstall("requestedIDTokenClaims", "requestedIdTokenClaim"), "oidc.config"},
		{"field that is one level too high", tenants, inInstall("azure:\n          useWorkloadIdentity", "useWorkloadIdentity"), "oidc.config"},
		{"issuer without its version", tenants, inInstall("/v2.0", ""), "issuer"},
		{"issuer of another cloud", gov, inInstall("microsoftonline.us", "microsoftonline.com"), "issuer"},
		{"client id of the managed identity", sso, inInstall(`clientID: "55555555-5555-4555-8555-555555555555"`, `clientID: "33333333-3333-4333-8333-333333333333"`), "client id"},
		{"scope that Entra refuses", tenants, inInstall("- email\n", "- email\n        - groups\n"), "requestedScopes"},
		{"client secret", tenants, inInstall("azure:\n", "clientSecret: $oidc.azure.clientSecret\n        azure:\n"), "client secret"},
		{"boolean in a ConfigMap", tenants, inInstall(`admin.enabled: "false"`, "admin.enabled: false"), "ConfigMap argocd-cm"},
		{"boolean in extension settings", sso, inInstall(`admin\\.enabled": "false"`, `admin\\.enabled": false`), "install document"},
		{"built-in user left on", gov, inInstall("admin.enabled: false", "admin.enabled: true"), "admin.enabled"},
		{"built-in user left to Argo CD's default", tenants, inInstall("      admin.enabled: \"false\"\n", ""), "admin.enabled"},
		{"URL without TLS", tenants, inInstall("url: https://argocd", "url: http://argocd"), "url"},
		{"URL with a slash", tenants, inInstall("url: https://argocd.example.com", "url: https://argocd.example.com/"), "url"},
		{"key without its escaped dot", sso, inInstall(`oidc\\.config`, "oidc.config"), "sign-in"},
		{"another ConfigMap", tenants, inInstall("name: argocd-cm\n", "name: argocd-config\n"), "nobody asked for"},
		{"scopes not said", tenants, inInstall("      scopes: \"[groups]\"\n", ""), "scopes"},
		{"default role not said", tenants, inInstall("      policy.default: \"\"\n", ""), "policy.default is said"},
		{"TLS twice", production, inInstall(`server\\.insecure": "true"`, `server\\.insecure": "false"`), "server.insecure"},
		{"ConfigMap without Argo CD's label", "ok/base", inHub("app.kubernetes.io/part-of: argocd", "app.kubernetes.io/part-of: argo"), "url"},
		{"key that nobody asked for", tenants, inInstall("      url:", "      exec.enabled: \"true\"\n      url:"), "nobody asked for"},
		{"account that nobody asked for", tenants, inInstall("      url:", "      accounts.ci: apiKey\n      url:"), "number of accounts"},
	})
}
