package cluster

import (
	"fmt"
	"testing"

	"tiphys/tests/conformance/envfile"
)

// everything is an environment file with every setting of an installation; namespace, base and token follow.
const everything = `apiVersion: tiphys/v1alpha1
kind: Environment
metadata: {name: contoso}
tenantId: 11111111-1111-4111-8111-111111111111
argocd:
  install: manifests
  namespace: %s
  domain: argocd.example.com
  %s
  ingress: {type: nginx, keyVaultCertificate: "https://contoso.vault.azure.net/certificates/argocd"}
identity: {clientId: 33333333-3333-4333-8333-333333333333, principalId: 44444444-4444-4444-8444-444444444444, token: %s}
sso: {clientId: 55555555-5555-4555-8555-555555555555}
rbac:
  roles:
    deployer: [{resource: applications, actions: [get, sync], objects: ["shop/*"]}]
  bindings: [{role: deployer, groups: [{id: 66666666-6666-4666-8666-666666666666}]}]
targets: [{name: dev, server: "https://dev.example.com", ca: system, access: clusterAdmin}]
`

// Every way in which a hub was installed, by every channel. The token comes from the webhook or a volume in turn.
func TestKubernetesInstallation(t *testing.T) {
	server := newServer(t)
	_, err := server.Kubectl("", "apply", "--server-side", "--filename", fixtures+"/crds")
	must(t, err)
	old, next := releases(t)
	for i, way := range ways {
		for j, channel := range way.channels() {
			token := []string{"webhook", "projected"}[(i+j)%2]
			t.Run(fmt.Sprintf("%s by %s, %s", way.name, channel.name, token), func(t *testing.T) {
				t.Parallel()
				hub, err := newHub(server, way, inName(way.name+"-"+channel.name), t.TempDir(), old)
				must(t, err)
				environment, text := renderedFor(t, hub, channel, token, next)
				for _, finding := range judgeInstallation(environment, hub, channel, text, next) {
					t.Error(finding)
				}
			})
		}
	}
}

// releases is the last one and this one, without what is in no namespace.
func releases(t *testing.T) (string, string) {
	t.Helper()
	old, err := namespaced(fixture(t, "argocd-3.5.yaml"))
	must(t, err)
	next, err := namespaced(fixture(t, "argocd-3.6.yaml"))
	must(t, err)
	return old, next
}

// renderedFor is what tiphys prints for a hub, and for the next release, in the language of a channel.
func renderedFor(t *testing.T, hub *hub, channel channel, token, next string) (*envfile.Environment, rendered) {
	t.Helper()
	output := func(release string) (*envfile.Environment, string) {
		folder, base := t.TempDir(), "localAdmin: true"
		if channel.name == "base" {
			base = "base: argocd.yaml"
			must(t, writeFiles(folder, map[string]string{"argocd.yaml": release}))
		}
		path, environment := environmentFile(t, folder, fmt.Sprintf(everything, hub.namespace, base, token))
		return environment, render(t, append([]string{path}, channel.render...)...)
	}
	_, first := output(hub.release)
	environment, second := output(next)
	return environment, rendered{first, second}
}
