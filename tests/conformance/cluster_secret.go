package conformance

import (
	"context"
	"encoding/base64"
	"encoding/pem"
	"net/http"
	"os"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/argoproj/argo-cd/v3/common"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/db"

	"tiphys/tests/conformance/envfile"
	"tiphys/tests/conformance/finding"
)

// tokenFile is where the documented volume of `token: projected` puts the token.
const tokenFile = "/var/run/secrets/argocd-azure/token"

// JudgeClusterSecrets lets Argo CD read the cluster Secrets and compares what arrives with every target of the file.
func JudgeClusterSecrets(environment *envfile.Environment, output Output) finding.List {
	var findings finding.List
	secrets, err := output.secrets()
	findings.Failed("Secrets", err)
	for _, secret := range secrets {
		judgeSecret(&findings, environment, secret)
	}
	clusters, err := knownClusters(environment.ArgoCD.Namespace, secrets)
	findings.Failed("ListClusters", err)
	for _, target := range environment.Targets {
		found := clusters[target.Name]
		if len(found) != 1 {
			findings.Add("target %s: Argo CD knows %d clusters of this name", target.Name, len(found))
			continue
		}
		judgeCluster(&findings, environment, target, found[0])
	}
	findings.Same("number of clusters", len(environment.Targets), count(clusters))
	return findings
}

// judgeSecret looks at what Argo CD's code passes over in silence.
func judgeSecret(findings *finding.List, environment *envfile.Environment, secret *corev1.Secret) {
	if secret.Labels[common.LabelKeySecretType] != common.LabelValueSecretTypeCluster {
		if _, isCluster := secret.Data["server"]; isCluster || secret.StringData["server"] != "" {
			findings.Add("Secret %s: without the label %s Argo CD does not see it", secret.Name, common.LabelKeySecretType)
		}
		return
	}
	findings.Same("namespace of "+secret.Name, environment.ArgoCD.Namespace, secret.Namespace)
	findings.Same("stringData of "+secret.Name, map[string]string(nil), secret.StringData)
	if _, err := db.SecretToCluster(secret); err != nil {
		findings.Add("Secret %s: %v", secret.Name, err)
	}
	known := map[string]bool{"name": true, "server": true, "config": true, "namespaces": true, "clusterResources": true, "project": true, "shard": true}
	for key := range secret.Data {
		if !known[key] {
			findings.Add("Secret %s: Argo CD does not read the key %s", secret.Name, key)
		}
	}
	if clusterResources, ok := secret.Data["clusterResources"]; ok && string(clusterResources) != "true" && string(clusterResources) != "false" {
		findings.Add("Secret %s: clusterResources %q is neither true nor false", secret.Name, clusterResources)
	}
}

// knownClusters is what Argo CD's database lists, by name, from the Secrets in its namespace that have its label.
func knownClusters(namespace string, secrets []*corev1.Secret) (map[string][]*v1alpha1.Cluster, error) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var objects []runtime.Object
	hasHub := false
	for _, secret := range secrets {
		objects = append(objects, secret)
		hasHub = hasHub || string(secret.Data["server"]) == envfile.HubServer
	}
	manager, clientset := settingsManager(ctx, namespace, Installation{}, objects...)
	list, err := db.NewDB(namespace, manager, clientset).ListClusters(ctx)
	if err != nil {
		return nil, err
	}
	found := map[string][]*v1alpha1.Cluster{}
	for i := range list.Items {
		cluster := &list.Items[i]
		// Argo CD invents the hub when no Secret describes it.
		if cluster.Server == envfile.HubServer && !hasHub {
			continue
		}
		found[cluster.Name] = append(found[cluster.Name], cluster)
	}
	return found, nil
}

func count(clusters map[string][]*v1alpha1.Cluster) int {
	n := 0
	for _, some := range clusters {
		n += len(some)
	}
	return n
}

func judgeCluster(findings *finding.List, environment *envfile.Environment, target envfile.Target, cluster *v1alpha1.Cluster) {
	var of finding.List
	of.Same("server", target.Server, cluster.Server)
	of.Same("namespaces", target.Namespaces, cluster.Namespaces)
	of.Same("clusterResources", target.ClusterResources, cluster.ClusterResources)
	of.Same("project", target.Project, cluster.Project)
	of.Same("shard", target.Shard, cluster.Shard)
	judgeMetadata(&of, environment, target, cluster)
	if target.IsHub() {
		of.Same("config", v1alpha1.ClusterConfig{}, cluster.Config)
	} else {
		judgeConnection(&of, environment, target, cluster)
	}
	for _, finding := range of {
		findings.Add("target %s: %s", target.Name, finding)
	}
}

// judgeMetadata compares labels and annotations, by which ApplicationSets select clusters. Overlays may add some.
func judgeMetadata(findings *finding.List, environment *envfile.Environment, target envfile.Target, cluster *v1alpha1.Cluster) {
	labels := map[string]string{"app.kubernetes.io/managed-by": "tiphys", "tiphys/environment": environment.Metadata.Name}
	annotations := map[string]string{}
	if environment.ArgoCD.Prune == "confirm" {
		annotations["argocd.argoproj.io/sync-options"] = "Prune=confirm,Delete=confirm"
	}
	hasOverlays := len(environment.Overlays) > 0
	sameMap(findings, "label", labels, target.Labels, cluster.Labels, hasOverlays)
	sameMap(findings, "annotation", annotations, target.Annotations, cluster.Annotations, hasOverlays)
}

func sameMap(findings *finding.List, what string, ours, theirs, got map[string]string, mayHaveMore bool) {
	want := map[string]string{}
	for _, part := range []map[string]string{ours, theirs} {
		for key, value := range part {
			want[key] = value
		}
	}
	for key, value := range want {
		findings.Same(what+" "+key, value, got[key])
	}
	for key := range got {
		if _, known := want[key]; !known && !mayHaveMore {
			findings.Add("%s %s: nobody asked for it", what, key)
		}
	}
}

// judgeConnection compares the configuration from which client-go makes its connection.
func judgeConnection(findings *finding.List, environment *envfile.Environment, target envfile.Target, cluster *v1alpha1.Cluster) {
	config, err := cluster.RawRestConfig()
	if err != nil {
		findings.Failed("RawRestConfig", err)
		return
	}
	_, err = cluster.RESTConfig()
	findings.Failed("RESTConfig", err)
	findings.Same("host", target.Server, config.Host)
	findings.Same("compression switched off", target.DisableCompression, config.DisableCompression)
	findings.Same("TLS server name", target.TLSServerName, config.ServerName)
	findings.Same("TLS verification switched off", false, config.Insecure)
	findings.Same("other credentials", false, config.BearerToken+config.Username+config.Password+string(config.CertData) != "")
	findings.Same("proxy", target.ProxyURL, proxyOf(config))
	judgeCA(findings, target, config.CAData)
	judgeExec(findings, environment, target, config.ExecProvider)
}

func proxyOf(config *rest.Config) string {
	if config.Proxy == nil {
		return ""
	}
	request, err := http.NewRequest(http.MethodGet, config.Host, http.NoBody)
	if err != nil {
		return err.Error()
	}
	proxy, err := config.Proxy(request)
	if err != nil || proxy == nil {
		return ""
	}
	return proxy.String()
}

// judgeCA compares certificates, not text: line lengths and what stands between the blocks do not count.
func judgeCA(findings *finding.List, target envfile.Target, got []byte) {
	want, err := caOf(target)
	findings.Failed("ca of the environment file", err)
	findings.Same("certificates of the CA", certificates(want), certificates(got))
	if len(certificates(got)) == 0 && target.CA != "system" {
		findings.Add("caData has no certificate")
	}
}

// caOf is the text that `ca` means: nothing, inline PEM, the content of a file, or base64 of PEM.
func caOf(target envfile.Target) ([]byte, error) {
	switch {
	case target.CA == "system":
		return nil, nil
	case strings.Contains(target.CA, "-----BEGIN"):
		return []byte(target.CA), nil
	case strings.HasPrefix(target.CA, "/"):
		return os.ReadFile(target.CA)
	}
	return base64.StdEncoding.DecodeString(strings.Join(strings.Fields(target.CA), ""))
}

// certificates is the DER of each certificate in a PEM text, in order, once each.
func certificates(text []byte) []string {
	var found []string
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		found = append(found, base64.StdEncoding.EncodeToString(block.Bytes))
	}
	return found
}

// judgeExec compares the command that client-go will run for a token.
func judgeExec(findings *finding.List, environment *envfile.Environment, target envfile.Target, exec *api.ExecConfig) {
	if exec == nil {
		findings.Add("no exec block, so no token")
		return
	}
	cloud := environment.CloudFacts()
	want := map[string]string{
		"AAD_ENVIRONMENT_NAME":      cloud.EnvironmentName,
		"AAD_LOGIN_METHOD":          "workloadidentity",
		"AAD_SERVER_APPLICATION_ID": envfile.AzureServerApplication,
		"AZURE_AUTHORITY_HOST":      cloud.AuthorityHost,
		"AZURE_CLIENT_ID":           target.ClientID,
		"AZURE_TENANT_ID":           target.TenantID,
	}
	if environment.Identity != nil && environment.Identity.Token == "projected" {
		want["AZURE_FEDERATED_TOKEN_FILE"] = tokenFile
	}
	got := map[string]string{}
	for _, variable := range exec.Env {
		got[variable.Name] = variable.Value
	}
	findings.Same("exec environment", want, got)
	findings.Same("exec command", "argocd-k8s-auth", exec.Command)
	findings.Same("exec arguments", []string{"azure"}, exec.Args)
	findings.Same("exec API version", "client.authentication.k8s.io/v1beta1", exec.APIVersion)
	findings.Same("exec interactive mode", api.NeverExecInteractiveMode, exec.InteractiveMode)
	findings.Same("exec cluster information", false, exec.ProvideClusterInfo)
}
