package identity

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
)

// authorities are the hosts at which Entra answers, in any cloud.
var authorities = map[string]bool{}

func init() {
	for _, configuration := range []cloud.Configuration{cloud.AzurePublic, cloud.AzureGovernment, cloud.AzureChina} {
		request, err := http.NewRequest(http.MethodGet, configuration.ActiveDirectoryAuthorityHost, nil)
		if err == nil {
			authorities[request.URL.Host] = true
		}
	}
}

// connect is the proxy: it leads Entra's names to the stand-in and nobody anywhere else.
func (e *entra) connect(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.Host)
	if r.Method != http.MethodConnect || err != nil || !authorities[host] {
		http.Error(w, "no way to "+r.Host, http.StatusForbidden)
		return
	}
	inside, err := net.Dial("tcp", e.server.Listener.Addr().String())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer inside.Close()
	outside, buffered, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer outside.Close()
	_, _ = io.WriteString(outside, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() {
		_, _ = io.Copy(inside, buffered)
		inside.Close()
	}()
	_, _ = io.Copy(outside, inside)
}

// certificateAuthority signs a certificate for whatever name is asked for.
type certificateAuthority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority() (*certificateAuthority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := template("stand-in of Entra")
	template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	return &certificateAuthority{certificate, key}, err
}

func template(name string) *x509.Certificate {
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(time.Hour),
	}
}

func (a *certificateAuthority) pem() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw}))
}

// serving is the configuration of a server that has every name.
func (a *certificateAuthority) serving() *tls.Config {
	return &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		template := template(hello.ServerName)
		template.DNSNames = []string{hello.ServerName}
		der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, a.key.Public(), a.key)
		if err != nil {
			return nil, err
		}
		return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: a.key}}}, nil
	}}
}
