// Package cases finds what `run` rendered for each environment file of testdata.
package cases

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"tiphys/tests/conformance/envfile"
)

// rendered has `KIND/NAME/hub.yaml`, `install.yaml` and `azure.yaml` for every case; `run` makes it.
var rendered = os.Getenv("CONFORMANCE_RENDERED")

// testdata is where the environment files are.
var testdata = os.Getenv("CONFORMANCE_TESTDATA")

// Names is the names of the rendered cases: `examples/private-targets`.
func Names(t *testing.T) []string {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(rendered, "*", "*"))
	if rendered == "" || testdata == "" || err != nil || len(folders) == 0 {
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

// File is the path of a case's environment file.
func File(name string) string { return filepath.Join(testdata, name, "env.yaml") }

// Environment is the environment file of a case.
func Environment(t *testing.T, name string) *envfile.Environment {
	t.Helper()
	environment, err := envfile.Read(File(name))
	if err != nil {
		t.Fatal(err)
	}
	return environment
}

// Document is what tiphys made for a destination, `hub`, `install` or `azure`; empty if it refused to and may.
func Document(t *testing.T, name, destination string, mayBeMissing bool) string {
	t.Helper()
	path := filepath.Join(rendered, name, destination+".yaml")
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
