package bridge

import (
	"encoding/json"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"socketschool/wire"
)

// beatPatience bounds how long one page can hold up the sweeper.
const beatPatience = time.Second

// socket is one WebSocket of a page, client or viewer, and what the sweeper
// needs to know of it.
type socket struct {
	bridge *Bridge
	ws     *websocket.Conn
	conn   net.Conn // beneath ws
	reader *pageReader

	write  sync.Mutex // held while a message is written: gorilla allows one writer
	spoke  atomic.Int64
	heard  atomic.Int64  // both by the bridge's clock
	pinged time.Duration // the same; sweeper only

	// stalled: the page is not read from, because the server does not take
	// what the page has sent. Its silence then says nothing about it.
	stalled atomic.Bool
}

func newSocket(b *Bridge, ws *websocket.Conn, h *hijacker) *socket {
	s := &socket{bridge: b, ws: ws, conn: h.conn, reader: h.reader}
	boundRetransmission(h.conn, b.cfg.GiveUp)
	h.reader.heard = s.hear
	now := b.clock.Load()
	s.heard.Store(now)
	s.spoke.Store(now)
	ws.SetPongHandler(func(string) error { s.hear(); return nil })
	ping := ws.PingHandler()
	ws.SetPingHandler(func(data string) error { s.hear(); return ping(data) })
	return s
}

// tcp is the connection beneath TLS, if there is TLS.
func (s *socket) tcp() net.Conn {
	if over, ok := s.conn.(interface{ NetConn() net.Conn }); ok {
		return over.NetConn()
	}
	return s.conn
}

func (s *socket) hear() { s.heard.Store(s.bridge.clock.Load()) }

// stall says that the page is not read from, and since when it is again: the
// count of its silence begins anew.
func (s *socket) stall(on bool) {
	s.hear()
	s.stalled.Store(on)
}

// send writes one message. It waits for as long as the page does not read:
// that is the back pressure.
func (s *socket) send(messageType int, data []byte) error {
	s.write.Lock()
	defer s.write.Unlock()
	s.spoke.Store(s.bridge.clock.Load())
	return s.ws.WriteMessage(messageType, data)
}

func (s *socket) notify(n wire.Notice) error {
	frame, err := json.Marshal(n)
	if err != nil {
		return err
	}
	return s.send(websocket.TextMessage, frame)
}

// hangUp sends a close frame and our FIN, and gives the page wire.LingerTime to
// take it in: closing earlier would answer its late frames with an RST, which
// destroys the last bytes on their way to it. Whoever reads the page meets the
// end of that time as an error.
func (s *socket) hangUp(code int, reason string) {
	_ = s.conn.SetReadDeadline(wire.Soon())
	_ = s.conn.SetWriteDeadline(wire.Soon()) // also of a message that waits for the page
	s.write.Lock()
	defer s.write.Unlock()
	_ = s.ws.WriteControl(websocket.CloseMessage,
		websocket.FormatCloseMessage(code, reason), wire.Soon())
	if c, ok := s.conn.(interface{ CloseWrite() error }); ok {
		_ = c.CloseWrite()
	}
}

// drain reads and discards until the page has hung up too.
func (s *socket) drain() {
	for {
		if _, _, err := s.ws.NextReader(); err != nil {
			return
		}
	}
}

// abort ends the connection at once. Whoever reads or writes it gets an error.
func (s *socket) abort() { _ = s.conn.Close() }

// sweep sends a beat after silence of ours, a ping after silence of the page,
// and gives the page up when it has been silent for giveUp.
func (s *socket) sweep(now, silence, giveUp time.Duration) {
	quiet := now - time.Duration(s.heard.Load())
	if quiet >= giveUp && !s.stalled.Load() {
		s.bridge.Stats.PagesGivenUp.Add(1) // before anybody can hear of it
		s.giveUp(giveUp)
		return
	}
	beat := now-time.Duration(s.spoke.Load()) >= silence
	ping := (quiet >= silence || s.stalled.Load()) && now-s.pinged >= silence
	if !beat && !ping || !s.write.TryLock() {
		return // a message that is being written now is no silence
	}
	defer s.write.Unlock()
	var err error
	deadline := time.Now().Add(beatPatience)
	if ping {
		s.pinged = now
		err = s.ws.WriteControl(websocket.PingMessage, nil, deadline)
	}
	if beat && err == nil {
		s.spoke.Store(int64(now))
		_ = s.ws.SetWriteDeadline(deadline)
		err = s.ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"beat"}`))
		_ = s.ws.SetWriteDeadline(time.Time{})
	}
	if err != nil {
		s.abort()
	}
}

// giveUp says why, in case somebody is there after all, and ends it.
func (s *socket) giveUp(after time.Duration) {
	if s.write.TryLock() {
		_ = s.ws.SetWriteDeadline(time.Now().Add(beatPatience))
		frame, _ := json.Marshal(wire.Closed(wire.ReasonIdle,
			"Nothing was heard from this page for "+after.String()+"."))
		_ = s.ws.WriteMessage(websocket.TextMessage, frame)
		s.write.Unlock()
	}
	s.abort()
}
