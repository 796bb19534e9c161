//go:build windows

package filelock

import (
	"errors"
	"math"
	"os"

	"golang.org/x/sys/windows"
)

// CanTry is false: what Try is for removes the file while it is locked, and Windows
// removes no open file.
const CanTry = false

// Try makes the file and locks nothing.
func Try(name string) (*os.File, error) {
	file, err := os.Create(name)
	if err == nil {
		err = file.Close()
	}
	return file, err
}

// Wait locks a file, which it makes if needed, and waits while another process has it.
func Wait(name string) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	all := uint32(math.MaxUint32)
	err = windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK, 0, all, all, new(windows.Overlapped))
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}
