// Package plugin judges tiphys as a config management plugin of Argo CD: the real argocd-cmp-server starts it in a
// repository that is streamed to it, and the real argocd-repo-server answers what the controller would compare and what the
// UI would show.
package plugin

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/alicebob/miniredis/v2"
)

// The plugins: ours, as its plugin.yaml says; plain `render`, which Applications name or which finds environment files; a
// command that the Application completes, so that what a wrong tiphys would print takes the same way; and the least that a
// plugin can do, as a measure of time.
const (
	own        = "tiphys"
	plain      = "tiphys-plain"
	discovered = "tiphys-found"
	spoilt     = "spoilt"
	least      = "least"
)

// specifications are the `spec` of each plugin.yaml but ours.
var specifications = map[string]string{
	plain:      `{generate: {command: [tiphys, render, env.yaml]}}`,
	discovered: `{generate: {command: [tiphys, render, env.yaml]}, discover: {fileName: env.yaml}}`,
	spoilt:     `{generate: {command: [sh, -c, 'eval "tiphys render env.yaml $ARGOCD_ENV_REST"']}}`,
	least:      `{generate: {command: [sh, -c, cat rendered.yaml]}}`,
}

func configuration(name string) string {
	return "apiVersion: argoproj.io/v1alpha1\nkind: ConfigManagementPlugin\nmetadata: {name: " + name + "}\nspec: " + specifications[name] + "\n"
}

// Servers is Argo CD's plugin servers and repo-server, with repositories, on loopback and below one folder.
type Servers struct {
	folder    string
	redis     *miniredis.Miniredis
	processes []*process
	// own is the server of our plugin.
	own *process
	// RepoServer is where manifests are asked for.
	RepoServer string
}

// Start starts the servers of a binary that is all of Argo CD's programs; the module has a script that they need.
func Start(argocd, module, tiphys, testdata string) (*Servers, error) {
	folder, err := os.MkdirTemp("", "cmp-")
	if err != nil {
		return nil, err
	}
	s := &Servers{folder: folder}
	if err := s.start(argocd, module, tiphys, testdata); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// Stop ends all servers and removes what they wrote.
func (s *Servers) Stop() {
	for _, process := range s.processes {
		process.stop()
	}
	if s.redis != nil {
		s.redis.Close()
	}
	_ = os.RemoveAll(s.folder)
}

// Repository is the URL of one of the repositories.
func (s *Servers) Repository(name string) string { return "file://" + filepath.Join(s.folder, name) }

// Socket is where a plugin's server listens.
func (s *Servers) Socket(plugin string) string {
	return filepath.Join(s.folder, "plugins", plugin+".sock")
}

func (s *Servers) start(argocd, module, tiphys, testdata string) error {
	for _, name := range []string{"bin", "plugins", "tmp", "home"} {
		if err := os.Mkdir(filepath.Join(s.folder, name), 0o700); err != nil {
			return err
		}
	}
	programs := map[string]string{
		"argocd-cmp-server": argocd, "argocd-repo-server": argocd, "argocd-git-ask-pass": argocd, "tiphys": tiphys,
	}
	for name, path := range programs {
		if err := os.Symlink(path, s.program(name)); err != nil {
			return err
		}
	}
	if err := s.installScript(module); err != nil {
		return err
	}
	for name, patterns := range repositories {
		if err := makeRepository(filepath.Join(s.folder, name), testdata, patterns); err != nil {
			return err
		}
	}
	for name := range specifications {
		if _, err := s.startPlugin(name, []byte(configuration(name)), "warn"); err != nil {
			return err
		}
	}
	text, err := os.ReadFile(filepath.Join(testdata, "..", "plugin.yaml"))
	if err != nil {
		return err
	}
	// As usual in a cluster: at this level the server logs commands and what they say on standard error.
	if s.own, err = s.startPlugin(own, text, "info"); err != nil {
		return err
	}
	return s.startRepoServer()
}

func (s *Servers) program(name string) string { return filepath.Join(s.folder, "bin", name) }

// installScript puts the script beside the programs that the repo-server runs for every revision; a module's files are not
// executable.
func (s *Servers) installScript(module string) error {
	const name = "git-verify-wrapper.sh"
	text, err := os.ReadFile(filepath.Join(module, "hack", name))
	if err != nil {
		return err
	}
	return os.WriteFile(s.program(name), text, 0o700)
}

// environ is the environment of the sidecar and of the repo-server.
func (s *Servers) environ() []string {
	return []string{
		"PATH=" + filepath.Join(s.folder, "bin") + string(os.PathListSeparator) + os.Getenv("PATH"),
		"HOME=" + filepath.Join(s.folder, "home"),
		"TMPDIR=" + filepath.Join(s.folder, "tmp"),
		"ARGOCD_PLUGINSOCKFILEPATH=" + filepath.Join(s.folder, "plugins"),
		"ARGOCD_ASK_PASS_SOCK=" + filepath.Join(s.folder, "ask.sock"),
		"ARGOCD_GPG_ENABLED=false",
	}
}

func (s *Servers) startPlugin(name string, configuration []byte, level string) (*process, error) {
	folder := filepath.Join(s.folder, name)
	if err := os.Mkdir(folder, 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(folder, "plugin.yaml"), configuration, 0o600); err != nil {
		return nil, err
	}
	// Two sidecars have no folder in common: each empties its own when it starts.
	environ := append(s.environ(), "ARGOCD_CMP_WORKDIR="+folder)
	return s.run("unix", s.Socket(name), environ, "argocd-cmp-server", "--config-dir-path", folder, "--loglevel", level)
}

func (s *Servers) startRepoServer() error {
	redis, err := miniredis.Run()
	if err != nil {
		return err
	}
	s.redis = redis
	ports, err := freePorts(2)
	if err != nil {
		return err
	}
	s.RepoServer = "127.0.0.1:" + ports[0]
	_, err = s.run("tcp", s.RepoServer, s.environ(), "argocd-repo-server", "--address", "127.0.0.1", "--port", ports[0],
		"--metrics-address", "127.0.0.1", "--metrics-port", ports[1], "--redis", redis.Addr(),
		"--disable-tls", "--client-ca-path", "", "--loglevel", "warn")
	return err
}

func (s *Servers) run(network, address string, environ []string, name string, arguments ...string) (*process, error) {
	process, err := start(s.program(name), environ, arguments...)
	if err != nil {
		return nil, err
	}
	s.processes = append(s.processes, process)
	return process, process.ready(network, address)
}

// freePorts finds ports that nobody listens on now.
func freePorts(count int) ([]string, error) {
	var ports []string
	for range count {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("no free port: %w", err)
		}
		defer listener.Close()
		_, port, _ := strings.Cut(listener.Addr().String(), ":")
		ports = append(ports, port)
	}
	return ports, nil
}
