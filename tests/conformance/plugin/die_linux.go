package plugin

import (
	"os/exec"
	"syscall"
)

// diesWithParent has the kernel kill the process when this one ends, also by a signal or a panic.
func diesWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
