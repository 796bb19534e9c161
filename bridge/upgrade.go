package bridge

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/websocket"

	"socketschool/problem"
)

// frameBuffer is gorilla's own buffer for each direction, in bytes. It is held
// for as long as the connection lives, so it is small: reads go through
// pageReader, and writes larger than it use writev.
const frameBuffer = 512

// upgrade answers the WebSocket handshake. A refused one has been answered
// with a problem document when it returns an error.
func (b *Bridge) upgrade(w http.ResponseWriter, r *http.Request, protocol string) (*socket, error) {
	if !r.ProtoAtLeast(1, 1) {
		problem.Write(w, http.StatusBadRequest, "A WebSocket needs HTTP/1.1 or later.")
		return nil, errors.New("upgrade asked over HTTP/1.0")
	}
	up := websocket.Upgrader{
		ReadBufferSize:  frameBuffer,
		WriteBufferSize: frameBuffer,
		Subprotocols:    []string{protocol},
		CheckOrigin:     b.cfg.CheckOrigin,
		Error: func(w http.ResponseWriter, _ *http.Request, status int, reason error) {
			detail := "This address is for WebSockets: " + strings.TrimPrefix(reason.Error(), "websocket: ") + "."
			if status == http.StatusForbidden {
				detail = "A page of another site may not connect to this playground."
			}
			problem.Write(w, status, detail)
		},
	}
	h := &hijacker{ResponseWriter: w}
	ws, err := up.Upgrade(h, r, nil)
	if err != nil {
		return nil, err
	}
	return newSocket(b, ws, h), nil
}

// sameOrigin passes a request without an Origin, which no browser sends, and
// one from a page of this very host. That the host is one of the playground's
// own names has been checked before.
func sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}

// hijacker puts a pageReader between gorilla and the connection it takes over.
type hijacker struct {
	http.ResponseWriter
	conn   net.Conn
	reader *pageReader
}

func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.conn = conn
	h.reader = newPageReader(conn)
	if tcp, ok := conn.(*net.TCPConn); ok {
		return &tcpPage{tcp, h.reader}, rw, nil
	}
	return &otherPage{conn, h.reader}, rw, nil
}

// tcpPage embeds the very type, so that net.Buffers finds its writev.
type tcpPage struct {
	*net.TCPConn
	in *pageReader
}

func (p *tcpPage) Read(b []byte) (int, error) { return p.in.Read(b) }

// otherPage is a page over TLS.
type otherPage struct {
	net.Conn
	in *pageReader
}

func (p *otherPage) Read(b []byte) (int, error) { return p.in.Read(b) }
