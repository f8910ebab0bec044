package cluster

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tiphys/tests/conformance/envfile"
	"tiphys/tests/conformance/finding"
)

// fixtures is the folder into which `run` puts the servers and the manifests of others.
var fixtures = os.Getenv("CONFORMANCE_FIXTURES")

// Clusters that tests share: one with a namespace for each installation, one for whole objects, one as a target.
var (
	hubs    = sync.OnceValues(func() (*Server, error) { return prepared(true) })
	cases   = sync.OnceValues(func() (*Server, error) { return prepared(true, "argocd", "gitops") })
	targets = sync.OnceValues(func() (*Server, error) {
		return prepared(false, "shop", "shop-jobs", "fabrikam", "team-a", "other")
	})
)

// servers are those to stop in the end.
var servers []*Server

func TestMain(m *testing.M) {
	status := m.Run()
	for _, server := range servers {
		server.Stop()
	}
	os.Exit(status)
}

// shared is a cluster that other tests use as well, one after the other.
func shared(t *testing.T, cluster func() (*Server, error)) *Server {
	t.Helper()
	server, err := cluster()
	must(t, err)
	return server
}

// prepared is a brand-new cluster that lives as long as the tests, with namespaces, and with every kind that tiphys prints.
func prepared(withKinds bool, namespaces ...string) (*Server, error) {
	server, err := StartServer(fixtures, os.Getenv("CONFORMANCE_RENDERED"))
	if err != nil {
		return nil, err
	}
	servers = append(servers, server)
	for _, namespace := range namespaces {
		if _, err := server.Kubectl("", "create", "namespace", namespace); err != nil {
			return nil, err
		}
	}
	if !withKinds {
		return server, nil
	}
	if _, err := server.Kubectl("", "apply", "--server-side", "--filename", filepath.Join(fixtures, "crds")); err != nil {
		return nil, err
	}
	return server, server.waitForKinds()
}

// newCluster is a brand-new cluster of the test's own.
func newCluster(t *testing.T) *Server {
	t.Helper()
	server, err := prepared(false)
	must(t, err)
	return server
}

// fixture is the text of a file of others.
func fixture(t *testing.T, name string) string {
	t.Helper()
	if fixtures == "" {
		t.Fatal("no servers: start the judges with tests/conformance/run")
	}
	text, err := os.ReadFile(filepath.Join(fixtures, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// render is what tiphys prints.
func render(t *testing.T, arguments ...string) string {
	t.Helper()
	output, err := (&Server{}).Run("", os.Getenv("TIPHYS"), append([]string{"render"}, arguments...)...)
	if err != nil {
		t.Fatal(err)
	}
	return output
}

// environmentFile writes an environment file and reads it.
func environmentFile(t *testing.T, folder, text string) (string, *envfile.Environment) {
	t.Helper()
	must(t, writeFiles(folder, map[string]string{"env.yaml": text}))
	path := filepath.Join(folder, "env.yaml")
	return path, readFile(t, path)
}

func readFile(t *testing.T, path string) *envfile.Environment {
	t.Helper()
	path, err := filepath.Abs(path)
	must(t, err)
	environment, err := envfile.Read(path)
	must(t, err)
	return environment
}

// report says the first findings: an object that is refused differs in every field.
func report(t *testing.T, findings finding.List) {
	t.Helper()
	for _, finding := range findings[:min(len(findings), 10)] {
		t.Error(finding)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// inName is a text as part of the name of a namespace.
func inName(text string) string { return strings.ReplaceAll(strings.ToLower(text), " ", "-") }

// spoilt replaces every occurrence of a text.
func spoilt(t *testing.T, text, old, new string) string {
	t.Helper()
	if !strings.Contains(text, old) {
		t.Fatalf("the output has no %q to spoil", old)
	}
	return strings.ReplaceAll(text, old, new)
}

// caught tells that a defect was found.
func caught(t *testing.T, findings finding.List, wanted string) {
	t.Helper()
	if found := strings.Join(findings, "\n"); !strings.Contains(found, wanted) {
		t.Errorf("wanted a finding with %q, found:\n%.2000s", wanted, found)
	}
}
