package conformance

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"tiphys/tests/conformance/manifest"
)

// defect is something wrong that is done to a copy of our output, and words of the finding that it must cause.
type defect struct {
	name, in string
	change   func(*testing.T, *Output)
	finding  string
}

// everyDefect shows that a judge that passes would have seen each of them.
func everyDefect(t *testing.T, judge judge, defects []defect) {
	for _, defect := range defects {
		t.Run(strings.ReplaceAll(defect.name, " ", "-"), func(t *testing.T) {
			t.Parallel()
			environment, output := read(t, defect.in)
			defect.change(t, &output)
			findings := strings.Join(judge(environment, output), "\n")
			if !strings.Contains(findings, defect.finding) {
				t.Errorf("wanted a finding with %q, found:\n%s", defect.finding, findings)
			}
		})
	}
}

// inHub and inInstall replace every occurrence of a text.
func inHub(old, new string) func(*testing.T, *Output) {
	return func(t *testing.T, output *Output) { output.Hub = replaced(t, output.Hub, old, new) }
}

func inInstall(old, new string) func(*testing.T, *Output) {
	return func(t *testing.T, output *Output) { output.Install = replaced(t, output.Install, old, new) }
}

func replaced(t *testing.T, text, old, new string) string {
	t.Helper()
	if !strings.Contains(text, old) {
		t.Fatalf("the output has no %q to spoil", old)
	}
	return strings.ReplaceAll(text, old, new)
}

// inConfig replaces a text in the `config` JSON of a target's Secret.
func inConfig(target, old, new string) func(*testing.T, *Output) {
	return inSecret(target, func(t *testing.T, secret map[string]any) {
		data := secret["data"].(map[string]any)
		config := decoded(t, data["config"])
		data["config"] = encoded(replaced(t, config, old, new))
	})
}

// withData sets a key of a target's Secret.
func withData(target, key, value string) func(*testing.T, *Output) {
	return inSecret(target, func(_ *testing.T, secret map[string]any) {
		secret["data"].(map[string]any)[key] = encoded(value)
	})
}

func inSecret(target string, change func(*testing.T, map[string]any)) func(*testing.T, *Output) {
	return inObjects(func(t *testing.T, one manifest.Object) bool {
		data, _ := one["data"].(map[string]any)
		if one.Kind() != "Secret" || decoded(t, data["name"]) != target {
			return false
		}
		change(t, one)
		return true
	})
}

// inProject changes the spec of an AppProject.
func inProject(name string, change func(spec map[string]any)) func(*testing.T, *Output) {
	return inObjects(func(_ *testing.T, one manifest.Object) bool {
		if one.Kind() != "AppProject" || one.Name() != name {
			return false
		}
		change(one["spec"].(map[string]any))
		return true
	})
}

func inObjects(change func(*testing.T, manifest.Object) bool) func(*testing.T, *Output) {
	return func(t *testing.T, output *Output) {
		t.Helper()
		all, err := manifest.Read(output.Hub)
		if err != nil {
			t.Fatal(err)
		}
		isChanged := false
		var stream strings.Builder
		for _, one := range all {
			isChanged = change(t, one) || isChanged
			text, err := yaml.Marshal(one)
			if err != nil {
				t.Fatal(err)
			}
			stream.WriteString("---\n" + string(text))
		}
		if !isChanged {
			t.Fatal("the output has no such object to spoil")
		}
		output.Hub = stream.String()
	}
}

func decoded(t *testing.T, value any) string {
	t.Helper()
	text, _ := value.(string)
	content, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func encoded(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// withoutField drops a value from JSON.
func withoutField(t *testing.T, text string, path ...string) string {
	t.Helper()
	var document map[string]any
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	parent := document
	for _, key := range path[:len(path)-1] {
		parent = parent[key].(map[string]any)
	}
	delete(parent, path[len(path)-1])
	result, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return string(result)
}
