package relay

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"socketschool/bridge"
	"socketschool/bridge/pagesocket"
	"socketschool/protocol"
)

// ControlProtocol is the WebSocket subprotocol of a server's control connection.
const ControlProtocol = "socketschool.publish.v1"

// maxMessage bounds a message of a page, in bytes.
const maxMessage = 4 << 10

// Config configures a Relay.
type Config struct {
	Bridge *bridge.Bridge
	Host   string // IP address that servers listen at; default 127.0.0.1
	Log    *slog.Logger

	// PickupTime bounds how long a page may take to open the WebSocket of a connection;
	// default DefaultPickupTime. A page that takes longer is frozen, or gone: its server
	// ends, so that clients are refused instead of being left to wait.
	PickupTime time.Duration
}

// Relay has the published servers of a host.
type Relay struct {
	cfg     Config
	sockets *pagesocket.Group

	mu      sync.Mutex
	servers map[*Server]struct{}
}

// New returns a Relay that is running. It must be closed. Its caller has checked the Origin
// of each request.
func New(cfg Config) *Relay {
	cfg.Host = cmp.Or(cfg.Host, "127.0.0.1")
	cfg.PickupTime = cmp.Or(cfg.PickupTime, DefaultPickupTime)
	return &Relay{cfg: cfg, sockets: pagesocket.NewGroup(cfg.Log), servers: make(map[*Server]struct{})}
}

// Close ends all servers and waits for their goroutines.
func (r *Relay) Close() { r.sockets.Close() }

// Offer is what a server is to be published as. Publish gets it from the caller, who knows
// the learner.
type Offer struct {
	Owner string // whose pages may take its connections
	TLS   bool

	// Register records the server before it has a client. Its error refuses the server
	// with a text for the learner.
	Register func(*Server) error
}

// published is the first message to the page.
type published struct {
	Type    string `json:"type"` // "published"
	ID      string `json:"id"`
	Address string `json:"address"`
}

// Publish upgrades the request of a page and gives its server a port, until the page goes
// away or closes the WebSocket.
func (r *Relay) Publish(w http.ResponseWriter, req *http.Request, offer Offer) {
	opened := make(chan *Server, 1)
	read := func(ctx context.Context, sock *pagesocket.Socket) {
		select {
		case s := <-opened:
			defer s.BeginStop()
			sock.CloseOn(s.readControl(sock))
		case <-ctx.Done():
		}
	}
	r.sockets.Serve(w, req, ControlProtocol, read, func(ctx context.Context, sock *pagesocket.Socket) {
		s, err := r.open(offer)
		if err != nil {
			sock.CloseWith(pagesocket.CloseTryAgainLater, err.Error())
			sock.Drain()
			return
		}
		opened <- s
		defer r.remove(s)
		s.serve(ctx, sock)
	})
}

// open gives a server its port, and records it.
func (r *Relay) open(offer Offer) (*Server, error) {
	s, err := listen(r.cfg.Host, offer)
	if err != nil {
		r.cfg.Log.Warn("no port for a server that a learner publishes", "error", err)
		return nil, errors.New("the host has no port for it now")
	}
	s.pickupTime = r.cfg.PickupTime
	r.mu.Lock()
	r.servers[s] = struct{}{}
	r.mu.Unlock()
	if err := offer.Register(s); err != nil {
		r.remove(s)
		return nil, err
	}
	return s, nil
}

// remove ends a server.
func (r *Relay) remove(s *Server) {
	s.BeginStop()
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.servers, s)
}

// serve accepts connections until the server ends, and reports each to the page.
func (s *Server) serve(ctx context.Context, sock *pagesocket.Socket) {
	if !sock.SendJSON(published{"published", s.ID(), s.Address()}) {
		return
	}
	var accepting sync.WaitGroup
	accepting.Go(s.accept)
	defer accepting.Wait()
	defer s.BeginStop()
	for {
		select {
		case a := <-s.events:
			if !sock.SendJSON(a) {
				return
			}
		case <-s.ending:
			sock.CloseWith(pagesocket.CloseNormal, "the server is not published any more")
			return
		case <-ctx.Done():
			return
		}
	}
}

// readControl reads the page's messages until it closes the WebSocket.
func (s *Server) readControl(sock *pagesocket.Socket) error {
	for {
		var m struct {
			Type string `json:"type"` // "refuse": the page cannot take a connection
			Conn string `json:"conn"`
		}
		if err := sock.ReadJSON(maxMessage, &m); err != nil {
			return err
		}
		if m.Type != "refuse" {
			return &protocol.Violation{Code: pagesocket.CloseUnsupported, Reason: `a message has the type "refuse"`}
		}
		s.refuse(m.Conn)
	}
}

// ServeConn upgrades the request for the WebSocket of an accepted connection. It returns
// false, and answers nothing, where no connection of the owner waits with this token.
func (r *Relay) ServeConn(w http.ResponseWriter, req *http.Request, owner, token string) bool {
	s, c := r.find(owner, token)
	if c == nil {
		return false
	}
	if !r.cfg.Bridge.ServeAccepted(w, req, s, c, bridge.Limit{Clients: MaxConns, Refusal: "This server already has %d connections."}) {
		c.reset()
	}
	return true
}

func (r *Relay) find(owner, token string) (*Server, *conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for s := range r.servers {
		if s.owner != owner {
			continue
		}
		if c, ok := s.take(token); ok {
			return s, c
		}
	}
	return nil, nil
}
