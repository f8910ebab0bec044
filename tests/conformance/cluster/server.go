// Package cluster judges the output on real API servers. It has no part of Argo CD but its published manifests.
package cluster

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"tiphys/tests/conformance/child"
)

// Server is an etcd and a kube-apiserver on loopback, with an administrator and nothing else: no controller and no
// kubelet. What they write is below a folder of their own.
type Server struct {
	folder     string
	processes  []*exec.Cmd
	kubeconfig string
	discovery  discovery.DiscoveryInterface
	objects    dynamic.Interface
	client     kubernetes.Interface
}

// StartServer starts a brand-new cluster from the programs in a folder, and returns when it is ready. It writes below a
// folder that somebody else removes if this process cannot.
func StartServer(programs, below string) (*Server, error) {
	folder, err := os.MkdirTemp(below, "cluster-")
	if err != nil {
		return nil, err
	}
	server := &Server{folder: folder, kubeconfig: filepath.Join(folder, "kubeconfig")}
	if err := server.start(programs); err != nil {
		server.Stop()
		return nil, err
	}
	return server, nil
}

// Stop ends the processes, the last started first, and removes what they wrote.
func (s *Server) Stop() {
	for i := len(s.processes) - 1; i >= 0; i-- {
		_ = s.processes[i].Process.Kill()
		_ = s.processes[i].Wait()
	}
	_ = os.RemoveAll(s.folder)
}

func (s *Server) start(programs string) error {
	ports, err := freePorts(3)
	if err != nil {
		return err
	}
	client, peer, secure := "http://127.0.0.1:"+ports[0], "http://127.0.0.1:"+ports[1], ports[2]
	if err := s.run(filepath.Join(programs, "etcd"), etcdFlags(s.folder, client, peer)...); err != nil {
		return err
	}
	token := rand.Text()
	if err := writeCredentials(s.folder, token); err != nil {
		return err
	}
	if err := s.run(filepath.Join(programs, "kube-apiserver"), apiServerFlags(s.folder, client, secure)...); err != nil {
		return err
	}
	return s.connect("https://127.0.0.1:"+secure, token)
}

// run starts a process that dies with this one.
func (s *Server) run(program string, flags ...string) error {
	command := exec.Command(program, flags...)
	log, err := os.Create(filepath.Join(s.folder, filepath.Base(program)+".log"))
	if err != nil {
		return err
	}
	defer log.Close()
	command.Stdout, command.Stderr = log, log
	child.DiesWithParent(command)
	if err := command.Start(); err != nil {
		return err
	}
	s.processes = append(s.processes, command)
	return nil
}

func etcdFlags(folder, client, peer string) []string {
	return []string{
		"--data-dir", filepath.Join(folder, "etcd"),
		"--listen-client-urls", client, "--advertise-client-urls", client,
		"--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "default=" + peer,
		"--unsafe-no-fsync", "--log-level", "error",
	}
}

// apiServerFlags: endpoints, accounts and default storage classes are the work of controllers, which are not here.
func apiServerFlags(folder, etcd, port string) []string {
	key := filepath.Join(folder, "accounts.key")
	return []string{
		"--etcd-servers", etcd, "--bind-address", "127.0.0.1", "--secure-port", port,
		"--cert-dir", filepath.Join(folder, "certificates"), "--token-auth-file", filepath.Join(folder, "tokens"),
		"--authorization-mode", "RBAC", "--endpoint-reconciler-type", "none", "--service-cluster-ip-range", "10.0.0.0/24",
		"--disable-admission-plugins", "ServiceAccount,DefaultStorageClass,StorageObjectInUseProtection",
		"--service-account-issuer", "https://cluster.example.com",
		"--service-account-key-file", key, "--service-account-signing-key-file", key,
	}
}

func writeCredentials(folder, token string) error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	if err := os.WriteFile(filepath.Join(folder, "accounts.key"), block, 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "tokens"), []byte(token+",admin,admin,system:masters\n"), 0o600)
}

// connect waits until the server is ready, and writes the kubeconfig.
func (s *Server) connect(url, token string) error {
	config := &rest.Config{Host: url, BearerToken: token, QPS: -1, WarningHandler: rest.NoWarnings{}}
	config.CAFile = filepath.Join(s.folder, "certificates", "apiserver.crt")
	var err error
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if err = s.clients(config); err != nil {
			continue
		}
		if err = s.client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(context.Background()).Error(); err == nil {
			return s.writeKubeconfig(config)
		}
	}
	log, _ := os.ReadFile(filepath.Join(s.folder, "kube-apiserver.log"))
	return fmt.Errorf("the API server is not ready: %w\n%s", err, log)
}

func (s *Server) clients(config *rest.Config) error {
	var err error
	if s.client, err = kubernetes.NewForConfig(config); err != nil {
		return err
	}
	s.discovery = s.client.Discovery()
	s.objects, err = dynamic.NewForConfig(config)
	return err
}

func (s *Server) writeKubeconfig(config *rest.Config) error {
	file := api.NewConfig()
	file.Clusters["it"] = &api.Cluster{Server: config.Host, CertificateAuthority: config.CAFile}
	file.AuthInfos["admin"] = &api.AuthInfo{Token: config.BearerToken}
	file.Contexts["it"] = &api.Context{Cluster: "it", AuthInfo: "admin"}
	file.CurrentContext = "it"
	return clientcmd.WriteToFile(*file, s.kubeconfig)
}

// Run runs a program, such as kubectl, with this cluster as the current one. The error has what the program said.
func (s *Server) Run(stdin, program string, arguments ...string) (string, error) {
	command := exec.Command(program, arguments...)
	command.Env = append(os.Environ(), "KUBECONFIG="+s.kubeconfig, "KUBECACHEDIR="+filepath.Join(s.folder, "cache"), "KUBECTL_APPLYSET=true")
	command.Stdin = strings.NewReader(stdin)
	var stderr strings.Builder
	command.Stderr = &stderr
	stdout, err := command.Output()
	if err != nil {
		return string(stdout), fmt.Errorf("%s %s: %w\n%s", filepath.Base(program), strings.Join(arguments, " "), err, stderr.String())
	}
	return string(stdout), nil
}

// Kubectl runs kubectl.
func (s *Server) Kubectl(stdin string, arguments ...string) (string, error) {
	return s.Run(stdin, "kubectl", arguments...)
}

// waitForKinds returns when the server serves the custom resources that it was given last. kubectl does not wait for a
// definition that has no status yet.
func (s *Server) waitForKinds() error {
	var err error
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if _, err = s.Kubectl("", "wait", "--for", "condition=Established", "crd", "--all"); err == nil {
			return nil
		}
	}
	return err
}

// freePorts are ports of loopback that nobody listens on.
func freePorts(count int) ([]string, error) {
	var ports []string
	for range count {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		_, port, err := net.SplitHostPort(listener.Addr().String())
		if err != nil {
			return nil, err
		}
		ports = append(ports, port)
	}
	return ports, nil
}
