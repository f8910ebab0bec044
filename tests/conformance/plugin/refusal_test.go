package plugin

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"

	"tiphys/tests/conformance/finding"
)

const mostLines = 20

// aFinding is how the first line begins that our plugin says; what is wrong with all of a file has no place.
var aFinding = regexp.MustCompile(`^(\S+: )?error\[[a-z-]+\]: `)

// judgeRefusal reads what the UI would show of a failure: the finding that decides comes first, in few lines, without an
// excerpt of the file and without codes of a terminal.
func judgeRefusal(source source, wanted string) finding.List {
	var findings finding.List
	manifests, err := servers.Manifests(source)
	if err == nil {
		findings.Add("wanted a failure, got %d objects", len(manifests))
		return findings
	}
	_, said, isOurs := strings.Cut(err.Error(), "failed exit status 1: ")
	lines := strings.Split(strings.TrimSpace(said), "\n")
	switch {
	case !isOurs:
		findings.Add("it did not end with 1: %v", err)
	case !aFinding.MatchString(said):
		findings.Add("the first line is no finding: %q", lines[0])
	case !strings.Contains(said, wanted):
		findings.Add("wanted to read %q, shown is %q", wanted, said)
	}
	if len(lines) > mostLines {
		findings.Add("%d lines are more than the UI can show", len(lines))
	}
	if strings.Contains(said, "\x1b") || strings.Contains(said, " | ") {
		findings.Add("shown with an excerpt or codes of a terminal: %q", said)
	}
	return findings
}

// TestPluginOwnFailures: every mistake that a file can have.
func TestPluginOwnFailures(t *testing.T) {
	folders, err := filepath.Glob(filepath.Join(os.Getenv("CONFORMANCE_TESTDATA"), "err", "*"))
	if err != nil || len(folders) == 0 {
		t.Fatal("testdata has no mistakes")
	}
	for _, folder := range folders {
		code := filepath.Base(folder)
		if strings.Contains(code, ".") {
			continue
		}
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			if !failsAlone(folder) {
				t.SkipNow()
			}
			for _, found := range judgeRefusal(ours("wrong", "err/"+code), "["+code+"]") {
				t.Error(found)
			}
		})
	}
}

// refusals are Applications whose author is wrong, or means ill.
var refusals = []struct {
	name, wanted string
	source       source
}{
	{"unknown-parameter", "did you mean `selector`?", ours("right", "ok/base", parameter("selectors", "env=prod"))},
	{"parameter-of-others", "there are `environment`", ours("right", "ok/base", parameter("values-files", "/etc/passwd"))},
	{"list", "it is no text", ours("right", "ok/base", v1alpha1.ApplicationSourcePluginParameter{Name: "for", OptionalArray: &v1alpha1.OptionalArray{Array: []string{"hub"}}})},
	{"twice", "it is there twice", ours("right", "ok/base", parameter("for", "hub"), parameter("for", "hub"))},
	{"empty-selector", "it is empty", ours("right", "ok/base", parameter("selector", ""))},
	{"install", "owner of the installation", ours("right", "examples/private-targets", parameter("for", "install"))},
	{"azure", "who manages Azure", ours("right", "ok/base", parameter("for", "azure"))},
	{"no-such-target", "no target `prd`", ours("right", "examples/private-targets", parameter("for", "target/prd"))},
	{"no-such-file", "no file `prod.yaml`", ours("right", "ok/base", parameter("environment", "prod.yaml"))},
	{"folder", "it is a folder", ours("right", "ok", parameter("environment", "base"))},
	{"outside", "not in the repository", ours("right", "ok/base", parameter("environment", "../../../../../../../../../../../etc/passwd"))},
	{"absolute", "not in the repository", ours("right", "ok/base", parameter("environment", "/etc/passwd"))},
	{"own-environment", "not in the repository", ours("right", "ok/base", parameter("environment", "/proc/self/environ"))},
	{"other-streams", "not in the repository", ours("right", "ok/base", parameter("environment", "../../../other/env.yaml"))},
	{"template", "no destination", ours("right", "ok/base", parameter("for", "{{ name }}"))},
	{"command", "no file", ours("right", "ok/base", parameter("environment", "$(touch /tmp/x)"))},
	{"option", "no file", ours("right", "ok/base", parameter("environment", "--root=/"))},
}

func TestPluginOwnRefusals(t *testing.T) {
	for _, refusal := range refusals {
		t.Run(refusal.name, func(t *testing.T) {
			t.Parallel()
			for _, found := range judgeRefusal(refusal.source, refusal.wanted) {
				t.Error(found)
			}
		})
	}
	t.Run("variable", func(t *testing.T) {
		source := ours("right", "ok/base")
		source.environment = map[string]string{"FOR": "$ARGOCD_APP_PROJECT_NAME"}
		for _, found := range judgeRefusal(source, "`default` is no destination") {
			t.Error(found)
		}
	})
	t.Run("wrong-cluster", func(t *testing.T) {
		source := ours("right", "examples/private-targets")
		source.served = []string{"v1", "v1/Secret"}
		for _, found := range judgeRefusal(source, "[wrong-cluster]") {
			t.Error(found)
		}
	})
}

// TestPluginOwnLinks: Argo CD refuses a link out of the repository before the plugin is asked, and where it does not, the plugin
// does not follow.
func TestPluginOwnLinks(t *testing.T) {
	if err := servers.addRepository("links", map[string]string{"hub/env.yaml": "-> ../../../../../../../../etc/passwd"}); err != nil {
		t.Fatal(err)
	}
	if _, err := servers.Manifests(ours("links", "hub")); err == nil || !strings.Contains(err.Error(), "out-of-bounds symlinks") {
		t.Errorf("the repo-server says %v", err)
	}
	folder := filepath.Join(servers.folder, "links")
	manifests, err := servers.Streamed(own, filepath.Join(folder, "hub"), folder)
	if err == nil || strings.Contains(err.Error(), "root:") {
		t.Errorf("the plugin's server says %v and sends %d objects", err, len(manifests))
	}
}

// TestPluginOwnSecrets: what should not be in a file is in no message and in no log all the same.
func TestPluginOwnSecrets(t *testing.T) {
	const secret = "aW5Qcm9kdWN0aW9uMTIz"
	environment := `apiVersion: tiphys/v1alpha1
kind: Environment
metadata: {name: contoso}
tenantId: 11111111-1111-4111-8111-111111111111
argocd: {install: helm, domain: argocd.example.com}
clientSecret: ` + secret + `
identity: {clientId: 33333333-3333-4333-8333-333333333333, principalId: 44444444-4444-4444-8444-444444444444}
targets:
  - name: dev
    server: https://ada:` + secret + `@dev.example.com
    bearerToken: ` + secret + `
    ca: |
      -----BEGIN PRIVATE KEY-----
      ` + secret + `
      -----END PRIVATE KEY-----
    access: none
  - {name: prod, server: https://prod.example.com, ca: system, access: none, proxyUrl: "http://ada:` + secret + `@proxy:3128"}
`
	if err := servers.addRepository("secrets", map[string]string{"hub/env.yaml": environment}); err != nil {
		t.Fatal(err)
	}
	_, err := servers.Manifests(ours("secrets", "hub"))
	if err == nil {
		t.Fatal("wanted a failure")
	}
	if !strings.Contains(err.Error(), "hub/env.yaml:6:1: error[unknown-key]") {
		t.Errorf("shown is %v", err)
	}
	log := servers.own.output.String()
	if !strings.Contains(log, "tiphys plugin generate") || !strings.Contains(log, "hub/env.yaml:6:1") {
		t.Errorf("the log says nothing of the plugin: %s", log)
	}
	for where, text := range map[string]string{"message": err.Error(), "log": log} {
		if strings.Contains(text, secret) {
			t.Errorf("the %s has a secret: %s", where, text)
		}
	}
}

// TestPluginOwnDefects shows that what a terminal shows would not pass.
func TestPluginOwnDefects(t *testing.T) {
	for _, defect := range []struct{ name, rest, finding string }{
		{"excerpts", ``, "excerpt"},
		{"success", `|| true`, "wanted a failure"},
		{"another-status", `|| exit 3`, "did not end with 1"},
		{"talk-first", `2>&1 | sed '1i rendering' >&2; exit 1`, "no finding"},
		{"too-long", `2>&1 | sed p | sed p | sed p | sed p >&2; exit 1`, "more than the UI"},
		{"another-finding", `2>&1 | sed 's/malformed-guid/other/' >&2; exit 1`, "wanted to read"},
	} {
		t.Run(defect.name, func(t *testing.T) {
			source := of("err/malformed-guid")
			source.plugin, source.environment = spoilt, map[string]string{"REST": defect.rest}
			if found := strings.Join(judgeRefusal(source, "[malformed-guid]"), "\n"); !strings.Contains(found, defect.finding) {
				t.Errorf("wanted a finding with %q, found:\n%s", defect.finding, found)
			}
		})
	}
}
