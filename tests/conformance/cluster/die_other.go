//go:build !linux

package cluster

import "os/exec"

// diesWithParent: elsewhere the terminal's signals must do.
func diesWithParent(*exec.Cmd) {}
