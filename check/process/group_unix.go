//go:build unix

package process

import (
	"os/exec"
	"syscall"
)

// setGroup gives the command a process group of its own, with all that it starts, and
// makes the end of the context that of the group.
func setGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return endGroup(cmd) }
}

// endGroup ends the processes of the group. One that has taken a group of its own, as
// a daemon does, is not among them.
func endGroup(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
