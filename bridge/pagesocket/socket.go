package pagesocket

import (
	"encoding/json"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"socketschool/protocol"
)

// The close codes (RFC 6455, section 7.4.1) that CloseWith is called with, beside
// those of a *protocol.Violation.
const (
	CloseNormal        = websocket.CloseNormalClosure
	CloseGoingAway     = websocket.CloseGoingAway
	CloseUnsupported   = websocket.CloseUnsupportedData
	CloseTryAgainLater = websocket.CloseTryAgainLater
)

// Socket is one WebSocket of a page. One goroutine may read from it; all other
// methods are safe for concurrent use.
type Socket struct {
	registry *Registry
	ws       *websocket.Conn
	conn     net.Conn // beneath ws
	reader   *pageReader

	write        sync.Mutex    // held while a message is written: gorilla allows one writer
	lastSent     atomic.Int64  // by the registry's clock
	lastReceived atomic.Int64  // by the registry's clock
	lastPing     time.Duration // by the registry's clock; the sweep's

	// stalled: the page is not read from, because the server does not take what
	// the page has sent. No timeout applies, since a pong would not be read.
	stalled atomic.Bool
}

// newSocket returns the socket of an upgraded connection, and adds it to the
// registry.
func newSocket(r *Registry, ws *websocket.Conn, h *hijacker) *Socket {
	s := &Socket{registry: r, ws: ws, conn: h.conn, reader: h.reader}
	setUserTimeout(h.conn, r.cfg.PageTimeout)
	h.reader.onBytes = s.touch
	now := r.clock.Load()
	s.lastReceived.Store(now)
	s.lastSent.Store(now)
	ws.SetPongHandler(func(string) error { s.touch(); return nil })
	ping := ws.PingHandler()
	ws.SetPingHandler(func(data string) error { s.touch(); return ping(data) })
	r.add(s)
	return s
}

// TCP returns the TCP connection, which is beneath TLS if there is TLS.
func (s *Socket) TCP() net.Conn {
	if tls, ok := s.conn.(interface{ NetConn() net.Conn }); ok {
		return tls.NetConn()
	}
	return s.conn
}

// touch records that something was received from the page.
func (s *Socket) touch() { s.lastReceived.Store(s.registry.clock.Load()) }

// SetStalled records that the page is not read from, or is again. The timeout
// then starts again.
func (s *Socket) SetStalled(stalled bool) {
	s.touch()
	s.stalled.Store(stalled)
}

// BeforeRead makes the socket call f before each read of the connection, which
// may block. It must be called before the first Next.
func (s *Socket) BeforeRead(f func()) { s.reader.beforeRead = f }

// Next waits for the page's next message and returns a reader of it. The reader
// is valid until the next call. A protocol error is a *protocol.Violation.
func (s *Socket) Next() (text bool, r io.Reader, err error) {
	kind, r, err := s.ws.NextReader()
	if err != nil {
		return false, nil, err
	}
	s.touch()
	return kind == websocket.TextMessage, r, nil
}

// SendBinary sends a binary message. It blocks while the page does not read: that
// is the back pressure.
func (s *Socket) SendBinary(p []byte) error { return s.send(websocket.BinaryMessage, p) }

// SendText sends a text message, as SendBinary does.
func (s *Socket) SendText(p []byte) error { return s.send(websocket.TextMessage, p) }

// SendControl sends a control message, as SendBinary does.
func (s *Socket) SendControl(m protocol.ControlMessage) error {
	frame, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return s.SendText(frame)
}

func (s *Socket) send(messageType int, data []byte) error {
	s.write.Lock()
	defer s.write.Unlock()
	s.lastSent.Store(s.registry.clock.Load())
	return s.ws.WriteMessage(messageType, data)
}

// SetWriteDeadline sets the deadline of all later sends.
func (s *Socket) SetWriteDeadline(t time.Time) { _ = s.conn.SetWriteDeadline(t) }

// CloseWith sends a close frame and a FIN, and gives the page LingerTime to
// receive them and to close its side. Closing at once would answer the page's
// late frames with an RST, which destroys the last bytes on their way to it. When
// the time is over, Next returns an error.
func (s *Socket) CloseWith(code int, reason string) {
	_ = s.conn.SetReadDeadline(protocol.LingerDeadline())
	_ = s.conn.SetWriteDeadline(protocol.LingerDeadline()) // also of a message that is being written
	s.write.Lock()
	defer s.write.Unlock()
	_ = s.ws.WriteControl(websocket.CloseMessage,
		websocket.FormatCloseMessage(code, reason), protocol.LingerDeadline())
	if c, ok := s.conn.(interface{ CloseWrite() error }); ok {
		_ = c.CloseWrite()
	}
}

// Drain reads and discards messages until the page has closed its side.
func (s *Socket) Drain() {
	for {
		if _, _, err := s.ws.NextReader(); err != nil {
			return
		}
	}
}

// Abort closes the connection at once. Pending reads and writes return an error.
func (s *Socket) Abort() {
	s.registry.remove(s)
	_ = s.conn.Close()
}
