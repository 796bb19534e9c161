package lab

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"sync"
	"time"
)

// stopGrace is how long a server may take to return once it is told to stop.
// Then its connections are closed under it.
const stopGrace = time.Second

// Program is an example server as a lab runs it.
type Program struct {
	Lesson string // slug, "echo"
	TLS    bool   // its clients must speak TLS
	Serve  func(ctx context.Context, ln net.Listener, log *slog.Logger) error

	// Sources are the files of Serve's package, by base name. With them a
	// deferred call is told to come from its defer statement; nil does without.
	Sources fs.FS
}

// Config says what a lab runs, and on what.
type Config struct {
	Program  Program
	Listener net.Listener // closed by the lab when it ends

	// Dial connects to Listener. Nil dials its address over TCP, where there is
	// TCP: the tab has none.
	Dial func(ctx context.Context) (net.Conn, error)

	History int // most events kept; 0 means DefaultHistory

	// Notify is called after each event, by whoever caused it: it must not
	// wait. The lab's log and state may be read in it. Nil for nobody.
	Notify func()
}

// State is where a lab is in its life.
type State string

// A lab is listening until it is stopped or its server fails.
const (
	StateListening State = "listening"
	StateStopped   State = "stopped"
	StateFailed    State = "failed"
)

// Info is a lab at one moment, in the form in which the API gives it out.
type Info struct {
	ID        string    `json:"id"`
	Lesson    string    `json:"lesson"`
	State     State     `json:"state"`
	Address   string    `json:"address"`
	TLS       bool      `json:"tls"`
	StartedAt time.Time `json:"startedAt"`
	Error     string    `json:"error,omitzero"`
}

// Lab is one example server at work.
type Lab struct {
	id      string
	cfg     Config
	events  *Log
	conns   *connTable
	started time.Time
	cancel  context.CancelFunc
	ending  chan struct{} // closed when the end begins
	done    chan struct{} // closed when the server has returned and all is closed
	sources sync.Map      // *Source by the program counter that logged

	mu       sync.Mutex
	state    State
	err      error
	watchers int
	watched  bool      // a page has come at some time
	left     time.Time // when the last watcher left, or the start
}

// Start runs cfg.Program on cfg.Listener until Stop, or until it fails by
// itself.
func Start(cfg Config) *Lab {
	if cfg.Dial == nil {
		addr := cfg.Listener.Addr()
		cfg.Dial = func(ctx context.Context) (net.Conn, error) { return dialTCP(ctx, addr) }
	}
	ctx, cancel := context.WithCancel(context.Background())
	l := &Lab{
		id:      newID(),
		cfg:     cfg,
		events:  newLog(cfg.History),
		conns:   new(connTable),
		started: time.Now(),
		cancel:  cancel,
		ending:  make(chan struct{}),
		done:    make(chan struct{}),
		state:   StateListening,
	}
	l.left = l.started
	l.events.notify = cfg.Notify
	l.events.append(&Event{Kind: Listening, Message: cfg.Listener.Addr().String()})
	go l.run(ctx)
	return l
}

// run is the lab's life: the server's, then the cleaning up after it.
func (l *Lab) run(ctx context.Context) {
	defer close(l.done)
	ln := newListener(l.cfg.Listener, &tracer{
		events: l.events, conns: l.conns, sites: newCallsites(l.cfg.Program), tls: l.cfg.Program.TLS,
	})
	returned := make(chan struct{})
	var (
		err error
		src *Source
	)
	go func() {
		defer close(returned)
		src, err = l.serve(ctx, ln)
	}()
	select {
	case <-returned:
	case <-ctx.Done():
		ln.Close()
		select {
		case <-returned:
		case <-time.After(stopGrace):
			l.conns.closeAll()
			select {
			case <-returned:
			case <-time.After(stopGrace):
				// A server that neither returns nor touches its closed
				// connections cannot be ended in Go: it is left behind.
			}
		}
	}
	stopped := ctx.Err() != nil
	l.cancel()
	ln.Close()
	if stopped {
		l.end(StateStopped, nil)
		l.conns.closeAll()
		l.events.append(&Event{Kind: Stopped})
		return
	}
	if err == nil {
		err = errors.New("the server returned although nobody stopped it")
	}
	l.end(StateFailed, err)
	l.conns.closeAll()
	l.events.append(&Event{Kind: Failed, Error: err.Error(), Source: src})
}

// serve calls the program. A panic in it becomes an error with the line that
// panicked; one in a goroutine that the program started cannot be caught.
func (l *Lab) serve(ctx context.Context, ln net.Listener) (src *Source, err error) {
	defer func() {
		if v := recover(); v != nil {
			src, err = panicSource(), fmt.Errorf("panic: %v", v)
		}
	}()
	return nil, l.cfg.Program.Serve(ctx, ln, slog.New(&recorder{lab: l}))
}

// panicSource finds the line that panicked: the first frame beneath the
// runtime's own. Called while the panic unwinds.
func panicSource() *Source {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	panicking := false
	for {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			panicking = true
		case panicking && !strings.HasPrefix(frame.Function, "runtime."):
			return sourceAt(frame)
		}
		if !more {
			return nil
		}
	}
}

// end records the end's kind once; Ending is closed by the first call.
func (l *Lab) end(state State, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state, l.err = state, err
	select {
	case <-l.ending:
	default:
		close(l.ending)
	}
}

// Stop ends the lab and returns once its server has returned and its
// connections are closed. Stopping an ended lab does nothing.
func (l *Lab) Stop() {
	l.beginStop()
	<-l.done
}

// beginStop begins to end the lab, which is not listening from then on.
func (l *Lab) beginStop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state == StateListening {
		l.state = StateStopped
		close(l.ending)
		l.cancel()
	}
}

// Ending is closed as soon as the lab begins to stop or has failed, before its
// connections end.
func (l *Lab) Ending() <-chan struct{} { return l.ending }

// Done is closed when the lab has ended for good.
func (l *Lab) Done() <-chan struct{} { return l.done }

// ID names the lab; on a host it cannot be guessed.
func (l *Lab) ID() string { return l.id }

// TLS tells whether clients of this lab must speak TLS.
func (l *Lab) TLS() bool { return l.cfg.Program.TLS }

// Events is the lab's event log. It outlives the server.
func (l *Lab) Events() *Log { return l.events }

// Dial opens a connection to the server. For a TLS lab it is not encrypted yet.
func (l *Lab) Dial(ctx context.Context) (net.Conn, error) { return l.cfg.Dial(ctx) }

// Info is the lab's present state.
func (l *Lab) Info() Info {
	l.mu.Lock()
	defer l.mu.Unlock()
	info := Info{
		ID:        l.id,
		Lesson:    l.cfg.Program.Lesson,
		State:     l.state,
		Address:   l.cfg.Listener.Addr().String(),
		TLS:       l.cfg.Program.TLS,
		StartedAt: l.started.UTC(),
	}
	if l.err != nil {
		info.Error = l.err.Error()
	}
	return info
}

// Watch marks the lab as looked at until release is called: a lab without a
// watcher is ended in time.
func (l *Lab) Watch() (release func()) {
	l.mu.Lock()
	l.watchers++
	l.watched = true
	l.mu.Unlock()
	return sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.watchers--
		l.left = time.Now()
	})
}

// unwatched returns for how long the lab has had no watcher, 0 while it has
// one, and whether it has ever had one.
func (l *Lab) unwatched() (since time.Duration, ever bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.watchers > 0 {
		return 0, true
	}
	return time.Since(l.left), l.watched
}

// used reports whether a client has ever connected.
func (l *Lab) used() bool {
	l.conns.mu.Lock()
	defer l.conns.mu.Unlock()
	return l.conns.last > 0
}

func (l *Lab) listening() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state == StateListening
}
