package cluster

import (
	"fmt"
	"strings"
	"testing"

	"tiphys/tests/conformance/envfile"
)

const projects = `projects:
  shop: {targets: [dev], namespaces: [shop], sourceRepos: ["https://git.example.com/*"]}
`

// With `argocd.base` one pipe installs Argo CD on a cluster that has nothing, once; and the next release over it.
func TestKubernetesNewCluster(t *testing.T) {
	server := newCluster(t)
	environment, old := wholeInstallation(t, "argocd-3.5.yaml", everything)
	_, next := wholeInstallation(t, "argocd-3.6.yaml", everything)
	t.Run("one run", func(t *testing.T) {
		report(t, judgeNewCluster(environment, server, old, fixture(t, "argocd-3.5.yaml")))
	})
	t.Run("upgrade", func(t *testing.T) {
		report(t, judgeNewCluster(environment, server, next, fixture(t, "argocd-3.6.yaml")))
	})
}

// With projects it takes two: kubectl asks what an AppProject is before it sends the definition, wherever in the stream
// that stands.
func TestKubernetesNewClusterWithProjects(t *testing.T) {
	server := newCluster(t)
	environment, output := wholeInstallation(t, "argocd-3.6.yaml", everything+projects)
	t.Run("first run", func(t *testing.T) {
		err := server.apply(output, serverSide[1:])
		if err == nil {
			t.Fatal("one run is enough: README says that it takes two")
		}
		for _, line := range strings.Split(strings.TrimSpace(err.Error()), "\n")[1:] {
			if !strings.Contains(line, `no matches for kind "AppProject"`) && line != "ensure CRDs are installed first" {
				t.Error(line)
			}
		}
	})
	t.Run("second run", func(t *testing.T) {
		report(t, judgeNewCluster(environment, server, output, fixture(t, "argocd-3.6.yaml")))
	})
}

// Each of them is refused or noticed.
func TestKubernetesNewClusterDefects(t *testing.T) {
	server := newCluster(t)
	environment, output := wholeInstallation(t, "argocd-3.6.yaml", everything)
	for _, defect := range []struct{ name, old, new, finding string }{
		{"no namespace", "kind: Namespace\nmetadata:\n  name: argocd\n", "kind: Namespace\nmetadata:\n  name: gitops\n", `namespaces "argocd" not found`},
		{"lost field of a definition", "shortNames:\n    - appproj\n", "shortNames:\n    - project\n", "CustomResourceDefinition appprojects.argoproj.io: spec.names.shortNames"},
		{"lost rule of a role", "name: argocd-server\nrules:\n", "name: argocd-server\nrules: []\nunused:\n", "field not declared in schema"},
	} {
		t.Run(defect.name, func(t *testing.T) {
			findings := judgeNewCluster(environment, server, spoilt(t, output, defect.old, defect.new), fixture(t, "argocd-3.6.yaml"))
			caught(t, findings, defect.finding)
		})
	}
}

// wholeInstallation is what `argocd.base` makes of a release, definitions included.
func wholeInstallation(t *testing.T, release, file string) (*envfile.Environment, string) {
	t.Helper()
	folder := t.TempDir()
	must(t, writeFiles(folder, map[string]string{"argocd.yaml": fixture(t, release)}))
	path, environment := environmentFile(t, folder, fmt.Sprintf(file, "argocd", "base: argocd.yaml", "projected"))
	return environment, render(t, path)
}
