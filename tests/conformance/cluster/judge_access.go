package cluster

import (
	"context"
	"fmt"
	"slices"
	"strings"

	authorization "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"tiphys/tests/conformance/envfile"
	"tiphys/tests/conformance/finding"
)

// request is what somebody asks for on a target.
type request struct {
	user, verb, group, resource, subresource, namespace, url string
}

// Verbs, with those that give rights, and kinds of every sort: with rights of their own, of no namespace, and unknown.
var (
	readVerbs  = []string{"get", "list", "watch"}
	writeVerbs = []string{"create", "update", "patch", "delete", "deletecollection", "bind", "escalate", "impersonate"}
	kinds      = []request{
		{resource: "pods"},
		{resource: "pods", subresource: "log"},
		{resource: "pods", subresource: "exec"},
		{resource: "secrets"},
		{resource: "configmaps"},
		{resource: "serviceaccounts"},
		{resource: "serviceaccounts", subresource: "token"},
		{resource: "namespaces"},
		{resource: "nodes"},
		{resource: "users"},
		{group: "apps", resource: "deployments"},
		{group: "rbac.authorization.k8s.io", resource: "roles"},
		{group: "rbac.authorization.k8s.io", resource: "clusterroles"},
		{group: "rbac.authorization.k8s.io", resource: "clusterrolebindings"},
		{group: "apiextensions.k8s.io", resource: "customresourcedefinitions"},
		{group: "example.com", resource: "widgets"},
	}
	tempting = []request{{resource: "secrets"}, {group: "rbac.authorization.k8s.io", resource: "clusterrolebindings"}}
)

// requests is the table: the identity of a target asks for every verb on every kind, in each namespace of the file, in
// others, and in none; everyone else for what gives most.
func requests(environment *envfile.Environment, target envfile.Target) []request {
	namespaces := []string{"", "default", "kube-system", "other", "team-a"}
	strangers := []string{"system:anonymous", "argocd-" + environment.Metadata.Name}
	for _, one := range environment.Targets {
		namespaces = append(namespaces, writable(one)...)
		strangers = append(strangers, strings.ToUpper(one.PrincipalID), one.PrincipalID, one.ClientID)
	}
	slices.Sort(namespaces)
	namespaces = slices.Compact(namespaces)
	table := tableOf(target.PrincipalID, kinds, namespaces)
	for _, user := range strangers {
		if user != target.PrincipalID {
			table = append(table, tableOf(user, tempting, namespaces)...)
		}
	}
	return table
}

// tableOf is one user's requests; none without a name, which nobody can have.
func tableOf(user string, kinds []request, namespaces []string) []request {
	if user == "" {
		return nil
	}
	var table []request
	for _, verb := range slices.Concat(readVerbs, writeVerbs) {
		table = append(table, request{user: user, verb: verb, url: "/metrics"})
		for _, kind := range kinds {
			for _, namespace := range namespaces {
				kind.user, kind.verb, kind.namespace = user, verb, namespace
				table = append(table, kind)
			}
		}
	}
	return table
}

// writable is the namespaces of `access: {write: […]}`.
func writable(target envfile.Target) []string {
	access, _ := target.Access.(map[string]any)
	var found []string
	list, _ := access["write"].([]any)
	for _, namespace := range list {
		found = append(found, fmt.Sprint(namespace))
	}
	return found
}

// allows tells what the file says: `clusterAdmin` may do everything; `write` reads every kind everywhere, and may do
// everything in its namespaces; Azure's role assignments, and what others grant, are not in the cluster, and a hub's own accounts are
// Argo CD's.
func allows(target envfile.Target, asked request) bool {
	if target.IsHub() || asked.user != target.PrincipalID {
		return false
	}
	namespaces := writable(target)
	switch {
	case target.Access == "clusterAdmin":
		return true
	case len(namespaces) == 0 || asked.url != "":
		return false
	}
	return slices.Contains(readVerbs, asked.verb) || asked.namespace != "" && slices.Contains(namespaces, asked.namespace)
}

// judgeAccess asks the target for every request of the table.
func judgeAccess(environment *envfile.Environment, target envfile.Target, server *Server) finding.List {
	var findings finding.List
	for _, asked := range requests(environment, target) {
		got, err := server.mayDo(asked)
		findings.Failed("SubjectAccessReview", err)
		if want := allows(target, asked); want != got {
			findings.Add("%s: wanted %s, is %s", asked, verdict(want), verdict(got))
		}
	}
	return findings
}

// mayDo asks the authorizer what `kubectl auth can-i --as` asks it.
func (s *Server) mayDo(asked request) (bool, error) {
	spec := authorization.SubjectAccessReviewSpec{User: asked.user}
	if asked.url != "" {
		spec.NonResourceAttributes = &authorization.NonResourceAttributes{Verb: asked.verb, Path: asked.url}
	} else {
		spec.ResourceAttributes = &authorization.ResourceAttributes{
			Verb: asked.verb, Group: asked.group, Resource: asked.resource, Subresource: asked.subresource, Namespace: asked.namespace,
		}
	}
	review := &authorization.SubjectAccessReview{Spec: spec}
	review, err := s.client.AuthorizationV1().SubjectAccessReviews().Create(context.Background(), review, metav1.CreateOptions{})
	if err != nil {
		return false, err
	}
	return review.Status.Allowed, nil
}

func (r request) String() string {
	return fmt.Sprintf("%s: %s %s%s/%s/%s in %q", r.user, r.verb, r.url, r.group, r.resource, r.subresource, r.namespace)
}

func verdict(isAllowed bool) string {
	if isAllowed {
		return "allowed"
	}
	return "denied"
}
