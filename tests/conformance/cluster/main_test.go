package cluster

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tiphys/tests/conformance/envfile"
)

// fixtures is the folder into which `run` puts the servers and the manifests of others.
var fixtures = os.Getenv("CONFORMANCE_FIXTURES")

var (
	serversLock sync.Mutex
	servers     []*Server
)

func TestMain(m *testing.M) {
	status := m.Run()
	for _, server := range servers {
		server.Stop()
	}
	os.Exit(status)
}

// newServer is a brand-new cluster that lives as long as the tests.
func newServer(t *testing.T) *Server {
	t.Helper()
	server, err := StartServer(fixtures)
	if err != nil {
		t.Fatal(err)
	}
	serversLock.Lock()
	defer serversLock.Unlock()
	servers = append(servers, server)
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
	path := filepath.Join(folder, "env.yaml")
	if err := writeFiles(folder, map[string]string{"env.yaml": text}); err != nil {
		t.Fatal(err)
	}
	environment, err := envfile.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, environment
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// inName is a text as part of the name of a namespace.
func inName(text string) string { return strings.ReplaceAll(strings.ToLower(text), " ", "-") }
