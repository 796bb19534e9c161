//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package compile

import "os"

const canLock = false

// lock makes the file and locks nothing: the standard library cannot do that here. The
// file is closed, since Windows removes no open one.
func lock(name string) (*os.File, error) {
	file, err := os.Create(name)
	if err == nil {
		err = file.Close()
	}
	return file, err
}
