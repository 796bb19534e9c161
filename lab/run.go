package lab

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"runtime/pprof"
	"time"

	"socketschool/lab/event"
	"socketschool/lab/trace"
)

// stopTimeout is how long a server may take to return after its context is
// cancelled. Then the lab closes its connections.
const stopTimeout = time.Second

// returnTimeout is how soon a server that closes its listener returns, if that is how
// it ends.
const returnTimeout = 500 * time.Millisecond

// run runs the server and cleans up after it.
func (l *Lab) run(ctx context.Context) {
	defer close(l.done)
	ln := l.tracer.Listener(l.cfg.Listener)
	returned := make(chan struct{})
	var (
		err = errGoexit // if Serve's goroutine ends without a return
		src *event.Source
	)
	go func() {
		defer close(returned)
		src, err = l.serve(ctx, ln)
		l.setReturned(err)
	}()
	l.awaitEnd(ctx, returned)
	select {
	case <-returned:
	case <-ctx.Done():
		select {
		case <-returned:
		case <-l.cleaning:
		}
		ln.Close()
		select {
		case <-returned:
		case <-time.After(stopTimeout):
			l.tracer.CloseAll()
			select {
			case <-returned:
			case <-time.After(stopTimeout):
				// Go has no way to end a server that neither returns nor
				// uses its closed connections: its goroutine leaks.
			}
		}
	}
	stopped := ctx.Err() != nil
	l.cancel()
	if stopped {
		<-l.cleaning
	}
	ln.Close()
	if stopped {
		l.end(StateStopped, nil)
		l.tracer.CloseAll()
		l.events.Append(&event.Event{Kind: event.KindStopped})
		return
	}
	err = errors.New(l.failure(err))
	l.end(StateFailed, err)
	l.tracer.CloseAll()
	l.events.Append(&event.Event{Kind: event.KindFailed, Error: err.Error(), Source: src})
}

func (l *Lab) setReturned(err error) {
	l.mu.Lock()
	l.returned, l.returnedErr = true, err
	l.mu.Unlock()
	if l.cfg.Notify != nil {
		l.cfg.Notify()
	}
}

// awaitEnd waits until the server has returned or is stopped. A server that closes its
// listener and goes on is reported: nothing else shows it.
func (l *Lab) awaitEnd(ctx context.Context, returned <-chan struct{}) {
	select {
	case <-returned:
		return
	case <-ctx.Done():
		return
	case <-l.tracer.ListenerClosed():
	}
	select {
	case <-returned:
	case <-ctx.Done():
	case <-time.After(returnTimeout):
		l.events.Append(&event.Event{
			Kind:    event.KindLog,
			Level:   slog.LevelWarn.String(),
			Message: "The server has closed its listener: nobody can connect any more.",
			Source:  l.tracer.ListenerClosedAt(),
		})
	}
}

// failure returns how Serve has ended, for learners. err is what it returned.
func (l *Lab) failure(err error) string {
	after := durationText(time.Since(l.startTime))
	switch {
	case err == nil:
		return fmt.Sprintf("Serve has returned nil after %s, although nobody stopped the server. A server's Serve goes on until its context ends: loop around Accept.", after)
	case err == errGoexit:
		return fmt.Sprintf("Serve has ended after %s: %v", after, err)
	}
	if _, panicked := err.(panicError); panicked {
		return err.Error()
	}
	return fmt.Sprintf("Serve has returned an error after %s: %v", after, err)
}

// durationText returns a duration for learners: "3 ms" or "121.5 s".
func durationText(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// serve calls the program. It returns a panic as an error, with the line that
// panicked. A panic in a goroutine that the program has started cannot be caught.
func (l *Lab) serve(ctx context.Context, ln net.Listener) (src *event.Source, err error) {
	defer func() {
		if v := recover(); v != nil {
			src, err = l.panicSource(), panicError{v}
		}
	}()
	pprof.SetGoroutineLabels(l.labels)
	return nil, l.cfg.Program.Serve(ctx, ln, slog.New(&logHandler{lab: l}))
}

// panicSource returns the line of the program that panicked, or called what did. It
// must be called by a deferred function.
func (l *Lab) panicSource() *event.Source {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	panicking := false
	for {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			panicking = true
		case panicking && l.tracer.IsServer(frame.Function):
			return trace.SourceAt(frame)
		}
		if !more {
			return nil
		}
	}
}

// panicError is the value of a panic.
type panicError struct{ value any }

func (e panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

var errGoexit = errors.New("its goroutine called runtime.Goexit")
