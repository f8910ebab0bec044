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

// little has few settings, and another source of tokens than the other file is given.
const little = `apiVersion: tiphys/v1alpha1
kind: Environment
metadata: {name: contoso}
tenantId: 11111111-1111-4111-8111-111111111111
argocd:
  install: manifests
  namespace: %s
  domain: argocd.example.com
  %s
identity: {clientId: 33333333-3333-4333-8333-333333333333, principalId: 44444444-4444-4444-8444-444444444444, token: %s}
targets: [{name: dev, server: "https://dev.example.com", ca: system, access: clusterAdmin}]
`

// Every way in which a hub was installed, by every channel. The token comes from the webhook or a volume in turn.
func TestKubernetesInstallation(t *testing.T) {
	server := shared(t, hubs)
	old, next := releases(t)
	for i, way := range ways {
		for j, channel := range way.channels() {
			token := []string{"webhook", "projected"}[(i+j)%2]
			t.Run(fmt.Sprintf("%s by %s, %s", way.name, channel.name, token), func(t *testing.T) {
				t.Parallel()
				hub, err := newHub(server, way, inName(way.name+"-"+channel.name), t.TempDir(), old)
				must(t, err)
				environment, first := renderedFor(t, hub.namespace, old, channel, everything, token)
				_, second := renderedFor(t, hub.namespace, next, channel, everything, token)
				report(t, judgeInstallation(environment, hub, channel, rendered{first, second}, next))
			})
		}
	}
}

// Settings that leave the file, and another source of tokens.
func TestKubernetesLeaving(t *testing.T) {
	server := shared(t, hubs)
	_, release := releases(t)
	for _, way := range ways[:2] {
		for _, channel := range way.channels() {
			t.Run(fmt.Sprintf("%s by %s", way.name, channel.name), func(t *testing.T) {
				t.Parallel()
				hub, err := newHub(server, way, inName("leaving-"+way.name+"-"+channel.name), t.TempDir(), release)
				must(t, err)
				all, allOutput := renderedFor(t, hub.namespace, release, channel, everything, "webhook")
				few, fewOutput := renderedFor(t, hub.namespace, release, channel, little, "projected")
				report(t, judgeLeaving(all, few, hub, channel, allOutput, fewOutput))
			})
		}
	}
}

// Each of them is refused or noticed.
func TestKubernetesInstallationDefects(t *testing.T) {
	server := shared(t, hubs)
	_, release := releases(t)
	serverSideHub, clientSideHub := ways[0], ways[1]
	for i, defect := range []struct {
		name              string
		way               way
		channel           channel
		old, new, finding string
	}{
		{"part of a ConfigMap in the pipe", clientSideHub, byParts, "", "", "nobody asked for - ConfigMap argocd-cm: "},
		{"another type of patch", serverSideHub, byPatch, "--type strategic", "--type merge", "image: Required value"},
		{"boolean that is no text", serverSideHub, byPatch, `admin.enabled: "true"`, "admin.enabled: true", "first run"},
		{"label of Argo CD", serverSideHub, byPatch, "  name: argocd-cm\n", "  name: argocd-cm\n  labels: {app.kubernetes.io/part-of: tiphys}\n", "nobody asked for - ConfigMap argocd-cm: metadata.labels"},
		{"lost variable", serverSideHub, byPatch, "AZURE_TENANT_ID", "AZURE_TENANT", "not there: + Deployment argocd-server"},
		{"another container", serverSideHub, byPatch, "- name: argocd-server\n", "- name: server\n", "first run"},
		{"volume of another name", serverSideHub, byPatch, "  volumes:\n      - name: argocd-azure-token", "  volumes:\n      - name: argocd-token", "first run"},
		{"Component with a namespace", serverSideHub, byComponentServer, "      name: argocd-cm\n", "      name: argocd-cm\n      namespace: argocd\n", "first run"},
		{"variable of Argo CD lost in the base", serverSideHub, byBase, "ARGOCD_SERVER_LOGFORMAT", "ARGOCD_SERVER_LOG", "nobody asked for - Deployment argocd-server: "},
		{"key of Argo CD lost in the base", serverSideHub, byBase, "  resource.exclusions: |", "  resource.exclusion: |", "nobody asked for - ConfigMap argocd-cm: data.resource.exclusions"},
	} {
		t.Run(defect.name, func(t *testing.T) {
			t.Parallel()
			hub, err := newHub(server, defect.way, fmt.Sprintf("defect-%d", i), t.TempDir(), release)
			must(t, err)
			environment, output := renderedFor(t, hub.namespace, release, defect.channel, everything, "projected")
			output = spoilt(t, output, defect.old, defect.new)
			findings := judgeInstallation(environment, hub, defect.channel, rendered{output, output}, release)
			caught(t, findings, defect.finding)
		})
	}
}

// byParts is what tiphys does not print: part of an object that others own, in the pipe.
var byParts = channel{name: "parts", apply: func(hub *hub, _ string) error {
	part := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm}\ndata: {url: https://argocd.example.com}\n"
	_, err := hub.Kubectl(part, "apply", "--namespace", hub.namespace, "--filename", "-")
	return err
}}

// releases is the last one and this one, without what is in no namespace.
func releases(t *testing.T) (string, string) {
	t.Helper()
	old, err := namespaced(fixture(t, "argocd-3.5.yaml"))
	must(t, err)
	next, err := namespaced(fixture(t, "argocd-3.6.yaml"))
	must(t, err)
	return old, next
}

// renderedFor is what tiphys prints for a hub with a release, in the language of a channel.
func renderedFor(t *testing.T, namespace, release string, channel channel, file, token string) (*envfile.Environment, string) {
	t.Helper()
	folder, base := t.TempDir(), "localAdmin: true"
	if channel.name == byBase.name {
		base += "\n  base: argocd.yaml"
		must(t, writeFiles(folder, map[string]string{"argocd.yaml": release}))
	}
	path, environment := environmentFile(t, folder, fmt.Sprintf(file, namespace, base, token))
	return environment, render(t, append([]string{path}, channel.render...)...)
}
