package plugin

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiphys/tests/conformance/cases"
	"tiphys/tests/conformance/finding"
)

// defect is the rest of a command line that makes a wrong tiphys, and words of the finding that it must cause.
type defect struct {
	name, in, rest, finding string
}

func TestPluginDefects(t *testing.T) {
	const tenants, base = "examples/two-tenants", "ok/base"
	everyDefect(t, func(t *testing.T, name string, source source) finding.List {
		return servers.Judge(cases.Environment(t, name), hub(t, name), source)
	}, []defect{
		{"dropped sync options", tenants, `| sed /sync-options/d`, "sync options"},
		{"pruning without a question", tenants, `| sed s/Prune=confirm/Prune=true/`, "sync options"},
		{"dropped label", tenants, `| sed /team:/d`, "wanted"},
		{"upper-case GUID", tenants, `| sed s/aaaaaaaa-aaaa/AAAAAAAA-AAAA/`, "wanted"},
		{"another namespace", tenants, `| sed 's/namespace: argocd/namespace: default/'`, "nobody rendered it"},
		{"unquoted boolean", base, `| sed 's/\"true\"/true/'`, "wanted"},
		{"talk among the objects", tenants, `| sed '1i rendering env.yaml'`, "GenerateManifest"},
		{"objects run together", tenants, `| sed '/^---$/d'`, "is not there"},
		{"first object only", tenants, `| sed '/^---$/,$d'`, "is not there"},
		{"every object twice", tenants, `&& echo --- && tiphys render env.yaml`, "is there twice"},
		{"an empty document in between", tenants, `| sed 's/^kind: Secret$/kind:/'`, "GenerateManifest"},
		{"nothing", tenants, `>/dev/null`, "is not there"},
		{"no such program", tenants, `; exit 127`, "GenerateManifest"},
	})
}

func TestPluginFailuresDefects(t *testing.T) {
	everyDefect(t, func(t *testing.T, name string, source source) finding.List {
		return servers.JudgeFailure(said(t, filepath.Join(os.Getenv("CONFORMANCE_TESTDATA"), name)), source)
	}, []defect{
		{"a failure that passes", "err/malformed-guid", `|| true`, "wanted a failure"},
		{"a failure without a word", "err/malformed-guid", `2>/dev/null`, "wanted to read"},
		{"a failure on standard output", "err/malformed-guid", `2>&1`, "wanted to read"},
		{"a failure in colours", "err/malformed-guid", `--color always`, "wanted to read"},
		{"the first finding only", "err/malformed-guid", `2>&1 | head -n 5 >&2; exit 1`, "wanted to read"},
	})
}

// everyDefect shows that a judge that passes would have seen each of them.
func everyDefect(t *testing.T, judge func(*testing.T, string, source) finding.List, defects []defect) {
	for _, defect := range defects {
		t.Run(strings.ReplaceAll(defect.name, " ", "-"), func(t *testing.T) {
			t.Parallel()
			source := of(defect.in)
			source.plugin, source.environment = spoilt, map[string]string{"REST": defect.rest}
			findings := strings.Join(judge(t, defect.in, source), "\n")
			if !strings.Contains(findings, defect.finding) {
				t.Errorf("wanted a finding with %q, found:\n%s", defect.finding, findings)
			}
		})
	}
}
