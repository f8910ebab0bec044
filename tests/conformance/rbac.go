package conformance

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/argoproj/argo-cd/v3/util/rbac"

	"tiphys/tests/conformance/envfile"
	"tiphys/tests/conformance/finding"
)

// mostFindings is how many wrong answers are listed: one wrong row of a policy shows in hundreds.
const mostFindings = 10

// JudgeRBAC asks Argo CD's enforcer for every user, resource, action and object that the file is about, and some that it
// is not about, and compares each answer with the file.
func JudgeRBAC(environment *envfile.Environment, output Output) finding.List {
	var findings finding.List
	installation, err := output.installation(environment)
	findings.Failed("install document", err)
	projects, err := output.projects()
	findings.Failed("AppProjects", err)
	findings.Failed("policy.csv", rbac.ValidatePolicy(rbac.PolicyCSV(installation["argocd-rbac-cm"])))
	enf, _, err := enforcer(environment.ArgoCD.Namespace, installation, projects)
	if err != nil {
		findings.Failed("the enforcer does not start, nor would argocd-server", err)
		return findings
	}
	for _, user := range users(environment) {
		claims := token(user.Subject, user.claims())
		for _, request := range requests(environment) {
			want, err := allows(environment, user, request)
			findings.Failed("the judge", err)
			got := enf.Enforce(claims, request.Resource, request.Action, request.Object)
			if got != want {
				findings.Add("user %v, %v: wanted %s, is %s", user, request, verdict(want), verdict(got))
			}
			if len(findings) >= mostFindings {
				return findings
			}
		}
	}
	return findings
}

func verdict(isAllowed bool) string {
	if isAllowed {
		return "allowed"
	}
	return "denied"
}

// claims is the user's claims in the form that a decoded token has.
func (u User) claims() map[string]any {
	found := map[string]any{}
	for name, values := range u.Claims {
		decoded := make([]any, len(values))
		for i, value := range values {
			decoded[i] = value
		}
		found[name] = decoded
	}
	return found
}

// users is everyone whom the file names, by each claim that could name them, and everyone whom a fault could let in:
// strangers, nobody, names that are only for people, ids in another case, and members of several groups.
func users(environment *envfile.Environment) []User {
	const opaque = "0aLq-3rY7kXc9"
	users := []User{{Subject: opaque}, {Subject: ""}, {Subject: "admin"}}
	inGroups := func(groups ...string) {
		users = append(users, User{Subject: opaque, Claims: map[string][]string{"groups": groups}})
	}
	inGroups("00000000-0000-4000-8000-000000000000")
	inGroups("")
	if environment.RBAC == nil {
		return users
	}
	var everyGroup []string
	for _, binding := range environment.RBAC.Bindings {
		inGroups(binding.Role)
		for _, group := range binding.Groups {
			everyGroup = append(everyGroup, group.ID)
			inGroups(group.ID)
			if upper := strings.ToUpper(group.ID); upper != group.ID {
				inGroups(upper)
			}
			inGroups(group.Name)
			users = append(users, User{Subject: group.ID})
		}
		for _, user := range binding.Users {
			users = append(users, User{Subject: user}, User{Subject: opaque, Claims: map[string][]string{"email": {user}}})
			inGroups(user)
		}
	}
	inGroups(everyGroup...)
	return users
}

// requests is the table of questions: every action of every resource, and one that it does not have, on every object.
func requests(environment *envfile.Environment) []Request {
	objects := objects(environment)
	var requests []Request
	for _, resource := range sortedKeys(actionsOf) {
		for _, action := range append(actions(resource), "other") {
			for _, object := range objects {
				requests = append(requests, Request{resource, action, object})
			}
		}
	}
	return requests
}

// objects is an instance of every pattern of the file, near misses of it, and what it does not mention.
func objects(environment *envfile.Environment) []string {
	objects := []string{"", "other", "other/web", "other/apps/web", "https://git.example.net/other.git", envfile.HubServer}
	for name := range environment.Projects {
		objects = append(objects, name, name+"/web", name+"/apps/web", name+"x/web", "x"+name+"/web")
	}
	for _, target := range environment.Targets {
		objects = append(objects, target.Server)
	}
	if environment.RBAC != nil {
		for _, grants := range environment.RBAC.Roles {
			for _, grant := range grants {
				for _, pattern := range grant.Objects {
					objects = append(objects, instances(pattern)...)
				}
			}
		}
	}
	sort.Strings(objects)
	return slices.Compact(objects)
}

func instances(pattern string) []string {
	short := strings.NewReplacer("*", "web", "?", "w").Replace(pattern)
	long := strings.NewReplacer("*", "apps/web", "?", "w").Replace(pattern)
	return []string{short, long, short + "x", "x" + short}
}

// sortedKeys is the keys of all the maps, once each.
func sortedKeys[V any](each ...map[string]V) []string {
	keys := []string{}
	for _, one := range each {
		keys = slices.AppendSeq(keys, maps.Keys(one))
	}
	sort.Strings(keys)
	return slices.Compact(keys)
}

func (r Request) String() string { return fmt.Sprintf("%s %s %q", r.Resource, r.Action, r.Object) }

func (u User) String() string { return fmt.Sprintf("%q with %v", u.Subject, u.Claims) }
