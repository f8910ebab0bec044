package cluster

import (
	"strings"

	"tiphys/tests/conformance/envfile"
	"tiphys/tests/conformance/finding"
)

// judgeNewCluster applies an installation of `argocd.base`, twice: every object of the release is there as a whole, with
// our settings, and the fleet; the second run changes nothing.
func judgeNewCluster(environment *envfile.Environment, server *Server, output, release string) finding.List {
	var findings finding.List
	findings.Failed("first run", server.apply(output, serverSide[1:]))
	first := server.everything(&findings, environment.ArgoCD.Namespace)
	printed, err := SnapshotOf(release, false)
	findings.Failed("release", err)
	isWhole(&findings, "first run", wantedInInstallation(environment), Difference(printed, first))
	if len(findings) > 0 {
		return findings
	}
	findings.Failed("second run", server.apply(output, serverSide[1:]))
	unchanged(&findings, "second run", first, server.everything(&findings, environment.ArgoCD.Namespace))
	for _, target := range environment.Targets {
		if !first.hasClusterSecret(target) {
			findings.Add("target %s: no cluster Secret", target.Name)
		}
	}
	return findings
}

// everything is what the server has in Argo CD's namespace and in none.
func (s *Server) everything(findings *finding.List, namespace string) Snapshot {
	snapshot, err := s.Snapshot(everywhere, "")
	findings.Failed("snapshot", err)
	found := Snapshot{}
	for _, one := range snapshot {
		if in := one.Namespace(); in == "" || in == namespace {
			found[key(one, false)] = one
		}
	}
	return found
}

func (s Snapshot) hasClusterSecret(target envfile.Target) bool {
	host := strings.TrimPrefix(target.Server, "https://")
	for name := range s {
		if strings.HasPrefix(name, "Secret cluster-"+host) {
			return true
		}
	}
	return false
}
