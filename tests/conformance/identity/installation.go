package identity

import (
	"encoding/json"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"

	"tiphys/tests/conformance/manifest"
)

// patchedKinds are those of the Component's patches that a pod is made of.
var patchedKinds = map[string]any{
	"Deployment":     appsv1.Deployment{},
	"StatefulSet":    appsv1.StatefulSet{},
	"ServiceAccount": corev1.ServiceAccount{},
}

// patched is the installation with the patches of a kustomize Component, by the API server's own merge.
func patched(installed []manifest.Object, text string) ([]manifest.Object, error) {
	component := struct {
		Patches []struct {
			Patch string `json:"patch"`
		} `json:"patches"`
	}{}
	if err := decodeYAML(text, &component); err != nil {
		return nil, err
	}
	for _, item := range component.Patches {
		var patch manifest.Object
		if err := decodeYAML(item.Patch, &patch); err != nil {
			return nil, err
		}
		schema, isOfPods := patchedKinds[patch.Kind()]
		if !isOfPods {
			continue
		}
		if err := apply(installed, patch, schema); err != nil {
			return nil, fmt.Errorf("%s %s: %w", patch.Kind(), patch.Name(), err)
		}
	}
	return installed, nil
}

func apply(installed []manifest.Object, patch manifest.Object, schema any) error {
	for i, object := range installed {
		if object.Kind() != patch.Kind() || object.Name() != patch.Name() {
			continue
		}
		before, err := json.Marshal(object)
		if err != nil {
			return err
		}
		change, err := json.Marshal(patch)
		if err != nil {
			return err
		}
		after, err := strategicpatch.StrategicMergePatch(before, change, schema)
		if err != nil {
			return err
		}
		installed[i] = nil
		return json.Unmarshal(after, &installed[i])
	}
	return fmt.Errorf("a patch for what is not installed")
}

// podOfChart is what the chart's templates make of a part of the values.
func podOfChart(workload workload, text string) (Pod, error) {
	values := map[string]any{}
	if err := decodeYAML(text, &values); err != nil {
		return Pod{}, err
	}
	part := struct {
		PodLabels      map[string]string `json:"podLabels"`
		ServiceAccount struct {
			Name        string            `json:"name"`
			Annotations map[string]string `json:"annotations"`
		} `json:"serviceAccount"`
		Env          []corev1.EnvVar      `json:"env"`
		Volumes      []corev1.Volume      `json:"volumes"`
		VolumeMounts []corev1.VolumeMount `json:"volumeMounts"`
	}{}
	if err := decode(values[workload.chartPart], &part); err != nil {
		return Pod{}, err
	}
	account := metav1.ObjectMeta{Name: part.ServiceAccount.Name, Annotations: part.ServiceAccount.Annotations}
	return Pod{
		Pod: corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{Labels: part.PodLabels},
			Spec: corev1.PodSpec{
				ServiceAccountName: account.Name,
				Volumes:            part.Volumes,
				Containers: []corev1.Container{{
					Name: workload.chartContainer, Env: part.Env, VolumeMounts: part.VolumeMounts,
				}},
			},
		},
		container: workload.chartContainer,
		account:   corev1.ServiceAccount{ObjectMeta: account},
	}, nil
}

// podOfExtension is what Microsoft documents that the extension does: it labels the pods and annotates their accounts.
// https://learn.microsoft.com/azure/azure-arc/kubernetes/tutorial-use-gitops-argocd
func podOfExtension(installed []manifest.Object, workload workload, text string) (Pod, error) {
	settings := map[string]string{}
	if err := decodeYAML(text, &settings); err != nil {
		return Pod{}, err
	}
	pod, err := podIn(installed, workload)
	if settings["azure.workloadIdentity.enabled"] == "true" {
		metav1.SetMetaDataLabel(&pod.ObjectMeta, useLabel, "true")
		metav1.SetMetaDataAnnotation(&pod.account.ObjectMeta, clientAnnotation, settings["azure.workloadIdentity.clientId"])
	}
	return pod, err
}
