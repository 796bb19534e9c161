package bridge

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"socketschool/bridge/pagesocket"
	"socketschool/lab"
	"socketschool/lab/event"
	"socketschool/protocol"
	"socketschool/protocol/handshake"
)

// The defaults of Config.
const (
	DefaultClientsPerLab = 64
	DefaultViewersPerLab = 16
	DefaultPingInterval  = 20 * time.Second
)

// Config configures a Bridge. The zero value of a field means its default.
type Config struct {
	ClientsPerLab int           // clients of one lab at a time
	ViewersPerLab int           // viewers of one lab at a time
	PingInterval  time.Duration // after this time without a frame, a heartbeat or a ping is sent
	PageTimeout   time.Duration // a page is disconnected after this time without a frame; default 3 PingIntervals
	Log           *slog.Logger  // default: none

	// CheckOrigin reports whether the page that made a request may connect. The
	// default requires that Origin, if there is one, names the request's Host.
	CheckOrigin func(*http.Request) bool
}

func (c *Config) setDefaults() {
	if c.ClientsPerLab <= 0 {
		c.ClientsPerLab = DefaultClientsPerLab
	}
	if c.ViewersPerLab <= 0 {
		c.ViewersPerLab = DefaultViewersPerLab
	}
	if c.PingInterval <= 0 {
		c.PingInterval = DefaultPingInterval
	}
	if c.PageTimeout <= 0 {
		c.PageTimeout = 3 * c.PingInterval
	}
	if c.CheckOrigin == nil {
		c.CheckOrigin = sameOrigin
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
}

// sameOrigin reports whether the request comes from a page of the host that it is
// sent to. It accepts a request without an Origin: browsers always send one.
func sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}

// Stats are counters since the bridge was made. Clients and Viewers are the
// present numbers.
type Stats struct {
	Clients, Viewers atomic.Int64
	BytesFromPages   atomic.Uint64
	BytesToPages     atomic.Uint64
	EventsSkipped    atomic.Uint64
	ClientsRefused   atomic.Uint64 // by a Limit
	ViewersRefused   atomic.Uint64 // by ViewersPerLab
	PageTimeouts     atomic.Uint64
}

// Bridge serves the WebSockets of all labs.
type Bridge struct {
	cfg     Config
	Stats   Stats
	sockets *pagesocket.Registry
	ctx     context.Context
	cancel  context.CancelFunc
	wg      sync.WaitGroup // sweep, sockets, notifyOnEnd

	mu       sync.Mutex
	closing  bool
	clients  map[Server]map[*client]struct{}
	vanished map[Server][]*vanished
	viewers  map[*lab.Lab]*viewers
}

// New returns a bridge that is running. It must be closed.
func New(cfg Config) *Bridge {
	cfg.setDefaults()
	ctx, cancel := context.WithCancel(context.Background())
	b := &Bridge{
		cfg:      cfg,
		ctx:      ctx,
		cancel:   cancel,
		clients:  make(map[Server]map[*client]struct{}),
		vanished: make(map[Server][]*vanished),
		viewers:  make(map[*lab.Lab]*viewers),
	}
	b.sockets = pagesocket.NewRegistry(pagesocket.Config{
		PingInterval: cfg.PingInterval,
		PageTimeout:  cfg.PageTimeout,
		OnTimeout:    func() { b.Stats.PageTimeouts.Add(1) },
		CheckOrigin:  cfg.CheckOrigin,
	})
	b.wg.Go(b.sweep)
	return b
}

// Server is what clients are connected to: a lab, or what stands for one. The bridge uses
// it as a key of a map.
type Server interface {
	handshake.Lab
	protocol.Lab
	Attach() (detach func()) // records that a page uses it
}

// ServeClient upgrades the request and connects it to a lab, with the options of the
// request's query, which docs/protocol.md has. It returns once the WebSocket is open:
// goroutines of the bridge serve the connection, so that the HTTP server's buffers and stack
// are freed.
func (b *Bridge) ServeClient(w http.ResponseWriter, r *http.Request, l Server) {
	b.ServeLimited(w, r, l, Limit{b.cfg.ClientsPerLab, "This lab already has %d clients, its limit (clients-per-lab): close one first."})
}

// Limit bounds the clients of a Server.
type Limit struct {
	Clients int
	Refusal string // for a learner; %d is the limit
}

// ServeLimited is ServeClient with a limit other than ClientsPerLab.
func (b *Bridge) ServeLimited(w http.ResponseWriter, r *http.Request, l Server, limit Limit) {
	sock, err := b.sockets.Upgrade(w, r, ClientProtocol)
	if err != nil {
		b.cfg.Log.Debug("upgrade refused", "error", err)
		return
	}
	lab.BoundWriteBuffer(sock.TCP())
	options := handshake.ParseOptions(r.URL.Query().Get)
	b.start(sock, newClient(b, sock, l, limit, options).run)
}

// ServeAccepted upgrades the request of the page whose server has accepted conn elsewhere: the
// page is at the server's end of it. s is what the connection ends with. It returns false,
// and leaves conn open, where the request cannot be upgraded.
func (b *Bridge) ServeAccepted(w http.ResponseWriter, r *http.Request, s Server, conn net.Conn, limit Limit) bool {
	sock, err := b.sockets.Upgrade(w, r, ClientProtocol)
	if err != nil {
		b.cfg.Log.Debug("upgrade refused", "error", err)
		return false
	}
	lab.BoundWriteBuffer(sock.TCP())
	if tcp, ok := sock.TCP().(*net.TCPConn); ok { // the page feels a client that does not read
		_ = tcp.SetReadBuffer(acceptedReadBuffer)
	}
	c := newClient(b, sock, acceptedBy{s}, limit, handshake.Options{Plain: true})
	c.accepted = conn
	b.start(sock, c.run)
	return true
}

// acceptedReadBuffer is the size of the kernel's buffer for bytes of a page that is at the
// server's end.
const acceptedReadBuffer = 64 << 10

// acceptedBy is a key for the connections that a Server has accepted, apart from its clients'.
type acceptedBy struct{ Server }

// ServeEvents upgrades the request and streams the lab's events numbered above
// after. It returns once the WebSocket is open.
func (b *Bridge) ServeEvents(w http.ResponseWriter, r *http.Request, l *lab.Lab, after uint64) {
	sock, err := b.sockets.Upgrade(w, r, EventsProtocol)
	if err != nil {
		b.cfg.Log.Debug("upgrade refused", "error", err)
		return
	}
	v := &viewer{bridge: b, sock: sock, lab: l, after: after}
	b.start(sock, v.run)
}

// start runs run in a goroutine. If the bridge is closing, it aborts the socket
// instead.
func (b *Bridge) start(sock *pagesocket.Socket, run func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closing {
		sock.Abort()
		return
	}
	b.wg.Go(run)
}

// register adds a client to its lab. It returns false if the lab is at the client's limit,
// which those that have vanished count towards. The first client of a lab starts waiting
// for the lab's end.
func (b *Bridge) register(c *client) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	clients := b.clients[c.lab]
	if len(clients)+len(b.vanished[c.lab]) >= c.limit.Clients {
		b.Stats.ClientsRefused.Add(1)
		return false
	}
	if clients == nil {
		clients = make(map[*client]struct{})
		b.clients[c.lab] = clients
		b.wg.Go(func() { b.notifyOnEnd(c.lab) })
	}
	clients[c] = struct{}{}
	b.Stats.Clients.Add(1)
	return true
}

func (b *Bridge) unregister(c *client) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.clients[c.lab], c)
	b.Stats.Clients.Add(-1)
}

// setTCP sets a client's TCP connection to the server.
func (b *Bridge) setTCP(c *client, tcp net.Conn) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c.tcp = tcp
}

// Conns returns the TCP connections of a lab's clients, to ask them for their state. Those of
// clients that have vanished have a method Partitioned.
func (b *Bridge) Conns(l Server) []net.Conn {
	b.mu.Lock()
	defer b.mu.Unlock()
	conns := make([]net.Conn, 0, len(b.clients[l]))
	for c := range b.clients[l] {
		if c.tcp != nil {
			conns = append(conns, c.tcp)
		}
	}
	for _, v := range b.vanished[l] {
		conns = append(conns, v)
	}
	return conns
}

// notifyOnEnd waits for a lab's end and reports it to the lab's clients.
func (b *Bridge) notifyOnEnd(l Server) {
	select {
	case <-l.Ending():
	case <-b.ctx.Done():
	}
	b.mu.Lock()
	clients := make([]*client, 0, len(b.clients[l]))
	for c := range b.clients[l] {
		clients = append(clients, c)
	}
	delete(b.clients, l)
	b.endVanished(l)
	b.mu.Unlock()
	for _, c := range clients {
		c.link.LabEnded()
	}
}

// viewers are the viewers of one lab.
type viewers struct {
	count int
	cache event.Cache
}

// registerViewer adds a viewer to a lab and returns the event cache of the lab's
// viewers. It returns false if the lab is at ViewersPerLab.
func (b *Bridge) registerViewer(l *lab.Lab) (*event.Cache, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	v := b.viewers[l]
	if v == nil {
		v = new(viewers)
		b.viewers[l] = v
	}
	if v.count >= b.cfg.ViewersPerLab {
		b.Stats.ViewersRefused.Add(1)
		return nil, false
	}
	v.count++
	b.Stats.Viewers.Add(1)
	return &v.cache, true
}

// unregisterViewer removes a viewer, and the event cache with the last one.
func (b *Bridge) unregisterViewer(l *lab.Lab) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.Stats.Viewers.Add(-1)
	v := b.viewers[l]
	if v.count--; v.count == 0 {
		delete(b.viewers, l)
	}
}

// sweep runs the heartbeat of all sockets, and frees memory when traffic stops.
func (b *Bridge) sweep() {
	tick := time.NewTicker(b.cfg.PingInterval / 20)
	defer tick.Stop()
	var idle idleDetector
	for {
		select {
		case <-b.ctx.Done():
			return
		case <-tick.C:
			if idle.becameIdle(b.Stats.BytesFromPages.Load() + b.Stats.BytesToPages.Load()) {
				debug.FreeOSMemory()
			}
			b.sockets.Sweep()
			b.sweepVanished()
		}
	}
}

// Close closes every socket and waits for its end. Clients get the message of a
// lab that stops, viewers close code 1001. Sockets that are still open when ctx
// is done are aborted.
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
	b.sockets.AbortAll()
	<-ended
}
