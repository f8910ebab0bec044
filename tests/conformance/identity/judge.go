// Package identity judges whether Argo CD's pods get a token for each target: the command of the cluster Secret is started
// as client-go starts it, in the environment that the install document and Azure's webhook give to the pod, with the token
// that a kubelet would project, and asks a stand-in of Entra that trusts what the identity plan says.
package identity

import (
	"context"
	"os"
	"strings"
	"time"

	"tiphys/tests/conformance/envfile"
	"tiphys/tests/conformance/finding"
)

// Output is what tiphys printed for an environment: the hub's stream, the install document and the identity plan. The last
// is empty when the file does not say enough for one.
type Output struct {
	Hub, Install, Azure string
}

// Judge lets every pod that reaches targets ask for a token for each of them.
func Judge(stage Stage, environment *envfile.Environment, output Output) finding.List {
	var findings finding.List
	blocks, err := execBlocks(output.Hub)
	findings.Failed("cluster Secrets", err)
	pods, err := stage.pods(environment, output)
	findings.Failed("pods", err)
	directory, err := directoryOf(environment, output.Azure)
	findings.Failed("identity plan", err)
	for _, target := range environment.Targets {
		block, found := blocks[target.Name]
		delete(blocks, target.Name)
		if found == target.IsHub() {
			findings.Add("%s: wanted an exec block %v, found %v", target.Name, !target.IsHub(), found)
		}
		if !found {
			continue
		}
		for _, pod := range pods {
			asks := exchange{stage, environment, target, pod, block, directory}
			for _, found := range asks.judge() {
				findings.Add("%s for %s: %s", pod.Name, target.Name, found)
			}
		}
	}
	for name := range blocks {
		findings.Add("%s: an exec block for a target that the file does not have", name)
	}
	return findings
}

// exchange is one pod that asks for a token for one target.
type exchange struct {
	stage       Stage
	environment *envfile.Environment
	target      envfile.Target
	pod         Pod
	block       execBlock
	directory   directory
}

func (e exchange) judge() finding.List {
	var findings finding.List
	root, err := os.MkdirTemp("", "pod-")
	if err != nil {
		return finding.List{err.Error()}
	}
	defer os.RemoveAll(root)
	hub := hubOf(e.environment)
	variables, err := e.started(root, hub)
	if err != nil {
		return finding.List{err.Error()}
	}
	entra, err := startEntra(e.directory, hub, root)
	if err != nil {
		return finding.List{err.Error()}
	}
	defer entra.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	credential, err := e.block.run(ctx, e.stage.Programs, e.block.environ(variables, root, entra.variables()))
	findings.Failed(strings.Join(append([]string{e.block.Command}, e.block.Args...), " "), err)
	e.compare(&findings, entra, hub)
	if credential != nil && credential.Status != nil {
		findings.Same("token shown to the API server", entra.issued, credential.Status.Token)
		expiration := credential.Status.ExpirationTimestamp
		findings.Same("token expires in the future", true, expiration != nil && expiration.After(time.Now()))
	}
	return findings
}

// compare notes how the request for the token differs from what the file says.
func (e exchange) compare(findings *finding.List, entra *entra, hub hub) {
	if len(entra.requests) == 0 {
		findings.Add("nobody asked for a token")
		return
	}
	asked, facts := entra.requests[len(entra.requests)-1], e.environment.CloudFacts()
	findings.Same("authority", facts.AuthorityHost, "https://"+asked.host+"/")
	findings.Same("tenant", e.target.TenantID, asked.tenant)
	findings.Same("client", e.target.ClientID, asked.form.Get("client_id"))
	findings.Same("scope", envfile.AzureServerApplication+"/.default", asked.scope())
	findings.Same("grant", "client_credentials", asked.form.Get("grant_type"))
	findings.Same("kind of assertion", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", asked.form.Get("client_assertion_type"))
	findings.Same("issuer of the assertion", hub.issuer, asked.assertion.Issuer)
	findings.Same("subject of the assertion", subject(e.environment.ArgoCD.Namespace, e.pod.account.Name), asked.assertion.Subject)
	findings.Same("audience of the assertion", []string{audience}, []string(asked.assertion.Audience))
	findings.Same("principal", principalID(e.environment, e.target), asked.principal)
}
