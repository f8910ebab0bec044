package conformance

import "testing"

func TestAppProjects(t *testing.T) { everyCase(t, JudgeAppProjects) }

func TestAppProjectsDefects(t *testing.T) {
	const tenants = "examples/two-tenants"
	const shopRepos = "https://git.example.com/shop/*"
	with := func(key string, value any) func(*testing.T, *Output) {
		return inProject("shop", func(spec map[string]any) { spec[key] = value })
	}
	everyDefect(t, JudgeAppProjects, []defect{
		{"another API version", tenants, inHub("argoproj.io/v1alpha1", "argoproj.io/v1beta1"), "apiVersion"},
		{"another namespace", tenants, inHub("  namespace: argocd\n  labels:", "  namespace: default\n  labels:"), "namespace"},
		{"the same destination twice", tenants, inHub("namespace: shop-jobs", "namespace: shop"), "ValidateProject"},
		{"every namespace", tenants, inHub("namespace: shop-jobs", `namespace: "*"`), "deploying to shop-dev, namespace \"kube-system\": wanted false"},
		{"every server", tenants, inProject("fabrikam", func(spec map[string]any) {
			spec["destinations"] = []any{map[string]any{"server": "*", "namespace": "fabrikam"}}
		}), "deploying to unknown"},
		{"no destinations", tenants, with("destinations", []any{}), "wanted true, is false"},
		{"destination by a name that is no server", tenants, with("destinations", []any{map[string]any{"server": "shop-dev", "namespace": "shop"}}), "deploying to shop-dev"},
		{"every repository", tenants, inHub(shopRepos, "*"), "deploying from https://github.com"},
		{"repository without its pattern", tenants, inHub(shopRepos, "https://git.example.com/shop"), "deploying from https://git.example.com/shop/web"},
		{"denial of everything", tenants, with("sourceRepos", []any{"!*"}), "ValidateProject"},
		{"cluster-scoped resources", tenants, with("clusterResourceWhitelist", []any{map[string]any{"group": "*", "kind": "*"}}), "creating a namespace"},
		{"misspelt field", tenants, with("sourceRepo", []any{shopRepos}), "unknown field"},
		{"policy of another project", tenants, with("roles", []any{map[string]any{
			"name": "deployer", "policies": []any{"p, proj:fabrikam:deployer, applications, sync, fabrikam/*, allow"},
		}}), "ValidateProject"},
		{"role that strangers have", tenants, with("roles", []any{map[string]any{
			"name": "deployer", "groups": []any{"strangers"}, "policies": []any{"p, proj:shop:deployer, applications, sync, shop/*, allow"},
		}}), "stranger: applications sync"},
		{"project of nobody", tenants, inHub("  name: shop\n", "  name: shops\n"), "projects"},
	})
}
