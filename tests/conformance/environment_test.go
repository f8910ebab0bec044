package conformance

import (
	"testing"

	"tiphys/tests/conformance/finding"
)

// What the judges expect has no other judge, so its reading is said here once more.
func TestExpectations(t *testing.T) {
	t.Run("base, target files and defaults", baseTargetFilesAndDefaults)
	t.Run("patterns", patterns)
}

func baseTargetFilesAndDefaults(t *testing.T) {
	environment, _ := read(t, "ok/complete")
	var findings finding.List
	findings.Same("targets", 4, len(environment.Targets))
	dev, prod, test := environment.TargetNamed("shop-dev"), environment.TargetNamed("shop-prod"), environment.TargetNamed("shop-test")
	findings.Same("labels of both", map[string]string{"env": "dev", "team": "shop"}, dev.Labels)
	findings.Same("own shard", int64(0), *dev.Shard)
	findings.Same("default shard", int64(1), *prod.Shard)
	findings.Same("target of the base", "system", test.CA)
	findings.Same("list of the file, not of the base", []string{"shop"}, environment.Projects["shop"].Namespaces)
	findings.Same("value of the file, not of the base", true, environment.AdminEnabled())
	ca, err := caOf(prod)
	findings.Failed("ca beside the target file", err)
	findings.Same("certificates", 1, len(certificates(ca)))
	for _, finding := range findings {
		t.Error(finding)
	}
}

func patterns(t *testing.T) {
	for _, one := range []struct {
		pattern, text string
		want          bool
	}{
		{"*", "", true}, {"shop/*", "shop/apps/web", true}, {"shop/*", "shopx/web", false}, {"*/*", "web", false},
		{"w?b", "web", true}, {"w?b", "wb", false}, {"a*a", "a", false},
	} {
		got, err := matches(one.pattern, one.text)
		if err != nil || got != one.want {
			t.Errorf("%s matches %q: wanted %v, is %v, %v", one.pattern, one.text, one.want, got, err)
		}
	}
	if _, err := matches("{a,b}", "a"); err == nil {
		t.Error("a pattern that the judge does not know is no error")
	}
}
