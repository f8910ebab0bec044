package identity

import (
	"net/url"
	"slices"
	"strings"

	"tiphys/tests/conformance/envfile"
)

// directory is what Entra knows in one cloud.
type directory struct {
	// host is the cloud's authority.
	host       string
	identities []identity
}

// identity is a managed identity, or another application, of a tenant.
type identity struct {
	ClientID             string                `json:"clientId"`
	PrincipalID          string                `json:"principalId"`
	TenantID             string                `json:"tenantId"`
	FederatedCredentials []federatedCredential `json:"federatedCredentials"`
}

// federatedCredential is whose tokens an identity accepts as its own.
type federatedCredential struct {
	Issuer    string   `json:"issuer"`
	Subject   string   `json:"subject"`
	Audiences []string `json:"audiences"`
}

// directoryOf is Entra after the identity plan was carried out; where the file is not enough for a plan, Entra as the file
// implies it.
func directoryOf(environment *envfile.Environment, plan string) (directory, error) {
	authority, err := url.Parse(environment.CloudFacts().AuthorityHost)
	if err != nil {
		return directory{}, err
	}
	if plan == "" {
		return directory{authority.Host, implied(environment)}, nil
	}
	document := struct {
		Identities []identity `json:"identities"`
	}{}
	err = decodeYAML(plan, &document)
	return directory{authority.Host, document.Identities}, err
}

func implied(environment *envfile.Environment) []identity {
	var credentials []federatedCredential
	for _, workload := range workloads {
		credentials = append(credentials, federatedCredential{
			Issuer:    hubOf(environment).issuer,
			Subject:   subject(environment.ArgoCD.Namespace, workload.accountName(environment)),
			Audiences: []string{audience},
		})
	}
	var found []identity
	for _, target := range environment.Targets {
		if !target.IsHub() {
			found = append(found, identity{target.ClientID, principalID(environment, target), target.TenantID, credentials})
		}
	}
	return found
}

// principalID is whom the target's role bindings name.
func principalID(environment *envfile.Environment, target envfile.Target) string {
	if target.PrincipalID != "" {
		return strings.ToLower(target.PrincipalID)
	}
	return strings.ToLower(environment.Identity.PrincipalID)
}

// refusal is Entra's error.
type refusal struct{ kind, description string }

// principalOf is who an assertion stands for, or why nobody. GUIDs are compared as Entra does, without case; what is in the
// credential is compared with it.
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
func (d directory) principalOf(asked request) (string, *refusal) {
	if !d.hasTenant(asked.host, asked.tenant) {
		return "", &refusal{"invalid_request", "AADSTS90002: Tenant '" + asked.tenant + "' not found."}
	}
	at := slices.IndexFunc(d.identities, func(one identity) bool {
		return strings.EqualFold(one.TenantID, asked.tenant) && strings.EqualFold(one.ClientID, asked.form.Get("client_id"))
	})
	if at < 0 {
		return "", &refusal{"unauthorized_client", "AADSTS700016: Application with identifier '" + asked.form.Get("client_id") + "' was not found in the directory."}
	}
	if !strings.EqualFold(asked.scope(), envfile.AzureServerApplication+"/.default") {
		return "", &refusal{"invalid_resource", "AADSTS500011: The resource principal named " + asked.scope() + " was not found in the tenant."}
	}
	return d.identities[at].PrincipalID, d.identities[at].refusalOf(asked)
}

func (d directory) hasTenant(host, tenant string) bool {
	return host == d.host && slices.ContainsFunc(d.identities, func(one identity) bool {
		return strings.EqualFold(one.TenantID, tenant)
	})
}

// refusalOf is why none of the federated credentials matches; nil if one does.
func (i identity) refusalOf(asked request) *refusal {
	candidates := i.FederatedCredentials
	steps := []struct {
		matches     func(federatedCredential) bool
		description string
	}{
		{func(c federatedCredential) bool { return c.Issuer == asked.assertion.Issuer },
			"AADSTS700211: No matching federated identity record found for presented assertion issuer '" + asked.assertion.Issuer + "'."},
		{func(c federatedCredential) bool { return c.Subject == asked.assertion.Subject },
			"AADSTS700213: No matching federated identity record found for presented assertion subject '" + asked.assertion.Subject + "'."},
		{func(c federatedCredential) bool { return slices.Equal(c.Audiences, asked.assertion.Audience) },
			"AADSTS700212: No matching federated identity record found for presented assertion audience '" + strings.Join(asked.assertion.Audience, " ") + "'."},
	}
	for _, step := range steps {
		candidates = slices.DeleteFunc(slices.Clone(candidates), func(c federatedCredential) bool { return !step.matches(c) })
		if len(candidates) == 0 {
			return &refusal{"invalid_client", step.description}
		}
	}
	return nil
}
