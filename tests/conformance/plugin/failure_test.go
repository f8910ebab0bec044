package plugin

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPluginFailures shows that mistakes of every code read in the UI as in a terminal.
func TestPluginFailures(t *testing.T) {
	testdata := os.Getenv("CONFORMANCE_TESTDATA")
	folders, err := filepath.Glob(filepath.Join(testdata, "err", "*"))
	if err != nil || len(folders) == 0 {
		t.Fatal("testdata has no mistakes")
	}
	for _, folder := range folders {
		if strings.Contains(filepath.Base(folder), ".") {
			continue
		}
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			// The others only warn, or need arguments.
			if !failsAlone(folder) {
				t.SkipNow()
			}
			for _, found := range servers.JudgeFailure(said(t, folder), of("err/"+filepath.Base(folder))) {
				t.Error(found)
			}
		})
	}
}

// failsAlone tells whether plain `render` of the folder's file fails.
func failsAlone(folder string) bool {
	if _, err := os.Stat(filepath.Join(folder, "args")); err == nil {
		return false
	}
	command := exec.Command(os.Getenv("TIPHYS"), "render", "env.yaml")
	command.Dir = folder
	return command.Run() != nil
}

// said is what the case expects on standard error.
func said(t *testing.T, folder string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "stderr.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
