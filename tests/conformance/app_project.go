package conformance

import (
	"fmt"
	"slices"
	"sort"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/rbac"

	"tiphys/tests/conformance/envfile"
	"tiphys/tests/conformance/finding"
)

// JudgeAppProjects validates the projects as Argo CD's API does, asks them where and from where they let Applications
// deploy, and loads their policies into the enforcer.
func JudgeAppProjects(environment *envfile.Environment, output Output) finding.List {
	var findings finding.List
	projects, err := output.projects()
	findings.Failed("AppProjects", err)
	findings.Same("projects", sortedKeys(environment.Projects), namesOf(projects))
	for _, project := range projects {
		var of finding.List
		of.Failed("ValidateProject", project.ValidateProject())
		of.Same("apiVersion", "argoproj.io/v1alpha1", project.APIVersion)
		of.Same("namespace", environment.ArgoCD.Namespace, project.Namespace)
		judgeSpec(&of, environment, environment.Projects[project.Name], project)
		judgeDestinations(&of, environment, environment.Projects[project.Name], project)
		judgeSources(&of, environment.Projects[project.Name], project)
		judgePolicies(&of, environment, output, projects, project)
		for _, finding := range of {
			findings.Add("project %s: %s", project.Name, finding)
		}
	}
	return findings
}

func namesOf(projects []*v1alpha1.AppProject) []string {
	names := []string{}
	for _, project := range projects {
		names = append(names, project.Name)
	}
	sort.Strings(names)
	return names
}

// judgeSpec compares what the file says, and finds what it does not say.
func judgeSpec(findings *finding.List, environment *envfile.Environment, wanted envfile.Project, project *v1alpha1.AppProject) {
	want := v1alpha1.AppProjectSpec{Description: wanted.Description, SourceRepos: wanted.SourceRepos}
	for _, name := range wanted.Targets {
		for _, namespace := range wanted.Namespaces {
			server := environment.TargetNamed(name).Server
			want.Destinations = append(want.Destinations, v1alpha1.ApplicationDestination{Server: server, Namespace: namespace})
		}
	}
	got := *project.Spec.DeepCopy()
	for _, spec := range []*v1alpha1.AppProjectSpec{&want, &got} {
		slices.SortFunc(spec.Destinations, func(a, b v1alpha1.ApplicationDestination) int {
			return slices.Compare([]string{a.Server, a.Namespace}, []string{b.Server, b.Namespace})
		})
	}
	findings.Same("spec", want, got)
}

// judgeDestinations asks for every target and namespace of the file, and some that it does not have.
func judgeDestinations(findings *finding.List, environment *envfile.Environment, wanted envfile.Project, project *v1alpha1.AppProject) {
	namespaces := append([]string{"kube-system", "other", ""}, wanted.Namespaces...)
	targets := append([]envfile.Target{{Name: "unknown", Server: "https://unknown.example.com"}}, environment.Targets...)
	none := func(string) ([]*v1alpha1.Cluster, error) { return nil, nil }
	for _, target := range targets {
		for _, namespace := range namespaces {
			want := slices.Contains(wanted.Targets, target.Name) && slices.Contains(wanted.Namespaces, namespace)
			cluster := &v1alpha1.Cluster{Name: target.Name, Server: target.Server}
			got, err := project.IsDestinationPermitted(cluster, namespace, none)
			findings.Failed("IsDestinationPermitted", err)
			findings.Same(fmt.Sprintf("deploying to %s, namespace %q", target.Name, namespace), want, got)
		}
	}
	namespaceKind := schema.GroupKind{Kind: "Namespace"}
	findings.Same("creating a namespace", false, project.IsGroupKindNamePermitted(namespaceKind, "shop", false))
	deployment := schema.GroupKind{Group: "apps", Kind: "Deployment"}
	findings.Same("creating a Deployment", true, project.IsGroupKindNamePermitted(deployment, "web", true))
}

func judgeSources(findings *finding.List, wanted envfile.Project, project *v1alpha1.AppProject) {
	urls := []string{"https://git.example.net/other.git", "https://github.com/argoproj/argo-cd"}
	for _, pattern := range wanted.SourceRepos {
		urls = append(urls, instances(pattern)[0])
	}
	for _, url := range urls {
		want, err := matchesAny(wanted.SourceRepos, url)
		findings.Failed("the judge", err)
		got := project.IsSourcePermitted(v1alpha1.ApplicationSource{RepoURL: url})
		findings.Same("deploying from "+url, want, got)
	}
}

// judgePolicies loads the project's own policies above the installation's: they must be valid, and a stranger must not
// gain anything by them.
func judgePolicies(findings *finding.List, environment *envfile.Environment, output Output, projects []*v1alpha1.AppProject, project *v1alpha1.AppProject) {
	policy := project.ProjectPoliciesString()
	findings.Failed("policies", rbac.ValidatePolicy(policy))
	installation, err := output.installation(environment)
	findings.Failed("install document", err)
	enf, _, err := enforcer(environment.ArgoCD.Namespace, installation, projects)
	if err != nil {
		findings.Failed("enforcer", err)
		return
	}
	stranger := User{Subject: "stranger", Claims: map[string][]string{"groups": {"strangers"}}}
	for _, request := range []Request{
		{"projects", "get", project.Name},
		{"applications", "get", project.Name + "/web"},
		{"applications", "sync", project.Name + "/web"},
	} {
		want, err := allows(environment, stranger, request)
		findings.Failed("the judge", err)
		got := enf.Enforce(token(stranger.Subject, stranger.claims()), request.Resource, request.Action, request.Object)
		findings.Same("stranger: "+request.String(), want, got)
	}
}
