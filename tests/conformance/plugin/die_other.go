//go:build !linux

package plugin

import "os/exec"

// diesWithParent: elsewhere the terminal's signals must do.
func diesWithParent(*exec.Cmd) {}
