package identity

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"strings"

	corev1 "k8s.io/api/core/v1"
	clientauthentication "k8s.io/client-go/pkg/apis/clientauthentication/v1beta1"
	kjson "sigs.k8s.io/json"

	"tiphys/tests/conformance/manifest"
)

// execBlock is how the cluster Secret lets Argo CD ask for a token: `ExecProviderConfig` of Argo CD, which becomes
// client-go's `ExecConfig`.
type execBlock struct {
	Command    string            `json:"command"`
	Args       []string          `json:"args"`
	Env        map[string]string `json:"env"`
	APIVersion string            `json:"apiVersion"`
}

// execBlocks reads those of the hub's cluster Secrets by the name of the target.
func execBlocks(stream string) (map[string]execBlock, error) {
	objects, err := manifest.Read(stream)
	if err != nil {
		return nil, err
	}
	blocks := map[string]execBlock{}
	for _, object := range objects {
		if object.Kind() != "Secret" {
			continue
		}
		var secret corev1.Secret
		if err := decode(object, &secret); err != nil {
			return nil, err
		}
		if len(secret.Data["config"]) == 0 {
			continue
		}
		var config struct {
			ExecProviderConfig *execBlock `json:"execProviderConfig"`
		}
		if err := kjson.UnmarshalCaseSensitivePreserveInts(secret.Data["config"], &config); err != nil {
			return nil, fmt.Errorf("%s: %w", secret.Name, err)
		}
		if config.ExecProviderConfig != nil {
			blocks[string(secret.Data["name"])] = *config.ExecProviderConfig
		}
	}
	return blocks, nil
}

// environ is the command's environment as client-go makes it: the pod's, over it the block's, and what it tells every
// plugin. The path of the token file is the only value that is changed, because the pod's root is a folder here; the way to
// Entra is the stage's.
func (b execBlock) environ(pod map[string]string, root string, stage map[string]string) []string {
	all := maps.Clone(pod)
	maps.Copy(all, b.Env)
	if file := all["AZURE_FEDERATED_TOKEN_FILE"]; file != "" {
		all["AZURE_FEDERATED_TOKEN_FILE"] = filepath.Join(root, file)
	}
	all["KUBERNETES_EXEC_INFO"] = fmt.Sprintf(`{"kind":"ExecCredential","apiVersion":%q,"spec":{"interactive":false}}`, b.APIVersion)
	all["HOME"] = root
	maps.Copy(all, stage)
	var environ []string
	for name, value := range all {
		environ = append(environ, name+"="+value)
	}
	return environ
}

// run starts the command and reads the credential as client-go does.
func (b execBlock) run(ctx context.Context, programs string, environ []string) (*clientauthentication.ExecCredential, error) {
	path, err := exec.LookPath(filepath.Join(programs, b.Command))
	if err != nil {
		return nil, fmt.Errorf("exec: executable %s not found", b.Command)
	}
	command := exec.CommandContext(ctx, path, b.Args...)
	var stdout, stderr bytes.Buffer
	command.Env, command.Stdout, command.Stderr = environ, &stdout, &stderr
	if err := command.Run(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, strings.TrimSpace(stderr.String()))
	}
	credential := &clientauthentication.ExecCredential{}
	unknown, err := kjson.UnmarshalStrict(stdout.Bytes(), credential)
	if err := errors.Join(append(unknown, err)...); err != nil {
		return nil, fmt.Errorf("prints no credential: %w", err)
	}
	if credential.APIVersion != b.APIVersion {
		return nil, fmt.Errorf("exec plugin is configured to use API version %s, plugin returned version %s", b.APIVersion, credential.APIVersion)
	}
	return credential, nil
}
