package e2e

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const (
	clientProtocol = "socketschool.bridge.v1"
	eventsProtocol = "socketschool.events.v1"
)

// socket is a WebSocket as a page holds it.
type socket struct {
	t       *testing.T
	ws      *websocket.Conn
	data    []byte // received, not yet expected
	pending []event
	seq     uint64
}

type event struct {
	Seq   uint64
	Kind  string
	Conn  int
	Peer  string
	Call  string
	Bytes int
	Data  []byte
	TLS   []struct {
		Type  string
		Bytes int
	}
	Error   string
	Level   string
	Message string
	Attrs   map[string]any
	Source  struct {
		File string
		Line int
	}
}

func (s *session) dialer(protocol string) *websocket.Dialer {
	return &websocket.Dialer{Jar: s.http.Jar, Subprotocols: []string{protocol}, HandshakeTimeout: testTimeout,
		TLSClientConfig: s.tls}
}

// tryOpen reports the status with which a handshake is refused, or 101.
func (s *session) tryOpen(path string, header ...http.Header) (*websocket.Conn, int) {
	s.t.Helper()
	var h http.Header
	if len(header) > 0 {
		h = header[0]
	}
	u := "ws" + strings.TrimPrefix(s.p.base.JoinPath("/").String(), "http") + strings.TrimPrefix(path, "/")
	ws, resp, err := s.dialer(clientProtocol).Dial(u, h)
	if resp == nil {
		s.t.Fatalf("%s: %v", path, err)
	}
	if err == nil {
		s.t.Cleanup(func() { ws.Close() })
	}
	return ws, resp.StatusCode
}

func (s *session) open(l aLab, path, protocol string) *socket {
	s.t.Helper()
	u := "ws" + strings.TrimPrefix(s.p.base.JoinPath("/").String(), "http") + "api/labs/" + l.ID + path
	ws, _, err := s.dialer(protocol).Dial(u, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { ws.Close() })
	if ws.Subprotocol() != protocol {
		s.t.Errorf("subprotocol %q, want %q", ws.Subprotocol(), protocol)
	}
	_ = ws.SetReadDeadline(time.Now().Add(3 * testTimeout))
	return &socket{t: s.t, ws: ws}
}

// connect opens a client and takes its `opened`.
func (s *session) connect(l aLab) *socket {
	s.t.Helper()
	c := s.open(l, "/clients", clientProtocol)
	c.opened()
	return c
}

func (c *socket) opened() map[string]any {
	c.t.Helper()
	m := c.control()
	if m["type"] != "opened" {
		c.t.Fatalf("%v, want opened", m)
	}
	return m
}

func (c *socket) send(data string) {
	c.t.Helper()
	if err := c.ws.WriteMessage(websocket.BinaryMessage, []byte(data)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *socket) say(kind string) {
	c.t.Helper()
	if err := c.ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"`+kind+`"}`)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *socket) expect(want string) {
	c.t.Helper()
	for len(c.data) < len(want) {
		kind, frame, err := c.ws.ReadMessage()
		if err != nil {
			c.t.Fatalf("after %q: %v, want %q", c.data, err, want)
		}
		if kind == websocket.BinaryMessage {
			c.data = append(c.data, frame...)
		} else if string(frame) != `{"type":"beat"}` {
			c.t.Fatalf("after %q: %s, want %q", c.data, frame, want)
		}
	}
	if got := string(c.data[:len(want)]); got != want {
		c.t.Fatalf("got %.100q, want %.100q", got, want)
	}
	c.data = c.data[len(want):]
}

// line takes bytes up to a line end.
func (c *socket) line() string {
	c.t.Helper()
	var line strings.Builder
	for {
		if len(c.data) == 0 {
			kind, frame, err := c.ws.ReadMessage()
			if err == nil && string(frame) == `{"type":"beat"}` {
				continue
			}
			if err != nil || kind != websocket.BinaryMessage {
				c.t.Fatalf("after %q: %q, %v", line.String(), frame, err)
			}
			c.data = frame
		}
		b := c.data[0]
		c.data = c.data[1:]
		line.WriteByte(b)
		if b == '\n' {
			return line.String()
		}
	}
}

// control takes the next text frame, beats apart.
func (c *socket) control() map[string]any {
	c.t.Helper()
	for {
		kind, frame, err := c.ws.ReadMessage()
		if err != nil {
			c.t.Fatal(err)
		}
		var m map[string]any
		if kind != websocket.TextMessage || len(c.data) > 0 || json.Unmarshal(frame, &m) != nil {
			c.t.Fatalf("%q %q, want a control frame", c.data, frame)
		}
		if m["type"] != "beat" {
			return m
		}
	}
}

func (c *socket) eof() {
	c.t.Helper()
	if m := c.control(); m["type"] != "eof" {
		c.t.Fatalf("%v, want eof", m)
	}
}

func (c *socket) closed(reason string) {
	c.t.Helper()
	c.isClosed(c.control(), reason)
}

// closedAtLast is closed of a client to which the server may have sent something since.
func (c *socket) closedAtLast(reason string) {
	c.t.Helper()
	for {
		kind, frame, err := c.ws.ReadMessage()
		if err != nil {
			c.t.Fatal(err)
		}
		if kind == websocket.BinaryMessage || string(frame) == `{"type":"beat"}` {
			continue
		}
		var m map[string]any
		if err := json.Unmarshal(frame, &m); err != nil {
			c.t.Fatal(err)
		}
		c.isClosed(m, reason)
		return
	}
}

func (c *socket) isClosed(m map[string]any, reason string) {
	c.t.Helper()
	if m["type"] != "closed" || m["reason"] != reason || m["detail"] == "" {
		c.t.Fatalf("%v, want closed with reason %s and a detail", m, reason)
	}
	c.closeCode(websocket.CloseNormalClosure)
}

func (c *socket) closeCode(code int) string {
	c.t.Helper()
	for {
		_, frame, err := c.ws.ReadMessage()
		if err == nil {
			if string(frame) == `{"type":"beat"}` {
				continue
			}
			c.t.Fatalf("%s, want close code %d", frame, code)
		}
		ce, ok := errors.AsType[*websocket.CloseError](err)
		if !ok || ce.Code != code {
			c.t.Fatalf("%v, want close code %d", err, code)
		}
		return ce.Text
	}
}

// finish half-closes and waits for the orderly end.
func (c *socket) finish() {
	c.t.Helper()
	c.say("half-close")
	c.eof()
	c.closed("eof")
}

// close leaves as a page does that is closed.
func (c *socket) close() {
	c.t.Helper()
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	if err := c.ws.WriteMessage(websocket.CloseMessage, bye); err != nil {
		c.t.Fatal(err)
	}
}

// event takes events until one of that kind comes; for a log record the kind
// is "log " and its message. Numbers must follow each other.
func (c *socket) event(kind string) event {
	c.t.Helper()
	for {
		for len(c.pending) > 0 {
			e := c.pending[0]
			c.pending = c.pending[1:]
			if c.seq != 0 && e.Seq != c.seq+1 {
				c.t.Fatalf("event %d follows %d", e.Seq, c.seq)
			}
			c.seq = e.Seq
			if e.Kind == kind || e.Kind == "log" && "log "+e.Message == kind {
				return e
			}
		}
		_, frame, err := c.ws.ReadMessage()
		if err != nil {
			c.t.Fatalf("no %s event: %v", kind, err)
		}
		var batch struct {
			Events  []event
			Skipped int
		}
		if err := json.Unmarshal(frame, &batch); err != nil {
			c.t.Fatalf("%s: %v", frame, err)
		}
		c.pending = batch.Events
	}
}

func dialTCP(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(testTimeout))
	return conn
}

// rawSocket makes a WebSocket handshake by hand, for frames that no library
// sends.
func (s *session) rawSocket(l aLab) (net.Conn, *bufio.Reader) {
	s.t.Helper()
	conn := dialTCP(s.t, s.p.base.Host)
	fmt.Fprintf(conn, "GET /api/labs/%s/clients HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Protocol: %s\r\n\r\n",
		l.ID, s.p.base.Host, s.cookie(), clientProtocol)
	r := bufio.NewReader(conn)
	resp, err := http.ReadResponse(r, nil)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		s.t.Fatalf("handshake: %v, %v", resp, err)
	}
	if opcode, body := readFrame(s.t, r); opcode != websocket.TextMessage || !strings.Contains(body, "opened") {
		s.t.Fatalf("first frame %q", body)
	}
	return conn, r
}

func (s *session) cookie() string {
	for _, c := range s.http.Jar.Cookies(s.p.base) {
		return c.Name + "=" + c.Value
	}
	s.t.Fatal("no cookie")
	return ""
}

// readFrame reads one unmasked frame of under 64 KiB.
func readFrame(t *testing.T, r io.Reader) (opcode int, payload string) {
	t.Helper()
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		t.Fatal(err)
	}
	size := int(head[1] & 0x7f)
	if size == 126 {
		var more [2]byte
		if _, err := io.ReadFull(r, more[:]); err != nil {
			t.Fatal(err)
		}
		size = int(more[0])<<8 | int(more[1])
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(r, body); err != nil {
		t.Fatal(err)
	}
	return int(head[0] & 0x0f), string(body)
}

// frame builds a masked frame of under 64 KiB.
func frame(final bool, opcode byte, payload string) []byte {
	first := opcode
	if final {
		first |= 0x80
	}
	b := []byte{first}
	if len(payload) < 126 {
		b = append(b, 0x80|byte(len(payload)))
	} else {
		b = append(b, 0x80|126, byte(len(payload)>>8), byte(len(payload)))
	}
	mask := [4]byte{1, 2, 3, 4}
	b = append(b, mask[:]...)
	for i := range len(payload) {
		b = append(b, payload[i]^mask[i%4])
	}
	return b
}
