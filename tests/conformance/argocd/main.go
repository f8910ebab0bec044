// argocd is those of Argo CD's programs that the judges start, in one binary as in Argo CD's image: what it is depends on
// the name by which it is called. The command packages are the real ones; the whole binary would also have the command
// line and the API server, which nothing here asks.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	cmpserver "github.com/argoproj/argo-cd/v3/cmd/argocd-cmp-server/commands"
	gitaskpass "github.com/argoproj/argo-cd/v3/cmd/argocd-git-ask-pass/commands"
	k8sauth "github.com/argoproj/argo-cd/v3/cmd/argocd-k8s-auth/commands"
	reposerver "github.com/argoproj/argo-cd/v3/cmd/argocd-repo-server/commands"
	"github.com/argoproj/argo-cd/v3/common"
)

var commands = map[string]func() *cobra.Command{
	common.CommandCMPServer:  cmpserver.NewCommand,
	common.CommandGitAskPass: gitaskpass.NewCommand,
	common.CommandK8sAuth:    k8sauth.NewCommand,
	common.CommandRepoServer: reposerver.NewCommand,
}

func main() {
	name := filepath.Base(os.Args[0])
	newCommand, known := commands[name]
	if !known {
		fmt.Fprintf(os.Stderr, "no program of Argo CD is called %s\n", name)
		os.Exit(2)
	}
	if err := newCommand().Execute(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
