package cluster

import (
	"slices"
	"strings"

	"tiphys/tests/conformance/envfile"
	"tiphys/tests/conformance/finding"
	"tiphys/tests/conformance/manifest"
)

// rendered is what tiphys printed for an installation, and for the one with the next release.
type rendered struct {
	output, outputOfNext string
}

// judgeInstallation brings an output into an installation, twice, and then upgrades the installation. Nothing of Argo
// CD's may get lost or change, ours must be there, and what is the same must stay as it is.
func judgeInstallation(environment *envfile.Environment, hub *hub, channel channel, text rendered, next string) finding.List {
	var findings finding.List
	before := hub.installation(&findings)
	findings.Failed("first run", channel.apply(hub, text.output))
	after := hub.installation(&findings)
	onlyWanted(&findings, "first run", wantedInInstallation(environment), Difference(before, after))
	findings.Failed("second run", channel.apply(hub, text.output))
	unchanged(&findings, "second run", after, hub.installation(&findings))
	if len(findings) > 0 {
		return findings
	}
	hub.release = next
	findings.Failed("upgrade", channel.upgrade(hub, text.outputOfNext))
	release, err := SnapshotOf(next, false)
	findings.Failed("release", err)
	isWhole(&findings, "upgrade", wantedInInstallation(environment), Difference(release, hub.installation(&findings)))
	return findings
}

// installation is Argo CD's own objects; those that tiphys owns are judged elsewhere.
func (h *hub) installation(findings *finding.List) Snapshot {
	snapshot, err := h.Snapshot(h.namespace, "app.kubernetes.io/managed-by!=tiphys")
	findings.Failed("snapshot", err)
	for _, one := range snapshot {
		for _, subject := range subjectsOf(one) {
			dropOwnNamespace(subject, h.namespace)
		}
	}
	return snapshot
}

// subjectsOf is those of a RoleBinding.
func subjectsOf(one manifest.Object) []map[string]any {
	var found []map[string]any
	subjects, _ := one["subjects"].([]any)
	for _, subject := range subjects {
		if subject, ok := subject.(map[string]any); ok {
			found = append(found, subject)
		}
	}
	return found
}

// dropOwnNamespace: a subject without a namespace is in the binding's. Argo CD's manifests leave it out, kustomize and
// `argocd.base` write it.
func dropOwnNamespace(subject map[string]any, namespace string) {
	if subject["namespace"] == namespace {
		delete(subject, "namespace")
	}
}

// judgeLeaving takes settings away again. What a channel cannot take away stays, as README says, and nothing else.
func judgeLeaving(all, few *envfile.Environment, hub *hub, channel channel, allOutput, fewOutput string) finding.List {
	var findings finding.List
	before := hub.installation(&findings)
	findings.Failed("every setting", channel.apply(hub, allOutput))
	findings.Failed("few settings", channel.apply(hub, fewOutput))
	wanted := wantedInInstallation(few)
	if !channel.takesAway {
		wanted = append(wanted, wantedInInstallation(all)...)
	}
	onlyWanted(&findings, "what is left", wanted, Difference(before, hub.installation(&findings)))
	return findings
}

// onlyWanted finds what is missing and what nobody asked for.
func onlyWanted(findings *finding.List, when string, wanted, got []string) {
	for _, line := range got {
		if !slices.ContainsFunc(wanted, func(one string) bool { return isSame(one, line) }) {
			findings.Add("%s: nobody asked for %s", when, line)
		}
	}
	isThere(findings, when, wanted, got)
}

// isWhole finds what a release has and the server has not, and what is missing of ours. What the server adds to a release
// is its defaults.
func isWhole(findings *finding.List, when string, wanted, got []string) {
	for _, line := range got {
		if strings.HasPrefix(line, "- ") {
			findings.Add("%s: Argo CD lost %s", when, strings.TrimPrefix(line, "- "))
		}
	}
	isThere(findings, when, wanted, got)
}

func isThere(findings *finding.List, when string, wanted, got []string) {
	for _, line := range wanted {
		if !slices.ContainsFunc(got, func(one string) bool { return isSame(line, one) }) {
			findings.Add("%s: not there: %s", when, line)
		}
	}
}

func isSame(wanted, got string) bool {
	start, isAny := strings.CutSuffix(wanted, anyValue)
	return wanted == got || isAny && strings.HasPrefix(got, start)
}

// unchanged finds objects that a run has changed.
func unchanged(findings *finding.List, when string, before, after Snapshot) {
	for _, key := range Changed(before, after) {
		findings.Add("%s changed %s", when, key)
	}
	findings.Same(when+": number of objects", len(before), len(after))
}
