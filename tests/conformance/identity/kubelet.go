package identity

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
	corev1 "k8s.io/api/core/v1"

	"tiphys/tests/conformance/envfile"
)

// hub is the cluster that signs the tokens of its service accounts.
type hub struct {
	issuer string
	key    *rsa.PrivateKey
}

var signingKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func hubOf(environment *envfile.Environment) hub {
	issuer := environment.Hub["oidcIssuer"]
	if issuer == "" {
		issuer = "https://issuer.example.com/"
	}
	return hub{issuer, signingKey()}
}

func subject(namespace, account string) string {
	return "system:serviceaccount:" + namespace + ":" + account
}

// token is what the hub gives to a pod of the account.
func (h hub) token(pod corev1.Pod, projection *corev1.ServiceAccountTokenProjection) (string, error) {
	now := time.Now()
	lifetime := time.Hour
	if projection.ExpirationSeconds != nil {
		lifetime = time.Duration(*projection.ExpirationSeconds) * time.Second
	}
	return jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.RegisteredClaims{
		Issuer:    h.issuer,
		Subject:   subject(pod.Namespace, pod.Spec.ServiceAccountName),
		Audience:  jwt.ClaimStrings{projection.Audience},
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(lifetime)),
	}).SignedString(h.key)
}

// started is the variables of the container that asks for tokens, whose files are below a folder instead of `/`.
func (e exchange) started(root string, hub hub) (map[string]string, error) {
	pod, err := e.admitted()
	if err != nil {
		return nil, err
	}
	for _, container := range pod.Spec.Containers {
		if container.Name != e.pod.container {
			continue
		}
		variables := map[string]string{}
		for _, variable := range container.Env {
			if variable.ValueFrom == nil {
				variables[variable.Name] = variable.Value
			}
		}
		return variables, mount(pod, container, root, hub)
	}
	return nil, fmt.Errorf("the pod has no container %s", e.pod.container)
}

// mount writes the projected tokens; what the API server would not accept is an error.
func mount(pod corev1.Pod, container corev1.Container, root string, hub hub) error {
	volumes := map[string]corev1.Volume{}
	for _, volume := range pod.Spec.Volumes {
		volumes[volume.Name] = volume
	}
	taken := map[string]bool{}
	for _, mount := range container.VolumeMounts {
		volume, found := volumes[mount.Name]
		if !found || taken[mount.MountPath] {
			return fmt.Errorf("the pod is invalid: the mount of %s at %s", mount.Name, mount.MountPath)
		}
		taken[mount.MountPath] = true
		if volume.Projected == nil {
			continue
		}
		for _, source := range volume.Projected.Sources {
			if source.ServiceAccountToken == nil {
				continue
			}
			token, err := hub.token(pod, source.ServiceAccountToken)
			if err != nil {
				return err
			}
			if err := write(filepath.Join(root, mount.MountPath, source.ServiceAccountToken.Path), token); err != nil {
				return err
			}
		}
	}
	return nil
}

func write(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o600)
}
