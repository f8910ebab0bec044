package identity

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"tiphys/tests/conformance/manifest"
)

// Stage is what is around tiphys' output and comes from others.
type Stage struct {
	// Programs is the folder with `argocd-k8s-auth`, alone on the PATH of the pod.
	Programs string
	// Installation is the workloads and accounts of Argo CD's install.yaml.
	Installation []manifest.Object
	// OlderWebhook has the token file where Azure's webhook before 1.6 put it.
	OlderWebhook bool
}

var kindOfPods = regexp.MustCompile(`(?m)^kind: (Deployment|StatefulSet|ServiceAccount)$`)

// ReadInstallation reads the workloads and accounts of Argo CD's published manifests in its module.
func ReadInstallation(module string) ([]manifest.Object, error) {
	text, err := os.ReadFile(filepath.Join(module, "manifests/install.yaml"))
	if err != nil {
		return nil, err
	}
	var stream strings.Builder
	// The CRDs are most of the file and of no interest here.
	for document := range strings.SplitSeq(string(text), "\n---\n") {
		if kindOfPods.MatchString(document) {
			stream.WriteString("---\n" + document + "\n")
		}
	}
	return manifest.Read(stream.String())
}
