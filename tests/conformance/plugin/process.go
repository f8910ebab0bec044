package plugin

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os/exec"
	"sync"
	"time"

	"tiphys/tests/conformance/child"
)

// process is a server that this process started and that ends with it.
type process struct {
	command *exec.Cmd
	output  output
	ended   chan struct{}
}

// output is what a server says; it goes on while somebody reads.
type output struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (o *output) Write(text []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.text.Write(text)
}

func (o *output) String() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.text.String()
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
