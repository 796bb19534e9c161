//go:build unix

package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// ignoreWriteSignals makes writes return an error where they would end the
// process: beyond the limit on file sizes, which export reports and cleans up
// after, and to a standard output that is closed, which costs the output alone.
func ignoreWriteSignals() { signal.Ignore(syscall.SIGXFSZ, syscall.SIGPIPE) }

// callOnHangup calls f for each SIGHUP, until stop is called.
func callOnHangup(f func()) (stop func()) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		for range hangups {
			f()
		}
	}()
	return func() { signal.Stop(hangups); close(hangups) }
}

// cancelOnHangup returns a context that SIGHUP cancels, unless the process was
// started by nohup, which has SIGHUP ignored.
func cancelOnHangup(ctx context.Context) (context.Context, context.CancelFunc) {
	if signal.Ignored(syscall.SIGHUP) {
		return context.WithCancel(ctx)
	}
	return signal.NotifyContext(ctx, syscall.SIGHUP)
}
