package plugin

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	log "github.com/sirupsen/logrus"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"

	"tiphys/tests/conformance/cases"
	"tiphys/tests/conformance/manifest"
)

// servers are started once, for all tests.
var servers *Servers

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	log.SetLevel(log.PanicLevel)
	var err error
	servers, err = Start(os.Getenv("CONFORMANCE_PROGRAM"), os.Getenv("CONFORMANCE_ARGOCD"), os.Getenv("TIPHYS"), os.Getenv("CONFORMANCE_TESTDATA"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "start the judges with tests/conformance/run:", err)
		return 1
	}
	defer servers.Stop()
	go stopWhenInterrupted()
	return m.Run()
}

// stopWhenInterrupted leaves no server and no folder behind.
func stopWhenInterrupted() {
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	<-interrupted
	servers.Stop()
	os.Exit(130)
}

// of is the Application of a case: `examples/two-tenants`.
func of(name string) source {
	repository := "right"
	if strings.HasPrefix(name, "err/") {
		repository = "wrong"
	}
	return source{repository: repository, path: name, plugin: plain, tracking: v1alpha1.TrackingMethodAnnotation}
}

// hub is the hub's stream of a case; it is missing where nothing goes to the hub.
func hub(t *testing.T, name string) string {
	t.Helper()
	return cases.Document(t, name, "hub", true)
}

func TestPlugin(t *testing.T) { everyHub(t, of) }

// everyHub: what an Application for the hub gets is the hub's stream, in every case.
func everyHub(t *testing.T, application func(name string) source) {
	for _, name := range cases.Names(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stream := hub(t, name)
			// Nothing goes to the hub from a file without targets.
			if stream == "" {
				t.SkipNow()
			}
			for _, found := range servers.Judge(cases.Environment(t, name), stream, application(name)) {
				t.Error(found)
			}
		})
	}
}

// TestPluginWays are the other ways in which an Application comes to the plugin and back.
func TestPluginWays(t *testing.T) {
	const name = "examples/two-tenants"
	found, labelled, both := of(name), of(name), of(name)
	found.plugin = ""
	labelled.tracking = v1alpha1.TrackingMethodLabel
	both.tracking = v1alpha1.TrackingMethodAnnotationAndLabel
	for way, source := range map[string]source{"discovered": found, "tracked-by-label": labelled, "tracked-by-both": both} {
		t.Run(way, func(t *testing.T) {
			for _, found := range servers.Judge(cases.Environment(t, name), hub(t, name), source) {
				t.Error(found)
			}
		})
	}
}

// TestPluginServer streams folders without the repo-server: there is no `.git`, and only the folder is there.
func TestPluginServer(t *testing.T) {
	testdata := os.Getenv("CONFORMANCE_TESTDATA")
	for _, name := range cases.Names(t) {
		if !strings.HasPrefix(name, "examples/") || hub(t, name) == "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join(testdata, name)
			supported, err := servers.Supports(discovered, folder, folder)
			if err != nil || !supported {
				t.Errorf("the folder is not taken for tiphys': %v", err)
			}
			manifests, err := servers.Streamed(plain, folder, folder)
			if err != nil {
				t.Fatal(err)
			}
			wanted, err := manifest.Read(hub(t, name))
			if err != nil {
				t.Fatal(err)
			}
			returned, err := manifest.Read(strings.Join(manifests, "\n---\n"))
			if err != nil {
				t.Fatal(err)
			}
			if len(wanted) != len(returned) {
				t.Errorf("wanted %d objects, got %d", len(wanted), len(returned))
			}
		})
	}
	t.Run("of-others", func(t *testing.T) {
		folder := filepath.Join(testdata, "examples/two-tenants/targets")
		if supported, err := servers.Supports(discovered, folder, folder); err != nil || supported {
			t.Errorf("a folder without an environment file is taken for tiphys': %v", err)
		}
	})
}
