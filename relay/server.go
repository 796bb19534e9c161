package relay

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"sync"
	"time"
)

const (
	// MaxConns bounds the connections of one server. A page of Chromium has 255 WebSockets
	// at most.
	MaxConns = 200

	// DefaultPickupTime is the default of Config.PickupTime.
	DefaultPickupTime = 10 * time.Second

	// bufferSize is the size of each of the kernel's buffers of a connection.
	bufferSize = 64 << 10
)

// Server is a learner's server with a port on the host.
type Server struct {
	id     string
	owner  string // whose pages may take its connections
	tls    bool
	ln     net.Listener
	ending chan struct{}
	end    sync.Once
	events chan accepted // for the control WebSocket

	pickupTime time.Duration
	names      clientNames

	mu      sync.Mutex
	ended   bool
	conns   map[*conn]struct{}
	waiting map[string]*conn // by token, until the page opens their WebSocket
}

// conn is an accepted connection. Its server counts it until Close.
type conn struct {
	*net.TCPConn
	server *Server
	late   *time.Timer // ends the server where the page does not open the WebSocket
}

// accepted is the message about a connection that waits for its WebSocket.
type accepted struct {
	Type string `json:"type"`          // "accepted"
	Conn string `json:"conn"`          // token
	Peer string `json:"peer"`          // address of the client
	Name string `json:"name,omitzero"` // of the member whose page the client is of
}

// listen starts a Server at any free port of an IP address.
func listen(host string, offer Offer) (*Server, error) {
	ln, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return nil, err
	}
	return &Server{
		id: rand.Text(), owner: offer.Owner, tls: offer.TLS, ln: ln,
		ending: make(chan struct{}), events: make(chan accepted, MaxConns),
		conns: make(map[*conn]struct{}), waiting: make(map[string]*conn),
	}, nil
}

// ID returns the server's ID, which cannot be guessed.
func (s *Server) ID() string { return s.id }

// Address returns where the server is reached. It has no host where that is any of this
// computer's addresses.
func (s *Server) Address() string {
	host, port, _ := net.SplitHostPort(s.ln.Addr().String())
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = ""
	}
	return net.JoinHostPort(host, port)
}

// DialAs is Dial for a classmate's page. The page of the server gets the name.
func (s *Server) DialAs(ctx context.Context, name string) (net.Conn, error) {
	return s.names.dial(ctx, name, func(ctx context.Context) (net.Conn, error) { return s.Dial(ctx, "") })
}

// Dial implements bridge.Server: classmates' pages connect as any client does.
func (s *Server) Dial(ctx context.Context, from string) (net.Conn, error) {
	var d net.Dialer
	if from != "" {
		return nil, errors.New("clients of a published server all come from the usual address")
	}
	host, port, _ := net.SplitHostPort(s.ln.Addr().String())
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return d.DialContext(ctx, "tcp", net.JoinHostPort(host, port))
}

// DialSending implements bridge.Server.
func (s *Server) DialSending(first []byte, dial func() (net.Conn, error)) (net.Conn, error) {
	if len(first) > 0 {
		return nil, errors.New("clients of a published server send something after they have connected")
	}
	return dial()
}

// TLS implements bridge.Server.
func (s *Server) TLS() bool { return s.tls }

// Attach implements bridge.Server.
func (s *Server) Attach() (detach func()) { return func() {} }

// Ending implements bridge.Server.
func (s *Server) Ending() <-chan struct{} { return s.ending }

// Failure implements bridge.Server.
func (s *Server) Failure() string { return "" }

// RecordNetwork implements bridge.Server. It does nothing: the events are those of a page.
func (s *Server) RecordNetwork(string, string) {}

// RecordVanish implements bridge.Server. It does nothing, as RecordNetwork.
func (s *Server) RecordVanish(string) {}

// BeginStop refuses new connections from now on, and resets those there are.
func (s *Server) BeginStop() {
	s.end.Do(func() {
		s.ln.Close()
		close(s.ending)
		s.mu.Lock()
		s.ended = true
		conns := s.conns
		s.conns, s.waiting = nil, nil
		s.mu.Unlock()
		for c := range conns {
			c.reset()
		}
	})
}

// accept accepts connections until the server ends, and waits until all are reported.
func (s *Server) accept() {
	var reporting sync.WaitGroup
	defer reporting.Wait()
	for {
		tcp, err := s.ln.Accept()
		if err != nil {
			select {
			case <-s.ending:
				return
			case <-time.After(50 * time.Millisecond): // no descriptor is left, or the client has gone
				continue
			}
		}
		if token, ok := s.add(tcp.(*net.TCPConn)); ok {
			reporting.Go(func() { s.report(token, tcp.RemoteAddr().String()) })
		}
	}
}

// add lets a connection wait for its WebSocket, or resets it and returns false.
func (s *Server) add(tcp *net.TCPConn) (token string, ok bool) {
	_ = tcp.SetReadBuffer(bufferSize)
	_ = tcp.SetWriteBuffer(bufferSize)
	token = rand.Text()
	c := &conn{TCPConn: tcp, server: s}
	s.mu.Lock()
	if s.ended || len(s.conns) >= MaxConns {
		s.mu.Unlock()
		c.reset()
		return "", false
	}
	c.late = time.AfterFunc(s.pickupTime, s.BeginStop)
	s.conns[c], s.waiting[token] = struct{}{}, c
	s.mu.Unlock()
	return token, true
}

// report sends the message about a connection.
func (s *Server) report(token, peer string) {
	a := accepted{"accepted", token, peer, s.names.take(peer, s.ending)}
	select {
	case s.events <- a:
	case <-s.ending:
	}
}

// take returns the connection of a token, once.
func (s *Server) take(token string) (*conn, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.waiting[token]
	delete(s.waiting, token)
	if ok {
		c.late.Stop()
	}
	return c, ok
}

// refuse resets a connection whose WebSocket the page cannot open.
func (s *Server) refuse(token string) {
	if c, ok := s.take(token); ok {
		c.reset()
	}
}

// Close closes the connection, which its server does not count any more.
func (c *conn) Close() error {
	c.server.mu.Lock()
	delete(c.server.conns, c)
	c.server.mu.Unlock()
	if c.late != nil {
		c.late.Stop()
	}
	return c.TCPConn.Close()
}

// reset closes the connection with an RST.
func (c *conn) reset() {
	_ = c.SetLinger(0)
	_ = c.Close()
}
