package identity

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// entra is a stand-in of Microsoft Entra ID on loopback. It is reached by its real names through a proxy, because Azure's
// libraries ask the public cloud about authorities that they do not know, and no setting turns that off.
type entra struct {
	directory directory
	hub       hub
	server    *httptest.Server
	proxy     *httptest.Server
	caFile    string

	mutex    sync.Mutex
	requests []request
	issued   string
}

// request is one for a token.
type request struct {
	host, tenant string
	form         url.Values
	assertion    jwt.RegisteredClaims
	// principal is for whom Entra answered; empty if it refused.
	principal string
}

// scope is the scope of the resource; MSAL may add those of OpenID Connect.
func (r request) scope() string {
	scopes := slices.DeleteFunc(strings.Fields(r.form.Get("scope")), func(scope string) bool {
		return slices.Contains([]string{"openid", "profile", "offline_access"}, scope)
	})
	return strings.Join(scopes, " ")
}

// startEntra starts both servers; the certificate to trust is a file in the folder.
func startEntra(directory directory, hub hub, folder string) (*entra, error) {
	e := &entra{directory: directory, hub: hub, caFile: filepath.Join(folder, "entra.pem")}
	authority, err := newAuthority()
	if err != nil {
		return nil, err
	}
	if err := write(e.caFile, authority.pem()); err != nil {
		return nil, err
	}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /common/discovery/instance", e.instance)
	routes.HandleFunc("GET /{tenant}/v2.0/.well-known/openid-configuration", e.configuration)
	routes.HandleFunc("POST /{tenant}/oauth2/v2.0/token", e.token)
	e.server = httptest.NewUnstartedServer(routes)
	e.server.TLS = authority.serving()
	e.server.StartTLS()
	e.proxy = httptest.NewServer(http.HandlerFunc(e.connect))
	return e, nil
}

// Close stops both servers.
func (e *entra) Close() {
	e.proxy.CloseClientConnections()
	e.proxy.Close()
	e.server.CloseClientConnections()
	e.server.Close()
}

// variables lead a program to the stand-in, and nowhere else.
func (e *entra) variables() map[string]string {
	return map[string]string{"HTTPS_PROXY": e.proxy.URL, "HTTP_PROXY": e.proxy.URL, "SSL_CERT_FILE": e.caFile}
}

// instance is instance discovery: every host says the same of the authority that it is asked about.
func (e *entra) instance(w http.ResponseWriter, r *http.Request) {
	endpoint, err := url.Parse(r.URL.Query().Get("authorization_endpoint"))
	if err != nil || endpoint.Host != e.directory.host {
		refuse(w, refusal{"invalid_instance", "AADSTS50049: Unknown or invalid instance."})
		return
	}
	tenant, _, _ := strings.Cut(strings.TrimPrefix(endpoint.Path, "/"), "/")
	answer(w, map[string]any{
		"tenant_discovery_endpoint": fmt.Sprintf("https://%s/%s/v2.0/.well-known/openid-configuration", endpoint.Host, tenant),
		"metadata": []map[string]any{{
			"preferred_network": endpoint.Host, "preferred_cache": endpoint.Host, "aliases": []string{endpoint.Host},
		}},
	})
}

// configuration is the tenant's OpenID configuration.
func (e *entra) configuration(w http.ResponseWriter, r *http.Request) {
	tenant := r.PathValue("tenant")
	if !e.directory.hasTenant(r.Host, tenant) {
		refuse(w, refusal{"invalid_tenant", "AADSTS90002: Tenant '" + tenant + "' not found."})
		return
	}
	base := "https://" + r.Host + "/" + tenant
	answer(w, map[string]any{
		"authorization_endpoint": base + "/oauth2/v2.0/authorize",
		"token_endpoint":         base + "/oauth2/v2.0/token",
		"issuer":                 base + "/v2.0",
	})
}

// token exchanges the assertion.
func (e *entra) token(w http.ResponseWriter, r *http.Request) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if err := r.ParseForm(); err != nil {
		refuse(w, refusal{"invalid_request", err.Error()})
		return
	}
	asked := request{host: r.Host, tenant: r.PathValue("tenant"), form: r.PostForm}
	_, err := jwt.ParseWithClaims(asked.form.Get("client_assertion"), &asked.assertion, func(*jwt.Token) (any, error) {
		return &e.hub.key.PublicKey, nil
	}, jwt.WithValidMethods([]string{"RS256"}), jwt.WithExpirationRequired())
	refused := &refusal{"invalid_client", fmt.Sprintf("AADSTS50027: JWT token is invalid: %v", err)}
	if err == nil {
		asked.principal, refused = e.directory.principalOf(asked)
	}
	e.requests = append(e.requests, asked)
	if refused != nil {
		refuse(w, *refused)
		return
	}
	e.issued = fmt.Sprintf("issued-%d-to-%s", len(e.requests), asked.principal)
	answer(w, map[string]any{"token_type": "Bearer", "expires_in": int(time.Hour.Seconds()), "access_token": e.issued})
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

func refuse(w http.ResponseWriter, refused refusal) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": refused.kind, "error_description": refused.description})
}
