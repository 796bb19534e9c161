//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package compile

import (
	"os"
	"syscall"
)

// canLock reports whether lock works on this system.
const canLock = true

// lock locks a file, which it makes if needed. The lock ends when the file is closed,
// also by the end of the process. The error is syscall.EWOULDBLOCK where another
// process has it.
func lock(name string) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}
