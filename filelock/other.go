//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package filelock

import (
	"errors"
	"os"
)

// CanTry is false: the standard library cannot lock here.
const CanTry = false

// Try makes the file and locks nothing.
func Try(name string) (*os.File, error) {
	file, err := os.Create(name)
	if err == nil {
		err = file.Close()
	}
	return file, err
}

// Wait returns errors.ErrUnsupported.
func Wait(string) (*os.File, error) { return nil, errors.ErrUnsupported }
