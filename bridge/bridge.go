package bridge

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"socketschool/lab"
	"socketschool/wire"
)

// Config tunes a Bridge. The zero value of a field means its default.
type Config struct {
	ClientsPerLab int           // most clients of one lab at once; default 64
	ViewersPerLab int           // most viewers of one lab at once; default 16
	Silence       time.Duration // after this without a frame a beat or a ping is sent; default 20 s
	GiveUp        time.Duration // a page not heard for this long is dropped; default 60 s
	Log           *slog.Logger  // nil discards

	// CheckOrigin decides whether a request's page may connect. The default
	// demands that Origin names the request's Host, if there is an Origin.
	CheckOrigin func(*http.Request) bool
}

func (c *Config) setDefaults() {
	if c.ClientsPerLab <= 0 {
		c.ClientsPerLab = 64
	}
	if c.ViewersPerLab <= 0 {
		c.ViewersPerLab = 16
	}
	if c.Silence <= 0 {
		c.Silence = 20 * time.Second
	}
	if c.GiveUp <= 0 {
		c.GiveUp = 3 * c.Silence
	}
	if c.CheckOrigin == nil {
		c.CheckOrigin = sameOrigin
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
}

// Stats are counts since the bridge was made, but for Clients and Viewers,
// which are those of now.
type Stats struct {
	Clients, Viewers atomic.Int64
	BytesFromPages   atomic.Uint64
	BytesToPages     atomic.Uint64
	EventsSkipped    atomic.Uint64
	ClientsRefused   atomic.Uint64 // by ClientsPerLab
	ViewersRefused   atomic.Uint64 // by ViewersPerLab
	PagesGivenUp     atomic.Uint64
}

// Bridge serves the WebSockets of all labs.
type Bridge struct {
	cfg    Config
	Stats  Stats
	began  time.Time
	clock  atomic.Int64 // nanoseconds since began, as of the last sweep: cheap to read
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup // sweeper, sockets, lab watches

	mu      sync.Mutex
	closing bool
	sockets map[*socket]struct{}
	labs    map[*lab.Lab]map[*client]struct{}
	viewers map[*lab.Lab]*audience
}

// New makes a bridge and starts its sweeper. Close ends it.
func New(cfg Config) *Bridge {
	cfg.setDefaults()
	ctx, cancel := context.WithCancel(context.Background())
	b := &Bridge{
		cfg:     cfg,
		ctx:     ctx,
		cancel:  cancel,
		sockets: make(map[*socket]struct{}),
		labs:    make(map[*lab.Lab]map[*client]struct{}),
		viewers: make(map[*lab.Lab]*audience),
		began:   time.Now(),
	}
	b.wg.Go(b.sweep)
	return b
}

// ServeClient upgrades the request and connects it to the lab. It returns once
// the WebSocket is up: the connection lives on in goroutines of its own, so
// that the HTTP server's buffers and stack are not held for as long.
func (b *Bridge) ServeClient(w http.ResponseWriter, r *http.Request, l *lab.Lab) {
	sock, err := b.upgrade(w, r, ClientProtocol)
	if err != nil {
		b.cfg.Log.Debug("upgrade refused", "error", err)
		return
	}
	lab.BoundWriteBuffer(sock.tcp())
	c := newClient(b, sock, l)
	if !b.start(sock, c.run) {
		sock.abort()
	}
}

// ServeEvents upgrades the request and streams the lab's events numbered above
// after. It returns once the WebSocket is up.
func (b *Bridge) ServeEvents(w http.ResponseWriter, r *http.Request, l *lab.Lab, after uint64) {
	sock, err := b.upgrade(w, r, EventsProtocol)
	if err != nil {
		b.cfg.Log.Debug("upgrade refused", "error", err)
		return
	}
	v := &viewer{bridge: b, sock: sock, lab: l, after: after}
	if !b.start(sock, v.run) {
		sock.abort()
	}
}

// start runs a socket's life, unless the bridge is closing.
func (b *Bridge) start(s *socket, run func()) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closing {
		return false
	}
	b.sockets[s] = struct{}{}
	b.wg.Go(func() {
		defer b.forget(s)
		run()
	})
	return true
}

func (b *Bridge) forget(s *socket) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.sockets, s)
}

// admit counts a client of a lab, or reports that the lab has its fill. The
// first client of a lab starts the watch for the lab's end.
func (b *Bridge) admit(c *client) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	clients := b.labs[c.lab]
	if len(clients) >= b.cfg.ClientsPerLab {
		b.Stats.ClientsRefused.Add(1)
		return false
	}
	if clients == nil {
		clients = make(map[*client]struct{})
		b.labs[c.lab] = clients
		b.wg.Go(func() { b.watch(c.lab) })
	}
	clients[c] = struct{}{}
	b.Stats.Clients.Add(1)
	return true
}

// audience is the viewers of one lab.
type audience struct {
	size  int
	cache wire.EventCache
}

// admitViewer counts a viewer of a lab and returns the event cache of the lab's
// viewers. It returns false if the lab is at ViewersPerLab.
func (b *Bridge) admitViewer(l *lab.Lab) (*wire.EventCache, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.viewers[l]
	if a == nil {
		a = new(audience)
		b.viewers[l] = a
	}
	if a.size >= b.cfg.ViewersPerLab {
		b.Stats.ViewersRefused.Add(1)
		return nil, false
	}
	a.size++
	b.Stats.Viewers.Add(1)
	return &a.cache, true
}

// leaveViewer removes a viewer from the count, and the cache with the last one.
func (b *Bridge) leaveViewer(l *lab.Lab) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.Stats.Viewers.Add(-1)
	a := b.viewers[l]
	if a.size--; a.size == 0 {
		delete(b.viewers, l)
	}
}

func (b *Bridge) leave(c *client) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.labs[c.lab], c)
	b.Stats.Clients.Add(-1)
}

// watch tells a lab's clients when it ends.
func (b *Bridge) watch(l *lab.Lab) {
	select {
	case <-l.Ending():
	case <-b.ctx.Done():
	}
	b.mu.Lock()
	clients := b.labs[l]
	delete(b.labs, l)
	left := make([]*client, 0, len(clients))
	for c := range clients {
		left = append(left, c)
	}
	b.mu.Unlock()
	for _, c := range left {
		c.labEnded()
	}
}

// sweep looks at every socket in turn, so that none needs a timer of its own.
func (b *Bridge) sweep() {
	tick := time.NewTicker(b.cfg.Silence / 20)
	defer tick.Stop()
	var lull lull
	for {
		select {
		case <-b.ctx.Done():
			return
		case <-tick.C:
			if lull.after(b.Stats.BytesFromPages.Load() + b.Stats.BytesToPages.Load()) {
				debug.FreeOSMemory()
			}
			b.sweepOnce(time.Since(b.began))
		}
	}
}

// sweepOnce sends beats and pings and gives silent pages up. It takes the time
// since the bridge began, by the monotonic clock: steps of the wall clock mean
// nothing. A sweep that comes much too late shows that this process slept, as a
// laptop does. What pages sent meanwhile has not been read, so their silence is
// counted from now on.
func (b *Bridge) sweepOnce(now time.Duration) {
	slept := now-time.Duration(b.clock.Swap(int64(now))) > b.cfg.Silence/2
	for _, s := range b.open() {
		if slept {
			s.hear()
		}
		s.sweep(now, b.cfg.Silence, b.cfg.GiveUp)
	}
}

func (b *Bridge) open() []*socket {
	b.mu.Lock()
	defer b.mu.Unlock()
	open := make([]*socket, 0, len(b.sockets))
	for s := range b.sockets {
		open = append(open, s)
	}
	return open
}

// Close ends every socket and waits for it. Clients are told as when their lab
// stops, viewers with close code 1001; whoever has not taken that in when ctx
// ends is cut off.
func (b *Bridge) Close(ctx context.Context) {
	b.mu.Lock()
	b.closing = true
	b.mu.Unlock()
	b.cancel()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b.wg.Wait()
	}()
	select {
	case <-ended:
		return
	case <-ctx.Done():
	}
	for _, s := range b.open() {
		s.abort()
	}
	<-ended
}
