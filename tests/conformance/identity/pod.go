package identity

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"tiphys/tests/conformance/envfile"
	"tiphys/tests/conformance/manifest"
)

// Pod is what a workload starts, before anything is admitted.
type Pod struct {
	corev1.Pod
	// container is the one that reaches targets.
	container string
	account   corev1.ServiceAccount
}

// workload is one that reaches targets.
type workload struct {
	// account is its key in `identity.serviceAccounts`, name its object's and container's and, by default, account's.
	account, kind, name string
	// chartPart and chartContainer are what the argo-cd chart calls it.
	chartPart, chartContainer string
}

var workloads = []workload{
	{"server", "Deployment", "argocd-server", "server", "server"},
	{"applicationController", "StatefulSet", "argocd-application-controller", "controller", "application-controller"},
}

// accountName is what the installation calls the workload's account.
func (w workload) accountName(environment *envfile.Environment) string {
	if environment.Identity != nil {
		if name := environment.Identity.ServiceAccounts[w.account]; name != "" {
			return name
		}
	}
	return w.name
}

// pods is the pods that the owner of the installation makes of the output.
func (s Stage) pods(environment *envfile.Environment, output Output) ([]Pod, error) {
	var found []Pod
	for _, workload := range workloads {
		pod, err := s.podOf(workload, environment, output)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", workload.name, err)
		}
		pod.Name, pod.Namespace = workload.name+"-0", environment.ArgoCD.Namespace
		pod.account.Namespace = environment.ArgoCD.Namespace
		found = append(found, pod)
	}
	return found, nil
}

func (s Stage) podOf(workload workload, environment *envfile.Environment, output Output) (Pod, error) {
	if environment.ArgoCD.Base != "" {
		objects, err := manifest.Read(output.Hub)
		if err != nil {
			return Pod{}, err
		}
		return podIn(objects, workload)
	}
	installed := s.installed(environment)
	switch environment.ArgoCD.Install {
	case "manifests":
		patched, err := patched(installed, output.Install)
		if err != nil {
			return Pod{}, err
		}
		return podIn(patched, workload)
	case "helm":
		return podOfChart(workload, output.Install)
	case "extension":
		return podOfExtension(installed, workload, output.Install)
	}
	return Pod{}, fmt.Errorf("unknown install: %s", environment.ArgoCD.Install)
}

// installed is the objects of Argo CD's installation, whose accounts are called as the file says.
func (s Stage) installed(environment *envfile.Environment) []manifest.Object {
	var found []manifest.Object
	for _, object := range s.Installation {
		object := deepCopy(object)
		for _, workload := range workloads {
			workload.renameAccount(object, workload.accountName(environment))
		}
		found = append(found, object)
	}
	return found
}

func (w workload) renameAccount(object manifest.Object, account string) {
	if object.Name() != w.name {
		return
	}
	switch object.Kind() {
	case "ServiceAccount":
		object["metadata"].(map[string]any)["name"] = account
	case w.kind:
		template := object["spec"].(map[string]any)["template"].(map[string]any)
		template["spec"].(map[string]any)["serviceAccountName"] = account
	}
}

// podIn is the pod of a workload among objects, with its account.
func podIn(objects []manifest.Object, workload workload) (Pod, error) {
	var controller struct {
		Spec struct {
			Template corev1.PodTemplateSpec `json:"template"`
		} `json:"spec"`
	}
	if err := one(objects, workload.kind, workload.name, &controller); err != nil {
		return Pod{}, err
	}
	template := controller.Spec.Template
	pod := Pod{Pod: corev1.Pod{ObjectMeta: template.ObjectMeta, Spec: template.Spec}, container: workload.name}
	err := one(objects, "ServiceAccount", template.Spec.ServiceAccountName, &pod.account)
	return pod, err
}
