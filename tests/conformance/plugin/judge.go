package plugin

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"

	"tiphys/tests/conformance/envfile"
	"tiphys/tests/conformance/finding"
	"tiphys/tests/conformance/manifest"
)

const (
	trackingAnnotation = "argocd.argoproj.io/tracking-id"
	trackingLabel      = "app.kubernetes.io/instance"
	syncOptions        = "argocd.argoproj.io/sync-options"
)

// Judge compares the objects that Argo CD would compare with the cluster with those of the hub's stream: the same, each with
// Argo CD's mark of the Application and with nothing else.
func (s *Servers) Judge(environment *envfile.Environment, hub string, source source) finding.List {
	var findings finding.List
	wanted, err := manifest.Read(hub)
	findings.Failed("the hub's stream", err)
	manifests, err := s.Manifests(source)
	findings.Failed("GenerateManifest", err)
	returned, err := byKey(manifests)
	findings.Failed("objects", err)
	for _, object := range wanted {
		key := keyOf(object)
		found, ok := returned[key]
		if !ok {
			findings.Add("%s: is not there", key)
			continue
		}
		delete(returned, key)
		takeTracking(&findings, key, found, source.tracking)
		judgeSyncOptions(&findings, key, found, environment)
		findings.Same(key, text(object), text(found))
	}
	for key := range returned {
		findings.Add("%s: nobody rendered it", key)
	}
	return findings
}

// keyOf is an object's identity as the tracking annotation has it.
func keyOf(object manifest.Object) string {
	apiVersion, _ := object["apiVersion"].(string)
	group, _, hasGroup := strings.Cut(apiVersion, "/")
	if !hasGroup {
		group = ""
	}
	metadata, _ := object["metadata"].(map[string]any)
	namespace, _ := metadata["namespace"].(string)
	return fmt.Sprintf("%s/%s:%s/%s", group, object.Kind(), namespace, object.Name())
}

// byKey reads the answer, in which every object is JSON.
func byKey(manifests []string) (map[string]manifest.Object, error) {
	found := map[string]manifest.Object{}
	for _, item := range manifests {
		var object manifest.Object
		if err := json.Unmarshal([]byte(item), &object); err != nil {
			return nil, err
		}
		key := keyOf(object)
		if _, twice := found[key]; twice {
			return nil, fmt.Errorf("%s is there twice", key)
		}
		found[key] = object
	}
	return found, nil
}

// takeTracking removes Argo CD's marks; one that is not this Application's, and one that is missing, are findings.
func takeTracking(findings *finding.List, key string, object manifest.Object, method v1alpha1.TrackingMethod) {
	annotation, label := take(object, "annotations", trackingAnnotation), take(object, "labels", trackingLabel)
	wantedAnnotation, wantedLabel := application+":"+tracked(key), application
	switch method {
	case v1alpha1.TrackingMethodAnnotation:
		wantedLabel = ""
	case v1alpha1.TrackingMethodLabel:
		wantedAnnotation = ""
	}
	findings.Same(key+": tracking annotation", wantedAnnotation, annotation)
	findings.Same(key+": tracking label", wantedLabel, label)
}

// tracked is the key in the annotation: what has no namespace is said to be where the Application deploys to.
func tracked(key string) string { return strings.Replace(key, ":/", ":argocd/", 1) }

// take removes a value, and its map if nothing is left.
func take(object manifest.Object, field, name string) string {
	metadata, _ := object["metadata"].(map[string]any)
	values, _ := metadata[field].(map[string]any)
	value, _ := values[name].(string)
	delete(values, name)
	if len(values) == 0 {
		delete(metadata, field)
	}
	return value
}

// judgeSyncOptions: with `prune: confirm` Argo CD asks before it lets a target or a project go.
func judgeSyncOptions(findings *finding.List, key string, object manifest.Object, environment *envfile.Environment) {
	if object.Kind() != "AppProject" && !strings.HasPrefix(object.Name(), "cluster-") {
		return
	}
	wanted := ""
	if environment.ArgoCD.Prune == "confirm" {
		wanted = "Prune=confirm,Delete=confirm"
	}
	metadata, _ := object["metadata"].(map[string]any)
	annotations, _ := metadata["annotations"].(map[string]any)
	options, _ := annotations[syncOptions].(string)
	findings.Same(key+": sync options", wanted, options)
}

// text is an object in a form that is easy to compare and to read.
func text(object manifest.Object) string {
	document, err := json.MarshalIndent(object, "", " ")
	if err != nil {
		return err.Error()
	}
	return string(document)
}

// JudgeFailure compares what the UI would show with what tiphys says in a terminal.
func (s *Servers) JudgeFailure(said string, source source) finding.List {
	var findings finding.List
	manifests, err := s.Manifests(source)
	if err == nil {
		findings.Add("wanted a failure, got %d objects", len(manifests))
		return findings
	}
	shown := err.Error()
	if said = strings.TrimSpace(said); !strings.Contains(shown, said) {
		findings.Add("wanted to read:\n%s\nshown is:\n%s", said, shown)
	}
	if strings.Contains(shown, "\x1b") {
		findings.Add("shown with codes of a terminal: %q", shown)
	}
	return findings
}
