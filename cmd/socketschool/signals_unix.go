//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// ignoreWriteSignals makes writes return an error where they would end the
// process: beyond the limit on file sizes, which export reports and cleans up
// after, and to a standard output that is closed, which costs the output alone.
func ignoreWriteSignals() { signal.Ignore(syscall.SIGXFSZ, syscall.SIGPIPE) }

// onHangup calls f for each SIGHUP, until stop is called.
func onHangup(f func()) (stop func()) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		for range hangups {
			f()
		}
	}()
	return func() { signal.Stop(hangups); close(hangups) }
}
