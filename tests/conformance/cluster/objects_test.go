package cluster

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// testdata is where environment files are.
var testdata = os.Getenv("CONFORMANCE_TESTDATA") + "/"

// moreCases are those beside the examples whose objects have a kind of their own.
var moreCases = []string{testdata + "ok/complete/env.yaml", testdata + "ok/ingress-nginx/env.yaml"}

// kindsOfApply are the flags by which README has people apply.
var kindsOfApply = map[string][]string{"as written": nil, "server-side": {"--server-side"}}

func environmentFiles(t *testing.T) []string {
	t.Helper()
	examples, err := filepath.Glob(testdata + "examples/*/env.yaml")
	must(t, err)
	if len(examples) == 0 {
		t.Fatal("no examples")
	}
	return append(examples, moreCases...)
}

// Every example, by each kind of apply, and then by the other.
func TestKubernetesObjects(t *testing.T) {
	server := shared(t, cases)
	for _, path := range environmentFiles(t) {
		for name, flags := range kindsOfApply {
			t.Run(caseName(path)+", "+name, func(t *testing.T) {
				output := render(t, path)
				skipWithoutKind(t, output, "ExternalDNS")
				t.Cleanup(func() { must(t, server.clear(output)) })
				report(t, judgeObjects(server, output, flags, other(flags)))
			})
		}
	}
}

// Each of them is refused or noticed.
func TestKubernetesObjectsDefects(t *testing.T) {
	server := shared(t, cases)
	tenants, gateway := testdata+"examples/two-tenants/env.yaml", testdata+"examples/extension-in-production/env.yaml"
	for _, defect := range []struct{ name, in, old, new, finding string }{
		{"boolean as a label", tenants, "team: platform", "team: true", "cannot unmarshal bool"},
		{"text that is no base64", tenants, "server: aHR0", "server: aHR!", "illegal base64"},
		{"misspelt part of a Secret", tenants, "\ndata:\n", "\ndatas:\n", `unknown field "datas"`},
		{"misspelt field of a project", tenants, "sourceRepos:", "sourceRepo:", `unknown field "spec.sourceRepo"`},
		{"stringData", tenants, "\ndata:\n", "\nstringData:\n", "differ: - Secret"},
		{"upper-case name", tenants, "name: fabrikam\n", "name: Fabrikam\n", "RFC 1123"},
		{"label that is too long", tenants, "team: platform", "team: " + strings.Repeat("p", 64), "63"},
		{"list as a text", tenants, "sourceRepos:\n", "sourceRepos: all\n  roles:\n", "must be of type array"},
		{"port that is none", gateway, "port: 443", "port: 0", "port"},
		{"upper-case host", gateway, "hostname: argocd", "hostname: Argocd", "hostname"},
		{"another mode of TLS", gateway, "mode: Terminate", "mode: terminate", "Unsupported value"},
		{"misspelt field of a route", gateway, "parentRefs:", "parentRef:", `unknown field "spec.parentRef"`},
		{"records of another kind", gateway, "  - gateway\n", "  - route\n", "spec.resourceTypes"},
		{"no TLS", gateway, "mode: Terminate", "mode: Passthrough", "differ"},
		{"label of nobody", tenants, "managed-by: tiphys", "managed-by: Helm", "number of objects"},
	} {
		t.Run(defect.name, func(t *testing.T) {
			printed := render(t, defect.in)
			skipWithoutKind(t, printed, "ExternalDNS")
			output := spoilt(t, printed, defect.old, defect.new)
			t.Cleanup(func() { must(t, server.clear(printed)) })
			caught(t, judgeObjects(server, output, nil, other(nil)), defect.finding)
		})
	}
}

func other(flags []string) []string {
	if slices.Contains(flags, "--server-side") {
		return nil
	}
	return []string{"--server-side"}
}

// caseName is `examples/two-tenants`.
func caseName(path string) string { return strings.TrimPrefix(filepath.Dir(path), testdata) }

// skipWithoutKind skips output with a kind of AKS whose definition is not at hand, as `run` says.
func skipWithoutKind(t *testing.T, output, kind string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(fixtures, "crds", "*_"+strings.ToLower(kind)+"es.yaml"))
	must(t, err)
	if len(found) == 0 && strings.Contains(output, "\nkind: "+kind+"\n") {
		t.Skip("no definition of", kind)
	}
}
