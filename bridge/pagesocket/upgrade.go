package pagesocket

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"strings"

	"github.com/gorilla/websocket"

	"socketschool/problem"
)

// frameBuffer is the size of gorilla's own buffer for each direction, in bytes.
// It exists as long as the connection, so it is small: reads go through pageReader,
// and writes larger than it use writev.
const frameBuffer = 512

// Upgrade answers the WebSocket handshake. Before it returns an error it answers
// the request with a problem document.
func (r *Registry) Upgrade(w http.ResponseWriter, req *http.Request, subprotocol string) (*Socket, error) {
	if !req.ProtoAtLeast(1, 1) {
		problem.Write(w, http.StatusBadRequest, "A WebSocket needs HTTP/1.1 or later.")
		return nil, errors.New("upgrade over HTTP/1.0")
	}
	up := websocket.Upgrader{
		ReadBufferSize:  frameBuffer,
		WriteBufferSize: frameBuffer,
		Subprotocols:    []string{subprotocol},
		CheckOrigin:     r.cfg.CheckOrigin,
		Error: func(w http.ResponseWriter, _ *http.Request, status int, reason error) {
			detail := "This address is for WebSockets: " + strings.TrimPrefix(reason.Error(), "websocket: ") + "."
			if status == http.StatusForbidden {
				detail = "A page of another site may not connect to this playground."
			}
			problem.Write(w, status, detail)
		},
	}
	h := &hijacker{ResponseWriter: w}
	ws, err := up.Upgrade(h, req, nil)
	if err != nil {
		return nil, err
	}
	return newSocket(r, ws, h), nil
}

// hijacker inserts a pageReader between gorilla and the connection that gorilla
// hijacks.
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

// tcpPage embeds *net.TCPConn itself, so that net.Buffers uses its writev.
type tcpPage struct {
	*net.TCPConn
	in *pageReader
}

func (p *tcpPage) Read(b []byte) (int, error) { return p.in.Read(b) }

// otherPage is a page's connection over TLS.
type otherPage struct {
	net.Conn
	in *pageReader
}

func (p *otherPage) Read(b []byte) (int, error) { return p.in.Read(b) }
