package cluster

import (
	"maps"

	"tiphys/tests/conformance/finding"
	"tiphys/tests/conformance/manifest"
)

// ours selects whole objects that tiphys owns.
const ours = "app.kubernetes.io/managed-by=tiphys"

// judgeObjects applies whole objects, twice, and then by the other kind of apply: the server accepts every one, and has
// what is printed and nothing else.
func judgeObjects(server *Server, stream string, flags, otherFlags []string) finding.List {
	var findings finding.List
	printed, err := SnapshotOf(stream, true)
	findings.Failed("output", err)
	findings.Failed("first run", server.apply(stream, flags))
	first := server.ours(&findings)
	samePrinted(&findings, "first run", printed, first)
	if len(findings) > 0 {
		return findings
	}
	findings.Failed("second run", server.apply(stream, flags))
	unchanged(&findings, "second run", first, server.ours(&findings))
	findings.Failed("other kind of apply", server.apply(stream, otherFlags))
	samePrinted(&findings, "other kind of apply", printed, server.ours(&findings))
	return findings
}

// judgeFieldsLeaving applies objects, and then those of a later file: of what is in both, the later text is all there is.
func judgeFieldsLeaving(server *Server, before, after string, flags []string) finding.List {
	var findings finding.List
	findings.Failed("before", server.apply(before, flags))
	findings.Failed("after", server.apply(after, flags))
	printed, err := SnapshotOf(after, true)
	findings.Failed("output", err)
	both := server.ours(&findings)
	maps.DeleteFunc(both, func(key string, _ manifest.Object) bool { return printed[key] == nil })
	samePrinted(&findings, "after", printed, both)
	return findings
}

// applySetLabel marks the members of a set.
const applySetLabel = "applyset.kubernetes.io/part-of"

// judgeApplySet applies objects as a set, and then those of a later file: what has left is pruned, the rest is as printed.
func judgeApplySet(server *Server, before, after string, flags []string) finding.List {
	var findings finding.List
	findings.Failed("before", server.apply(before, flags))
	sameInSet(&findings, before, server)
	findings.Failed("after", server.apply(after, flags))
	sameInSet(&findings, after, server)
	return findings
}

// sameInSet: the server has what is printed, each with the mark of the set.
func sameInSet(findings *finding.List, stream string, server *Server) {
	printed, err := SnapshotOf(stream, true)
	findings.Failed("output", err)
	got := server.ours(findings)
	for key, object := range got {
		metadata, _ := object["metadata"].(map[string]any)
		labels, _ := metadata["labels"].(map[string]any)
		if labels[applySetLabel] == nil {
			findings.Add("%s is not in the set", key)
		}
		delete(labels, applySetLabel)
	}
	samePrinted(findings, "as a set", printed, got)
}

// forgetApplySet removes the object that a set is known by.
func (s *Server) forgetApplySet() error {
	_, err := s.Kubectl("", "delete", "--ignore-not-found", "--namespace", "argocd", "configmaps/tiphys-contoso")
	return err
}

func (s *Server) apply(stream string, flags []string) error {
	_, err := s.Kubectl(stream, append([]string{"apply", "--validate=strict", "--filename", "-"}, flags...)...)
	return err
}

// ours is everything on the server that tiphys owns.
func (s *Server) ours(findings *finding.List) Snapshot {
	snapshot, err := s.Snapshot(everywhere, ours)
	findings.Failed("snapshot", err)
	return snapshot
}

// samePrinted finds what the server has changed or filled in. It fills in nothing: lists with filled-in fields would be
// written again by every apply.
func samePrinted(findings *finding.List, when string, printed, got Snapshot) {
	findings.Same(when+": number of objects", len(printed), len(got))
	for _, line := range Difference(printed, got) {
		findings.Add("%s: printed (-) and on the server (+) differ: %s", when, line)
	}
}

// clear removes what tiphys owns.
func (s *Server) clear(stream string) error {
	all, err := manifest.Read(stream)
	if err != nil || len(all) == 0 {
		return err
	}
	_, err = s.Kubectl(stream, "delete", "--ignore-not-found", "--wait=false", "--filename", "-")
	return err
}
