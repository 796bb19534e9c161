//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package filelock

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// CanTry reports whether Try locks on this system.
const CanTry = true

// Try locks a file, which it makes if needed. The error is syscall.EWOULDBLOCK where
// another process has it.
func Try(name string) (*os.File, error) { return lock(name, syscall.LOCK_EX|syscall.LOCK_NB) }

// Wait is Try, and waits while another process has the file. The error is
// errors.ErrUnsupported where the file system has no locks.
func Wait(name string) (*os.File, error) { return lock(name, syscall.LOCK_EX) }

func lock(name string, how int) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(file.Fd()), how)
		if err != syscall.EINTR {
			break
		}
	}
	if err == nil {
		return file, nil
	}
	_ = file.Close()
	if err == syscall.ENOLCK {
		err = fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
	}
	return nil, err
}
