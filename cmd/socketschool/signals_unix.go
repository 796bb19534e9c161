//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// ignoreFileSizeSignal makes a write beyond the limit on file sizes return an
// error, which export reports and cleans up after, and not end the process.
func ignoreFileSizeSignal() { signal.Ignore(syscall.SIGXFSZ) }
