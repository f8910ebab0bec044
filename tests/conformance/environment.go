package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// hubServer is the URL by which Argo CD knows the cluster that it runs on.
const hubServer = "https://kubernetes.default.svc"

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
func (t Target) IsHub() bool { return t.Server == hubServer }

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

// ReadEnvironment reads a file with what it extends, its target files and its defaults.
func ReadEnvironment(path string) (*Environment, error) {
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
	e.Cloud = orDefault(e.Cloud, "AzurePublicCloud")
	e.ArgoCD.Namespace = orDefault(e.ArgoCD.Namespace, "argocd")
	e.ArgoCD.Prune = orDefault(e.ArgoCD.Prune, "confirm")
	e.TenantID = strings.ToLower(e.TenantID)
	if e.Identity != nil {
		e.Identity.ClientID = strings.ToLower(e.Identity.ClientID)
		e.Identity.Token = orDefault(e.Identity.Token, "webhook")
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
		target.TenantID = strings.ToLower(orDefault(target.TenantID, e.TenantID))
		if e.Identity != nil {
			target.ClientID = orDefault(target.ClientID, e.Identity.ClientID)
		}
		target.ClientID = strings.ToLower(target.ClientID)
	}
}

func (r *RBAC) normalise() {
	r.DefaultRole = orDefault(r.DefaultRole, "none")
	if len(r.Scopes) == 0 {
		r.Scopes = []string{"groups"}
	}
	for _, binding := range r.Bindings {
		for i := range binding.Groups {
			binding.Groups[i].ID = strings.ToLower(binding.Groups[i].ID)
		}
	}
}

func orDefault(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

// withBase reads a document and puts it over the one that it extends. Relative paths become absolute first: each means
// the folder of the file that says it.
func withBase(path string) (map[string]any, error) {
	document, err := readMap(path)
	if err != nil {
		return nil, err
	}
	folder := filepath.Dir(path)
	for _, target := range mapsIn(document["targets"]) {
		absoluteCA(target, folder)
	}
	if patterns, ok := document["targetFiles"].([]any); ok {
		for i, pattern := range patterns {
			patterns[i] = filepath.Join(folder, pattern.(string))
		}
	}
	base, ok := document["extends"].(string)
	delete(document, "extends")
	if !ok {
		return document, nil
	}
	below, err := withBase(filepath.Join(folder, base))
	if err != nil {
		return nil, err
	}
	targets := mergedByName(mapsIn(below["targets"]), mapsIn(document["targets"]))
	merged := merged(below, document)
	merged["targets"] = targets
	return merged, nil
}

func readMap(path string) (map[string]any, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	document := map[string]any{}
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return document, nil
}

// absoluteCA resolves a `ca` that is a path; inline certificates and `system` name no file and stay.
func absoluteCA(target map[string]any, folder string) {
	ca, _ := target["ca"].(string)
	path := filepath.Join(folder, ca)
	if info, err := os.Stat(path); ca != "" && err == nil && info.Mode().IsRegular() {
		target["ca"] = path
	}
}

func addTargetFiles(document map[string]any) error {
	patterns, _ := document["targetFiles"].([]any)
	delete(document, "targetFiles")
	targets := list(document["targets"])
	for _, pattern := range patterns {
		paths, err := filepath.Glob(pattern.(string))
		if err != nil {
			return err
		}
		for _, path := range paths {
			found, err := targetsOf(path)
			if err != nil {
				return err
			}
			targets = append(targets, found...)
		}
	}
	document["targets"] = targets
	return nil
}

// targetsOf reads a file with one target or a list of targets.
func targetsOf(path string) ([]any, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var content any
	if err := yaml.Unmarshal(text, &content); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	targets, ok := content.([]any)
	if !ok {
		targets = []any{content}
	}
	for _, target := range mapsIn(targets) {
		absoluteCA(target, filepath.Dir(path))
	}
	return targets, nil
}

func applyDefaults(document map[string]any) {
	defaults, _ := document["defaults"].(map[string]any)
	delete(document, "defaults")
	targets := list(document["targets"])
	for i, target := range mapsIn(targets) {
		targets[i] = merged(defaults, target)
	}
}

// merged puts one map over another: maps merge deeply, everything else is replaced.
func merged(below, above map[string]any) map[string]any {
	result := maps.Clone(below)
	if result == nil {
		result = map[string]any{}
	}
	for key, value := range above {
		belowMap, isMap := result[key].(map[string]any)
		aboveMap, areMaps := value.(map[string]any)
		if isMap && areMaps {
			result[key] = merged(belowMap, aboveMap)
		} else {
			result[key] = value
		}
	}
	return result
}

// mergedByName merges targets of the same name; others follow.
func mergedByName(below, above []map[string]any) []any {
	result := []any{}
	position := map[any]int{}
	for _, target := range append(below, above...) {
		at, known := position[target["name"]]
		if known {
			result[at] = merged(result[at].(map[string]any), target)
			continue
		}
		position[target["name"]] = len(result)
		result = append(result, target)
	}
	return result
}

func list(value any) []any {
	items, _ := value.([]any)
	return items
}

// mapsIn is the maps in a list.
func mapsIn(value any) []map[string]any {
	var found []map[string]any
	for _, item := range list(value) {
		if item, ok := item.(map[string]any); ok {
			found = append(found, item)
		}
	}
	return found
}
