package plugin

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"

	"tiphys/tests/conformance/cases"
)

// ours is an Application that names our plugin.
func ours(repository, path string, parameters ...v1alpha1.ApplicationSourcePluginParameter) source {
	return source{repository: repository, path: path, plugin: own, tracking: v1alpha1.TrackingMethodAnnotation, parameters: parameters}
}

// TestPluginOwnHub: what an Application without parameters gets is the hub's stream.
func TestPluginOwnHub(t *testing.T) {
	everyHub(t, func(name string) source { return ours("right", name) })
}

// TestPluginOwnTarget: what an Application for a target gets is the target's stream; a target without objects is a failure.
func TestPluginOwnTarget(t *testing.T) {
	objects := 0
	for _, name := range cases.Names(t) {
		if !strings.HasPrefix(name, "examples/") {
			continue
		}
		environment := cases.Environment(t, name)
		for _, target := range environment.Targets {
			destination := "target/" + target.Name
			t.Run(name+"/"+destination, func(t *testing.T) {
				source := ours("right", name, parameter("for", destination))
				stream, said := render(t, filepath.Dir(cases.File(name)), "--for", destination)
				if stream == "" {
					for _, found := range servers.JudgeFailure(firstLine(said), source) {
						t.Error(found)
					}
					return
				}
				objects++
				for _, found := range servers.Judge(environment, stream, source) {
					t.Error(found)
				}
			})
		}
	}
	if objects == 0 {
		t.Error("no target of an example has objects")
	}
}

// render is what the program prints in a terminal, and says.
func render(t *testing.T, folder string, arguments ...string) (string, string) {
	t.Helper()
	command := exec.Command(os.Getenv("TIPHYS"), append([]string{"render", "env.yaml"}, arguments...)...)
	var said strings.Builder
	command.Dir, command.Stderr = folder, &said
	output, err := command.Output()
	if err != nil && said.Len() == 0 {
		t.Fatal(err)
	}
	return string(output), said.String()
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// TestPluginOwnWays: a file of another name or folder, named by a parameter or a variable; a hub that is known to be one.
func TestPluginOwnWays(t *testing.T) {
	const name = "examples/two-tenants"
	byVariable := ours("right", "examples")
	byVariable.environment = map[string]string{"ENVIRONMENT": "two-tenants/env.yaml"}
	known := ours("right", name)
	known.served = []string{"v1", "v1/Secret", "argoproj.io/v1alpha1", "argoproj.io/v1alpha1/AppProject"}
	for way, source := range map[string]source{
		"by-parameter":        ours("right", "examples", parameter("environment", "two-tenants/env.yaml")),
		"by-parameter-and-up": ours("right", "ok/base", parameter("environment", "../../examples/two-tenants/env.yaml")),
		"by-variable":         byVariable,
		"cluster-is-known":    known,
	} {
		t.Run(way, func(t *testing.T) {
			for _, found := range servers.Judge(cases.Environment(t, name), hub(t, name), source) {
				t.Error(found)
			}
		})
	}
}

// small is a file that needs no other.
const small = `apiVersion: tiphys/v1alpha1
kind: Environment
metadata: {name: contoso}
tenantId: 11111111-1111-4111-8111-111111111111
argocd: {install: helm, domain: argocd.example.com}
identity: {clientId: 33333333-3333-4333-8333-333333333333, principalId: 44444444-4444-4444-8444-444444444444}
targets: [{name: dev, server: "https://dev.example.com", ca: system, access: none}]
`

// TestPluginOwnRepositories: a link within the repository, parameters that stand in the repository, and a folder that is called
// like the one into which repositories are unpacked.
func TestPluginOwnRepositories(t *testing.T) {
	if err := servers.addRepository("ways", map[string]string{
		"fleet/prod.yaml":           small,
		"fleet/.argocd-source.yaml": "plugin: {parameters: [{name: environment, string: prod.yaml}]}",
		"linked/env.yaml":           "-> ../fleet/prod.yaml",
		"a/_cmp_server/1/.gitkeep":  "",
	}); err != nil {
		t.Fatal(err)
	}
	for way, source := range map[string]source{
		"link":         ours("ways", "linked"),
		"source-file":  ours("ways", "fleet"),
		"name-of-ours": ours("ways", "a/_cmp_server/1", parameter("environment", "../../../fleet/prod.yaml")),
	} {
		t.Run(way, func(t *testing.T) {
			manifests, err := servers.Manifests(source)
			if err != nil || len(manifests) != 1 {
				t.Errorf("wanted one object, got %d: %v", len(manifests), err)
			}
		})
	}
}

// TestPluginOwnParameters: the UI shows the targets of the file, and of two announcements with one name the first.
func TestPluginOwnParameters(t *testing.T) {
	announced, err := servers.Announced(ours("right", "examples/private-targets"))
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{}
	for _, one := range announced {
		if _, isThere := shown[one.Name]; !isThere {
			shown[one.Name] = one.Title + ": " + one.Tooltip + ": " + one.String_
		}
	}
	for name, wanted := range map[string]string{
		"environment":     ": env.yaml",
		"for":             "target/devworkloadaks1, target/prodworkloadaks1: hub",
		"selector":        "env: ",
		"without-targets": ": false",
	} {
		if !strings.HasSuffix(shown[name], wanted) {
			t.Errorf("%s: wanted %q at the end, shown is %q", name, wanted, shown[name])
		}
	}
	if len(shown) != 4 {
		t.Errorf("announced is %v", shown)
	}
	broken, err := servers.Announced(ours("wrong", "err/malformed-guid"))
	if err != nil || len(broken) == 0 || !strings.Contains(broken[0].Tooltip, "error[malformed-guid]") {
		t.Errorf("a broken file: %v, %v", broken, err)
	}
}
