package identity

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tiphys/tests/conformance/cases"
	"tiphys/tests/conformance/envfile"
)

// stage has the programs and the manifests that `run` prepared.
func stage(t *testing.T) Stage {
	t.Helper()
	installation, err := ReadInstallation(os.Getenv("CONFORMANCE_ARGOCD"))
	if err != nil {
		t.Fatalf("start the judges with tests/conformance/run: %v", err)
	}
	programs := t.TempDir()
	if err := os.Symlink(os.Getenv("CONFORMANCE_PROGRAM"), filepath.Join(programs, "argocd-k8s-auth")); err != nil {
		t.Fatal(err)
	}
	return Stage{Programs: programs, Installation: installation}
}

// read is the environment file of a case and what tiphys made of it.
func read(t *testing.T, name string) (*envfile.Environment, Output) {
	t.Helper()
	environment := cases.Environment(t, name)
	return environment, Output{
		Hub:     cases.Document(t, name, "hub", len(environment.Targets) == 0),
		Install: cases.Document(t, name, "install", environment.ArgoCD.Base != ""),
		Azure:   cases.Document(t, name, "azure", environment.Hub["oidcIssuer"] == ""),
	}
}

// TestIdentity judges every case, with Azure's webhook as it is and as it was.
func TestIdentity(t *testing.T) {
	stage := stage(t)
	for _, name := range cases.Names(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environment, output := read(t, name)
			for _, older := range []bool{false, true} {
				stage.OlderWebhook = older
				if older && !usesWebhook(environment) {
					continue
				}
				for _, found := range Judge(stage, environment, output) {
					t.Errorf("older webhook %v: %s", older, found)
				}
			}
		})
	}
}

func usesWebhook(environment *envfile.Environment) bool {
	return environment.Identity != nil && environment.Identity.Token == "webhook"
}

// TestIdentityCoverage shows that some case exchanges a token in every cloud, each way, and of every kind of installation.
func TestIdentityCoverage(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range cases.Names(t) {
		environment := cases.Environment(t, name)
		if !slices.ContainsFunc(environment.Targets, func(target envfile.Target) bool { return !target.IsHub() }) {
			continue
		}
		install := environment.ArgoCD.Install
		if environment.ArgoCD.Base != "" {
			install = "base"
		}
		seen[environment.Cloud+" "+environment.Identity.Token] = true
		seen[install+" "+environment.Identity.Token] = true
	}
	for _, wanted := range []string{
		"AzurePublicCloud webhook", "AzurePublicCloud projected",
		"AzureUSGovernmentCloud webhook", "AzureUSGovernmentCloud projected",
		"AzureChinaCloud webhook", "AzureChinaCloud projected",
		"extension webhook", "helm webhook", "helm projected", "manifests webhook", "manifests projected", "base webhook",
	} {
		t.Run(strings.ReplaceAll(wanted, " ", "-"), func(t *testing.T) {
			if !seen[wanted] {
				t.Error("no case has it")
			}
		})
	}
}
