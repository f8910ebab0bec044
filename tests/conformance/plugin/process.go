package plugin

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os/exec"
	"time"

	"tiphys/tests/conformance/child"
)

// process is a server that this process started and that ends with it.
type process struct {
	command *exec.Cmd
	output  bytes.Buffer
	ended   chan struct{}
}

// start starts a server with exactly this environment.
func start(path string, environ []string, arguments ...string) (*process, error) {
	p := &process{command: exec.Command(path, arguments...), ended: make(chan struct{})}
	p.command.Env, p.command.Stdout, p.command.Stderr = environ, &p.output, &p.output
	child.DiesWithParent(p.command)
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.command.Wait()
		close(p.ended)
	}()
	return p, nil
}

// ready waits until a connection is accepted; a socket without a listener does not count.
func (p *process) ready(network, address string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		connection, err := net.Dial(network, address)
		if err == nil {
			return connection.Close()
		}
		select {
		case <-p.ended:
			return fmt.Errorf("%s has ended: %s", p.command.Path, p.output.String())
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w", p.command.Path, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop kills: argocd-cmp-server survives a request to end.
func (p *process) stop() {
	_ = p.command.Process.Kill()
	<-p.ended
}
