package conformance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/argoproj/argo-cd/v3/util/rbac"

	"tiphys/tests/conformance/envfile"
)

// actionsOf is what Argo CD asks its policy about, by resource; an action with a path stands for all of its kind.
// https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/
var actionsOf = map[string][]string{
	"applications": {
		"get", "create", "update", "delete", "sync", "rollback", "override", "action/apps/Deployment/restart",
		"update/apps/Deployment/shop/web", "delete/*/Pod/shop/web-1",
	},
	"applicationsets":    {"get", "create", "update", "delete"},
	"certificates":       {"get", "create", "update", "delete"},
	"clusters":           {"get", "create", "update", "delete"},
	"repositories":       {"get", "create", "update", "delete"},
	"write-repositories": {"get", "create", "update", "delete"},
	"projects":           {"get", "create", "update", "delete"},
	"accounts":           {"get", "update"},
	"gpgkeys":            {"get", "create", "delete"},
	"logs":               {"get"},
	"exec":               {"create"},
	"extensions":         {"invoke"},
}

// actions is those that this version of Argo CD has: 3.5 knows no rollback.
func actions(resource string) []string {
	return slices.DeleteFunc(slices.Clone(actionsOf[resource]), func(action string) bool {
		name, _, _ := strings.Cut(action, "/")
		return !slices.Contains(rbac.Actions, name)
	})
}

// ofApplications are the resources whose built-in rules have objects of the form PROJECT/NAME.
var ofApplications = []string{"applications", "applicationsets", "logs", "exec"}

// User is who asks: the subject of the token and its other claims.
type User struct {
	Subject string
	Claims  map[string][]string
}

// Request is what is asked.
type Request struct {
	Resource, Action, Object string
}

// allows tells whether the environment file lets the user do it. A user is the subject of the token and every value of
// the claims in `scopes`; each of them has the roles that bindings give it; everybody has the default role. A role's
// denial takes away what the same group or user is allowed by any role, and nothing from others: so Argo CD documents it.
func allows(environment *envfile.Environment, user User, request Request) (bool, error) {
	file := environment.RBAC
	if file == nil {
		file = &envfile.RBAC{DefaultRole: "none", Scopes: []string{"groups"}}
	}
	principals := [][]string{{file.DefaultRole}, rolesOf(file, user.Subject)}
	for _, scope := range file.Scopes {
		for _, value := range user.Claims[scope] {
			principals = append(principals, rolesOf(file, value))
		}
	}
	for _, roles := range principals {
		isAllowed, err := rolesAllow(file, roles, request)
		if isAllowed || err != nil {
			return isAllowed, err
		}
	}
	return false, nil
}

// rolesOf is the roles of one group or user. The built-in user `admin` is an admin by Argo CD's own policy.
func rolesOf(file *envfile.RBAC, principal string) []string {
	var roles []string
	if principal == "admin" {
		roles = append(roles, "admin")
	}
	for _, binding := range file.Bindings {
		isGroup := slices.ContainsFunc(binding.Groups, func(group envfile.Group) bool { return group.ID == principal })
		if isGroup || slices.Contains(binding.Users, principal) {
			roles = append(roles, binding.Role)
		}
	}
	return roles
}

func rolesAllow(file *envfile.RBAC, roles []string, request Request) (bool, error) {
	isAllowed := false
	for _, role := range roles {
		isAllowed = isAllowed || builtInAllows(role, request)
		for _, grant := range file.Roles[role] {
			matches, err := grantMatches(grant, request)
			if err != nil {
				return false, err
			}
			if matches && grant.Effect == "deny" {
				return false, nil
			}
			isAllowed = isAllowed || matches
		}
	}
	return isAllowed, nil
}

// builtInAllows is what the documentation says of Argo CD's two roles: readonly gets everything, admin does everything,
// on an object of the right form. Extensions are in neither.
func builtInAllows(role string, request Request) bool {
	isAsked := slices.Contains(actions(request.Resource), request.Action) && request.Resource != "extensions"
	hasForm := !slices.Contains(ofApplications, request.Resource) || strings.Contains(request.Object, "/")
	switch role {
	case "admin":
		return isAsked && hasForm
	case "readonly":
		return isAsked && hasForm && request.Action == "get"
	}
	return false
}

func grantMatches(grant envfile.Grant, request Request) (bool, error) {
	resource, err := matches(grant.Resource, request.Resource)
	if err != nil || !resource {
		return false, err
	}
	action, err := matchesAny(grant.Actions, request.Action)
	if err != nil || !action {
		return false, err
	}
	return matchesAny(grant.Objects, request.Object)
}

func matchesAny(patterns []string, text string) (bool, error) {
	for _, pattern := range patterns {
		isMatch, err := matches(pattern, text)
		if isMatch || err != nil {
			return isMatch, err
		}
	}
	return false, nil
}

// matches knows `*`, any text, and `?`, one character; this judge does not judge patterns with classes or groups.
func matches(pattern, text string) (bool, error) {
	if strings.ContainsAny(pattern, `[]{}\`) {
		return false, fmt.Errorf("the judge does not know the pattern %s", pattern)
	}
	return glob([]rune(pattern), []rune(text)), nil
}

func glob(pattern, text []rune) bool {
	if len(pattern) == 0 {
		return len(text) == 0
	}
	if pattern[0] == '*' {
		return glob(pattern[1:], text) || len(text) > 0 && glob(pattern, text[1:])
	}
	return len(text) > 0 && (pattern[0] == '?' || pattern[0] == text[0]) && glob(pattern[1:], text[1:])
}
