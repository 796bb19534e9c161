//go:build !unix

package natsstore

import (
	"fmt"
	"os"
)

// lock makes the folder if it is not there. Windows refuses a second process the files.
func lock(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("natsstore: %w", err)
	}
	return func() {}, nil
}
