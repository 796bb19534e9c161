//go:build unix

package compile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	osuser "os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
)

// user is another user of this system.
type user struct{ uid, gid uint32 }

func isRoot() bool { return os.Geteuid() == 0 }

// findNobody returns the user that owns nothing.
func findNobody() (*user, error) {
	found, err := osuser.Lookup("nobody")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(found.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(found.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &user{uint32(uid), uint32(gid)}, nil
}

// own makes a folder the user's. It does nothing for nil.
func (u *user) own(dir string) error {
	if u == nil {
		return nil
	}
	return os.Chown(dir, int(u.uid), int(u.gid))
}

// reachable returns an error unless all users can enter the folder.
func reachable(folder string) error {
	for dir := filepath.Clean(folder); ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return err
		}
		if info.Mode().Perm()&1 == 0 {
			return fmt.Errorf("%s is not open to other users", dir)
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

// isolate makes the command run as the user, if not nil, in a process group that ends
// with the command's context.
func isolate(cmd *exec.Cmd, u *user) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if u != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: u.uid, Gid: u.gid}
	}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// ending returns the signal that ended a process, 0 if none did, and the most memory
// that it had, in bytes.
func ending(state *os.ProcessState) (signal syscall.Signal, memory int64) {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		signal = status.Signal()
	}
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		memory = int64(usage.Maxrss)
		if runtime.GOOS != "darwin" {
			memory <<= 10 // elsewhere the unit is KiB
		}
	}
	return signal, memory
}

func isReadOnly(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

func isDiskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
