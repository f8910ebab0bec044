package conformance

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/argoproj/argo-cd/v3/util/rbac"
)

// mostFindings is how many wrong answers are listed: one wrong row of a policy shows in hundreds.
const mostFindings = 10

// JudgeRBAC asks Argo CD's enforcer for every user, resource, action and object that the file is about, and some that it
// is not about, and compares each answer with the file.
func JudgeRBAC(environment *Environment, output Output) Findings {
	var findings Findings
	installation, err := output.installation(environment)
	findings.failed("install document", err)
	projects, err := output.projects()
	findings.failed("AppProjects", err)
	findings.failed("policy.csv", rbac.ValidatePolicy(rbac.PolicyCSV(installation["argocd-rbac-cm"])))
	enf, _, err := enforcer(environment.ArgoCD.Namespace, installation, projects)
	if err != nil {
		findings.failed("the enforcer does not start, nor would argocd-server", err)
		return findings
	}
	for _, user := range environment.users() {
		claims := token(user.Subject, user.claims())
		for _, request := range environment.requests() {
			want, err := environment.Allows(user, request)
			findings.failed("the judge", err)
			got := enf.Enforce(claims, request.Resource, request.Action, request.Object)
			if got != want {
				findings.add("user %v, %v: wanted %s, is %s", user, request, verdict(want), verdict(got))
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
func (e *Environment) users() []User {
	const opaque = "0aLq-3rY7kXc9"
	users := []User{{Subject: opaque}, {Subject: ""}, {Subject: "admin"}}
	inGroups := func(groups ...string) {
		users = append(users, User{Subject: opaque, Claims: map[string][]string{"groups": groups}})
	}
	inGroups("00000000-0000-4000-8000-000000000000")
	inGroups("")
	if e.RBAC == nil {
		return users
	}
	var everyGroup []string
	for _, binding := range e.RBAC.Bindings {
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
func (e *Environment) requests() []Request {
	objects := e.objects()
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
func (e *Environment) objects() []string {
	objects := []string{"", "other", "other/web", "other/apps/web", "https://git.example.net/other.git", hubServer}
	for name := range e.Projects {
		objects = append(objects, name, name+"/web", name+"/apps/web", name+"x/web", "x"+name+"/web")
	}
	for _, target := range e.Targets {
		objects = append(objects, target.Server)
	}
	if e.RBAC != nil {
		for _, grants := range e.RBAC.Roles {
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

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func (r Request) String() string { return fmt.Sprintf("%s %s %q", r.Resource, r.Action, r.Object) }

func (u User) String() string { return fmt.Sprintf("%q with %v", u.Subject, u.Claims) }
