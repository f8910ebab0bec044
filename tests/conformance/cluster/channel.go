package cluster

import "slices"

// channel is how our settings get into an installation that is there. The output is what `render` prints for it.
type channel struct {
	name string
	// arguments of `render` beside the environment file.
	render []string
	apply  func(*hub, string) error
	// upgrade to the release that the hub has got, by the owner of the installation.
	upgrade func(*hub, string) error
	// takesAway tells whether a setting that leaves the environment file leaves the cluster.
	takesAway bool
}

// The kustomization is applied by whichever kind of apply the owner uses.
var (
	byComponent       = channel{"Component", []string{"--for", "install"}, component("apply"), component("apply"), true}
	byComponentServer = channel{"Component server-side", []string{"--for", "install"}, component(serverSide...), component(serverSide...), true}
	byPatch           = channel{"patch", []string{"--for", "install", "--form", "patch"}, script, upgradeOfOwner, false}
	byBase            = channel{"base", nil, stream, stream, true}
)

// channels is those of a hub.
func (w way) channels() []channel {
	if slices.Equal(w.upgrade, serverSide) {
		return []channel{byComponentServer, byPatch, byBase}
	}
	return []channel{byComponent, byPatch, byBase}
}

// upgradeOfOwner: the patches are not part of an upgrade.
func upgradeOfOwner(hub *hub, _ string) error { return hub.upgrade(hub.release) }

// component applies the owner's kustomization with our Component.
func component(arguments ...string) func(*hub, string) error {
	return func(hub *hub, output string) error {
		return hub.kustomize(output, append(slices.Clone(arguments), "-k")...)
	}
}

// script runs the script of `kubectl patch` calls.
func script(hub *hub, output string) error {
	_, err := hub.Run(output, "sh", "-s")
	return err
}

// stream applies whole objects, as README says for `argocd.base`.
func stream(hub *hub, output string) error {
	_, err := hub.Kubectl(output, append(slices.Clone(serverSide), "--validate=strict", "--filename", "-")...)
	return err
}
