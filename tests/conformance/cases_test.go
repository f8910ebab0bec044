package conformance

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	log "github.com/sirupsen/logrus"

	"tiphys/tests/conformance/envfile"
	"tiphys/tests/conformance/finding"
)

// testdata is where environment files are; the tests run in this folder.
const testdata = "../../testdata"

// rendered has `KIND/NAME/hub.yaml` and `install.yaml` for every case; `run` makes it.
var rendered = os.Getenv("CONFORMANCE_RENDERED")

func TestMain(m *testing.M) {
	// Argo CD logs what it would in its pods; the findings say it again.
	log.SetLevel(log.PanicLevel)
	os.Exit(m.Run())
}

// judge compares the output of tiphys with the environment file.
type judge func(*envfile.Environment, Output) finding.List

// everyCase judges every rendered case in a test of its own.
func everyCase(t *testing.T, judge judge) {
	for _, name := range cases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environment, output := read(t, name)
			for _, finding := range judge(environment, output) {
				t.Error(finding)
			}
		})
	}
}

// cases is the names of the rendered cases: `examples/private-targets`.
func cases(t *testing.T) []string {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(rendered, "*", "*"))
	if rendered == "" || err != nil || len(folders) == 0 {
		t.Fatal("nothing is rendered: start the judges with tests/conformance/run")
	}
	var names []string
	for _, folder := range folders {
		name, err := filepath.Rel(rendered, folder)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, filepath.ToSlash(name))
	}
	return names
}

// read is the environment file of a case and what tiphys made of it. Only a file without targets may leave the hub's
// stream empty, and only an installation that tiphys owns needs no install document.
func read(t *testing.T, name string) (*envfile.Environment, Output) {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(testdata, name, "env.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	environment, err := envfile.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(rendered, name)
	return environment, Output{
		Hub:     text(t, filepath.Join(folder, "hub.yaml"), len(environment.Targets) == 0),
		Install: text(t, filepath.Join(folder, "install.yaml"), environment.ArgoCD.Base != ""),
	}
}

func text(t *testing.T, path string, mayBeMissing bool) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && mayBeMissing {
		return ""
	}
	if err != nil {
		reason, _ := os.ReadFile(path + ".stderr")
		t.Fatalf("%v\n%s", err, reason)
	}
	return string(content)
}
