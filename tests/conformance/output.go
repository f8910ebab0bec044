package conformance

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"

	"tiphys/tests/conformance/envfile"
	"tiphys/tests/conformance/manifest"
)

// Output is what tiphys printed for an environment: the hub's stream and the install document; the latter is empty when
// the file leaves nothing to say to the installation's owner.
type Output struct {
	Hub, Install string
}

// Installation is the data of Argo CD's own ConfigMaps after the owner of the installation has applied ours, by name.
// Keys that we do not set are missing.
type Installation map[string]map[string]string

// ofKind decodes the hub's objects of a kind into Argo CD's or Kubernetes' own type; fields that the type does not have,
// and values of another type, are errors.
func ofKind[T any](output Output, kind string) ([]*T, error) {
	all, err := manifest.Read(output.Hub)
	if err != nil {
		return nil, err
	}
	var found []*T
	for _, one := range all {
		if one.Kind() != kind {
			continue
		}
		decoded := new(T)
		if err := manifest.Decode(one, decoded); err != nil {
			return nil, fmt.Errorf("%s %s: %w", kind, one.Name(), err)
		}
		found = append(found, decoded)
	}
	return found, nil
}

func (o Output) secrets() ([]*corev1.Secret, error) { return ofKind[corev1.Secret](o, "Secret") }

func (o Output) projects() ([]*v1alpha1.AppProject, error) {
	return ofKind[v1alpha1.AppProject](o, "AppProject")
}

// installation is what the owner makes of the output: kustomize, the chart, or the extension. With `argocd.base` tiphys is
// the owner, and the hub's stream has whole ConfigMaps.
func (o Output) installation(environment *envfile.Environment) (Installation, error) {
	switch {
	case environment.ArgoCD.Base != "":
		return o.ownInstallation(environment.ArgoCD.Namespace)
	case o.Install == "":
		return Installation{}, nil
	case environment.ArgoCD.Install == "manifests":
		return patched(o.Install)
	case environment.ArgoCD.Install == "helm":
		return ofChart(o.Install)
	case environment.ArgoCD.Install == "extension":
		return ofExtension(o.Install)
	}
	return nil, fmt.Errorf("unknown install: %s", environment.ArgoCD.Install)
}

// ownInstallation takes the ConfigMaps that Argo CD would find: in its namespace, with its label.
func (o Output) ownInstallation(namespace string) (Installation, error) {
	configMaps, err := ofKind[corev1.ConfigMap](o, "ConfigMap")
	installation := Installation{}
	for _, configMap := range configMaps {
		if configMap.Namespace == namespace && configMap.Labels["app.kubernetes.io/part-of"] == "argocd" {
			installation[configMap.Name] = configMap.Data
		}
	}
	return installation, err
}

// patched reads a kustomize Component whose patches are inline. A ConfigMap's patch is decoded as a ConfigMap: what the
// API server would refuse, such as a boolean, is an error here as well.
func patched(text string) (Installation, error) {
	component := struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Patches    []struct {
			Patch string `json:"patch"`
		} `json:"patches"`
	}{}
	if err := manifest.DecodeYAML(text, &component); err != nil {
		return nil, err
	}
	installation := Installation{}
	for _, patch := range component.Patches {
		var one manifest.Object
		if err := manifest.DecodeYAML(patch.Patch, &one); err != nil {
			return nil, err
		}
		if one.Kind() != "ConfigMap" {
			continue
		}
		configMap := corev1.ConfigMap{}
		if err := manifest.Decode(one, &configMap); err != nil {
			return nil, fmt.Errorf("ConfigMap %s: %w", one.Name(), err)
		}
		installation[configMap.Name] = configMap.Data
	}
	return installation, nil
}

// chartParts are the values of the argo-cd chart that become ConfigMaps (its templates/argocd-configs).
var chartParts = map[string]string{"cm": "argocd-cm", "rbac": "argocd-rbac-cm", "params": "argocd-cmd-params-cm"}

// ofChart maps values as the chart does: each key of the part is a key of the ConfigMap, its value by `toString`.
func ofChart(text string) (Installation, error) {
	values := struct {
		Configs map[string]map[string]any `json:"configs"`
	}{}
	if err := yaml.Unmarshal([]byte(text), &values); err != nil {
		return nil, err
	}
	installation := Installation{}
	for part, data := range values.Configs {
		for key, value := range data {
			installation.set(part, key, fmt.Sprint(value))
		}
	}
	return installation, nil
}

// ofExtension maps extension settings: strings only, with the chart's path as key, in which `\.` is a dot of a name.
func ofExtension(text string) (Installation, error) {
	settings := map[string]string{}
	if err := manifest.DecodeYAML(text, &settings); err != nil {
		return nil, err
	}
	installation := Installation{}
	for key, value := range settings {
		path := chartPath(key)
		if len(path) == 3 && path[0] == "configs" {
			installation.set(path[1], path[2], value)
		}
	}
	return installation, nil
}

// chartPath splits a key at its dots as Helm does (pkg/strvals).
func chartPath(key string) []string {
	const dot = "\x00"
	path := strings.Split(strings.ReplaceAll(key, `\.`, dot), ".")
	for i := range path {
		path[i] = strings.ReplaceAll(path[i], dot, ".")
	}
	return path
}

func (i Installation) set(part, key, value string) {
	name, known := chartParts[part]
	if !known {
		return
	}
	if i[name] == nil {
		i[name] = map[string]string{}
	}
	i[name][key] = value
}
