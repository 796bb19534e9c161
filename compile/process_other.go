//go:build !unix

package compile

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"syscall"
)

// user is another user of this system: there is none that a host could take.
type user struct{}

func isRoot() bool { return false }

func findNobody() (*user, error) { return nil, errors.ErrUnsupported }

func (*user) own(string) error { return nil }

func reachable(string) error { return nil }

// isolate does nothing: only the command itself is ended.
func isolate(*exec.Cmd, *user) {}

// ending returns 0 and 0: a process here has no signals.
func ending(*os.ProcessState) (signal syscall.Signal, memory int64) { return 0, 0 }

func isReadOnly(err error) bool { return errors.Is(err, fs.ErrPermission) }

func isDiskFull(error) bool { return false }
