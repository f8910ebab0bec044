package conformance

import (
	"strings"
	"testing"

	"tiphys/tests/conformance/envfile"
)

func TestClusterSecrets(t *testing.T) { everyCase(t, JudgeClusterSecrets) }

func TestClusterSecretsDefects(t *testing.T) {
	const tenants, complete = "examples/two-tenants", "ok/complete"
	everyDefect(t, JudgeClusterSecrets, []defect{
		{"upper-case tenant", tenants, inConfig("fabrikam-prod", "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb", "BBBBBBBB-BBBB-4BBB-8BBB-BBBBBBBBBBBB"), "exec environment"},
		{"tenant of the hub", tenants, inConfig("fabrikam-prod", "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb", "11111111-1111-4111-8111-111111111111"), "exec environment"},
		{"lost slash of the authority", tenants, inConfig("shop-dev", "microsoftonline.com/", "microsoftonline.com"), "exec environment"},
		{"authority of another cloud", "examples/us-government", inConfig("mission-dev", "microsoftonline.us", "microsoftonline.com"), "exec environment"},
		{"another audience", tenants, inConfig("shop-dev", envfile.AzureServerApplication, "6dae42f8-4368-4678-94ff-3960e28e3631"), "exec environment"},
		{"path of another token file", tenants, inConfig("shop-dev", tokenFile, "/var/run/secrets/tokens/token"), "exec environment"},
		{"token file in webhook mode", "examples/private-targets", inConfig("devworkloadaks1", `"env":{`, `"env":{"AZURE_FEDERATED_TOKEN_FILE":"/token",`), "exec environment"},
		{"exec API version that client-go does not know", tenants, inConfig("shop-dev", "k8s.io/v1beta1", "k8s.io/v1alpha1"), "RESTConfig"},
		{"another command", tenants, inConfig("shop-dev", "argocd-k8s-auth", "kubelogin"), "exec command"},
		{"another subcommand", tenants, inConfig("shop-dev", `["azure"]`, `["aws"]`), "exec arguments"},
		{"comment in the JSON", tenants, inConfig("shop-dev", `"tlsClientConfig"`, "## TLS\n\"tlsClientConfig\""), "failed to unmarshal cluster config"},
		{"quoted boolean in the JSON", tenants, inConfig("shop-dev", `"insecure":false`, `"insecure":"false"`), "failed to unmarshal cluster config"},
		{"verification switched off", tenants, inConfig("shop-dev", `"insecure":false`, `"insecure":true`), "TLS verification switched off"},
		{"no caData", tenants, withoutConfig("shop-dev", "tlsClientConfig", "caData"), "certificates of the CA"},
		{"CA of another cluster", tenants, caOfAnother("shop-dev", "shop-prod"), "certificates of the CA"},
		{"no exec block", tenants, withoutConfig("shop-dev", "execProviderConfig"), "no exec block"},
		{"no label of cluster Secrets", tenants, inHub("argocd.argoproj.io/secret-type: cluster", "argocd.argoproj.io/secret-type: repository"), "does not see it"},
		{"dropped label", tenants, inHub("    team: platform\n", ""), "label team"},
		{"label of nobody", tenants, inHub("    team: platform\n", "    team: platform\n    addonmanager.kubernetes.io/mode: Reconcile\n"), "nobody asked for it"},
		{"dropped annotation", tenants, inHub("Prune=confirm,", ""), "annotation argocd.argoproj.io/sync-options"},
		{"another namespace", tenants, inHub("namespace: argocd\n", "namespace: default\n"), "Argo CD knows 0 clusters"},
		{"stringData", tenants, inHub("\ndata:\n", "\nstringData:\n"), "stringData"},
		{"key that Argo CD does not read", tenants, withData("shop-dev", "clusterresources", "false"), "does not read the key"},
		{"boolean in capitals", tenants, withData("shop-dev", "clusterResources", "True"), "neither true nor false"},
		{"cluster resources allowed", tenants, withData("shop-dev", "clusterResources", "true"), "clusterResources"},
		{"namespaces separated by semicolons", tenants, withData("shop-dev", "namespaces", "shop;shop-jobs"), "namespaces"},
		{"another project", tenants, withData("shop-dev", "project", "fabrikam"), "project"},
		{"server of another cluster", tenants, withData("shop-dev", "server", "https://shop-prod.example.com"), "server"},
		{"the same name twice", tenants, withData("shop-dev", "name", "shop-prod"), "Argo CD knows 2 clusters"},
		{"shard that is no number", complete, withData("shop-dev", "shard", "zero"), "shard"},
		{"another proxy", complete, inConfig("shop-dev", "socks5://", "http://"), "proxy"},
		{"proxy that is no URL", complete, inConfig("shop-dev", "socks5://proxy", "proxy"), "proxy"},
		{"another TLS server name", complete, inConfig("shop-dev", "shop-dev.example.com", "shop.example.com"), "TLS server name"},
		{"compression", complete, withoutConfig("shop-dev", "disableCompression"), "compression"},
		{"caData for a server that public roots sign", complete, caOfAnother("shop-test", "shop-dev"), "certificates of the CA"},
	})
}

func withoutConfig(target string, path ...string) func(*testing.T, *Output) {
	return inSecret(target, func(t *testing.T, secret map[string]any) {
		data := secret["data"].(map[string]any)
		data["config"] = encoded(withoutField(t, decoded(t, data["config"]), path...))
	})
}

// caOfAnother gives a target the TLS block of another.
func caOfAnother(target, another string) func(*testing.T, *Output) {
	tls := func(config string) string {
		_, after, _ := strings.Cut(config, `"tlsClientConfig":{`)
		block, _, _ := strings.Cut(after, "}")
		return block
	}
	return func(t *testing.T, output *Output) {
		var theirs string
		inSecret(another, func(t *testing.T, secret map[string]any) {
			theirs = tls(decoded(t, secret["data"].(map[string]any)["config"]))
		})(t, output)
		inSecret(target, func(t *testing.T, secret map[string]any) {
			data := secret["data"].(map[string]any)
			config := decoded(t, data["config"])
			data["config"] = encoded(replaced(t, config, tls(config), theirs))
		})(t, output)
	}
}
