package cluster

import (
	"fmt"
	"strings"

	"tiphys/tests/conformance/envfile"
)

// anyValue stands for a text that the judges of Argo CD's code compare.
const anyValue = "…"

// token of `token: projected`, as README's example and the chart's values have it.
const (
	tokenVolume = "argocd-azure-token"
	tokenFolder = "/var/run/secrets/argocd-azure"
)

// wantedInInstallation is what an environment file adds to Argo CD's manifests, in the form of Difference.
func wantedInInstallation(environment *envfile.Environment) []string {
	wanted := wantedInConfigMaps(environment)
	server, controller := "Deployment argocd-server", "StatefulSet argocd-application-controller"
	if environment.HasIngress() {
		wanted = append(wanted, added(server, "spec.template.metadata.annotations.tiphys/server.insecure", "true"))
	}
	for _, workload := range []string{server, controller} {
		_, name, _ := strings.Cut(workload, " ")
		if environment.Identity != nil && environment.Identity.Token == "projected" {
			wanted = append(wanted, wantedVolume(environment, workload, "spec.template.spec.containers.["+name+"]")...)
			continue
		}
		account := "ServiceAccount " + name
		wanted = append(wanted,
			added(workload, "spec.template.metadata.labels.azure.workload.identity/use", "true"),
			added(account, "metadata.annotations.azure.workload.identity/client-id", environment.Identity.ClientID),
			added(account, "metadata.annotations.azure.workload.identity/tenant-id", environment.TenantID),
		)
	}
	return wanted
}

func wantedInConfigMaps(environment *envfile.Environment) []string {
	wanted := []string{
		added("ConfigMap argocd-cm", "data.url", "https://"+environment.ArgoCD.Domain),
		added("ConfigMap argocd-cm", "data.admin.enabled", fmt.Sprint(environment.AdminEnabled())),
	}
	if environment.SSO != nil {
		wanted = append(wanted, "+ ConfigMap argocd-cm: data.oidc.config = "+anyValue)
	}
	if environment.RBAC != nil {
		for _, key := range []string{"policy.csv", "policy.default", "scopes"} {
			wanted = append(wanted, "+ ConfigMap argocd-rbac-cm: data."+key+" = "+anyValue)
		}
	}
	if environment.HasIngress() {
		wanted = append(wanted, added("ConfigMap argocd-cmd-params-cm", "data.server.insecure", "true"))
	}
	return wanted
}

// wantedVolume is what the webhook would give to a pod. One hour is Azure's shortest lifetime of such a token.
func wantedVolume(environment *envfile.Environment, workload, container string) []string {
	wanted := []string{
		added(workload, container+".volumeMounts.["+tokenFolder+"].mountPath", tokenFolder),
		added(workload, container+".volumeMounts.["+tokenFolder+"].name", tokenVolume),
		added(workload, container+".volumeMounts.["+tokenFolder+"].readOnly", true),
	}
	for _, variable := range [][2]string{
		{"AZURE_CLIENT_ID", environment.Identity.ClientID},
		{"AZURE_TENANT_ID", environment.TenantID},
		{"AZURE_FEDERATED_TOKEN_FILE", tokenFolder + "/token"},
		{"AZURE_AUTHORITY_HOST", environment.CloudFacts().AuthorityHost},
	} {
		path := container + ".env.[" + variable[0] + "]"
		wanted = append(wanted, added(workload, path+".name", variable[0]), added(workload, path+".value", variable[1]))
	}
	volume := "spec.template.spec.volumes.[" + tokenVolume + "]"
	source := volume + ".projected.sources.[0].serviceAccountToken."
	return append(wanted,
		added(workload, volume+".name", tokenVolume),
		added(workload, volume+".projected.defaultMode", 420),
		added(workload, source+"audience", "api://AzureADTokenExchange"),
		added(workload, source+"expirationSeconds", 3600),
		added(workload, source+"path", "token"),
	)
}

func added(object, path string, value any) string {
	return "+ " + object + ": " + path + " = " + shown(value)
}
