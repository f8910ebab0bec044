package plugin

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	targets = 1000
	// rounds is how often each plugin is asked, in turn: the machine has other work.
	rounds = 10
	// mostTimes is how much longer than the least plugin ours may take.
	mostTimes = 1.5
)

// TestPluginOwnFleet: a large fleet takes little longer than a plugin that only prints a file, though ours reads, renders and
// judges. Both get the same repository; what a plugin prints as YAML Argo CD reads twice.
func TestPluginOwnFleet(t *testing.T) {
	certificate, err := os.ReadFile(filepath.Join(os.Getenv("CONFORMANCE_TESTDATA"), "certs", "dev.pem"))
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "fleet")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "env.yaml"), fleet(string(certificate)))
	stream, said := render(t, folder)
	if stream == "" {
		t.Fatal(said)
	}
	write(t, filepath.Join(folder, "rendered.yaml"), stream)
	times := map[string][]time.Duration{}
	for range rounds {
		for _, name := range []string{own, least} {
			start := time.Now()
			manifests, err := servers.Streamed(name, folder, folder)
			if err != nil || len(manifests) != targets {
				t.Fatalf("%s: %d objects: %v", name, len(manifests), err)
			}
			times[name] = append(times[name], time.Since(start))
		}
	}
	ours, floor := slices.Min(times[own]), slices.Min(times[least])
	fmt.Printf("%d targets, %d kB of YAML: tiphys %v (%s MB), cat %v, by the plugin's server; the server's own peak %s\n",
		targets, len(stream)/1000, ours.Round(time.Millisecond), peak(t, folder), floor.Round(time.Millisecond), peakOfServer(t))
	if ours.Seconds() > mostTimes*floor.Seconds() {
		t.Errorf("ours takes %v, the least plugin %v: more than %v times", ours, floor, mostTimes)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// fleet is an environment of many targets, each with a CA of its own in the file.
func fleet(certificate string) string {
	head, _, _ := strings.Cut(small, "targets:")
	var text strings.Builder
	text.WriteString(head + "targets:\n")
	ca := strings.ReplaceAll(strings.TrimSpace(certificate), "\n", "\n      ")
	for i := range targets {
		fmt.Fprintf(&text, "  - name: t%d\n    server: https://t%d.privatelink.westeurope.azmk8s.io:443\n    access: clusterAdmin\n    ca: |\n      %s\n", i, i, ca)
	}
	return text.String()
}

// peak is the most memory that the plugin's command takes, in megabytes. Another process waits for it: what Linux counts of a
// program begins with the memory of the one that started it.
func peak(t *testing.T, folder string) string {
	t.Helper()
	const script = "import os, resource, subprocess\n" +
		"subprocess.run([os.environ['TIPHYS'], 'plugin', 'generate'], stdout=subprocess.DEVNULL, check=True)\n" +
		"print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1000)"
	command := exec.Command("python3", "-c", script)
	command.Dir = folder
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(output))
}

// peakOfServer is the most memory that the server of our plugin took, as Linux counts it.
func peakOfServer(t *testing.T) string {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", servers.own.command.Process.Pid))
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(status)) {
		if value, isPeak := strings.CutPrefix(line, "VmHWM:"); isPeak {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}
