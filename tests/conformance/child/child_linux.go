package child

import (
	"os/exec"
	"syscall"
)

// DiesWithParent has the kernel kill the process when this one ends, also by a signal or a panic.
func DiesWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
