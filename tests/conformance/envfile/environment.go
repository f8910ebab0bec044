// Package envfile reads environment files from their documentation.
package envfile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
)

// HubServer is the URL by which Argo CD knows the cluster that it runs on.
const HubServer = "https://kubernetes.default.svc"

// Environment is an environment file as its documentation describes it. It is read here a second time, independently of
// tiphys, because a judge that took its expectations from the output would agree with every fault. Fields that the judges
// do not know are errors, so that a new field cannot arrive unjudged.
type Environment struct {
	APIVersion string                `json:"apiVersion"`
	Kind       string                `json:"kind"`
	Metadata   struct{ Name string } `json:"metadata"`
	Cloud      string                `json:"cloud"`
	TenantID   string                `json:"tenantId"`
	ArgoCD     ArgoCD                `json:"argocd"`
	Hub        map[string]string     `json:"hub"`
	Identity   *Identity             `json:"identity"`
	SSO        *SSO                  `json:"sso"`
	RBAC       *RBAC                 `json:"rbac"`
	Projects   map[string]Project    `json:"projects"`
	Targets    []Target              `json:"targets"`
	Overlays   []string              `json:"overlays"`
}

// ArgoCD is the installation.
type ArgoCD struct {
	Install          string         `json:"install"`
	Version          string         `json:"version"`
	Namespace        string         `json:"namespace"`
	Domain           string         `json:"domain"`
	LocalAdmin       *bool          `json:"localAdmin"`
	Base             string         `json:"base"`
	HighAvailability *bool          `json:"highAvailability"`
	Ingress          map[string]any `json:"ingress"`
	Prune            string         `json:"prune"`
	MinTargets       *int           `json:"minTargets"`
	Settings         map[string]any `json:"settings"`
}

// Identity is what Argo CD shows to targets.
type Identity struct {
	ClientID        string            `json:"clientId"`
	PrincipalID     string            `json:"principalId"`
	ResourceID      string            `json:"resourceId"`
	Token           string            `json:"token"`
	ServiceAccounts map[string]string `json:"serviceAccounts"`
}

// SSO is the app registration of the sign-in.
type SSO struct {
	ClientID      string `json:"clientId"`
	GroupsOverage bool   `json:"groupsOverage"`
}

// RBAC is who may do what in Argo CD.
type RBAC struct {
	DefaultRole string             `json:"defaultRole"`
	Scopes      []string           `json:"scopes"`
	Roles       map[string][]Grant `json:"roles"`
	Bindings    []Binding          `json:"bindings"`
}

// Grant allows or denies actions on objects.
type Grant struct {
	Resource string   `json:"resource"`
	Actions  []string `json:"actions"`
	Objects  []string `json:"objects"`
	Effect   string   `json:"effect"`
}

// Binding gives a role to groups and users.
type Binding struct {
	Role   string   `json:"role"`
	Groups []Group  `json:"groups"`
	Users  []string `json:"users"`
}

// Group is an Entra group; its name is for people.
type Group struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Project is an AppProject.
type Project struct {
	Description string   `json:"description"`
	Targets     []string `json:"targets"`
	Namespaces  []string `json:"namespaces"`
	SourceRepos []string `json:"sourceRepos"`
}

// Target is a cluster, with `defaults` below it.
type Target struct {
	Name               string            `json:"name"`
	Server             string            `json:"server"`
	CA                 string            `json:"ca"`
	ResourceID         string            `json:"resourceId"`
	Access             any               `json:"access"`
	Labels             map[string]string `json:"labels"`
	Annotations        map[string]string `json:"annotations"`
	Project            string            `json:"project"`
	Namespaces         []string          `json:"namespaces"`
	ClusterResources   bool              `json:"clusterResources"`
	Shard              *int64            `json:"shard"`
	TenantID           string            `json:"tenantId"`
	ClientID           string            `json:"clientId"`
	PrincipalID        string            `json:"principalId"`
	ProxyURL           string            `json:"proxyUrl"`
	TLSServerName      string            `json:"tlsServerName"`
	DisableCompression bool              `json:"disableCompression"`
}

// IsHub tells whether the target is the cluster that Argo CD runs on.
func (t Target) IsHub() bool { return t.Server == HubServer }

// HasIngress tells whether TLS ends before argocd-server.
func (e *Environment) HasIngress() bool { return e.ArgoCD.Ingress != nil }

// AdminEnabled tells whether the built-in user may sign in: as the file says, else when nobody else can.
func (e *Environment) AdminEnabled() bool {
	if e.ArgoCD.LocalAdmin != nil {
		return *e.ArgoCD.LocalAdmin
	}
	return e.SSO == nil
}

// TargetNamed is the target of that name; the zero Target if there is none.
func (e *Environment) TargetNamed(name string) Target {
	for _, target := range e.Targets {
		if target.Name == name {
			return target
		}
	}
	return Target{}
}

// Read reads a file with what it extends, its target files and its defaults.
func Read(path string) (*Environment, error) {
	document, err := withBase(path)
	if err != nil {
		return nil, err
	}
	if err := addTargetFiles(document); err != nil {
		return nil, err
	}
	applyDefaults(document)
	text, err := json.Marshal(document)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	environment := &Environment{}
	if err := decoder.Decode(environment); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	environment.normalise()
	return environment, nil
}

// normalise fills in documented defaults and writes values in the form in which Argo CD must see them: GUIDs in lower
// case, servers without a slash at the end.
func (e *Environment) normalise() {
	e.Cloud = cmp.Or(e.Cloud, "AzurePublicCloud")
	e.ArgoCD.Namespace = cmp.Or(e.ArgoCD.Namespace, "argocd")
	e.ArgoCD.Prune = cmp.Or(e.ArgoCD.Prune, "confirm")
	e.TenantID = strings.ToLower(e.TenantID)
	if e.Identity != nil {
		e.Identity.ClientID = strings.ToLower(e.Identity.ClientID)
		e.Identity.PrincipalID = strings.ToLower(e.Identity.PrincipalID)
		e.Identity.Token = cmp.Or(e.Identity.Token, "webhook")
	}
	if e.SSO != nil {
		e.SSO.ClientID = strings.ToLower(e.SSO.ClientID)
	}
	if e.RBAC != nil {
		e.RBAC.normalise()
	}
	for i := range e.Targets {
		target := &e.Targets[i]
		target.Server = strings.TrimRight(target.Server, "/")
		target.TenantID = strings.ToLower(cmp.Or(target.TenantID, e.TenantID))
		if e.Identity != nil {
			target.ClientID = cmp.Or(target.ClientID, e.Identity.ClientID)
			target.PrincipalID = cmp.Or(target.PrincipalID, e.Identity.PrincipalID)
		}
		target.ClientID = strings.ToLower(target.ClientID)
		target.PrincipalID = strings.ToLower(target.PrincipalID)
	}
}

func (r *RBAC) normalise() {
	r.DefaultRole = cmp.Or(r.DefaultRole, "none")
	if len(r.Scopes) == 0 {
		r.Scopes = []string{"groups"}
	}
	for _, binding := range r.Bindings {
		for i := range binding.Groups {
			binding.Groups[i].ID = strings.ToLower(binding.Groups[i].ID)
		}
	}
}
