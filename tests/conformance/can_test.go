package conformance

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/assets"
)

// TestCan lets `tiphys can test` answer whatever Argo CD's enforcer answers: policies with overlays, default roles, both
// match modes and roles of projects, that nobody would write. A number is a policy, so that a failure can be repeated; each
// version of Argo CD is asked about policies of its own, both together 112,000 questions.
func TestCan(t *testing.T) {
	const count = 400
	first := map[string]uint64{"3.5": 0, "3.6": count}[assumedVersion()]
	for number := first; number < first+count; number++ {
		t.Run(fmt.Sprint(number), func(t *testing.T) {
			t.Parallel()
			policy := generatedPolicy(number)
			expectations, err := policy.expectations()
			if err != nil {
				t.Fatal(err)
			}
			output, err := policy.ask(t.TempDir(), expectations)
			if err != nil {
				t.Errorf("%v: %s\n%s", err, output, policy.manifests())
			}
		})
	}
}

// TestCanDefects turns one answer around in each policy: a test that takes every file would pass as well.
func TestCanDefects(t *testing.T) {
	for number := range uint64(10) {
		t.Run(fmt.Sprint(number), func(t *testing.T) {
			policy := generatedPolicy(number)
			expectations, err := policy.expectations()
			if err != nil {
				t.Fatal(err)
			}
			last := &expectations[len(expectations)-1]
			last.Can, last.Cannot = last.Cannot, last.Can
			output, err := policy.ask(t.TempDir(), expectations)
			if err == nil || strings.Count(output, "error[unmet-expectation]") != 1 {
				t.Errorf("%v: %s", err, output)
			}
		})
	}
}

// policyUnderTest is what argocd-rbac-cm says, with the roles of one project.
type policyUnderTest struct {
	settings map[string]string
	project  v1alpha1.AppProject
}

// expectation is one of a file for `can test`.
type expectation struct {
	Subject  string   `json:"subject,omitempty"`
	Groups   []string `json:"groups"`
	Resource string   `json:"resource"`
	Objects  []string `json:"objects,omitempty"`
	Can      []string `json:"can,omitempty"`
	Cannot   []string `json:"cannot,omitempty"`
}

// askers are people and tokens, each as the token brings them. Users whose id is a GUID or an e-mail address are left
// out: Entra has none.
var askers = []struct {
	subject string
	groups  []string
}{
	{"admin", nil}, {"ci", nil}, {"", nil}, {"", []string{"g1"}}, {"ci", []string{"g1", "g2"}}, {"ci", []string{"g2", "admin"}},
	{"", []string{"aaaaaaaa-0000-4000-8000-00000000000a"}}, {"proj:shop:ci", nil}, {"proj:other:ci", nil}, {"proj:shop:ci", []string{"g1"}},
}

// generatedPolicy is a random policy, the same for the same number.
func generatedPolicy(number uint64) policyUnderTest {
	random := rand.New(rand.NewPCG(number, 5))
	found := policyUnderTest{settings: map[string]string{
		"policy.csv":       generatedRows(random, 12),
		"policy.b.csv":     generatedRows(random, 3),
		"policy.a.csv":     generatedRows(random, 3),
		"policy.default":   pick(random, []string{"", "", "role:readonly", "role:a", "g1"}),
		"policy.matchMode": pick(random, []string{"glob", "glob", "regex", "Regex"}),
	}}
	found.project.Name, found.project.Namespace = "shop", "argocd"
	found.project.Kind, found.project.APIVersion = "AppProject", "argoproj.io/v1alpha1"
	for _, role := range []string{"ci", "view"}[:random.IntN(3)] {
		found.project.Spec.Roles = append(found.project.Spec.Roles, v1alpha1.ProjectRole{
			Name:     role,
			Policies: strings.Split(generatedRows(random, 3), "\n"),
			Groups:   []string{pick(random, []string{"g1", "g2", "g3"})},
		})
	}
	return found
}

func generatedRows(random *rand.Rand, count int) string {
	subjects := []string{"ci", "g1", "g2", "role:a", "role:b", "proj:shop:ci", "proj:other:ci", "aaaaaaaa-0000-4000-8000-00000000000a"}
	rows := make([]string, count)
	for i := range rows {
		if random.IntN(3) == 0 {
			// A row that gives something to everyone would hide all others, were it not rare.
			subject := pick(random, append(subjects, subjects...))
			if random.IntN(20) == 0 {
				subject = `""`
			}
			rows[i] = fmt.Sprintf("g, %s, %s", subject, pick(random, append(subjects, "role:readonly")))
			continue
		}
		rows[i] = fmt.Sprintf("p, %s, %s, %s, %s, %s", pick(random, subjects),
			pick(random, []string{"applications", "applications", "logs", "clusters", "projects", "*", ".*", "^app", "[ac]*"}),
			pick(random, []string{"get", "sync", "*", "action/*", "update/*", ".*", "^get$", `"{get,sync}"`}),
			pick(random, []string{"*", "*/*", "shop/*", "shop/web", ".*", "^shop", "shop", "[", `"{shop,other}/*"`}),
			pick(random, []string{"allow", "allow", "allow", "deny", "Allow"}))
	}
	return strings.Join(rows, "\n")
}

// expectations are the answers of Argo CD's enforcer to every question.
func (p policyUnderTest) expectations() ([]expectation, error) {
	enf, _, err := enforcer("argocd", Installation{"argocd-rbac-cm": p.settings}, []*v1alpha1.AppProject{&p.project})
	if err != nil {
		return nil, err
	}
	var found []expectation
	for _, asker := range askers {
		groups := make([]any, len(asker.groups))
		for i, group := range asker.groups {
			groups[i] = group
		}
		claims := token(asker.subject, map[string]any{"groups": groups})
		for _, question := range questions {
			asked := expectation{Subject: asker.subject, Groups: append([]string{}, asker.groups...), Resource: question.Resource}
			if question.Object != "" {
				asked.Objects = []string{question.Object}
			}
			if enf.Enforce(claims, question.Resource, question.Action, question.Object) {
				asked.Can = []string{question.Action}
			} else {
				asked.Cannot = []string{question.Action}
			}
			found = append(found, asked)
		}
	}
	return found, nil
}

var questions = []Request{
	{Resource: "applications", Action: "get", Object: "shop/web"},
	{Resource: "applications", Action: "sync", Object: "shop/ns/web"},
	{Resource: "applications", Action: "sync", Object: "other/web"},
	{Resource: "applications", Action: "action/apps/Deployment/restart", Object: "shop/web"},
	{Resource: "applications", Action: "update/apps/Deployment/ns/web", Object: "shop/web"},
	{Resource: "applications", Action: "update", Object: "*/*"},
	{Resource: "logs", Action: "get", Object: "shop/web"},
	{Resource: "exec", Action: "create", Object: "shop/web"},
	{Resource: "clusters", Action: "get", Object: "https://dev.example.com"},
	{Resource: "clusters", Action: "get", Object: "shop/https://dev.example.com"},
	{Resource: "write-repositories", Action: "get", Object: "shop/https://git.example.com"},
	{Resource: "projects", Action: "get", Object: "shop"},
	{Resource: "projects", Action: "get", Object: "other"},
	{Resource: "certificates", Action: "get", Object: ""},
}

// manifests are what tiphys reads: the ConfigMap and the project as a list of objects.
func (p policyUnderTest) manifests() string {
	configMap := map[string]any{
		"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "argocd-rbac-cm"}, "data": p.settings,
	}
	list, err := yaml.Marshal(map[string]any{"apiVersion": "v1", "kind": "List", "items": []any{configMap, p.project}})
	if err != nil {
		return err.Error()
	}
	return string(list)
}

// ask runs `tiphys can test`; its output says which answers differ.
func (p policyUnderTest) ask(folder string, expectations []expectation) (string, error) {
	file, err := yaml.Marshal(map[string]any{
		"apiVersion": "tiphys/v1alpha1", "kind": "Expectations", "expect": expectations,
	})
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "expectations.yaml")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		return "", err
	}
	command := exec.Command(os.Getenv("TIPHYS"), "can", "test", path, "--file", "-", "--argocd-version", assumedVersion())
	command.Stdin = strings.NewReader(p.manifests())
	output, err := command.CombinedOutput()
	return string(output), err
}

// assumedVersion is the version of Argo CD that this is built with, by what its built-in policy has.
func assumedVersion() string {
	if strings.Contains(assets.BuiltinPolicyCSV, "rollback") {
		return "3.6"
	}
	return "3.5"
}
