package conformance

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"tiphys/tests/conformance/envfile"
)

// Roles, groups and users of generated policies: few, so that they meet.
var (
	generatedRoles  = []string{"deployer", "viewer", "on-call"}
	generatedGroups = []string{
		"aaaaaaaa-0000-4000-8000-00000000000a", "BBBBBBBB-0000-4000-8000-00000000000B", "cccccccc-0000-4000-8000-00000000000c",
	}
	generatedUsers = []string{"ci@example.com", "Ada Lovelace", "o'hara, \"Pat\""}
	// Objects by the form that the resource's requests have.
	generatedObjects = map[string][]string{
		"application": {"shop/*", "shop/web", "*/*", "shop/apps/*", "s?op/web*", "*/web", "other/*"},
		"server":      {"*", envfile.HubServer, "shop/*", "https://*"},
		"name":        {"*", "shop", "s*", "other"},
		"empty":       {"*"},
	}
	generatedResources = map[string]string{
		"applications": "application", "applicationsets": "application", "logs": "application", "exec": "application",
		"clusters": "server", "repositories": "server", "write-repositories": "server",
		"projects": "name", "accounts": "name", "extensions": "name", "certificates": "empty", "gpgkeys": "empty",
	}
)

// generatedEnvironment is an environment file with a random `rbac`, the same for the same number.
func generatedEnvironment(number uint64) string {
	random := rand.New(rand.NewPCG(number, 4))
	var text strings.Builder
	fmt.Fprintf(&text, `apiVersion: tiphys/v1alpha1
kind: Environment
metadata: {name: generated}
tenantId: 11111111-1111-4111-8111-111111111111
argocd: {install: %s, domain: argocd.example.com, minTargets: 0}
sso: {clientId: 55555555-5555-4555-8555-555555555555}
targets: []
rbac:
  defaultRole: %s
  scopes: %s
  roles:
`, pick(random, []string{"extension", "helm", "manifests"}), pick(random, []string{"none", "readonly", "deployer"}),
		pick(random, []string{"[groups]", "[groups, email]", "[email]"}))
	for _, role := range generatedRoles {
		fmt.Fprintf(&text, "    %s:\n", role)
		for range 1 + random.IntN(4) {
			fmt.Fprintf(&text, "      - %s\n", generatedGrant(random))
		}
	}
	text.WriteString("  bindings:\n")
	for range 2 + random.IntN(4) {
		role := pick(random, append([]string{"admin", "readonly"}, generatedRoles...))
		fmt.Fprintf(&text, "    - {role: %s, groups: [{id: %s, name: Group}]}\n", role, pick(random, generatedGroups))
		fmt.Fprintf(&text, "    - {role: %s, users: [%q]}\n", pick(random, generatedRoles), pick(random, generatedUsers))
	}
	return text.String()
}

func generatedGrant(random *rand.Rand) string {
	resource := pick(random, sortedKeys(generatedResources))
	action := pick(random, actionsOf[resource])
	if resource == "applications" && random.IntN(3) == 0 {
		action = pick(random, []string{"*", "action/*", "update/*", "delete/*/Pod/*"})
	}
	object := pick(random, generatedObjects[generatedResources[resource]])
	effect := pick(random, []string{"allow", "allow", "deny"})
	return fmt.Sprintf("{resource: %s, actions: [%q], objects: [%q], effect: %s}", resource, action, object, effect)
}

func pick(random *rand.Rand, from []string) string { return from[random.IntN(len(from))] }
