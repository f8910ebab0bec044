package cluster

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"tiphys/tests/conformance/manifest"
)

// way is how people install Argo CD from its manifests, and upgrade it.
type way struct {
	name string
	// install and upgrade are kubectl's arguments; the manifests are on standard input.
	install, upgrade []string
}

// serverSide takes over what another kind of apply wrote, as Argo CD documents it.
var serverSide = []string{"apply", "--server-side", "--force-conflicts"}

// The first is what Argo CD 3.6 documents, the second what it documented before. Who has created the objects can upgrade
// them by an apply only.
var ways = []way{
	{"server-side", serverSide, serverSide},
	{"client-side", []string{"apply"}, []string{"apply"}},
	{"create", []string{"create"}, serverSide},
	{"kustomize", []string{"apply", "-k"}, []string{"apply", "-k"}},
}

// hub is a namespace in which Argo CD is installed in one of the ways.
type hub struct {
	*Server
	way       way
	namespace string
	// folder is where kustomizations and environment files of this hub are.
	folder string
	// release is the manifests that are installed.
	release string
}

// newHub installs a release into a namespace of its own.
func newHub(server *Server, way way, namespace, folder, release string) (*hub, error) {
	if _, err := server.Kubectl("", "create", "namespace", namespace); err != nil {
		return nil, err
	}
	hub := &hub{server, way, namespace, folder, release}
	return hub, hub.with(way.install)
}

// upgrade installs another release as the owner of this hub does.
func (h *hub) upgrade(release string) error {
	h.release = release
	return h.with(h.way.upgrade)
}

func (h *hub) with(arguments []string) error {
	if slices.Contains(arguments, "-k") {
		return h.kustomize("", arguments...)
	}
	_, err := h.Kubectl(h.release, append(slices.Clone(arguments), "--namespace", h.namespace, "--filename", "-")...)
	return err
}

// kustomize applies the kustomization over the release with a Component, or none.
func (h *hub) kustomize(component string, arguments ...string) error {
	kustomization := map[string]any{"namespace": h.namespace, "resources": []string{"install.yaml"}}
	files := map[string]string{"install.yaml": h.release}
	if component != "" {
		kustomization["components"] = []string{"tiphys"}
		files["tiphys/kustomization.yaml"] = component
	}
	text, err := yaml.Marshal(kustomization)
	if err != nil {
		return err
	}
	files["kustomization.yaml"] = string(text)
	if err := writeFiles(h.folder, files); err != nil {
		return err
	}
	_, err = h.Kubectl("", append(slices.Clone(arguments), h.folder)...)
	return err
}

func writeFiles(folder string, files map[string]string) error {
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// namespaced is the objects of a release that are in the namespace, so that a server has room for many hubs.
func namespaced(release string) (string, error) {
	all, err := manifest.Read(release)
	if err != nil {
		return "", err
	}
	var stream strings.Builder
	for _, one := range all {
		if isClusterScoped(one) {
			continue
		}
		text, err := yaml.Marshal(one)
		if err != nil {
			return "", err
		}
		stream.WriteString("---\n" + string(text))
	}
	return stream.String(), nil
}
