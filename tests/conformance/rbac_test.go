package conformance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tiphys/tests/conformance/envfile"
)

func TestRBAC(t *testing.T) { everyCase(t, JudgeRBAC) }

// Policies that nobody thought of. A number is a policy, so that a failure can be repeated.
func TestRBACGenerated(t *testing.T) {
	for number := range uint64(30) {
		t.Run(fmt.Sprint(number), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "env.yaml")
			if err := os.WriteFile(path, []byte(generatedEnvironment(number)), 0o600); err != nil {
				t.Fatal(err)
			}
			environment, err := envfile.Read(path)
			if err != nil {
				t.Fatal(err)
			}
			render := exec.Command(os.Getenv("TIPHYS"), "render", path, "--for", "install")
			var stderr strings.Builder
			render.Stderr = &stderr
			install, err := render.Output()
			if err != nil {
				t.Fatalf("%v: %s\n%s", err, stderr.String(), generatedEnvironment(number))
			}
			for _, finding := range JudgeRBAC(environment, Output{Install: string(install)}) {
				t.Error(finding)
			}
		})
	}
}

func TestRBACDefects(t *testing.T) {
	const tenants, complete, extension = "examples/two-tenants", "ok/complete", "ok/install-extension"
	const admins = `g, "66666666-6666-4666-8666-666666666666", role:admin`
	everyDefect(t, JudgeRBAC, []defect{
		{"upper-case group", extension, inInstall("aaaaaaaa-0000-4000-8000-00000000000a", "AAAAAAAA-0000-4000-8000-00000000000A"), "wanted allowed, is denied"},
		{"empty subject", tenants, inInstall(admins, `g, "", role:admin`), "wanted denied, is allowed"},
		{"group by its name", tenants, inInstall(admins, admins+"\n        g, ArgoCdAdmins, role:admin"), "wanted denied, is allowed"},
		{"misspelt role", tenants, inInstall("p, role:shop-deployer", "p, role:shop-deployr"), "wanted allowed, is denied"},
		{"role without its prefix", tenants, inInstall(", role:shop-deployer\n", ", shop-deployer\n"), "wanted allowed, is denied"},
		{"wider object", tenants, inInstall(`"shop/*"`, `"shop*"`), "wanted denied, is allowed"},
		{"another resource", tenants, inInstall("applications, sync", "applicationsets, update"), "wanted denied, is allowed"},
		{"resource in the singular", tenants, inInstall("applications, sync", "application, sync"), "wanted allowed, is denied"},
		{"denial turned into leave", complete, inInstall(`"shop/frozen", deny`, `"shop/frozen", allow`), "wanted denied, is allowed"},
		{"claim that is not in scopes", complete, inInstall("[groups, email]", "[groups]"), "wanted allowed, is denied"},
		{"scopes that are no list", tenants, inInstall(`scopes: "[groups]"`, `scopes: groups`), "the enforcer does not start"},
		{"default role", tenants, inInstall(`policy.default: ""`, "policy.default: role:readonly"), "wanted denied, is allowed"},
		{"no default role", complete, inInstall("policy.default: role:readonly", `policy.default: ""`), "wanted allowed, is denied"},
		{"default role inside of the policy", tenants, inInstall(admins, "policy.default: role:readonly"), "policy.csv"},
		{"row without its effect", tenants, inInstall(`"shop/*", allow`, `"shop/*"`), "policy.csv"},
		{"another match mode", tenants, inInstall(`policy.default: ""`, `policy.matchMode: regex`), "wanted allowed, is denied"},
		{"key of the policy without its escaped dot", extension, inInstall(`policy\\.csv`, "policy.csv"), "wanted allowed, is denied"},
	})
}
