package cluster

import (
	"fmt"
	"testing"

	"tiphys/tests/conformance/finding"
)

const fleet = `apiVersion: tiphys/v1alpha1
kind: Environment
metadata: {name: contoso}
tenantId: 11111111-1111-4111-8111-111111111111
argocd: {install: helm}
identity: {clientId: 33333333-3333-4333-8333-333333333333, principalId: 44444444-4444-4444-8444-444444444444}
targets: %s
`

// prune is the flags of docs/how-to/pipe.md for removing what has left the file; they do not go with `--server-side`.
var prune = []string{
	"--prune", "--selector", "tiphys/environment=contoso",
	"--prune-allowlist", "core/v1/Secret", "--prune-allowlist", "argoproj.io/v1alpha1/AppProject",
}

// applySet is the other way there, which goes with both kinds of apply.
var applySet = []string{"--namespace", "argocd", "--prune", "--applyset=configmaps/tiphys-contoso"}

// twoTargets and oneTarget: a target, and fields of the other, leave the file.
const (
	twoTargets = `
- {name: a, server: "https://a.example.com", ca: system, access: none, shard: 1, namespaces: [shop], clusterResources: true,
   labels: {env: dev}, annotations: {example.com/owner: shop}, project: shop, proxyUrl: "http://proxy.example.com:3128"}
- {name: b, server: "https://b.example.com", ca: system, access: none}
projects: {shop: {targets: [a, b], namespaces: [shop, jobs], description: The shop, sourceRepos: ["https://git.example.com/*"]}}`
	oneTarget = `
- {name: a, server: "https://a.example.com", ca: system, access: none}`
)

// A field leaves the cluster on the next run of either kind of apply; a target and a project stay until they are pruned.
func TestKubernetesObjectsLeaving(t *testing.T) {
	server := shared(t, cases)
	before, after := fleetOf(t, twoTargets), fleetOf(t, oneTarget)
	for name, flags := range kindsOfApply {
		t.Run("field, "+name, func(t *testing.T) {
			t.Cleanup(func() { must(t, server.clear(before)) })
			report(t, judgeFieldsLeaving(server, before, after, flags))
		})
	}
	t.Run("target and project", func(t *testing.T) {
		t.Cleanup(func() { must(t, server.clear(before)) })
		must(t, server.apply(before, nil))
		report(t, judgeObjects(server, after, prune, nil))
	})
	for name, flags := range kindsOfApply {
		t.Run("target and project by an ApplySet, "+name, func(t *testing.T) {
			t.Cleanup(func() { must(t, server.clear(before)) })
			t.Cleanup(func() { must(t, server.forgetApplySet()) })
			// What the pipe made before joins the set.
			must(t, server.apply(before, flags))
			report(t, judgeApplySet(server, before, after, append(applySet, flags...)))
		})
	}
}

// `stringData` would leave every key on the server for ever.
func TestKubernetesObjectsLeavingDefects(t *testing.T) {
	server := shared(t, cases)
	t.Run("stringData", func(t *testing.T) {
		before := spoilt(t, fleetOf(t, twoTargets), "\ndata:\n", "\nstringData:\n")
		after := spoilt(t, fleetOf(t, oneTarget), "\ndata:\n", "\nstringData:\n")
		t.Cleanup(func() { must(t, server.clear(before)) })
		caught(t, judgeFieldsLeaving(server, before, after, nil), "data.shard")
	})
}

// A set that forgets to prune, and a stream that lost an object.
func TestKubernetesApplySetDefects(t *testing.T) {
	server := shared(t, cases)
	before, after := fleetOf(t, twoTargets), fleetOf(t, oneTarget)
	for name, defect := range map[string]struct {
		after   string
		flags   []string
		finding string
	}{
		"without-prune": {after, nil, "number of objects"},
		"nothing-left":  {before, applySet, "number of objects"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Cleanup(func() { must(t, server.clear(before)) })
			t.Cleanup(func() { must(t, server.forgetApplySet()) })
			must(t, server.apply(before, applySet))
			must(t, server.apply(defect.after, defect.flags))
			var findings finding.List
			sameInSet(&findings, after, server)
			caught(t, findings, defect.finding)
		})
	}
}

func fleetOf(t *testing.T, targets string) string {
	t.Helper()
	path, _ := environmentFile(t, t.TempDir(), fmt.Sprintf(fleet, targets))
	return render(t, path)
}
