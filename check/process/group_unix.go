//go:build unix

package process

import (
	"os/exec"
	"syscall"
)

// setGroup makes the end of the command that of the processes it has started, too.
func setGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
