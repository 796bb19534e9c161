package lab

import (
	"context"
	"io/fs"
	"log/slog"
	"net"
	"runtime/pprof"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"socketschool/lab/event"
	"socketschool/lab/trace"
)

// Program is an example server: what a lab runs.
type Program struct {
	Slug  string // names the program, and the folder of its source: "echo"
	Port  int    // TCP port that it listens on where that is free; 0 for any
	TLS   bool   // its clients must speak TLS (RFC 8446)
	Serve func(ctx context.Context, ln net.Listener, log *slog.Logger) error

	// Sources are the files of Serve's package, by base name. With them a
	// deferred call is attributed to its defer statement. It may be nil.
	Sources fs.FS
}

// Config configures a lab.
type Config struct {
	Program  Program
	Listener net.Listener // closed by the lab when it ends

	// Dial connects to Listener, from a local IP address, or from the usual one if
	// that is empty. The default dials its address over TCP, which a tab does not have.
	Dial func(ctx context.Context, from string) (net.Conn, error)

	// Alone says that no other lab of the process runs the program: a goroutine of it
	// without a label, such as a timer's, is this lab's.
	Alone bool

	History int    // events kept; default event.DefaultHistory
	Notify  func() // called after each event, as event.NewLog says; may be nil
}

// State is the state of a lab.
type State string

// A lab is listening until it is stopped or its server fails.
const (
	StateListening State = "listening"
	StateStopped   State = "stopped"
	StateFailed    State = "failed"
)

// Info is the present state of a lab, in the JSON form of the API.
type Info struct {
	ID        string    `json:"id"`
	Lesson    string    `json:"lesson"`
	State     State     `json:"state"`
	Address   string    `json:"address"`
	TLS       bool      `json:"tls"`
	StartedAt time.Time `json:"startedAt"`
	Error     string    `json:"error,omitzero"`
}

// Lab is one example server that runs.
type Lab struct {
	id        string
	label     string          // of its goroutines: labLabel
	labels    context.Context // has that label
	cfg       Config
	events    *event.Log
	tracer    *trace.Tracer
	startTime time.Time
	cancel    context.CancelFunc
	ending    chan struct{} // closed when the lab begins to end
	done      chan struct{} // closed when the server has returned and all is closed
	cleanup   func()        // lets the lab close what the server has left open
	cleaning  chan struct{} // closed by cleanup
	sources   sync.Map      // *event.Source by the program counter that logged

	mu           sync.Mutex
	state        State
	err          error
	attached     int       // pages
	everAttached bool      // a page has been attached
	detachedAt   time.Time // when the last page was detached, or the lab started
	returned     bool      // Serve has
	returnedErr  error     // what it returned
}

// lastLabel is the number of the lab that was started last.
var lastLabel atomic.Uint64

// Start runs cfg.Program on cfg.Listener until Stop is called or the program
// returns.
func Start(cfg Config) *Lab {
	if cfg.Dial == nil {
		addr := cfg.Listener.Addr()
		cfg.Dial = func(ctx context.Context, from string) (net.Conn, error) { return dialTCP(ctx, from, addr) }
	}
	ctx, cancel := context.WithCancel(context.Background())
	l := &Lab{
		id:        newID(),
		label:     strconv.FormatUint(lastLabel.Add(1), 10),
		cfg:       cfg,
		events:    event.NewLog(cfg.History, cfg.Notify),
		startTime: time.Now(),
		cancel:    cancel,
		ending:    make(chan struct{}),
		done:      make(chan struct{}),
		cleaning:  make(chan struct{}),
		state:     StateListening,
	}
	l.detachedAt = l.startTime
	l.cleanup = sync.OnceFunc(func() { close(l.cleaning) })
	l.labels = pprof.WithLabels(context.Background(), pprof.Labels(labLabel, l.label))
	l.tracer = trace.New(trace.Config{
		Labels:   l.labels,
		Events:   l.events,
		Serve:    cfg.Program.Serve,
		Sources:  cfg.Program.Sources,
		TLS:      cfg.Program.TLS,
		OnAccept: BoundWriteBuffer,
	})
	l.events.Append(&event.Event{Kind: event.KindListening, Message: cfg.Listener.Addr().String()})
	go l.run(ctx)
	return l
}

// end sets the final state, and closes ending unless BeginStop has.
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

// Stop stops the lab. It returns when the server has returned and its connections
// are closed. It does nothing to a lab that has ended.
func (l *Lab) Stop() {
	l.BeginStop()
	<-l.done
}

// BeginStop is Stop without the wait. The lab is not listening when it returns.
func (l *Lab) BeginStop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state == StateListening {
		l.state = StateStopped
		close(l.ending)
		l.cancel()
	}
	l.cleanup()
}

// TellToStop ends the server's context, and leaves the listener and the connections to
// the server: the lab goes on until Stop or BeginStop. Returned says when Serve has
// returned. It does nothing to a lab that has ended.
func (l *Lab) TellToStop() { l.cancel() }

// Ending returns a channel that is closed when the lab begins to stop or has failed,
// before its connections are closed.
func (l *Lab) Ending() <-chan struct{} { return l.ending }

// Done returns a channel that is closed when the lab has ended.
func (l *Lab) Done() <-chan struct{} { return l.done }

// ID returns the lab's ID. On a host it cannot be guessed.
func (l *Lab) ID() string { return l.id }

// TLS reports whether clients of the lab must speak TLS.
func (l *Lab) TLS() bool { return l.cfg.Program.TLS }

// Events returns the event log. It stays readable after the lab's end.
func (l *Lab) Events() *event.Log { return l.events }

// Dial opens a TCP connection to the server, without TLS, from a local IP address, or
// from the usual one if that is empty.
func (l *Lab) Dial(ctx context.Context, from string) (net.Conn, error) { return l.cfg.Dial(ctx, from) }

// DialSending connects a client with dial and sends first, all of it before the server
// accepts a client. Without first it only calls dial.
func (l *Lab) DialSending(first []byte, dial func() (net.Conn, error)) (net.Conn, error) {
	if len(first) == 0 {
		return dial()
	}
	defer l.tracer.Hold()()
	conn, err := dial()
	if err != nil {
		return nil, err
	}
	if _, err := conn.Write(first); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// Info returns the present state.
func (l *Lab) Info() Info {
	l.mu.Lock()
	defer l.mu.Unlock()
	info := Info{
		ID:        l.id,
		Lesson:    l.cfg.Program.Slug,
		State:     l.state,
		Address:   l.cfg.Listener.Addr().String(),
		TLS:       l.cfg.Program.TLS,
		StartedAt: l.startTime.UTC(),
	}
	if l.err != nil {
		info.Error = l.err.Error()
	}
	return info
}

// Failure returns why the lab has failed, or "" if it has not.
func (l *Lab) Failure() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state != StateFailed {
		return ""
	}
	return l.err.Error()
}

// Attach records that a page uses the lab, until it calls detach. A pool stops a
// lab that no page is attached to.
func (l *Lab) Attach() (detach func()) {
	l.mu.Lock()
	l.attached++
	l.everAttached = true
	l.mu.Unlock()
	return sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.attached--
		l.detachedAt = time.Now()
	})
}

// Unattached returns for how long no page has been attached, 0 while one is, and
// whether one has ever been.
func (l *Lab) Unattached() (since time.Duration, ever bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.attached > 0 {
		return 0, true
	}
	return time.Since(l.detachedAt), l.everAttached
}

// Used reports whether a client has ever connected.
func (l *Lab) Used() bool { return l.tracer.Accepted() > 0 }

// Connections returns the present state of the connections. After the lab's end
// it is empty.
func (l *Lab) Connections() event.Connections { return l.events.Connections() }

// Conns returns the connections themselves, and the last that the server has closed, for
// package tcpstate.
func (l *Lab) Conns() []trace.Conn { return l.tracer.Conns() }

// Snapshot is the state of a lab's connections and of its Serve, in the JSON form of the
// API.
type Snapshot struct {
	event.Connections
	Returned *Returned `json:"returned,omitzero"` // nil while Serve runs
}

// Returned is what Serve has returned.
type Returned struct {
	Error string `json:"error,omitzero"` // empty where that is nil
}

// Snapshot returns the present state.
func (l *Lab) Snapshot() Snapshot {
	s := Snapshot{Connections: l.Connections()}
	if err, ok := l.Returned(); ok {
		s.Returned = new(Returned)
		if err != nil {
			s.Returned.Error = err.Error()
		}
	}
	return s
}

// Returned reports whether Serve has returned, and what. It has where it panicked, too.
func (l *Lab) Returned() (err error, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.returnedErr, l.returned
}

// Listening reports whether the lab has neither been stopped nor failed.
func (l *Lab) Listening() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state == StateListening
}

// StartTime returns when the lab was started.
func (l *Lab) StartTime() time.Time { return l.startTime }
