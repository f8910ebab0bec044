package identity

import (
	"encoding/base64"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"tiphys/tests/conformance/manifest"
)

// defect is something wrong that is done to a copy of our output, and words of the finding that it must cause.
type defect struct {
	name, in string
	change   func(*testing.T, *Output)
	finding  string
}

func TestIdentityDefects(t *testing.T) {
	const projected, webhook, sovereign = "examples/two-tenants", "examples/private-targets", "examples/us-government"
	defects := []defect{
		{"upper-case client", projected, inConfig("cccccccc-cccc-4ccc-8ccc-cccccccccccc", "CCCCCCCC-CCCC-4CCC-8CCC-CCCCCCCCCCCC"), "client: wanted"},
		{"client of the hub", projected, inConfig("cccccccc-cccc-4ccc-8ccc-cccccccccccc", "33333333-3333-4333-8333-333333333333"), "AADSTS700016"},
		{"tenant of the hub", projected, inConfig("bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb", "11111111-1111-4111-8111-111111111111"), "AADSTS700016"},
		{"unknown tenant", projected, inConfig("bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb", "bbbbbbbb"), "AADSTS90002"},
		{"another audience of the token", projected, inConfig("6dae42f8-4368-4678-94ff-3960e28e3630", "00000003-0000-0000-c000-000000000000"), "AADSTS500011"},
		{"authority of another cloud", sovereign, inConfig("microsoftonline.us", "microsoftonline.com"), "AADSTS90002"},
		{"authority that is not Entra's", sovereign, inConfig("login.microsoftonline.us", "login.example.us"), "AADSTS50049"},
		{"identity of the node", projected, inConfig(`"workloadidentity"`, `"msi"`), "nobody asked for a token"},
		{"another command", projected, inConfig("argocd-k8s-auth", "kubelogin"), "executable kubelogin not found"},
		{"another subcommand", projected, inConfig(`["azure"]`, `["az"]`), "unknown command"},
		{"no subcommand", projected, inConfig(`["azure"]`, `[]`), "prints no credential"},
		{"another API version", projected, inConfig("k8s.io/v1beta1", "k8s.io/v1"), "plugin returned version"},
		{"path of a token file that nobody mounts", projected, inConfig("/var/run/secrets/argocd-azure/token", "/var/run/secrets/tokens/token"), "no such file"},
		{"path of today's webhook", webhook, inConfig(`"env":{`, `"env":{"AZURE_FEDERATED_TOKEN_FILE":"/var/run/secrets/azure/wi/token/azure-identity-token",`), "no such file"},
		{"no exec block", projected, inConfig(`"execProviderConfig"`, `"execProvider"`), "wanted an exec block"},
		{"dropped label of the pods", webhook, inInstall("azure.workload.identity/use", "azure.workload.identity/used"), "federated token file cannot be empty"},
		{"unquoted label of the pods", sovereign, inInstall(`azure.workload.identity/use: "true"`, `azure.workload.identity/use: true`), "cannot unmarshal bool"},
		{"label of the accounts instead", webhook, inInstall("        metadata:\n          labels:", "        metadata:\n          annotations:"), "federated token file cannot be empty"},
		{"another container", webhook, inInstall("kind: StatefulSet", "kind: Deployment"), "a patch for what is not installed"},
		{"another audience of the assertion", projected, inInstall("api://AzureADTokenExchange", "api://AzureADTokenExchangeUSGov"), "AADSTS700212"},
		{"no audience of the assertion", projected, inInstall("audience: api://AzureADTokenExchange", "audience: \"\""), "AADSTS700212"},
		{"mount at another place", projected, inInstall("mountPath: /var/run/secrets/argocd-azure", "mountPath: /var/run/secrets/azure"), "no such file"},
		{"file of another name", projected, inInstall("path: token", "path: azure-identity-token"), "no such file"},
		{"mount of another volume", projected, inInstall("name: argocd-azure-token\n            projected", "name: azure-token\n            projected"), "the pod is invalid"},
		{"issuer without its slash", projected, inAzure("888888888888/", "888888888888"), "AADSTS700211"},
		{"subject in another namespace", projected, inAzure("serviceaccount:argocd:", "serviceaccount:default:"), "AADSTS700213"},
		{"subject of one account only", projected, inAzure("argocd:argocd-server", "argocd:argocd-repo-server"), "argocd-server-0 for"},
		{"audience of another cloud", projected, inAzure("api://AzureADTokenExchange", "api://AzureADTokenExchangeChina"), "AADSTS700212"},
		{"client ID in place of the principal", projected, inAzure("principalId: dddddddd-dddd-4ddd-8ddd-dddddddddddd", "principalId: cccccccc-cccc-4ccc-8ccc-cccccccccccc"), "principal: wanted"},
	}
	stage := stage(t)
	stage.OlderWebhook = true
	for _, defect := range defects {
		t.Run(strings.ReplaceAll(defect.name, " ", "-"), func(t *testing.T) {
			t.Parallel()
			environment, output := read(t, defect.in)
			defect.change(t, &output)
			findings := strings.Join(Judge(stage, environment, output), "\n")
			if !strings.Contains(findings, defect.finding) {
				t.Errorf("wanted a finding with %q, found:\n%s", defect.finding, findings)
			}
		})
	}
}

// inInstall and inAzure replace every occurrence of a text.
func inInstall(old, new string) func(*testing.T, *Output) {
	return func(t *testing.T, output *Output) { output.Install = replaced(t, output.Install, old, new) }
}

func inAzure(old, new string) func(*testing.T, *Output) {
	return func(t *testing.T, output *Output) { output.Azure = replaced(t, output.Azure, old, new) }
}

// inConfig replaces a text in the `config` JSON of every cluster Secret that has it.
func inConfig(old, new string) func(*testing.T, *Output) {
	return func(t *testing.T, output *Output) {
		objects, err := manifest.Read(output.Hub)
		if err != nil {
			t.Fatal(err)
		}
		isChanged := false
		var stream strings.Builder
		for _, object := range objects {
			data, _ := object["data"].(map[string]any)
			text, _ := data["config"].(string)
			if config, err := base64.StdEncoding.DecodeString(text); err == nil && strings.Contains(string(config), old) {
				isChanged = true
				data["config"] = []byte(strings.ReplaceAll(string(config), old, new))
			}
			document, err := yaml.Marshal(object)
			if err != nil {
				t.Fatal(err)
			}
			stream.WriteString("---\n" + string(document))
		}
		if !isChanged {
			t.Fatalf("no cluster Secret has %q to spoil", old)
		}
		output.Hub = stream.String()
	}
}

func replaced(t *testing.T, text, old, new string) string {
	t.Helper()
	if !strings.Contains(text, old) {
		t.Fatalf("the output has no %q to spoil", old)
	}
	return strings.ReplaceAll(text, old, new)
}
