package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// interrupted is the cause of a run that a signal ended.
type interrupted struct{ signal syscall.Signal }

func (i interrupted) Error() string { return "interrupted (" + i.signal.String() + ")" }

// exitCode returns what a shell expects of a process that a signal ended.
func (i interrupted) exitCode() int { return 128 + int(i.signal) }

// signalContext returns a context that the first SIGINT or SIGTERM cancels. The
// run then ends in order; a second signal ends the process at once.
func signalContext() context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		sig := <-signals
		signal.Stop(signals)
		cancel(interrupted{sig.(syscall.Signal)})
	}()
	return ctx
}
