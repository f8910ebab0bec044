package cluster

import (
	"fmt"
	"strings"
	"testing"

	"tiphys/tests/conformance/envfile"
)

// forget is README's command before the rights on a target become fewer: kubectl's apply takes none away.
var forget = []string{"delete", "clusterrolebindings,rolebindings", "--all-namespaces", "--selector"}

// Every target of the examples, on a cluster without other rights.
func TestTargets(t *testing.T) {
	server := shared(t, targets)
	for _, path := range append(environmentFiles(t), testdata+"ok/one-target/env.yaml") {
		environment := readFile(t, path)
		for _, target := range environment.Targets {
			t.Run(caseName(path)+" "+target.Name, func(t *testing.T) {
				output := targetObjects(t, path, target)
				t.Cleanup(func() { must(t, server.clear(output)) })
				if output != "" {
					report(t, judgeObjects(server, output, nil, other(nil)))
				}
				report(t, judgeAccess(environment, target, server))
			})
		}
	}
}

// What kubectl says of a sample is what the authorizer says.
func TestTargetsByKubectl(t *testing.T) {
	server := shared(t, targets)
	path := testdata + "examples/private-targets/env.yaml"
	target := readFile(t, path).TargetNamed("prodworkloadaks1")
	output := targetObjects(t, path, target)
	t.Cleanup(func() { must(t, server.clear(output)) })
	must(t, server.apply(output, nil))
	for _, sample := range []struct{ verb, resource, namespace, want string }{
		{"get", "secrets", "default", "yes"},
		{"list", "clusterroles.rbac.authorization.k8s.io", "", "yes"},
		{"create", "deployments.apps", "shop", "yes"},
		{"create", "pods/exec", "shop", "yes"},
		{"create", "deployments.apps", "default", "no"},
		{"delete", "namespaces", "", "no"},
		{"bind", "clusterroles.rbac.authorization.k8s.io", "", "no"},
	} {
		t.Run(fmt.Sprintf("%s %s in %q", sample.verb, sample.resource, sample.namespace), func(t *testing.T) {
			arguments := []string{"auth", "can-i", sample.verb, sample.resource, "--as", target.PrincipalID, "--namespace", sample.namespace}
			// Its exit code says no as well.
			got, _ := server.Kubectl("", arguments...)
			if strings.TrimSpace(got) != sample.want {
				t.Errorf("kubectl says %q", got)
			}
		})
	}
}

// Two hubs share a target: each has its own rights, and loses none when the other's change.
func TestTargetsOfTwoHubs(t *testing.T) {
	server := shared(t, targets)
	first, second := writeTarget(t, "contoso", "4", "{write: [shop]}"), writeTarget(t, "fabrikam", "5", "clusterAdmin")
	for _, file := range []string{first, second} {
		output := targetObjects(t, file, readFile(t, file).Targets[0])
		t.Cleanup(func() { must(t, server.clear(output)) })
		must(t, server.apply(output, nil))
	}
	for _, file := range []string{first, second} {
		environment := readFile(t, file)
		t.Run(environment.Metadata.Name, func(t *testing.T) {
			report(t, judgeAccess(environment, environment.Targets[0], server))
		})
	}
}

// Rights that leave the file: kubectl leaves them where they are, until README's command has taken them.
func TestTargetsLeaving(t *testing.T) {
	server := shared(t, targets)
	for _, change := range []struct{ name, before, after string }{
		{"everything to some namespaces", "clusterAdmin", "{write: [shop]}"},
		{"fewer namespaces", "{write: [shop, team-a]}", "{write: [shop]}"},
		{"some namespaces to everything", "{write: [shop]}", "clusterAdmin"},
	} {
		for name, flags := range kindsOfApply {
			t.Run(change.name+", "+name, func(t *testing.T) {
				before, after := writeTarget(t, "contoso", "4", change.before), writeTarget(t, "contoso", "4", change.after)
				environment := readFile(t, after)
				target := environment.Targets[0]
				earlier, output := targetObjects(t, before, readFile(t, before).Targets[0]), targetObjects(t, after, target)
				t.Cleanup(func() { must(t, server.clear(earlier+"\n---\n"+output)) })
				must(t, server.apply(earlier, flags))
				must(t, server.apply(output, flags))
				if change.after != "clusterAdmin" {
					caught(t, judgeAccess(environment, target, server), "wanted denied, is allowed")
				}
				_, err := server.Kubectl("", append(forget, "tiphys/environment=contoso")...)
				must(t, err)
				must(t, server.apply(output, flags))
				report(t, judgeAccess(environment, target, server))
			})
		}
	}
}

// A namespace that is not there yet: its binding is refused, everything else is done, and the next run does the rest.
func TestTargetsNewNamespace(t *testing.T) {
	server := shared(t, targets)
	file := writeTarget(t, "contoso", "4", "{write: [new]}")
	environment := readFile(t, file)
	output := targetObjects(t, file, environment.Targets[0])
	t.Cleanup(func() { must(t, server.clear(output)) })
	t.Run("first run", func(t *testing.T) {
		err := server.apply(output, nil)
		if err == nil || !strings.Contains(err.Error(), `namespaces "new" not found`) {
			t.Errorf("wanted one refusal, found %v", err)
		}
	})
	t.Run("second run", func(t *testing.T) {
		_, err := server.Kubectl("", "create", "namespace", "new")
		must(t, err)
		must(t, server.apply(output, nil))
		report(t, judgeAccess(environment, environment.Targets[0], server))
	})
}

// Each of them gives too much or too little.
func TestTargetsDefects(t *testing.T) {
	server := shared(t, targets)
	const tooMuch, tooLittle = "wanted denied, is allowed", "wanted allowed, is denied"
	for _, defect := range []struct{ name, access, old, new, finding string }{
		{"client id for the object id", "clusterAdmin", `"4444abcd-4444-4444-8444-444444444444"`, `"33333333-3333-4333-8333-333333333333"`, "33333333-3333-4333-8333-333333333333: get /metrics"},
		{"object id in capitals", "clusterAdmin", "4444abcd", "4444ABCD", tooLittle},
		{"group for a user", "clusterAdmin", "kind: User", "kind: Group", tooLittle},
		{"everyone", "clusterAdmin", "kind: User\n  name: \"4444abcd-4444-4444-8444-444444444444\"", "kind: Group\n  name: system:authenticated", tooLittle},
		{"another role", "clusterAdmin", "name: cluster-admin\n", "name: system:discovery\n", tooLittle},
		{"role that is not there", "{write: [shop]}", "name: argocd-contoso-read\nsubjects", "name: argocd-contoso-reader\nsubjects", tooLittle},
		{"no watch", "{write: [shop]}", "  - watch\n", "", tooLittle},
		{"every verb for reading", "{write: [shop]}", "  - get\n  - list\n  - watch\n", "  - \"*\"\n", tooMuch},
		{"giving rights for reading", "{write: [shop]}", "  - watch\n", "  - watch\n  - bind\n", tooMuch},
		{"Secrets are not read", "{write: [shop]}", "resources:\n  - \"*\"\n  verbs:\n  - get", "resources:\n  - pods\n  verbs:\n  - get", tooLittle},
		{"kinds of one group", "{write: [shop]}", "- apiGroups:\n  - \"*\"\n", "- apiGroups:\n  - apps\n", tooLittle},
		{"another namespace", "{write: [shop]}", "namespace: shop", "namespace: other", tooMuch},
		{"writing everywhere", "{write: [shop]}", "kind: RoleBinding\nmetadata:\n  name: argocd-contoso-write\n  namespace: shop", "kind: ClusterRoleBinding\nmetadata:\n  name: argocd-contoso-write", tooMuch},
	} {
		t.Run(defect.name, func(t *testing.T) {
			file := writeTarget(t, "contoso", "4", defect.access)
			environment := readFile(t, file)
			output := spoilt(t, targetObjects(t, file, environment.Targets[0]), defect.old, defect.new)
			t.Cleanup(func() { must(t, server.clear(output)) })
			must(t, server.apply(output, nil))
			caught(t, judgeAccess(environment, environment.Targets[0], server), defect.finding)
		})
	}
}

// targetObjects is what tiphys prints for a target; nothing where rights come from elsewhere.
func targetObjects(t *testing.T, path string, target envfile.Target) string {
	t.Helper()
	if target.IsHub() || target.Access != "clusterAdmin" && len(writable(target)) == 0 {
		return ""
	}
	return render(t, path, "--for", "target/"+target.Name)
}

// writeTarget is an environment file with one target and an identity of its own.
func writeTarget(t *testing.T, name, digit, access string) string {
	t.Helper()
	principal := strings.Repeat(digit, 4) + "abcd-4444-4444-8444-444444444444"
	path, _ := environmentFile(t, t.TempDir(), fmt.Sprintf(`apiVersion: tiphys/v1alpha1
kind: Environment
metadata: {name: %s}
tenantId: 11111111-1111-4111-8111-111111111111
argocd: {install: helm}
identity: {clientId: 33333333-3333-4333-8333-333333333333, principalId: %s}
targets: [{name: dev, server: "https://dev.example.com", ca: system, access: %s}]
`, name, principal, access))
	return path
}
