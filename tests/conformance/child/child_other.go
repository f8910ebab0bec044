//go:build !linux

package child

import "os/exec"

// DiesWithParent: elsewhere the terminal's signals must do.
func DiesWithParent(*exec.Cmd) {}
