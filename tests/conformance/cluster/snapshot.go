package cluster

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"

	"tiphys/tests/conformance/manifest"
)

// Snapshot is objects by `Kind name`, or `Kind namespace/name` where a snapshot has several namespaces.
type Snapshot map[string]manifest.Object

// everywhere asks for the objects of all namespaces and of none.
const everywhere = ""

// Snapshot is what the server has in a namespace, or everywhere.
func (s *Server) Snapshot(namespace, selector string) (Snapshot, error) {
	resources, err := s.resources(namespace == everywhere)
	if err != nil {
		return nil, err
	}
	found := Snapshot{}
	for _, resource := range resources {
		list, err := s.objects.Resource(resource).Namespace(namespace).List(context.Background(), metav1.ListOptions{LabelSelector: selector})
		if apierrors.IsNotFound(err) || apierrors.IsMethodNotSupported(err) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", resource, err)
		}
		for _, item := range list.Items {
			found[key(item.Object, namespace == everywhere)] = item.Object
		}
	}
	return found, nil
}

func key(one manifest.Object, withNamespace bool) string {
	if namespace := one.Namespace(); withNamespace && namespace != "" {
		return fmt.Sprintf("%s %s/%s", one.Kind(), namespace, one.Name())
	}
	return one.Kind() + " " + one.Name()
}

// resources are the kinds that can be listed, without those that the server writes for itself.
func (s *Server) resources(clusterScoped bool) ([]schema.GroupVersionResource, error) {
	lists, err := s.discovery.ServerPreferredResources()
	if err != nil && !discovery.IsGroupDiscoveryFailedError(err) {
		return nil, err
	}
	var found []schema.GroupVersionResource
	for _, list := range lists {
		version, err := schema.ParseGroupVersion(list.GroupVersion)
		if err != nil {
			return nil, err
		}
		for _, resource := range list.APIResources {
			isOwn := slices.Contains([]string{"events", "endpoints", "leases", "apiservices", "componentstatuses"}, resource.Name)
			if !isOwn && slices.Contains(resource.Verbs, "list") && (resource.Namespaced || clusterScoped) {
				found = append(found, version.WithResource(resource.Name))
			}
		}
	}
	return found, nil
}

// Changed is the objects that are not as they were, with generation and managed fields. A status does not count: it is
// the work of controllers, and the server fills in a Gateway's when it is applied the second time.
func Changed(before, after Snapshot) []string {
	var found []string
	for key, one := range before {
		if !reflect.DeepEqual(withoutStatus(one), withoutStatus(after[key])) {
			found = append(found, key)
		}
	}
	slices.Sort(found)
	return found
}

// withoutStatus drops the status, its managers, and the version, which moves with it.
func withoutStatus(one manifest.Object) manifest.Object {
	found := maps.Clone(one)
	delete(found, "status")
	if metadata, ok := found["metadata"].(map[string]any); ok {
		metadata = maps.Clone(metadata)
		delete(metadata, "resourceVersion")
		managers, _ := metadata["managedFields"].([]any)
		metadata["managedFields"] = slices.DeleteFunc(slices.Clone(managers), func(manager any) bool {
			fields, _ := manager.(map[string]any)
			return fields["subresource"] == "status"
		})
		found["metadata"] = metadata
	}
	return found
}

// SnapshotOf is objects as they are written.
func SnapshotOf(stream string, withNamespace bool) (Snapshot, error) {
	all, err := manifest.Read(stream)
	found := Snapshot{}
	for _, one := range all {
		found[key(one, withNamespace)] = one
	}
	return found, err
}

// isClusterScoped tells whether an object of Argo CD's manifests is in no namespace.
func isClusterScoped(one manifest.Object) bool {
	return strings.HasPrefix(one.Kind(), "Cluster") || one.Kind() == "CustomResourceDefinition" || one.Kind() == "Namespace"
}
