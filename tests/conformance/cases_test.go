package conformance

import (
	"os"
	"testing"

	log "github.com/sirupsen/logrus"

	"tiphys/tests/conformance/cases"
	"tiphys/tests/conformance/envfile"
	"tiphys/tests/conformance/finding"
)

func TestMain(m *testing.M) {
	// Argo CD logs what it would in its pods; the findings say it again.
	log.SetLevel(log.PanicLevel)
	os.Exit(m.Run())
}

// judge compares the output of tiphys with the environment file.
type judge func(*envfile.Environment, Output) finding.List

// everyCase judges every rendered case in a test of its own.
func everyCase(t *testing.T, judge judge) {
	for _, name := range cases.Names(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environment, output := read(t, name)
			for _, finding := range judge(environment, output) {
				t.Error(finding)
			}
		})
	}
}

// read is the environment file of a case and what tiphys made of it. Only a file without targets may leave the hub's
// stream empty, and only an installation that tiphys owns needs no install document.
func read(t *testing.T, name string) (*envfile.Environment, Output) {
	t.Helper()
	environment := cases.Environment(t, name)
	return environment, Output{
		Hub:     cases.Document(t, name, "hub", len(environment.Targets) == 0),
		Install: cases.Document(t, name, "install", environment.ArgoCD.Base != ""),
	}
}
